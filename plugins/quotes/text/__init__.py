"""The text as the rules see it: paired quotation marks, cues, and the parse as lists, with the grammar of attributions.

It imports no other room. `cues.txt` is the list of cues.
"""
