"""Times of day: clock times and parts of a day, with the day that they belong to.

It imports the rooms below, relative and named, and the rooms below resolve.
"""
