"""Attributions: the words that say who speaks, beside the content or further away, and whether they are negated.

It imports the room below: text.
"""
