"""Texts with temporal expressions: marked-up text, TimeML files (TIMEX3 tags in the text), or JSON lines.

Marked-up text is that of the test kit, `[last week|DATE 2015-W06]`, one article per file, with the document time as its
first line; `tests/gold/dates/README.md` says what is marked.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.testing import Mark, annotated

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

TAG = re.compile(r"<(/?)(\w+)([^<>]*)>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
ID = re.compile(r"<DOCID>\s*(.*?)\s*</DOCID>")
TEXT = re.compile(r"<TEXT>(.*)</TEXT>", re.DOTALL)
DOCUMENT_TIME = re.compile(r"<DCT>(.*)</DCT>", re.DOTALL)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MARK = re.compile(r"(DATE|TIME|DURATION|SET) (\S+)")
TYPES = frozenset({"DATE", "TIME", "DURATION", "SET"})


class Expression(NamedTuple):
    """A temporal expression: its place, and type and value as in TIMEX3."""

    start: int
    end: int
    type: str
    value: str | None


class Timed(NamedTuple):
    """A text with its temporal expressions; the document time as an ISO day, or None."""

    id: str
    text: str
    document_time: str | None
    dates: Sequence[Expression]


def gold(path: Path) -> list[Timed]:
    """Return the texts of a folder of `.tml` or `.txt` files, or of JSON lines (`id`, `text`, `dct`, `dates`).

    Raises ValueError for an invalid mark, OSError if nothing can be read.
    """
    if path.is_dir():
        readers = {".tml": timeml, ".txt": marked_up}
        files = [one for one in sorted(path.iterdir()) if one.suffix in readers]
        return [readers[one.suffix](one.stem, one.read_text(encoding="utf-8")) for one in files]
    with path.open(encoding="utf-8") as lines:
        return [_timed(json.loads(line)) for line in lines if line.strip()]


def _timed(record: dict[str, Any]) -> Timed:
    dates = [Expression(one["start"], one["end"], one["type"], one["value"]) for one in record["dates"]]
    return Timed(record["id"], record["text"], record.get("dct"), [one for one in dates if one.type in TYPES])


def marked_up(name: str, marked: str) -> Timed:
    """Return the text of marked-up text, whose first line is the document time."""
    day, _, body = marked.partition("\n\n")
    document = annotated(body, make=_mark)
    marks = [
        (one.start, one.end, *MARK.findall(one.label)[0]) for one in document.layers["marks"] if isinstance(one, Mark)
    ]
    return Timed(name, document.text, day, [Expression(*one) for one in marks])


def _mark(start: int, end: int, mark: str) -> Mark:
    if not MARK.fullmatch(mark):
        raise ValueError(f"{mark!r} is no mark of a date: write `TYPE value`, as in `DATE 2015-02-12`")
    return Mark(start, end, mark)


def timeml(name: str, markup: str) -> Timed:
    """Return the text of a TimeML document; `name` is its id if it has none."""
    id, content, head = ID.search(markup), TEXT.search(markup), DOCUMENT_TIME.search(markup)
    days = [one.value for one in untagged(head.group(1))[1] if DAY.match(one.value or "")] if head else []
    text, dates = untagged(content.group(1) if content else "")
    return Timed(id.group(1) if id else name, text, days[0][:10] if days and days[0] else None, dates)


def untagged(markup: str) -> tuple[str, list[Expression]]:
    """Return the text without its tags, and the temporal expressions that TIMEX3 tags mark in it."""
    text, found, opened, at = "", list[Expression](), list[tuple[int, dict[str, str]]](), 0
    for tag in TAG.finditer(markup):
        text += unescape(markup[at : tag.start()])
        at = tag.end()
        if tag.group(2) != "TIMEX3":
            continue
        if not tag.group(1):
            opened.append((len(text), dict(ATTRIBUTE.findall(tag.group(3)))))
        elif opened:
            start, attributes = opened.pop()
            found.append(Expression(start, len(text), attributes.get("type", ""), attributes.get("value")))
    return text + unescape(markup[at:]), [one for one in found if one.type in TYPES and one.start < one.end]


def located(text: str, found: Iterable[tuple[int, str, str, str | None]]) -> list[Expression]:
    """Return expressions for which a system gives an approximate place, words, type and value.

    Each is searched for after the previous one, at the place nearest to the given one; the error of the previous place
    is taken into account. An expression whose words are not in the text is left out.
    """
    placed, end, drift = list[Expression](), 0, 0
    for about, words, kind, value in found:
        before = text.rfind(words, end, about + drift + len(words))
        after = text.find(words, max(end, about + drift))
        places = [place for place in (before, after) if place >= 0]
        if not places:
            continue
        start = min(places, key=lambda place: abs(place - about - drift))
        end, drift = start + len(words), start - about
        placed.append(Expression(start, end, kind, value))
    return placed
