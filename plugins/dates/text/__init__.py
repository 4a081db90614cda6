"""From text to token classes: words and their classes, tokens, patterns over the classes, and the matched phrase.

It imports no other room.
"""
