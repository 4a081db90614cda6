"""The rules by kind of expression, and `ordered`, the one list in which they are tried.

It imports the rooms below: resolve, anchors and text.
"""
