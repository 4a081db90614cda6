"""How long and how often: DURATION and SET.

It imports no other room of resolve, only the rooms below resolve.
"""
