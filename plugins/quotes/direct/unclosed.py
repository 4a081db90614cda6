"""Marks that were never closed: the content then ends before its attribution."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from plugins.quotes.attribution.beside import NEAR
from plugins.quotes.text.paragraphs import opens_with_mark
from plugins.quotes.text.parsed import Clause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.quotes.text.marks import Paragraph, Region
    from plugins.quotes.text.reading import Reading


def closed_at_attributions(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs; an unclosed region that contains its attribution ends before the attribution.

    >>> reads("“We are ready for the storm, said Ada Holm. The ferry left.", "behind")
    We are ready for the storm,
    """
    return [
        _closed(reading, one, resumed=following is not None and opens_with_mark(reading.text, following.start))
        for one, following in zip_longest(paragraphs, paragraphs[1:])
    ]


def _closed(reading: Reading, paragraph: Paragraph, *, resumed: bool) -> Paragraph:
    last = paragraph.regions[-1] if paragraph.regions else None
    comma = None if last is None or last.closed or resumed else _attributed_behind(reading, last)
    if last is None or comma is None:
        return paragraph
    end = reading.starts[comma] + 1
    return paragraph._replace(regions=(*paragraph.regions[:-1], last._replace(end=end, closing=end)))


def _attributed_behind(reading: Reading, region: Region) -> int | None:
    """Return the token of the comma before the first attribution in a region: “We are ready, said the mayor."""
    first, last = reading.token_at(region.start), reading.token_at(region.end)
    for cue in reading.cues(first, last):
        near = range(cue[0] - 1, max(first, cue[0] - NEAR - 1), -1)
        comma = next((at for at in near if reading.lowers[at] == ","), None)
        end = min(last, reading.sentence(cue[0]).last)
        if comma is not None and reading.subject(cue, Clause(comma + 1, end)) is not None:
            return comma
    return None
