"""Quotation marks, and whether each can open or close, by its neighbours and its shape."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

DOUBLE = re.compile(r"[“”„«»\"]|''|``")
SINGLE = re.compile(r"[‘’']")
BEFORE_OPENING = frozenset("([{—–-/“‘'\"")
AFTER_CLOSING = frozenset(")]}.,;:!?…—–-/”’'\"")
OPENING_SHAPES = frozenset(("“", "„", "«", "``"))
CLOSING_SHAPES = frozenset(("”", "»"))
ELISIONS = frozenset(("em", "til", "tis", "twas", "cause", "cos", "n", "bout", "round", "neath", "ere"))
"""Words without their first letter: the mark in “get ’em” looks like an opening mark and is an apostrophe."""


class Side(Enum):
    """Whether a mark can open or close, by its neighbours and its shape."""

    OPENS = "opens"
    CLOSES = "closes"
    EITHER = "either"


class Mark(NamedTuple):
    """A mark at `text[start:end]`; `measure`: a digit precedes it, so it may mean inches."""

    start: int
    end: int
    side: Side
    measure: bool = False


class Region(NamedTuple):
    """The text between two marks of one paragraph.

    opening, closing: from the first character of the opening mark to the end of the closing one.
    start, end: the same without the marks and the space next to them; never empty.
    closed: False if the paragraph ends before the mark is closed.
    """

    opening: int
    closing: int
    start: int
    end: int
    closed: bool


class Paragraph(NamedTuple):
    """A line that is not blank, `text[start:end]`, with its outermost regions."""

    start: int
    end: int
    regions: tuple[Region, ...]


def double_marks(text: str, start: int, end: int) -> Iterator[Mark]:
    """Yield the double marks of `text[start:end]`."""
    for found in DOUBLE.finditer(text, start, end):
        at, behind = found.span()
        before, after = text[at - 1] if at > start else " ", text[behind] if behind < end else " "
        yield Mark(at, behind, _side(found.group(), before, after), before.isdigit())


def _side(shape: str, before: str, after: str) -> Side:
    """Return whether a mark opens, closes or can do either, by its neighbours, then by its shape.

    “Yes,” has a mark after a space, which opens, and one after a comma, which closes; in said:"Yes" neither decides.
    """
    free_before = before.isspace() or before in BEFORE_OPENING
    free_after = after.isspace() or after in AFTER_CLOSING
    if free_before != free_after:
        return Side.OPENS if free_before else Side.CLOSES
    if shape in OPENING_SHAPES:
        return Side.OPENS
    return Side.CLOSES if shape in CLOSING_SHAPES else Side.EITHER


def single_marks(text: str, start: int, end: int, taken: Sequence[Region]) -> Iterator[Mark]:
    """Yield the single marks outside the regions `taken` that open or close; apostrophes do neither."""
    waiting = iter(taken)
    region = next(waiting, None)
    for found in SINGLE.finditer(text, start, end):
        at = found.start()
        while region and region.closing <= at:
            region = next(waiting, None)
        if not (region and region.opening <= at):
            side = _single_side(text, at, start, end)
            if side:
                yield Mark(at, at + 1, side)


def _single_side(text: str, at: int, start: int, end: int) -> Side | None:
    """Return whether a single mark opens or closes; None for an apostrophe: don't, the boys’ own, the ’90s, get ’em."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if (before.isspace() or before in '([{—–:“"') and (after.isalpha() or after in '[(“"…'):
        elided = text[at + 1 : at + 8].partition(" ")[0].rstrip("‘’'.,;:!?").lower() in ELISIONS
        return None if text[at] == "’" or elided else Side.OPENS
    closes = text[at] != "‘" and not after.isalnum() and not before.isspace()
    return Side.CLOSES if closes else None
