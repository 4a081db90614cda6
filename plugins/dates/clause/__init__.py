"""What the words around an expression say of its direction: whether it lies in the past or in the future.

It imports the room below: text.
"""
