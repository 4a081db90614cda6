"""Times of day, with the day that they belong to.

Of resolve, it imports the rooms below: relative and named.
"""
