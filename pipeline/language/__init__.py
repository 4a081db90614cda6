"""The shared parse: finds and loads the model, parses each text once, and stores parses.

It imports the room below: documents.
"""
