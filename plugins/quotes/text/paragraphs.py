"""Paragraphs with their regions in quotation marks, paired paragraph by paragraph; any text is accepted.

A paragraph is a line. The neighbours of a mark decide whether it opens or closes (a mark after a space and before a
letter opens), then its shape, then whether a mark is open. So a curly mark can close a straight one, and a mark of the
wrong shape still works. An unpaired mark is ignored; a region that is open at the end of its paragraph ends there.
"""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from plugins.quotes.text.marks import Paragraph, Region, Side, double_marks, single_marks
from plugins.quotes.text.pairing import paired, paired_single, without_inches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.text.marks import Mark

PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")


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
        marks = list(double_marks(text, start, end))
        if not _alternate(text, marks):
            regions = _regions(text, start, end, resumed=resumed)
            outside = set(_outside([mark.start for mark in without_inches(marks)], regions, resumed=resumed))
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
    marks = list(double_marks(text, start, end))
    double = _trimmed(text, paired(marks, end, resumed=resumed))
    single = _trimmed(text, paired_single(list(single_marks(text, start, end, double)), text, end, resumed=resumed))
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
