"""The configuration: YAML with lines and columns, its keys, and the checked settings of stages.

It imports nothing of the project but errors.
"""
