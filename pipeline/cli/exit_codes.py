"""The exit codes of all commands; `pipeline --help` and docs/life-of-a-run.md list them too."""

FAILED = 1
MISTAKE = 2
"""A mistake in the configuration or on the command line."""
QUARANTINE = 3
"""Done, but documents are in quarantine."""
INTERRUPTED = 130
"""Stopped by Ctrl-C or SIGTERM; the same command goes on."""
