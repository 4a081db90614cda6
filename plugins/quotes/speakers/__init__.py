"""Speakers: which attribution belongs to each quotation, and whom the words of an attribution mean.

It imports the rooms below: direct, reported, attribution and text.
"""
