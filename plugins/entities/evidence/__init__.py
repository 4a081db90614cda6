"""What a text or a name shows, read by corrections and by grouping: nothing here changes a list of mentions.

May import `plugins.entities.lexicon` and `plugins.entities.mentions`.
"""
