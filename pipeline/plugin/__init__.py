"""Plugins: the hooks that they implement, and how they are found, imported and checked.

It imports the rooms below: results, executors, stages, language, documents and config.
"""
