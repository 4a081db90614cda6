"""Given names and their short forms, read from `short_forms.txt`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT_FORMS = Path(__file__).parent / "short_forms.txt"


@cache
def short_forms() -> Mapping[str, frozenset[str]]:
    """Return the given names that each name or short form may mean, in lower case; each process reads them once."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for line in SHORT_FORMS.read_text(encoding="utf-8").splitlines():
        full, colon, short = line.partition(": ")
        if colon and not line.startswith("#"):
            for name in (full, *short.split()):
                names[name].add(full)
    return {name: frozenset(full) for name, full in names.items()}
