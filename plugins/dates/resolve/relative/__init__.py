"""Dates relative to another date: "last month", "three weeks ago", "Tuesday", "the quarter", "now".

It imports the rooms below, named and lengths, and the rooms below resolve.
"""
