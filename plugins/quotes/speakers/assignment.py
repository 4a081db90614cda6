"""The speaker of each quotation: from its own attribution, or from the text and the quotations around it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from plugins.quotes.attribution.apart import lead_in, signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.layers import Speaker
    from plugins.quotes.direct.utterances import Utterance
    from plugins.quotes.reported.report import Report
    from plugins.quotes.speakers.resolution import Speakers
    from plugins.quotes.text.marks import Paragraph


def find_speakers(
    speakers: Speakers, paragraphs: Sequence[Paragraph], found: Sequence[Utterance], reports: Sequence[Report]
) -> list[Speaker | None]:
    r"""Set the speaker of each utterance: from its attribution, the text before it, or the utterance after it.

    Return the speakers of the reports. Utterances and reports are processed together, in text order, so that “he” means
    the person whom the latest of either named.

    >>> reads("“The ferry was late again.”\n\n“The bus was full,” Ada Holm said.", "speaker behind")
    The ferry was late again.
    >>> reads("“The ferry was late again.”", "alone")
    The ferry was late again.
    """
    before: Utterance | None = None
    earlier: Utterance | None = None
    named: list[Speaker | None] = []
    for one in found:
        named += _report_speakers(speakers, reports, len(named), one.regions[0].start)
        if one.attribution:
            _set_speaker(one, speakers.speaker(one.attribution), one.attribution.rule)
        elif signed := signature(speakers.reading, one.regions[-1].closing, paragraphs[one.last : one.last + 2]):
            _set_speaker(one, speakers.speaker(signed), signed.rule)
        elif before and earlier and takes_turn(speakers.reading.text, earlier, before, one):
            _set_speaker(one, earlier.speaker, "turn")
        else:
            _take_speaker_before(speakers, paragraphs, before, one)
        earlier, before = before, one
    for behind, one in pairwise(reversed(found)):
        asked = one.last == behind.first and speakers.reading.text[one.regions[-1].end - 1] == "?"
        if one.speaker is None and behind.first <= one.last + 1 and not asked:
            _set_speaker(one, behind.speaker, "speaker behind")
    return [*named, *_report_speakers(speakers, reports, len(named), len(speakers.reading.text))]


def _report_speakers(speakers: Speakers, reports: Sequence[Report], first: int, end: int) -> list[Speaker | None]:
    """Return the speakers of the reports from index `first` on that start before `end`."""
    found: list[Speaker | None] = []
    for at in range(first, len(reports)):
        one = reports[at]
        if one.start >= end:
            break
        found.append(speakers.speaker(one.attribution) if one.attribution else None)
    return found


def takes_turn(text: str, earlier: Utterance, before: Utterance, one: Utterance) -> bool:
    r"""Return whether two speakers take turns, a paragraph each, and it is the turn of the `earlier` one.

    One of the turns must be a question; without one, paragraphs of quotations belong to one speaker.

    >>> reads("“Are you coming with us?” asked Ada Holm.\n\n“No,” said Ivo Lund.\n\n“Why not today?”", "turn")
    Why not today?
    """
    if (earlier.last + 1, before.last + 1) != (before.first, one.first) or len(before.regions) > 1:
        return False
    if earlier.speaker is None or before.speaker is None or _identity(earlier) == _identity(before):
        return False
    return any(text[turn.regions[-1].end - 1] == "?" for turn in (earlier, before, one))


def _identity(turn: Utterance) -> tuple[str | None, str | None]:
    return (turn.speaker.entity, turn.speaker.name) if turn.speaker else (None, None)


def _set_speaker(one: Utterance, speaker: Speaker | None, rule: str) -> None:
    if speaker:
        one.speaker, one.rule = speaker, rule


def _take_speaker_before(
    speakers: Speakers, paragraphs: Sequence[Paragraph], before: Utterance | None, one: Utterance
) -> None:
    r"""Set the speaker of an utterance without an attribution from the text before it.

    That is the sentence right before it, else the utterance before it in its paragraph. If the utterance begins its
    paragraph, it is the utterance that ends in the previous paragraph, else the last sentence there.

    >>> reads("“It was late,” Ada Holm said. It had rained. “The bus was full as well.”", "same paragraph")
    The bus was full as well.
    >>> reads("“It was late,” Ada Holm said.\n\n“The bus was full as well.”", "paragraph before")
    The bus was full as well.
    """
    beside = before if before and before.last == one.first else None
    start = beside.regions[-1].closing if beside else paragraphs[one.first].start
    found = lead_in(speakers.reading, start, one.regions[0].opening)
    if beside and (found is None or (beside.attribution and found.cue == beside.attribution.cue)):
        _set_speaker(one, beside.speaker, "same paragraph")
        return
    if found is None and one.first and _opens_paragraph(paragraphs[one.first], one):
        if before and before.last == one.first - 1:
            _set_speaker(one, before.speaker, "paragraph before")
            return
        found = lead_in(speakers.reading, paragraphs[one.first - 1].start, paragraphs[one.first - 1].end)
    if found:
        _set_speaker(one, speakers.speaker(found), found.rule)


def _opens_paragraph(paragraph: Paragraph, one: Utterance) -> bool:
    return paragraph.regions[0] == one.regions[0]
