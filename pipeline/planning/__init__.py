"""Plans: the checked stages of one configuration, and the fingerprint of their results.

It imports the rooms below: plugin, executors, stages, language, documents and config.
"""
