"""Dates that the calendar names: years, months, days and holidays.

Of resolve, it imports the room below: lengths.
"""
