"""The resolving functions, by kind of expression: each gets a matched phrase and the story and returns a TIMEX3 value.

A function returns None to refuse the match. The room imports the rooms below: clause, anchors and text. Its own rooms,
the lowest floor first: lengths, named, relative, times.
"""
