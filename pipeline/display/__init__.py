"""Shows a record: its text with the annotations marked, as HTML or as pieces for a terminal.

It imports nothing of the project.
"""
