"""From text to token classes: the words and their classes, the tokens, the patterns over them, the matched phrase.

It imports no other room.
"""
