"""The run folder: parts, quarantine, the record of a run, and views of it; every write is atomic.

It imports the rooms below: stages and documents.
"""
