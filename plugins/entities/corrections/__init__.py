"""Corrections of the names that the model found: one file each, named as in the YAML; `order` lists them in order.

It imports the rooms below: evidence and lexicon, and `mentions`. Corrections do not import one another.
"""
