"""The corrections of what the model found, one a file, named as in the YAML; `order` lists them in the order they run.

May import `plugins.entities.evidence`, `.lexicon` and `.mentions`; corrections do not import one another.
"""
