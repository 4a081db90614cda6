"""The built-in stages, a file or a folder each, and what they share: `layers` (types) and `english` (the language).

They are found by entry point, as installed plugins are. They import the public page of `pipeline`, `layers` and
`english`, and not one another.
"""
