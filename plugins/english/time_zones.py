"""The short names of time zones, read from `time_zones.txt`."""

from __future__ import annotations

from plugins.english.data_files import rows_with_uses

_ROWS = rows_with_uses("time_zones.txt", ("name", "hours", "uses"), ("clock", "no-name"))

HOURS = {row["name"].lower(): int(row["hours"]) for row, _ in _ROWS if row["hours"]}
"""Hours from UTC by name, in small letters."""
AFTER_CLOCK = tuple(row["name"] for row, uses in _ROWS if "clock" in uses)
"""Names that may follow a time of day."""
NO_NAMES = frozenset(row["name"] for row, uses in _ROWS if "no-name" in uses)
"""Names that are those of nobody and nothing where they follow a time of day."""
