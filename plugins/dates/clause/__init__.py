"""What the words around an expression say of its direction, past or future.

It imports the room below: text.
"""
