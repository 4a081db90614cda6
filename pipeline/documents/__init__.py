"""The nouns: documents with layers of annotations, offsets, and the format of a part.

It imports the room below: display.
"""
