"""How a record is shown: its text with marks, as HTML or cut for a terminal.

It imports nothing of the project.
"""
