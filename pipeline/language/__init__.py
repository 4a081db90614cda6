"""The shared parse: finds and loads the model, parses each text once, and keeps parses.

It imports the room below: documents.
"""
