"""Titles before a person's name, read from `titles.txt`; in lower case, without full stops."""

from __future__ import annotations

from plugins.english.data_files import rows_with_uses

_ROWS = rows_with_uses("titles.txt", ("word", "gender", "uses"), ("courtesy", "stop"))

GENDERS = {row["word"]: row["gender"] for row, _ in _ROWS if row["gender"]}
"""The gender, "m" or "f", of the bearers by title."""
COURTESIES = frozenset(row["word"] for row, uses in _ROWS if "courtesy" in uses)
"""Forms of address that are no role."""
ABBREVIATIONS = frozenset(row["word"] for row, uses in _ROWS if "stop" in uses)
"""Titles after which a full stop ends no sentence."""
