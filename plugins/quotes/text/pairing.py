"""Pairs of quotation marks: which mark closes which; no text makes the pairing fail."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from plugins.quotes.text.marks import Side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.text.marks import Mark


def paired(marks: Sequence[Mark], end: int, *, resumed: bool) -> list[tuple[Mark, Mark | None, int]]:
    """Pair double marks: with nesting if all marks are closed then, else without (a mark was forgotten).

    With nesting, the outermost mark may stay open only if the next paragraph resumes the quotation.
    """
    pairs, depth = _with_nesting(marks, end)
    if depth == 0 or (depth == 1 and resumed):
        return pairs
    return _without_nesting(marks, end)


def _with_nesting(marks: Sequence[Mark], end: int) -> tuple[list[tuple[Mark, Mark | None, int]], int]:
    """Return the outermost pairs, and how many marks stay open."""
    pairs: list[tuple[Mark, Mark | None, int]] = []
    opened: list[Mark] = []
    for mark in without_inches(marks):
        if mark.side is Side.OPENS or (not opened and mark.side is Side.EITHER):
            opened.append(mark)
        elif opened:
            opening = opened.pop()
            if not opened:
                pairs.append((opening, mark, end))
    if opened:
        pairs.append((opened[0], None, end))
    return pairs, len(opened)


def _without_nesting(marks: Sequence[Mark], end: int) -> list[tuple[Mark, Mark | None, int]]:
    """Return pairs; a second opening mark means that the first was never closed, and the first is ignored."""
    pairs: list[tuple[Mark, Mark | None, int]] = []
    opened: Mark | None = None
    for mark in without_inches(marks):
        if mark.side is Side.OPENS or (opened is None and mark.side is Side.EITHER):
            opened = mark
        elif opened is not None:
            pairs.append((opened, mark, end))
            opened = None
    if opened is not None:
        pairs.append((opened, None, end))
    return pairs


def without_inches(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the marks that do not mean inches (after a digit, and the next mark closes too): "A 12" pipe," he said."""
    for mark, following in zip_longest(marks, marks[1:]):
        inches = mark.measure and mark.side is Side.CLOSES and following is not None and following.side is Side.CLOSES
        if not inches:
            yield mark


def paired_single(marks: Sequence[Mark], text: str, end: int, *, resumed: bool) -> list[tuple[Mark, Mark | None, int]]:
    """Pair single marks. An unclosed one is an apostrophe, except a curly one that the next paragraph resumes."""
    pairs: list[tuple[Mark, Mark | None, int]] = []
    opened: Mark | None = None
    for mark, following in zip_longest(marks, marks[1:]):
        if mark.side is Side.OPENS:
            opened = mark
        elif opened and not (_is_possessive(text, mark) and following and following.side is Side.CLOSES):
            pairs.append((opened, mark, end))
            opened = None
    if opened and resumed and text[opened.start] == "‘":
        pairs.append((opened, None, end))
    return pairs


def _is_possessive(text: str, mark: Mark) -> bool:
    """Return whether a closing single mark may be the apostrophe of a plural: ‘the boys’ own idea’."""
    return text[mark.start - 1] in "sS" and text[mark.end : mark.end + 1] == " "
