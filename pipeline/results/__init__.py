"""The run folder: parts, quarantine, the record of a run, and finished runs for readers; every write is atomic.

It imports the rooms below: stages and documents.
"""
