"""Words and names that are known before a text is read: word lists, tables, and a team's own lists of names.

The data files stand here too, and each says its format in its first lines. May import `plugins.entities.mentions`.
"""
