"""The quotations of a text: what stands in marks and what sentences report, each place in one quotation only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Span
from plugins.layers import Kind, Quote
from plugins.quotes.attribution.negation import is_negated
from plugins.quotes.confidence import confidence
from plugins.quotes.direct.unclosed import ended
from plugins.quotes.direct.utterances import utterances
from plugins.quotes.reported.labels import labelled
from plugins.quotes.reported.leftovers import leftovers
from plugins.quotes.reported.report import outermost
from plugins.quotes.reported.reports import reports
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
"""A clause that starts at least so many words before the marks is content as a whole: that she was “not amused”."""
TAIL_WORDS = 1
"""A clause that reaches at least so many words behind the marks is content as a whole: he would “wait” for them."""
WIDER = frozenset(("clause behind", "according to", "headline", "transcript", "retweet"))
"""Rules whose clause is the content where it holds marks and more."""
VERBATIM = frozenset(("transcript", "retweet"))
"""Rules whose content is direct without marks."""
IN_MARKS = 0.9
"""Content of which at least this share of letters stands in marks is direct."""


def quotations(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Quote]:
    """Return the quotations of a text in their order; none overlaps another."""
    paragraphs = ended(reading, paragraphs)
    regions = [region for paragraph in paragraphs for region in paragraph.regions]
    spoken = list(utterances(reading, paragraphs))
    told = _settled(reading, spoken, outermost([*labelled(reading, paragraphs), *reports(reading, regions)]))
    index = RegionIndex(regions)
    kept = [region for one in spoken for region in one.regions]
    told = leftovers(reading, list(_free(regions, kept, told)), told, kept)
    spoken = [one for one in spoken if one.regions]
    named = find_speakers(Speakers(reading, regions), paragraphs, spoken, told)
    found = [_direct(reading, one) for one in spoken]
    found += [_reported(reading, one, speaker, index) for one, speaker in zip(told, named, strict=True)]
    return sorted(found, key=lambda one: (one.start, one.end))


def _free(regions: Sequence[Region], spoken: Sequence[Region], told: Sequence[Report]) -> Iterator[Region]:
    """Yield the regions that no quotation holds."""
    taken = {region.start for region in spoken}
    following = 0
    for region in regions:
        while following < len(told) and told[following].end <= region.start:
            following += 1
        held = following < len(told) and told[following].start < region.end
        if region.start not in taken and not held:
            yield region


def _settled(reading: Reading, spoken: Sequence[Utterance], told: Sequence[Report]) -> list[Report]:
    """Return the reports that stand; a region of an utterance that one of them holds is taken from the utterance."""
    owners = [(region, one) for one in spoken for region in one.regions]
    kept, following = [], 0
    for report in told:
        while following < len(owners) and owners[following][0].end <= report.start:
            following += 1
        held = []
        for at in range(following, len(owners)):
            if owners[at][0].start >= report.end:
                break
            held.append(owners[at])
        if not held or _holds(reading, report, held[0][0], held[-1][0]):
            kept.append(report)
            for region, one in held:
                one.regions.remove(region)
    return kept


def _holds(reading: Reading, report: Report, first: Region, last: Region) -> bool:
    """Say whether a report is more than the regions that an utterance has in it."""
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
    """Return how much of a report stands in marks."""
    parts = [part for start, end in report.segments for part in index.parts(start, end)]
    inside = _letters(text, parts)
    if not inside:
        return Kind.INDIRECT
    return Kind.DIRECT if inside >= IN_MARKS * _letters(text, report.segments) else Kind.MIXED


def _letters(text: str, places: Sequence[tuple[int, int]]) -> int:
    return sum(letter.isalnum() for start, end in places for letter in text[start:end])
