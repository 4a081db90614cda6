"""Quotations over the paragraphs of a text: what goes on in the next one, and who speaks where nothing says so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import Span
from plugins.layers import Kind, Quote, Speaker
from plugins.quotes.attribution import Attribution, lead_in
from plugins.quotes.passages import passages
from plugins.quotes.speakers import Speakers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.marks import Paragraph, Region
    from plugins.quotes.reading import Reading


@dataclass
class _Utterance:
    """What one speaker says in one go: its regions in order, and the paragraphs that it begins and ends in."""

    regions: list[Region]
    attribution: Attribution | None
    first: int
    last: int
    speaker: Speaker | None = None


def quotations(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Quote]:
    """Return the direct quotations of a text in their order."""
    utterances = list(_utterances(reading, paragraphs))
    speakers = Speakers(reading, [region for paragraph in paragraphs for region in paragraph.regions])
    before: _Utterance | None = None
    for one in utterances:
        one.speaker = _own_speaker(speakers, one) or _speaker_before(speakers, paragraphs, before, one)
        before = one
    for one, behind in pairwise(utterances):
        if one.speaker is None and behind.first <= one.last + 1:
            one.speaker = behind.speaker
    return [_quote(reading, one) for one in utterances]


def _utterances(reading: Reading, paragraphs: Sequence[Paragraph]) -> Iterator[_Utterance]:
    """Join passages into utterances: around an attribution, and over paragraphs of which only the last one closes."""
    utterance: _Utterance | None = None
    resumes = False
    for at, paragraph in enumerate(paragraphs):
        for passage in passages(reading, paragraph, resumes=resumes):
            if passage.joins and utterance:
                utterance.regions.append(passage.region)
                utterance.attribution = utterance.attribution or passage.attribution
                utterance.last = at
            else:
                if utterance:
                    yield utterance
                utterance = _Utterance([passage.region], passage.attribution, at, at)
        resumes = _is_left_open(paragraph, utterance)
    if utterance:
        yield utterance


def _is_left_open(paragraph: Paragraph, utterance: _Utterance | None) -> bool:
    """Say whether the paragraph ends within an utterance, so that the next one may go on with it."""
    last = paragraph.regions[-1] if paragraph.regions else None
    return last is not None and not last.closed and utterance is not None and utterance.regions[-1] == last


def _own_speaker(speakers: Speakers, one: _Utterance) -> Speaker | None:
    return speakers.speaker(one.attribution) if one.attribution else None


def _speaker_before(
    speakers: Speakers, paragraphs: Sequence[Paragraph], before: _Utterance | None, one: _Utterance
) -> Speaker | None:
    """Return the speaker of an utterance without an attribution, from what stands before it.

    That is the sentence right before it, else the utterance before it in its paragraph. One that opens its paragraph
    takes the utterance that the paragraph before holds, else the last sentence there.
    """
    beside = before if before and before.last == one.first else None
    start = beside.regions[-1].closing if beside else paragraphs[one.first].start
    found = lead_in(speakers.reading, start, one.regions[0].opening)
    if beside and (found is None or (beside.attribution and found.cue == beside.attribution.cue)):
        return beside.speaker
    if found is None and one.first and _opens_paragraph(paragraphs[one.first], one):
        if before and before.last == one.first - 1:
            return before.speaker
        found = lead_in(speakers.reading, paragraphs[one.first - 1].start, paragraphs[one.first - 1].end)
    return speakers.speaker(found) if found else None


def _opens_paragraph(paragraph: Paragraph, one: _Utterance) -> bool:
    return paragraph.regions[0] == one.regions[0]


def _quote(reading: Reading, utterance: _Utterance) -> Quote:
    segments = tuple(Span(region.start, region.end) for region in utterance.regions)
    cue = utterance.attribution.cue if utterance.attribution else None
    return Quote(
        segments[0].start,
        segments[-1].end,
        kind=Kind.DIRECT,
        segments=segments,
        speaker=utterance.speaker,
        cue=reading.span(*cue) if cue else None,
    )
