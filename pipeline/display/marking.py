"""Splits the text of a record where annotations start and end, and writes values in words; for HTML and terminal.

A record is that of a part or of `Document.record`, in plain JSON values. A layer needs no code here: a value with the
fields in PLACE is a span. Text from documents is unsafe to print until `sanitized` has replaced its control characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

PLACE = ("start", "end", "source_start", "source_end", "text")
"""The fields that every annotation has; the others are its layer's own."""
NOTHING = "–"
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters except tab and line feed, line separators, bidirectional overrides, surrogates."""
REPLACEMENT = "\ufffd"
PICTURES = 0x2400  # the Unicode block “Control Pictures”, a symbol for each control character of ASCII
DELETE = 0x7F


@dataclass(frozen=True)
class Palette:
    """The colours of a layer, as `#rrggbb`: `pale` under black letters, `dark` on pale, `clear` on any background."""

    pale: str
    dark: str
    clear: str
    name: str  # of the colour for a terminal with sixteen colours


PALETTES = (
    Palette("#ffd787", "#875f00", "#d78700", "yellow"),
    Palette("#afd7ff", "#0000af", "#0087ff", "cyan"),
    Palette("#afd7af", "#005f00", "#00af5f", "green"),
    Palette("#ffafd7", "#87005f", "#d75f87", "magenta"),
    Palette("#afd7d7", "#005f5f", "#00afaf", "blue"),
    Palette("#d7afff", "#5f00af", "#af5fff", "white"),
    Palette("#ffaf87", "#870000", "#d75f00", "red"),
    Palette("#d7d7d7", "#444444", "#8a8a8a", "white"),
)


def palettes(layers: Iterable[str]) -> dict[str, Palette]:
    """Return a palette for each layer, by its position."""
    return {layer: PALETTES[at % len(PALETTES)] for at, layer in enumerate(layers)}


@dataclass(frozen=True, eq=False)
class Mark:
    """A piece of text to mark: an annotation, a part of one, or (`nested`) a span in one of its fields."""

    start: int
    end: int
    layer: str
    annotation: Mapping[str, Any]
    nested: bool


def marks(record: Mapping[str, Any], layers: Iterable[str]) -> Iterator[Mark]:
    """Yield the marks of the annotations in `layers`.

    If an annotation consists of parts (a field with spans from its start to its end, such as the segments of a
    quotation), the parts are marked, and not the text between them.
    """
    for layer in layers:
        for annotation in record.get(layer) or ():
            parts = _parts(annotation)
            for part in parts or (annotation,):
                yield Mark(part["start"], part["end"], layer, annotation, nested=False)
            taken = {id(part) for part in parts}
            for span in _nested(own_fields(annotation)):
                if id(span) not in taken:
                    yield Mark(span["start"], span["end"], layer, annotation, nested=True)


def own_fields(span: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a span that its layer declares, in order."""
    return {name: value for name, value in span.items() if name not in PLACE}


def _parts(annotation: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for value in own_fields(annotation).values():
        spans = [one for one in value if _is_span(one)] if isinstance(value, list) else []
        if spans and (spans[0]["start"], spans[-1]["end"]) == (annotation["start"], annotation["end"]):
            return spans
    return []


def _nested(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict):
        if _is_span(value):
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _nested(one)


def _is_span(value: object) -> bool:
    return isinstance(value, dict) and set(PLACE) <= set(value)


def marked_pieces(text: str, marked: Iterable[Mark]) -> Iterator[tuple[str, list[Mark]]]:
    """Yield `text` split where marks start and end, each piece with the marks that cover it, the innermost first.

    The shorter of two marks is the inner one; nested marks come after the others.
    """
    begins: dict[int, list[Mark]] = defaultdict(list)
    for mark in marked:
        begins[mark.start].append(mark)
    cuts = sorted({0, len(text), *begins, *(mark.end for marks in begins.values() for mark in marks)})
    over: list[Mark] = []
    for start, end in pairwise(cuts):
        over = [mark for mark in over if mark.end > start] + begins.get(start, [])
        if start < len(text):
            yield text[start:end], sorted(over, key=lambda mark: (mark.nested, mark.end - mark.start))


def sanitized(text: str) -> str:
    r"""Return `text` with every character that could control a terminal replaced by a visible one; the length stays.

    >>> sanitized("\x1b[31mred")
    '␛[31mred'
    """
    return UNSAFE.sub(_replacement, text.replace("\r\n", " \n"))


def _replacement(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == DELETE:
        return "\u2421"
    return chr(PICTURES + code) if code < ord(" ") else REPLACEMENT


def line(text: str) -> str:
    r"""Return `text`, sanitized, on one line: each run of blanks and line ends becomes one blank.

    >>> line("two\n\nparagraphs")
    'two paragraphs'
    """
    return " ".join(sanitized(text).split())


def words(value: object) -> str:
    """Return the value of a field in words, on one line; a span is shown as its text, with its own fields.

    >>> words({"start": 0, "end": 2, "source_start": 0, "source_end": 2, "text": "he", "name": "John Kerry"})
    'he (name John Kerry)'
    """
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " | ".join(map(words, value)) or "[]"
    if isinstance(value, dict):
        return _span_words(value) if _is_span(value) else _named(value)
    return line(str(value)) or '""'


def _span_words(span: dict[str, Any]) -> str:
    fields = _named({name: value for name, value in own_fields(span).items() if value is not None})
    return line(span["text"]) + (f" ({fields})" if fields else "")


def _named(values: Mapping[str, object]) -> str:
    return ", ".join(f"{line(name)} {words(value)}" for name, value in values.items())


def title(record: Mapping[str, Any]) -> str:
    """Return the title of a document on one line, or else its first words."""
    value = record["metadata"].get("title")
    return line(value) if isinstance(value, str) and value.strip() else line(record["text"][:500])
