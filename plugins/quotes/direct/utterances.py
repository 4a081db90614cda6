"""Utterances: passages that one speaker says without interruption, joined across the paragraphs of a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugins.quotes.direct.passages import passages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.layers import Speaker
    from plugins.quotes.attribution.attribution import Attribution
    from plugins.quotes.text.marks import Paragraph, Region
    from plugins.quotes.text.reading import Reading


@dataclass
class Utterance:
    """What one speaker says without interruption: its regions, and its first and last paragraph.

    rule: the rule that found the speaker.
    """

    regions: list[Region]
    attribution: Attribution | None
    first: int
    last: int
    speaker: Speaker | None = None
    rule: str = "alone"


def utterances(reading: Reading, paragraphs: Sequence[Paragraph]) -> Iterator[Utterance]:
    """Yield utterances: passages joined around an attribution, and over paragraphs of which only the last is closed."""
    utterance: Utterance | None = None
    resumes = False
    for at, paragraph in enumerate(paragraphs):
        after_speech = utterance is not None and utterance.last == at - 1
        for passage in passages(reading, paragraph, resumes=resumes, after_speech=after_speech):
            if passage.joins and utterance:
                utterance.regions.append(passage.region)
                utterance.attribution = utterance.attribution or passage.attribution
                utterance.last = at
            else:
                if utterance:
                    yield utterance
                utterance = Utterance([passage.region], passage.attribution, at, at)
        resumes = _is_left_open(paragraph, utterance)
    if utterance:
        yield utterance


def _is_left_open(paragraph: Paragraph, utterance: Utterance | None) -> bool:
    """Return whether the paragraph ends within an utterance, so that the next one may continue it."""
    last = paragraph.regions[-1] if paragraph.regions else None
    return last is not None and not last.closed and utterance is not None and utterance.regions[-1] == last
