"""Quotation marks, paired paragraph by paragraph by a small state machine that accepts any text.

A paragraph is a line. The neighbours of a mark decide whether it opens or closes (a mark after a space and before a
letter opens), then its shape, then whether a mark is open. So a curly mark can close a straight one, and a mark of the
wrong shape still works. An unpaired mark is ignored; a region that is open at the end of its paragraph ends there.
"""

from __future__ import annotations

import re
from enum import Enum
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
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


def paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of `text`, each with its regions in quotation marks, in linear time."""
    return [
        Paragraph(start, end, tuple(_regions(text, start, end, resumed=resumed)))
        for start, end, resumed in _lines(text)
    ]


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start and end of the lines that are not blank, and whether the next one opens with a mark."""
    lines = [line.span() for line in PARAGRAPH.finditer(text) if not line.group().isspace()]
    for (start, end), following in zip_longest(lines, lines[1:]):
        yield start, end, following is not None and opens_with_mark(text, following[0])


def unpaired(text: str) -> Iterator[int]:
    """Yield the positions of unpaired double marks; a mark that the next line resumes needs no partner.

    >>> list(unpaired("“The ferry is late,” she said. It was not late.”"))
    [47]
    """
    for start, end, resumed in _lines(text):
        marks = list(_double_marks(text, start, end))
        if not _alternate(text, marks):
            regions = _regions(text, start, end, resumed=resumed)
            outside = set(_outside([mark.start for mark in _without_inches(marks)], regions, resumed=resumed))
            yield from (mark.start for mark in marks if mark.start in outside and not _is_measure(text, mark))


def _is_measure(text: str, mark: Mark) -> bool:
    """Return whether an unpaired straight mark after a digit means inches or seconds: a 12" pipe."""
    return mark.measure and text[mark.start : mark.end] == '"' and mark.side is Side.CLOSES


def _alternate(text: str, marks: Sequence[Mark]) -> bool:
    """Return whether opening and closing marks alternate, with words between: then all are paired."""
    if len(marks) % 2:
        return False
    return all(
        opening.side is Side.OPENS and closing.side is Side.CLOSES and text[opening.end : closing.start].strip()
        for opening, closing in zip(marks[::2], marks[1::2], strict=True)
    )


def _outside(marks: Sequence[int], regions: Sequence[Region], *, resumed: bool) -> Iterator[int]:
    """Yield the marks outside regions, and those of a region that is neither closed nor resumed by the next line."""
    waiting = iter(regions)
    region = next(waiting, None)
    for at in marks:
        while region and region.closing <= at:
            region = next(waiting, None)
        if region is None or at < region.opening or (at == region.opening and not region.closed and not resumed):
            yield at


def opens_with_mark(text: str, start: int) -> bool:
    """Return whether the paragraph at `start` opens with a mark, as every paragraph of a longer quotation does."""
    while text[start].isspace():
        start += 1
    return text[start] in '“„«"‘' or text.startswith(("''", "``"), start)


def _regions(text: str, start: int, end: int, *, resumed: bool) -> list[Region]:
    """Return the outermost regions of one paragraph; `resumed`: the next paragraph opens with a mark."""
    marks = list(_double_marks(text, start, end))
    double = _trimmed(text, _paired(marks, end, resumed=resumed))
    single = _trimmed(text, _paired_single(list(_single_marks(text, start, end, double)), text, end, resumed=resumed))
    return _outermost(sorted([*double, *single], key=lambda region: (region.opening, -region.closing)))


def _outermost(regions: Sequence[Region]) -> list[Region]:
    kept: list[Region] = []
    for region in regions:
        if not kept or region.opening >= kept[-1].closing:
            kept.append(region)
    return kept


def _trimmed(text: str, pairs: Sequence[tuple[Mark, Mark | None, int]]) -> list[Region]:
    """Return the regions of pairs, without empty ones; a pair is (opening, closing, end of paragraph)."""
    regions = []
    for opening, closing, limit in pairs:
        start, end = opening.end, closing.start if closing else limit
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            regions.append(Region(opening.start, closing.end if closing else limit, start, end, closing is not None))
    return regions


def _double_marks(text: str, start: int, end: int) -> Iterator[Mark]:
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


def _paired(marks: Sequence[Mark], end: int, *, resumed: bool) -> list[tuple[Mark, Mark | None, int]]:
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
    for mark in _without_inches(marks):
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
    for mark in _without_inches(marks):
        if mark.side is Side.OPENS or (opened is None and mark.side is Side.EITHER):
            opened = mark
        elif opened is not None:
            pairs.append((opened, mark, end))
            opened = None
    if opened is not None:
        pairs.append((opened, None, end))
    return pairs


def _without_inches(marks: Sequence[Mark]) -> Iterator[Mark]:
    """Yield the marks that do not mean inches (after a digit, and the next mark closes too): "A 12" pipe," he said."""
    for mark, following in zip_longest(marks, marks[1:]):
        inches = mark.measure and mark.side is Side.CLOSES and following is not None and following.side is Side.CLOSES
        if not inches:
            yield mark


def _single_marks(text: str, start: int, end: int, taken: Sequence[Region]) -> Iterator[Mark]:
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


def _paired_single(marks: Sequence[Mark], text: str, end: int, *, resumed: bool) -> list[tuple[Mark, Mark | None, int]]:
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
