"""The complements of a cue in the parse, which contain the content: one function per rule, each with an example.

A rule takes a reading and a cue, and yields stretches of tokens (half-open): one, or two around an attribution.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.quotes.text.cues import PREPOSITIONS, Complement
from plugins.quotes.text.parsed import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plugins.quotes.text.cues import Cue
    from plugins.quotes.text.reading import Reading

Stretch = tuple[int, int]
Rule = "Callable[[Reading, Cue], Iterator[tuple[Stretch, ...]]]"

QUESTION_WORDS = frozenset(("whether", "if", "what", "how", "why", "who", "where", "when", "which", "whose", "whom"))
HEARER_FIRST = frozenset(("told", "tell", "tells", "telling", "promised", "promise", "promises", "promising", "vowed"))
"""Verbs whose object is the hearer and not part of the content: Lee told them to leave."""
ON_OBJECTS = frozenset(("prep", "xcomp", "oprd", "dative", "acl", "relcl"))
"""Roles that extend an object: Lee accused Holm of fraud; Lee called Holm a thief."""
BREAKS = frozenset((";", ":", "-", "--", "–", "—"))
"""Marks that never end a clause before its attribution."""
CLIMB_LIMIT = 12
"""A phrase is at most this many levels below the verb of its clause."""
CLAUSES = frozenset(("ROOT", "ccomp", "parataxis"))
SETTINGS = frozenset(
    ("in", "on", "at", "during", "after", "before", "since", "via", "through", "by", "from", "last", "to")
)
"""Words that say where or when somebody spoke: Lee criticized Holm in a letter."""


def clause_behind(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the clause after a verb or noun.

    >>> reads("Lee said that the ferry was late.", "clause behind")
    that the ferry was late
    >>> reads("The mayor asked whether the ferry was late.", "clause behind")
    whether the ferry was late
    """
    for child in reading.children(cue.first):
        is_clause = reading.roles[child] == "ccomp" or (cue.sense.noun and reading.roles[child] == "acl")
        if child >= cue.last and is_clause and clause_type(reading, child) in cue.sense.complements:
            yield (reading.subtree(child),)


def clause_type(reading: Reading, head: int) -> Complement:
    """Return how the clause of a verb begins: with “that”, with a question word, or with neither."""
    if any(reading.lowers[at] == "that" and reading.roles[at] == "mark" for at in reading.children(head)):
        return Complement.THAT
    first = reading.lowers[reading.subtree(head)[0]]
    return Complement.WHETHER if first in QUESTION_WORDS else Complement.BARE


def clause_beside(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the clause before a verb.

    >>> reads("The ferry was late, the mayor said.", "clause beside")
    The ferry was late
    """
    if Complement.BESIDE in cue.sense.complements:
        for child in reading.children(cue.first):
            if child < cue.first and reading.roles[child] == "ccomp":
                first, last = reading.subtree(child)
                if reading.lowers[last] not in BREAKS and reading.lowers[last - 1] not in BREAKS:
                    yield ((first, last),)


def clause_around(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the clause that an attribution interrupts.

    >>> reads("The ferry, he said, was late.", "clause around")
    The ferry | was late
    """
    if Complement.BESIDE in cue.sense.complements and reading.roles[cue.first] == "parataxis":
        yield from _around(reading, reading.subtree(cue.first), reading.heads[cue.first])


def according_to(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the sentence around “according to”.

    >>> reads("According to the mayor, the ferry was late.", "according to")
    the ferry was late
    """
    if reading.lowers[cue.first] == "according":
        head = reading.heads[cue.first]
        for _ in range(CLIMB_LIMIT):
            if reading.roles[head] not in CLAUSES:
                head = reading.heads[head]
        yield from _around(reading, reading.subtree(cue.first), head)


def as_said(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the sentence around “as” with a verb.

    >>> reads("As the mayor noted, the ferry was late.", "as said")
    the ferry was late
    """
    if Complement.BESIDE in cue.sense.complements and reading.roles[cue.first] == "advcl":
        marks = [at for at in reading.children(cue.first) if at < cue.first and reading.lowers[at] == "as"]
        plain = not any(reading.roles[at] in ("dobj", "ccomp", "xcomp") for at in reading.children(cue.first))
        if marks and plain:
            yield from _around(reading, reading.subtree(cue.first), reading.heads[cue.first])


def _around(reading: Reading, inner: Stretch, head: int) -> Iterator[tuple[Stretch, ...]]:
    """Yield the clause of `head` without the stretch `inner`: the parts before and after it that have words."""
    first, last = reading.subtree(head)
    pieces = ((first, inner[0]), (inner[1], last))
    wordy = tuple(
        piece
        for piece in pieces
        if any(word.isalnum() for word in reading.lowers[piece[0] : min(piece[1], piece[0] + WINDOW)])
    )
    if wordy:
        yield wordy


def infinitive_behind(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the infinitive after a verb or noun, with the person who is to act.

    >>> reads("The mayor urged the captain to wait.", "infinitive behind")
    the captain to wait
    """
    if Complement.TO not in cue.sense.complements:
        return
    for child in reading.children(cue.first):
        if child < cue.last or reading.roles[child] not in ("xcomp", "ccomp", "acl", "advcl"):
            continue
        if any(at < child and reading.lowers[at] == "to" for at in reading.children(child)):
            first, last = reading.subtree(child)
            yield (((_actor(reading, cue, child) or first), last),)


def _actor(reading: Reading, cue: Cue, infinitive: int) -> int | None:
    """Return the first token of who is to act: urged the captain to wait, called on the captain to wait."""
    for at in reading.children(cue.first):
        if cue.last <= at < infinitive and reading.lowers[cue.first] not in HEARER_FIRST:
            if reading.roles[at] == "dobj":
                return reading.subtree(at)[0]
            if reading.roles[at] == "prep" and reading.lowers[at] == "on":
                return at + 1
    return None


def gerund_behind(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the gerund after a verb.

    >>> reads("The mayor denied taking bribes.", "gerund behind")
    taking bribes
    """
    if Complement.ING in cue.sense.complements:
        for child in reading.children(cue.first):
            if (
                child >= cue.last
                and reading.roles[child] in ("xcomp", "ccomp")
                and reading.lowers[child].endswith("ing")
            ):
                yield (reading.subtree(child),)


def object_behind(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the object of a verb with the phrases that extend it.

    >>> reads("The mayor accused the captain of negligence.", "object behind")
    the captain of negligence
    """
    if Complement.OBJECT not in cue.sense.complements:
        return
    children = [at for at in reading.children(cue.first) if at >= cue.last]
    for child in children:
        small = reading.roles[child] == "ccomp" and Complement.BARE not in cue.sense.complements
        if reading.roles[child] == "dobj" or small:
            first, last = reading.subtree(child)
            for at in children:
                going_on = reading.roles[at] in ON_OBJECTS and reading.lowers[at] not in SETTINGS
                if at > child and going_on and reading.subtree(at)[0] <= last + 1:
                    last = max(last, reading.subtree(at)[1])
            yield ((first, last),)
            return


def governed_by_preposition(reading: Reading, cue: Cue) -> Iterator[tuple[Stretch, ...]]:
    """Yield the phrase that the preposition of a verb or noun governs.

    >>> reads("The mayor called for a new ferry.", "governed by preposition")
    a new ferry
    """
    wanted = cue.sense.complements & PREPOSITIONS
    if not wanted or any(reading.roles[at] == "dobj" for at in reading.children(cue.first)):
        return
    for child in reading.children(cue.first):
        if child >= cue.last and reading.roles[child] == "prep" and reading.lowers[child] in wanted:
            last = reading.subtree(child)[1]
            if child + 1 < last:
                yield ((child + 1, last),)
                return


RULES = (
    according_to,
    as_said,
    clause_behind,
    clause_beside,
    clause_around,
    infinitive_behind,
    gerund_behind,
    object_behind,
    governed_by_preposition,
)
