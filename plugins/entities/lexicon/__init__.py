"""What is known of words and names before a text is read: word lists, tables, and the lists of a team's own.

The data files stand here too, and each says its format in its first lines. May import `plugins.entities.mentions`.
"""
