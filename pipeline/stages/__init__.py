"""Source, Stage and Sink, the classes that a plugin author writes, and the chain that runs them on a batch.

It imports the rooms below: language and documents.
"""
