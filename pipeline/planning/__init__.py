"""Plans: the checked stages of one configuration, and the fingerprint of what they will make.

It imports the rooms below: plugin, stages, language, documents and config.
"""
