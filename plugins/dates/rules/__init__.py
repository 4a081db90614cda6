"""The rules by kind of expression, and `ordered`, the list in whose order they are tried.

It imports the rooms below: resolve, anchors and text. `modifiers` finds the words before an expression that belong to
it.
"""
