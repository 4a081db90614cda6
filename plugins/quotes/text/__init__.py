"""The text as the rules read it: paired quotation marks, cues, and the parse as lists with the grammar of who speaks.

It imports no other room. `cues.txt` is the list of cues.
"""
