"""Direction: whether the words around an expression point to the past or to the future.

It imports the room below: text.
"""
