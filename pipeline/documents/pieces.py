"""The pieces of a document that a stage splits: their spans, and their ids."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.documents.annotation import LONE_SURROGATE
from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.documents.annotation import Span

MARK = "#"
"""What joins the id of a document and the key of a piece; no key has it, so that ids of nested pieces differ."""


def piece_id(document: str, key: str) -> str:
    """Return the id of a piece: `ID#KEY`."""
    return f"{document}{MARK}{key}"


def is_within(piece: str, document: str) -> bool:
    """Return whether `piece` is the id of a piece of the document with that id, at any depth."""
    return piece.startswith(f"{document}{MARK}")


def check_pieces(spans: Sequence[Span], keys: Sequence[str], length: int) -> None:
    """Raise StageError unless a text of that length can be split into these spans, with these keys."""
    for span in spans:
        if not 0 <= span.start < span.end <= length:
            fault = "empty" if span.start == span.end else f"not in the text of {length} characters"
            raise StageError(f"a piece cannot have the span {span.start}:{span.end}, which is {fault}")
    for before, after in pairwise(spans):
        if after.start < before.end:
            places = f"{before.start}:{before.end} and {after.start}:{after.end}"
            raise StageError(f"the pieces {places} overlap or are not in the order of the text: sort the spans")
    if len(keys) != len(spans):
        raise StageError(f"{len(keys)} keys were given for {len(spans)} pieces: give one for each span, or none")
    check_keys(keys)


def check_keys(keys: Sequence[object]) -> None:
    """Raise StageError unless these are the keys of different pieces of one document."""
    for key in keys:
        if not isinstance(key, str) or not key or MARK in key or LONE_SURROGATE.search(key):
            raise StageError(f"the key of a piece is {key!r:.80}: give a text that is not empty and has no {MARK}")
    key, times = Counter(keys).most_common(1)[0] if keys else ("", 1)
    if times > 1:
        raise StageError(f"{times} pieces have the key {key!r:.80}: ids have to differ, so give each its own key")
