"""The rules by kind of expression, and `ordered`, the list in whose order they are tried.

`modifiers` finds the words around an expression that belong to it. The room imports the rooms below: resolve, anchors
and text.
"""
