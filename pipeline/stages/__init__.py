"""What a plugin writes, Source, Stage and Sink, and the chain of stages that a batch of documents passes.

It imports the rooms below: language and documents.
"""
