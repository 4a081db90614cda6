"""Attributions: the words that say who speaks, next to the content or further away, and whether they are negated.

It imports the room below: text.
"""
