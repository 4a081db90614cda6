"""Decides which mentions name the same person, place or body, and under which name: from mentions to entities.

May import `plugins.entities.evidence`, `.lexicon` and `.mentions`; it does not import the corrections.
"""
