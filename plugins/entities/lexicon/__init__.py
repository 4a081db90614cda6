"""Words and names that are known before a text is read: word lists, tables, and a team's own lists of names.

It imports no other room, only `mentions`. Each data file says its format in its first lines.
"""
