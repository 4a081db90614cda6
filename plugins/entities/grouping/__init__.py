"""Decides which mentions name the same person, place or body, and under which name: from mentions to entities.

It imports the rooms below: evidence and lexicon, and `mentions`; it does not import corrections.
"""
