"""The end of reported content: the subtree in the parse may contain more than the content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.quotes.text.parsed import WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.quotes.reported.complements import Stretch
    from plugins.quotes.text.cues import Cue
    from plugins.quotes.text.reading import Reading

CONJUNCTIONS = frozenset(("and", "but", "or", "then"))
CONTRASTS = frozenset(("while", "as", "whereas", "although", "though"))
"""Words that introduce another speaker within the sentence."""
EDGES = frozenset(",;:.–—-()\"'“”‘’ \n")
LOOKED_AT = 8
"""At most this many cues within content are checked; a real sentence has fewer."""
BETWEEN = 3
"""At most this many words are between “and” and the second verb: and later also said."""


def cut_and_trimmed(reading: Reading, stretch: Stretch, cue: Cue) -> Stretch:
    """Return a stretch, cut before another attribution, without punctuation at its edges."""
    first, last = stretch
    cues = _within(reading, stretch, cue)
    cut = min((at for rule in CUTS if (at := rule(reading, first, cues)) is not None), default=last) if cues else last
    return trimmed(reading, (first, cut))


def trimmed(reading: Reading, stretch: Stretch) -> Stretch:
    """Return a stretch without punctuation, marks and space at its edges, at most `WINDOW` tokens of them."""
    first, last = stretch
    farthest, nearest = min(last, first + WINDOW), max(first, last - WINDOW)
    while first < farthest and _is_edge(reading, first):
        first += 1
    while last > max(first, nearest) and _is_edge(reading, last - 1):
        last -= 1
    return first, last


def _is_edge(reading: Reading, at: int) -> bool:
    word = reading.lowers[at]
    return not word.strip() or (reading.roles[at] == "punct" and word not in ("$", "#", "%")) or word in EDGES


def _within(reading: Reading, stretch: Stretch, cue: Cue) -> list[Cue]:
    """Return the other cues that start within a stretch, the first few."""
    return [one for one in reading.cues_from(*stretch, most=LOOKED_AT) if one.first != cue.first]


def second_participle(reading: Reading, start: int, cues: Sequence[Cue]) -> int | None:
    """Return where a participle continues the report.

    >>> reads("Lee said that the ferry was late, adding that she would wait.", "clause behind")
    that the ferry was late; that she would wait
    """
    for one in cues:
        at = one.first
        if reading.lowers[at].endswith("ing") and at - 1 > start and reading.lowers[at - 1] == ",":
            return at - 1
    return None


def second_verb(reading: Reading, start: int, cues: Sequence[Cue]) -> int | None:
    """Return where a second verb of the same speaker continues the report.

    >>> reads("Lee said that the ferry was late and added that she would wait.", "clause behind")
    that the ferry was late; that she would wait
    """
    for one in cues:
        if one.sense.noun or one.sense.kind == "thought" or reading.roles[one.first] != "conj":
            continue
        for at in range(one.first - 1, max(start, one.first - BETWEEN - 1), -1):
            if reading.roles[at].startswith("nsubj"):
                break
            if reading.lowers[at] in CONJUNCTIONS and reading.roles[at] == "cc":
                return at
    return None


def second_speaker(reading: Reading, start: int, cues: Sequence[Cue]) -> int | None:
    """Return where another speaker is reported.

    >>> reads("Lee said that the ferry was late, while Holm said it was early.", "clause behind")
    that the ferry was late; it was early
    """
    for one in cues:
        verb = one.first
        if one.sense.kind == "speech" and not one.sense.noun and reading.roles[verb] in ("advcl", "conj"):
            children = reading.children(verb)
            marks = [at for at in children if reading.lowers[at] in CONTRASTS and start < at < verb]
            if marks and any(reading.roles[at] == "nsubj" for at in children):
                return marks[0]
    return None


def other_source(reading: Reading, start: int, cues: Sequence[Cue]) -> int | None:
    """Return where “according to” begins; the whole sentence is what that source says.

    >>> reads("The mayor said that the ferry was late, according to the captain.", "according to")
    The mayor said that the ferry was late
    """
    for one in cues:
        if reading.lowers[one.first] == "according" and one.first - 1 > start:
            return one.first
    return None


CUTS = (second_participle, second_verb, second_speaker, other_source)
