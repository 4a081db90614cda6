"""Words in marks that no other rule found, in the sentence of a cue whose complement is not in the parse."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from plugins.quotes.attribution.attribution import attributed
from plugins.quotes.reported.boundaries import trimmed
from plugins.quotes.reported.report import Report
from plugins.quotes.text.content import is_long
from plugins.quotes.text.cues import MARKS, PREPOSITIONS, Complement
from plugins.quotes.text.parsed import WINDOW, Clause

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.text.cues import Cue
    from plugins.quotes.text.marks import Region
    from plugins.quotes.text.reading import Reading

LONG = 6
"""This many words in marks are almost always a quotation, whatever verb precedes them."""
CONTINUED = 12
"""Words in marks within this many tokens after a report, in the same sentence, continue it."""


def leftovers(
    reading: Reading, regions: Sequence[Region], reports: Sequence[Report], spoken: Sequence[Region]
) -> list[Report]:
    """Return the reports, extended by `regions` (which no quotation contains), and new reports for other `regions`.

    spoken: the regions that are direct quotations. All are in text order.
    """
    kept: list[Report] = []
    waiting = list(reversed(reports))
    ends = [region.end for region in spoken]
    for region in regions:
        while waiting and waiting[-1].end <= region.start:
            kept.append(waiting.pop())
        passed = bisect_right(ends, region.opening)
        floor = max(ends[passed - 1] if passed else 0, kept[-1].end if kept else 0)
        at = reading.token_at(region.start)
        if kept and kept[-1].end == floor and continues(reading, kept[-1], at):
            kept[-1] = kept[-1].reaching(region.closing)
        elif at < len(reading.doc):
            kept += [one for one in left_over(reading, region, at) if one.start >= floor]
    return [*kept, *reversed(waiting)]


def continues(reading: Reading, report: Report, at: int) -> bool:
    """Return whether a report continues with words in marks later in its sentence.

    >>> reads("Lee said the ferry was “too late” to matter - by an hour, “if not two.”", "clause behind")
    the ferry was “too late” to matter - by an hour, “if not two.”
    """
    if report.cue is None or at >= len(reading.doc) or report.cue[0] not in reading.sentence(at):
        return False
    end = reading.token_at(report.end)
    return at - end <= CONTINUED and not any(True for _ in reading.cues(end, at))


def left_over(reading: Reading, region: Region, at: int) -> Iterator[Report]:
    """Yield the clause that ends with many words in marks, after the nearest cue of the sentence.

    >>> reads("Ada Holm wrote a letter on how “nobody had anything left to do but wait for spring”.", "left over")
    nobody had anything left to do but wait for spring
    """
    if not is_long(reading.text[region.start : region.end], LONG):
        return
    sentence = reading.sentence(at)
    clause = Clause(max(sentence.first, at - WINDOW), reading.token_at(region.opening))
    cue = next((one for one in reversed(reading.cues_between(*clause)) if _leads(one)), None)
    if cue is None:
        return
    before, where = Clause(sentence.first, cue.last), (cue.first, cue.last)
    head = reading.subject(where, before)
    if head is not None:
        first, last = trimmed(reading, (_content_start(reading, cue, clause), clause.last))
        segment = (reading.starts[first], region.closing) if first < last else (region.start, region.end)
        yield Report((segment,), where, attributed(reading, head, where, before, "left over"), "left over")


def _leads(cue: Cue) -> bool:
    """Return whether words in marks after a cue may be its content."""
    return bool(cue.sense.complements & {Complement.MARKS, Complement.OBJECT, Complement.THAT})


def _content_start(reading: Reading, cue: Cue, clause: Clause) -> int:
    """Return where the content after a cue starts: at “that”, after its preposition, else right after the cue."""
    for at in range(cue.last, clause.last):
        if reading.lowers[at] == "that":
            return at
    if Complement.OBJECT not in cue.sense.complements and MARKS in cue.sense.complements:
        return clause.last
    behind = cue.last
    if behind < clause.last and reading.lowers[behind] in cue.sense.complements & PREPOSITIONS:
        return behind + 1
    return behind
