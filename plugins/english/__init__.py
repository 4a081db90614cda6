"""Shared knowledge of the English language: data files, and small modules that read them.

Every plugin may import these modules; they import only `pipeline` and one another. Each data file says in its first
lines what its columns mean and where its words come from.
"""
