"""One run from first to last: its tasks to workers, their parts to the sinks. Read `runner` first.

It imports every room below: executors, planning, plugin, results, stages, language, documents and config.
"""
