"""Dates relative to another date: "last month", "three weeks ago", "Tuesday", "the quarter", "now".

Of resolve, it imports the rooms below: named and lengths.
"""
