"""The configuration: YAML with line and column, its keys, and the settings of stages, all checked.

It imports nothing of the project but errors.
"""
