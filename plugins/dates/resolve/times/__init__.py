"""Times of day: clock times and parts of a day, with the day that they belong to.

Of resolve, it imports the rooms below: relative and named.
"""
