"""Corrections of the names that the model found: one file each, named as in the YAML; `order` lists them in order.

May import `plugins.entities.evidence`, `.lexicon` and `.mentions`; corrections do not import one another.
"""
