"""Plugins: the hooks that they implement, and how they are found, imported and checked.

It imports the rooms below: stages, language and documents.
"""
