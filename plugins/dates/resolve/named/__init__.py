"""Dates that the calendar names: years, months, days and holidays.

It imports the room below, lengths, and the rooms below resolve.
"""
