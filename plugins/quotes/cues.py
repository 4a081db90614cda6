"""The words that attribute a quotation, read once from `cues.txt`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Doc

NOUNS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "iobj", "attr", "appos", "poss", "compound"))
"""Roles of nouns in the parse: a promise, one message and the report are no cues."""
FILE = Path(__file__).with_name("cues.txt")


@cache
def table() -> Mapping[str, frozenset[str]]:
    """Return the first word of each cue, in lower case, with its second words (pointed: out); "" means none."""
    found: dict[str, set[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        for form in () if line.startswith("#") else line.split():
            first, _, second = form.partition("_")
            found.setdefault(first, set()).add(second)
    return {first: frozenset(seconds) for first, seconds in found.items()}


def cues(doc: Doc, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the cues among the tokens `first` to `last` (half-open), each as a half-open range of tokens."""
    known = table()
    for at in range(first, last):
        seconds = known.get(doc[at].lower_)
        if seconds is None or doc[at].dep_ in NOUNS:
            continue
        if at + 1 < last and doc[at + 1].lower_ in seconds:
            yield at, at + 2
        elif "" in seconds:
            yield at, at + 1
