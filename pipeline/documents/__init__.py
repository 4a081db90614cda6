"""The data: documents with layers of annotations, edits and offsets, and the format of a part.

It imports the room below: display.
"""
