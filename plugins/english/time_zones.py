"""The short names of time zones, read from `time_zones.txt`."""

from __future__ import annotations

from plugins.english.data_files import ANY, rows, with_use

_ROWS = list(rows("time_zones.txt", {"name": ANY, "hours": ANY, "uses": ("clock", "no-name")}))

HOURS = {row["name"].lower(): int(row["hours"]) for row in _ROWS if row["hours"]}
"""Hours from UTC by name, in small letters."""
AFTER_CLOCK = tuple(row["name"] for row in with_use(_ROWS, "clock"))
"""Names that may follow a time of day."""
NO_NAMES = frozenset(row["name"] for row in with_use(_ROWS, "no-name"))
"""Names that, after a time of day, are never the name of a person or a body."""
