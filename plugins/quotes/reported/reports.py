"""Reports in sentences: content in the words of the text, or partly in marks, with its attribution in the sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.quotes.attribution.attribution import attributed
from plugins.quotes.reported.boundaries import cut_and_trimmed
from plugins.quotes.reported.complements import RULES
from plugins.quotes.reported.report import Report
from plugins.quotes.text.parsed import Clause
from plugins.quotes.text.region_index import RegionIndex

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Token

    from plugins.quotes.attribution.attribution import Attribution
    from plugins.quotes.reported.complements import Stretch
    from plugins.quotes.text.cues import Cue
    from plugins.quotes.text.marks import Region
    from plugins.quotes.text.reading import Reading

NAMELESS = frozenset(("clause behind", "infinitive behind"))
"""Rules that need no speaker: it was reported that the ferry was late."""
SHORT = frozenset(("object behind", "governed by preposition"))
"""Rules whose content may be a single word."""

DEICTIC = frozenset(("that", "this", "it", "him", "her", "them", "which", "what"))


def sentence_reports(reading: Reading, regions: Sequence[Region]) -> list[Report]:
    """Return all candidates for reports in the sentences of a text; they may overlap."""
    return list(_candidates(reading, RegionIndex(regions)))


def _candidates(reading: Reading, index: RegionIndex) -> Iterator[Report]:
    for cue in reading.all_cues:
        if index.around(reading.starts[cue.first]) or is_phrasal_verb(reading, cue):
            continue
        for rule in RULES:
            for stretches in rule(reading, cue):
                name = rule.__name__.replace("_", " ")
                report = _report(reading, cue, [cut_and_trimmed(reading, one, cue) for one in stretches], index, name)
                if report and is_report(reading, cue, report):
                    yield report


def _report(reading: Reading, cue: Cue, stretches: Sequence[Stretch], index: RegionIndex, rule: str) -> Report | None:
    wordy = [one for one in stretches if one[0] < one[1]]
    if not wordy:
        return None
    segments = tuple(in_marks(reading, one, index) for one in wordy)
    if any(start <= reading.starts[cue.first] < end for start, end in segments):
        return None
    return Report(segments, (cue.first, cue.last), _attribution(reading, cue, wordy, rule), rule)


def in_marks(reading: Reading, stretch: Stretch, index: RegionIndex) -> tuple[int, int]:
    """Return the place of a stretch, extended so that it contains each region completely or not at all."""
    span = reading.span(*stretch)
    start, end = span.start, span.end
    first, last = index.around(start), index.around(end - 1)
    if first:
        start = first.start
    if last:
        end = last.end if first == last else last.closing
    return start, end


def _attribution(reading: Reading, cue: Cue, stretches: Sequence[Stretch], rule: str) -> Attribution | None:
    """Return the attribution, from the words of the sentence outside the content."""
    sentence = reading.sentence(cue.first)
    first = max((one[1] for one in stretches if one[1] <= cue.first), default=sentence.first)
    last = min((one[0] for one in stretches if one[0] >= cue.last), default=sentence.last)
    clause, where = Clause(first, last), (cue.first, cue.last)
    head = _agent(reading, cue) if is_passive(reading, cue) else reading.subject(where, clause)
    return None if head is None else attributed(reading, head, where, clause, rule)


def is_phrasal_verb(reading: Reading, cue: Cue) -> bool:
    """Return whether a particle after a cue makes it a phrasal verb, which is no cue: Lee called the strike off."""
    return any(reading.roles[at] == "prt" and at >= cue.last for at in reading.children(cue.first))


def is_passive(reading: Reading, cue: Cue) -> bool:
    """Return whether a verb is in the passive, so that its subject is not the speaker: Lee was accused of fraud."""
    return any(reading.roles[at] == "auxpass" for at in reading.children(cue.first))


def _agent(reading: Reading, cue: Cue) -> Token | None:
    """Return the agent of a passive: Lee was accused of fraud by the mayor → mayor."""
    agents = [at for at in reading.children(cue.first) if reading.roles[at] == "agent"]
    named = (at for agent in agents for at in reading.children(agent) if reading.roles[at] == "pobj")
    return next((reading.doc[at] for at in named), None)


def is_report(reading: Reading, cue: Cue, report: Report) -> bool:
    """Return whether a candidate is a report: not if “you” is the subject, nor if the content is only “him”."""
    if any(reading.roles[at] == "nsubj" and reading.lowers[at] == "you" for at in reading.children(cue.first)):
        return False
    if report.attribution is None and report.rule not in NAMELESS:
        return False
    if report.rule not in SHORT:
        return True
    content = reading.text[report.start : report.end]
    bare = len(content.split(maxsplit=1)) == 1 and (content.islower() or content.lower() in DEICTIC)
    return not bare
