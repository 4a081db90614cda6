"""Reports: content that the parse of a sentence or the label of a line gives, with marks in it or without.

It imports the rooms below: attribution and text.
"""
