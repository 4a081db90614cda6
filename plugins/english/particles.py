"""Words in lower case within names, read from `name_particles.txt`."""

from __future__ import annotations

from plugins.english.data_files import rows_with_uses

_ROWS = rows_with_uses("name_particles.txt", ("word", "uses"), ("person", "credit"))

OF_PERSONS = frozenset(row["word"] for row, uses in _ROWS if "person" in uses)
"""Particles between a given name and a surname, or before a surname."""
IN_CREDITS = frozenset(row["word"] for row, uses in _ROWS if "credit" in uses)
"""Words in lower case in the names that a credit line gives, of persons and agencies."""
