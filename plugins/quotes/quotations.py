"""The quotations of a text, direct and reported; each place of the text is in at most one quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Span
from plugins.layers import Kind, Quote
from plugins.quotes.attribution.negation import is_negated
from plugins.quotes.confidence import confidence
from plugins.quotes.direct.unclosed import closed_at_attributions
from plugins.quotes.direct.utterances import utterances
from plugins.quotes.reported.labels import label_reports
from plugins.quotes.reported.leftovers import leftovers
from plugins.quotes.reported.report import outermost
from plugins.quotes.reported.reports import sentence_reports
from plugins.quotes.speakers.assignment import find_speakers
from plugins.quotes.speakers.resolution import Speakers
from plugins.quotes.text.region_index import RegionIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.layers import Speaker
    from plugins.quotes.direct.utterances import Utterance
    from plugins.quotes.reported.report import Report
    from plugins.quotes.text.marks import Paragraph, Region
    from plugins.quotes.text.reading import Reading

LEAD_WORDS = 2
"""A clause that starts at least this many words before the marks is content as a whole: that she was “not amused”."""
TAIL_WORDS = 1
"""A clause that ends at least this many words after the marks is content as a whole: he would “wait” for them."""
WIDER = frozenset(("clause behind", "according to", "headline", "transcript", "retweet"))
"""Rules whose clause is the content if it contains marks and more words."""
VERBATIM = frozenset(("transcript", "retweet"))
"""Rules whose content is direct even without marks."""
IN_MARKS = 0.9
"""Content is direct if at least this share of its letters is in marks."""


def quotations(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Quote]:
    """Return the quotations of a text in text order; they do not overlap."""
    paragraphs = closed_at_attributions(reading, paragraphs)
    regions = [region for paragraph in paragraphs for region in paragraph.regions]
    spoken = list(utterances(reading, paragraphs))
    candidates = [*label_reports(reading, paragraphs), *sentence_reports(reading, regions)]
    reports = _without_overlaps(reading, spoken, outermost(candidates))
    quoted = [region for one in spoken for region in one.regions]
    reports = leftovers(reading, list(_unused(regions, quoted, reports)), reports, quoted)
    spoken = [one for one in spoken if one.regions]
    reporters = find_speakers(Speakers(reading, regions), paragraphs, spoken, reports)
    index = RegionIndex(regions)
    found = [_direct(reading, one) for one in spoken]
    found += [_reported(reading, one, speaker, index) for one, speaker in zip(reports, reporters, strict=True)]
    return sorted(found, key=lambda one: (one.start, one.end))


def _unused(regions: Sequence[Region], spoken: Sequence[Region], reports: Sequence[Report]) -> Iterator[Region]:
    """Yield the regions that are in no quotation."""
    taken = {region.start for region in spoken}
    following = 0
    for region in regions:
        while following < len(reports) and reports[following].end <= region.start:
            following += 1
        held = following < len(reports) and reports[following].start < region.end
        if region.start not in taken and not held:
            yield region


def _without_overlaps(reading: Reading, spoken: Sequence[Utterance], reports: Sequence[Report]) -> list[Report]:
    """Return the reports to keep, and remove the regions that they contain from the utterances."""
    owners = [(region, one) for one in spoken for region in one.regions]
    kept, following = [], 0
    for report in reports:
        while following < len(owners) and owners[following][0].end <= report.start:
            following += 1
        held = []
        for at in range(following, len(owners)):
            if owners[at][0].start >= report.end:
                break
            held.append(owners[at])
        if not held or _is_wider(reading, report, held[0][0], held[-1][0]):
            kept.append(report)
            for region, one in held:
                one.regions.remove(region)
    return kept


def _is_wider(reading: Reading, report: Report, first: Region, last: Region) -> bool:
    """Return whether a report has more content than the regions of an utterance within it, `first` to `last`."""
    if report.rule not in WIDER:
        return False
    text = reading.text
    announced = (reading.token_at(report.start), reading.token_at(first.opening))
    if any(cue[1] >= announced[1] - 1 for cue in reading.cues(*announced)):
        return False
    return _words(text[report.start : first.start]) >= LEAD_WORDS or _words(text[last.end : report.end]) >= TAIL_WORDS


def _words(text: str) -> int:
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def _direct(reading: Reading, utterance: Utterance) -> Quote:
    segments = tuple(Span(region.start, region.end) for region in utterance.regions)
    cue = utterance.attribution.cue if utterance.attribution else None
    return Quote(
        segments[0].start,
        segments[-1].end,
        kind=Kind.DIRECT,
        segments=segments,
        speaker=utterance.speaker,
        cue=reading.span(*cue) if cue else None,
        negated=is_negated(reading, cue, utterance.attribution.head if utterance.attribution else None),
        attribution=utterance.rule,
        confidence=confidence(
            Kind.DIRECT, utterance.rule, known=utterance.speaker is not None, closed=utterance.regions[-1].closed
        ),
    )


def _reported(reading: Reading, report: Report, speaker: Speaker | None, index: RegionIndex) -> Quote:
    kind = Kind.DIRECT if report.rule in VERBATIM else _kind(reading.text, report, index)
    return Quote(
        report.start,
        report.end,
        kind=kind,
        segments=tuple(Span(*segment) for segment in report.segments),
        speaker=speaker,
        cue=reading.span(*report.cue) if report.cue else None,
        negated=is_negated(reading, report.cue, report.attribution.head if report.attribution else None),
        attribution=report.rule,
        confidence=confidence(kind, report.rule, known=report.attribution is not None),
    )


def _kind(text: str, report: Report, index: RegionIndex) -> Kind:
    """Return the kind of a report, by the share of its letters in marks."""
    parts = [part for start, end in report.segments for part in index.parts(start, end)]
    inside = _letters(text, parts)
    if not inside:
        return Kind.INDIRECT
    return Kind.DIRECT if inside >= IN_MARKS * _letters(text, report.segments) else Kind.MIXED


def _letters(text: str, places: Sequence[tuple[int, int]]) -> int:
    return sum(letter.isalnum() for start, end in places for letter in text[start:end])
