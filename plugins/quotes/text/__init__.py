"""What the rules read: the marks of a text in pairs, its cues, and its parse as lists with the grammar of who speaks.

It imports nothing of the other rooms. `cues.txt` is the list of cues.
"""
