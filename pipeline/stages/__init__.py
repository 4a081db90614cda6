"""Source, Stage, Corpus and Sink, the classes that a plugin author writes, and the chain that runs stages on a batch.

It imports the rooms below: language, documents and config.
"""
