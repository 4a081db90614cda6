"""Executors map work over items, one after another or in several processes; results do not depend on the executor.

It imports the room config.
"""
