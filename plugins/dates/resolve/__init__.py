"""The resolving functions, by kind of expression: each gets a matched phrase and the story and returns a TIMEX3 value.

It imports the rooms below: clause, anchors and text. Its own rooms, the lowest floor first: lengths, named, relative,
times. A function returns None to refuse the match.
"""
