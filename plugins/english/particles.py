"""Words in lower case within names, read from `name_particles.txt`."""

from __future__ import annotations

from plugins.english.data_files import ANY, rows, with_use

_ROWS = list(rows("name_particles.txt", {"word": ANY, "uses": ("person", "credit")}))

OF_PERSONS = frozenset(row["word"] for row in with_use(_ROWS, "person"))
"""Particles between a given name and a surname, or before a surname."""
IN_CREDITS = frozenset(row["word"] for row in with_use(_ROWS, "credit"))
"""Words in lower case in the names that a credit line gives, of persons and agencies."""
