"""Nouns that show the label of a name next to them: “airline Norvik”; read from `context_nouns.txt`."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NOUNS = Path(__file__).parent / "context_nouns.txt"


class Nouns(NamedTuple):
    """The labels that nouns show: next to a name X, after “X’s”, and right after X."""

    beside: Mapping[str, str]
    owned: Mapping[str, str]
    after: Mapping[str, str]


@cache
def nouns() -> Nouns:
    """Return the nouns; each process reads them once."""
    tables: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in NOUNS.read_text(encoding="utf-8").splitlines():
        label, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            kind = label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
            tables[kind] |= dict.fromkeys(words.split(), label.removesuffix(kind))
    return Nouns(tables[""], tables["'s"], tables["+"])
