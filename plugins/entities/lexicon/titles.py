"""Words of titles and offices, read from `titles.txt`."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).parent / "titles.txt"
FORMER = frozenset({"former", "ex", "then", "acting", "outgoing"})
ROMAN = re.compile(r"[IVX]+")


class Titles(NamedTuple):
    """Words of titles, in lower case without full stops.

    sure: titles that only persons have. heads: these and words that other names have too. before: words that may stand
    before a head. all: all of them.
    """

    sure: frozenset[str]
    heads: frozenset[str]
    before: frozenset[str]
    all: frozenset[str]


@cache
def titles() -> Titles:
    """Return the titles; each process reads them once."""
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for line in FILE.read_text(encoding="utf-8").splitlines():
        kind, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            lists[kind].update(words.split())
    sure = frozenset(lists["sure"])
    heads = sure | lists["unsure"]
    return Titles(sure, heads, frozenset(lists["before"]), heads | lists["before"])


def is_title(word: str) -> bool:
    """Return whether a word is a title or may replace one: “Sen.”, “President”, “Former”, not “Transport”."""
    return normalized(word) in titles().heads or normalized(word) in FORMER


def normalized(word: str) -> str:
    """Return a word as the lists of titles have it: in lower case, without a full stop or comma at its end."""
    return word.rstrip(".,").lower()
