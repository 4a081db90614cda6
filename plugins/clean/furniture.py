"""Page furniture: which lines are removed, which metadata they give, and the title of the remaining text.

The text was repaired by `repair`: one line end between lines, two between paragraphs, no blanks at the edges.
Offsets are code points of that text.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from pipeline import Edit
from plugins.clean.publication import moment
from plugins.clean.rules import ANYWHERE, Line, Metadata, sign_off

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONGEST_FURNITURE = 300  # code points; longer lines are prose
LONGEST_TITLE = 200
LONGEST_DATE = 60  # "Wednesday, September 30, 2015 at 10:30 a.m. EDT" has 46
HEAD = 12  # of the lines that stay; bylines and dates are searched among them
WIDEST_LINE = 120  # of text broken at a fixed width; if the next line is longer, every line is a paragraph
SHORTEST_PROSE = 60  # a line of prose at least this long ends at the end of its paragraph or at a fixed width
ENDS_NO_TITLE = re.compile(r"[.,;:][\"'”’»)\]]{0,3}\Z")
ENDS_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]{0,3}\Z")
LINE = re.compile(r"[^\n]+")
DASHES = "-–—"
AGENCY_WORD = re.compile(r"\b(?:agency|news|press|media)\b", re.IGNORECASE)
AROUND = " .-–—•*|>»→…:"


class Placed(NamedTuple):
    """A line of the text with its span and the metadata found in it; None for a line that stays."""

    start: int
    end: int
    line: Line
    found: Metadata | None


def edits_and_metadata(text: str) -> tuple[list[Edit], Metadata]:
    """Return the edits that remove the furniture from `text`, and the metadata read from it."""
    lines = _signed_off(text, _dated(_placed(text)))
    return list(_removals(text, lines)), _merged(one.found for one in lines if one.found)


def title(text: str) -> str | None:
    """Return the first line if it is the title: short, its own paragraph, not a sentence, and followed by prose."""
    first, _, rest = text.partition("\n")
    lines = rest.split("\n")
    is_paragraph = not lines[0] or len(lines[0]) > WIDEST_LINE
    if not first or len(first) > LONGEST_TITLE or not is_paragraph or ENDS_NO_TITLE.search(first):
        return None
    return first if any(map(_is_prose, lines)) else None


def _placed(text: str) -> list[Placed]:
    """Return the lines of `text`, with the metadata that the rules for any position found in them."""
    lines: list[Placed] = []
    stay, prose, end, unfinished = 0, 0, 0, False
    for match in LINE.finditer(text):
        written = match[0]
        continues = unfinished and match.start() == end + 1
        line = Line(_bare(written), not lines, prose if stay < HEAD else None, continues)
        found = _read(line) if len(written) <= LONGEST_FURNITURE else None
        lines.append(Placed(*match.span(), line, found))
        stay += found is None
        prose += found is None and _is_prose(written)
        end, unfinished = match.end(), found is None and _is_unfinished(written)
    return lines


def _dated(lines: list[Placed]) -> list[Placed]:
    """Return `lines`, with a date on a line of its own above the prose as `published`, if it is the only one."""
    # Two dates are the headings of a timeline.
    dates = [at for at, one in enumerate(lines) if one.found is None and _is_date(one.line.text)]
    if len(dates) == 1:
        one = lines[dates[0]]
        if one.line.prose_above == 0 and not (one.line.first or one.line.continues):
            when = moment(one.line.text)
            lines[dates[0]] = one._replace(found={"published": when} if when else {})
    return lines


def _signed_off(text: str, lines: list[Placed]) -> list[Placed]:
    """Return `lines` with the sign-offs marked: from the end upwards, until the first line that stays."""
    credited = _credited_agencies(lines)
    for at in range(len(lines) - 1, 0, -1):
        one = lines[at]
        if one.found is None and one.end - one.start <= LONGEST_FURNITURE:
            found = sign_off(one.line)
            if found is None and text[one.start] in DASHES and one.line.text.casefold() in credited:
                found = {"agency": one.line.text}
            lines[at] = one = one._replace(found=found)
        if one.found is None:
            break
    return lines


def _credited_agencies(lines: Iterable[Placed]) -> set[str]:
    """Return the agencies, casefolded, in picture credits: after a photographer, or with a word such as "agency".

    After "Photo: Jane Smith/Harbour Press Agency", the last line "– Harbour Press Agency" is a sign-off.
    """
    credited = (one.found["credits"] for one in lines if one.found and one.found.get("credits"))
    return {names[-1].casefold() for names in credited if len(names) > 1 or AGENCY_WORD.search(names[-1])}


def _read(line: Line) -> Metadata | None:
    return next((found for rule in ANYWHERE if (found := rule(line)) is not None), None)


def _removals(text: str, lines: Sequence[Placed]) -> Iterable[Edit]:
    """Yield an edit for each group of furniture lines; of the line breaks around it the larger one stays."""
    position = 0
    for stays, group in groupby(lines, key=lambda one: one.found is None):
        row = list(group)
        start, end = row[0].start, row[-1].end
        if stays:
            position = end
            continue
        after = next((at for at in range(end, min(end + 3, len(text))) if text[at] != "\n"), len(text))
        if after == len(text) or after - end > start - position > 0:
            yield Edit(position, end if after < len(text) else after)
        else:
            yield Edit(start, after)


def _merged(found: Iterable[Metadata]) -> Metadata:
    """Return one dictionary: lists are joined without duplicates, of other values the first is kept."""
    merged: Metadata = {}
    for one in found:
        for key, value in one.items():
            known = merged.setdefault(key, value)
            if isinstance(known, list) and isinstance(value, list):
                merged[key] = list(dict.fromkeys([*known, *value]))
    return merged


def _bare(written: str) -> str:
    """Return the line without the marks around it: "— (Reuters)." → "Reuters"."""
    bare = written.strip(AROUND)
    if bare[:1] + bare[-1:] in ("()", "[]"):
        bare = bare[1:-1].strip(AROUND)
    return bare


def _is_date(bare: str) -> bool:
    return len(bare) <= LONGEST_DATE and moment(bare) is not None


def _is_prose(written: str) -> bool:
    return len(written) >= SHORTEST_PROSE and ENDS_SENTENCE.search(written) is not None


def _is_unfinished(written: str) -> bool:
    return len(written) >= SHORTEST_PROSE and ENDS_SENTENCE.search(written) is None
