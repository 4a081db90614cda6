"""Speakers: which attribution each quotation has, and whom its words mean.

It imports the rooms below: direct, reported, attribution and text.
"""
