"""One run from first to last: workers turn chunks into parts, sinks turn parts into exports. Read `runner` first.

It imports the rooms below: planning, plugin, results, executors, stages, documents and config.
"""
