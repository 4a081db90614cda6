"""Direct quotations: which marks contain one, where an unclosed one ends, and which of them belong together.

It imports the rooms below: attribution and text.
"""
