"""Lines that begin with the name of the speaker: headlines, transcripts and retweets."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from plugins.quotes.attribution.attribution import attributed
from plugins.quotes.reported.report import Report
from plugins.quotes.text.parsed import Clause

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.text.marks import Paragraph
    from plugins.quotes.text.reading import Reading

LABEL = re.compile(r"[\"“”]?\s?([^\W\d_][^:\n\"“”]{0,50}?)\s?:(?!\S)")
"""A label: “Mayor Lee of Dorn:”, “LEE:”."""
LABEL_WORDS = 7
HEADLINE_WORDS = 25
"""A headline has at most this many words."""
TURNS = 3
"""This many lines with labels are a transcript."""
ROLE_LABELS = frozenset(("q", "a", "question", "answer", "interviewer", "host", "moderator", "reporter", "caller"))
"""Labels of a transcript that name a role and no person."""
NO_SPEAKERS = frozenset(
    ("update", "breaking", "watch", "note", "photo", "video", "read", "more", "correction", "related")
)
"""Words in capitals before a colon that are not a speaker."""
SENTENCE_ROLES = frozenset(("nsubj", "nsubjpass", "aux", "auxpass", "dobj", "ccomp", "xcomp"))
"""Roles of the dependents of a verb; a label has none: it is a name with its modifiers."""
RETWEET = re.compile(r"\b(?:RT|MT) (@\w{1,30})\s?:\s")
CLOSING = ' \t\r\xa0"”'


def label_reports(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Report]:
    """Return the reports of the lines that begin with a label, in text order."""
    lines = [line for line in paragraphs if _label(reading, line)]
    found = list(transcript(reading, lines))
    if not found and lines and lines[0] == paragraphs[0]:
        found = list(headline(reading, lines[0]))
    if "T @" not in reading.text:  # neither “RT @” nor “MT @”: no need to search each paragraph
        return found
    return [*found, *(one for line in paragraphs for one in retweet(reading, line))]


def retweet(reading: Reading, line: Paragraph) -> Iterator[Report]:
    """Yield the text of a retweet; its speaker is the author that it names.

    >>> reads("RT @adaholm: the ferry is late again", "retweet")
    the ferry is late again
    """
    mark = RETWEET.search(reading.text, line.start, line.end)
    report = _report(reading, line, mark, "retweet") if mark else None
    if report:
        yield report


def headline(reading: Reading, line: Paragraph) -> Iterator[Report]:
    """Yield what a headline reports.

    >>> reads("Ada Holm: Ferry is ‘too late’ to save harbour", "headline")
    Ferry is ‘too late’ to save harbour
    """
    label = _label(reading, line)
    if not label or len(reading.text[label.end() : line.end].split()) > HEADLINE_WORDS:
        return
    if _is_phrase(reading, label) and _is_named(reading, label) and not _goes_on(reading, line, label):
        report = _report(reading, line, label, "headline")
        if report:
            yield report


def transcript(reading: Reading, lines: Sequence[Paragraph]) -> Iterator[Report]:
    r"""Yield what each line of a transcript says: labels in capitals, or names, at least three.

    >>> reads("From the hearing:\n\nHOLM: Was the ferry late that day?\n\nLUND: It was late by an hour.\n\n"
    ...       "HOLM: And who had the helm at the time?", "transcript")
    Was the ferry late that day?; It was late by an hour.; And who had the helm at the time?
    """
    labels = [(line, label) for line in lines if (label := _label(reading, line)) and _is_turn(reading, label)]
    times = Counter(_surname(label) for _, label in labels)
    if len(labels) < TURNS or len(times) == 1 or max(times.values()) == 1:
        return
    for line, label in labels:
        report = _report(reading, line, label, "transcript")
        if report and any(letter.isalpha() for letter in reading.text[report.start : report.end]):
            yield report


def _label(reading: Reading, line: Paragraph) -> re.Match[str] | None:
    label = LABEL.match(reading.text, line.start, line.end)
    return label if label and len(label[1].split()) <= LABEL_WORDS else None


def _is_turn(reading: Reading, label: re.Match[str]) -> bool:
    name, last = label[1], reading.token_at(label.end(1)) - 1
    if name.lower() in ROLE_LABELS:
        return True
    person = last >= 0 and reading.is_name(reading.doc[last]) and (last not in reading.named or reading.is_person(last))
    return (name.isupper() and len(name) > 1 and name.split()[0].lower() not in NO_SPEAKERS) or person


def _surname(label: re.Match[str]) -> str:
    """Return the surname in a label, so that MARIA LOPEZ: and LOPEZ: are the same speaker."""
    return label[1].split()[-1].upper()


def _is_phrase(reading: Reading, label: re.Match[str]) -> bool:
    """Return whether a label contains no verb: “Lee told Roe:” is not a label."""
    first, last = reading.token_at(label.start(1)), reading.token_at(label.end(1))
    inside = range(first, last)
    return not reading.cues_between(first, last) and not any(
        reading.roles[at] in SENTENCE_ROLES and reading.heads[at] in inside for at in inside
    )


def _goes_on(reading: Reading, line: Paragraph, label: re.Match[str]) -> bool:
    """Return whether words follow the marks after the label: Lee: “Go home.” The mayor left."""
    first = line.regions[0] if line.regions else None
    if first is None or not first.closed or reading.text[label.end() : first.opening].strip():
        return False
    return any(letter.isalnum() for letter in reading.text[first.closing : line.end])


def _is_named(reading: Reading, label: re.Match[str]) -> bool:
    """Return whether a label ends with a name."""
    last = reading.token_at(label.end(1)) - 1
    return last >= 0 and reading.is_name(reading.doc[last])


def _report(reading: Reading, line: Paragraph, label: re.Match[str], rule: str) -> Report | None:
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
