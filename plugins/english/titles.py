"""Titles before a person's name, read from `titles.txt`; in lower case, without full stops."""

from __future__ import annotations

from plugins.english.data_files import ANY, rows, with_use

_ROWS = list(rows("titles.txt", {"word": ANY, "gender": ("m", "f"), "uses": ("courtesy", "stop")}))

GENDERS = {row["word"]: row["gender"] for row in _ROWS if row["gender"]}
"""The gender, "m" or "f", of the bearers by title."""
COURTESIES = frozenset(row["word"] for row in with_use(_ROWS, "courtesy"))
"""Forms of address that are no role."""
ABBREVIATIONS = frozenset(row["word"] for row in with_use(_ROWS, "stop"))
"""Titles after which a full stop ends no sentence."""
