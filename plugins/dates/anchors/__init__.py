"""The anchors that expressions are resolved against, the document time or an earlier date, and calendar arithmetic.

It imports the room below: text.
"""
