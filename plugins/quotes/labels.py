"""Lines that open with the name of who speaks: headlines and transcripts."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from plugins.quotes.attribution import attributed
from plugins.quotes.parsed import Clause
from plugins.quotes.reports import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.marks import Paragraph
    from plugins.quotes.reading import Reading

LABEL = re.compile(r"[\"“”]?\s?([^\W\d_][^:\n\"“”]{1,50}?)\s?:(?!\S)")
"""A label: “Mayor Lee of Dorn:”, “LEE:”."""
LABEL_WORDS = 7
HEADLINE_WORDS = 25
"""A headline has at most so many words."""
TURNS = 3
"""So many lines with labels make a transcript."""
TURN_WORDS = 5
"""A turn of fewer words is left aside: Iowa: a tie."""
CLOSING = ' \t\r\xa0"”'


def labelled(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Report]:
    """Return what lines with a label say, in the order of the text."""
    lines = [line for line in paragraphs if _label(reading, line)]
    turns = list(transcript(reading, lines))
    if turns or not lines or lines[0] != paragraphs[0]:
        return turns
    return list(headline(reading, lines[0]))


def headline(reading: Reading, line: Paragraph) -> Iterator[Report]:
    """Yield what a headline has somebody say.

    >>> reads("Ada Holm: Ferry is ‘too late’ to save harbour", "headline")
    Ferry is ‘too late’ to save harbour
    """
    label = _label(reading, line)
    if label and len(reading.text[label.end() : line.end].split()) <= HEADLINE_WORDS:
        report = _said(reading, line, label, "headline")
        if report and _is_named(reading, label):
            yield report


def transcript(reading: Reading, lines: Sequence[Paragraph]) -> Iterator[Report]:
    r"""Yield what each line of a transcript says: labels in capitals, or names, at least three.

    >>> reads("From the hearing:\n\nHOLM: Was the ferry late that day?\n\nLUND: It was late by an hour.\n\n"
    ...       "HOLM: And who had the helm at the time?", "transcript")
    Was the ferry late that day?; It was late by an hour.; And who had the helm at the time?
    """
    labels = [(line, label) for line in lines if (label := _label(reading, line)) and _is_turn(reading, label)]
    times = Counter(label[1] for _, label in labels)
    if len(labels) < TURNS or max(times.values()) == 1:
        return
    for line, label in labels:
        if len(reading.text[label.end() : line.end].split()) >= TURN_WORDS:
            report = _said(reading, line, label, "transcript")
            if report:
                yield report


def _label(reading: Reading, line: Paragraph) -> re.Match[str] | None:
    label = LABEL.match(reading.text, line.start, line.end)
    return label if label and len(label[1].split()) <= LABEL_WORDS else None


def _is_turn(reading: Reading, label: re.Match[str]) -> bool:
    name = label[1]
    return (name.isupper() and len(name) > 1) or _is_named(reading, label)


def _is_named(reading: Reading, label: re.Match[str]) -> bool:
    """Say whether a label ends with a name."""
    last = reading.token_at(label.end(1)) - 1
    return last >= 0 and reading.is_name(reading.doc[last])


def _said(reading: Reading, line: Paragraph, label: re.Match[str], rule: str) -> Report | None:
    start, end = label.end(), line.end
    while start < end and (reading.text[start].isspace() or reading.text[start] in "“\"‘'"):
        start += 1
    while end > start and reading.text[end - 1] in CLOSING:
        end -= 1
    first, last = reading.token_at(label.start(1)), reading.token_at(label.end(1))
    if start == end or first >= last:
        return None
    who = attributed(reading, reading.doc[last - 1], None, Clause(first, last), rule)
    return Report(((start, end),), None, who._replace(phrase=(first, last)), rule)
