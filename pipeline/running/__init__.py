"""One run from first to last: workers turn chunks into parts, sinks turn parts into exports. Read `runner` first.

It imports every room below: executors, planning, plugin, results, stages, language, documents and config.
"""
