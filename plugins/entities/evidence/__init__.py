"""Evidence from a text or a name, for corrections and grouping; nothing here changes a list of mentions.

It imports the room below: lexicon, and `mentions`.
"""
