"""Reports: content found by the parse of a sentence or the label of a line, with or without marks.

It imports the rooms below: attribution and text.
"""
