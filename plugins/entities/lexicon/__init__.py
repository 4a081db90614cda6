"""Words and names that are known before a text is read: word lists, tables, and a team's own lists of names.

Each data file says its format in its first lines.

It imports no other room, only `mentions`.
"""
