"""Plugins: the hooks, and how plugins are found and checked when they are registered.

It imports the rooms below: stages, language and documents.
"""
