"""Whether an attribution is negated: Lee did not say that they had won; nobody said so; Lee has yet to say so.

The rules count the words that turn “said” into “not said”, from the cue up to the words that govern it. Two of them
cancel each other: Lee did not hesitate to say. A cue whose own meaning is negative is not negated: “Lee denied that the
ferry was late” is what Lee says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plugins.quotes.text.reading import Reading

NEGATORS = frozenset(("not", "n't", "n’t", "never", "neither", "no"))
ONLY = frozenset(("only", "just", "merely", "simply"))
"""Words that cancel a negation: Lee not only said that …"""
LATER = frozenset(("until", "till"))
"""Words that limit it in time, so that it does not count: Lee did not say until Monday that …"""
NOBODY = frozenset(("nobody", "none", "neither", "noone"))
REFUSALS = frozenset(
    (
        *("refuse", "refuses", "refused", "refusing", "decline", "declines", "declined", "declining"),
        *("deny", "denies", "denied", "denying", "fail", "fails", "failed", "failing"),
        *("avoid", "avoids", "avoided", "avoiding", "neglect", "neglects", "neglected", "neglecting"),
        *("omit", "omits", "omitted", "omitting", "hesitate", "hesitates", "hesitated", "hesitating"),
        *("forget", "forgets", "forgot", "forgotten", "refrain", "refrains", "refrained", "refraining"),
        *("stop", "stops", "stopped", "stopping", "unable", "unwilling", "reluctant", "loath", "without"),
    )
)
"""Words for not doing what depends on them: Lee refused to say; unwilling to say; without saying."""
COMPLEMENT_ROLES = frozenset(("xcomp", "pcomp"))
PREPOSITIONS = frozenset(("of", "from"))
"""Words between a refusal and the cue: stopped short of saying, refrained from saying."""
LIGHT_VERBS = frozenset(("make", "made", "give", "given", "gave"))
"""Verbs whose object is a cue: Lee did not make the claim that …"""
CLIMB_LIMIT = 4
"""A cue is at most this many levels below the word that governs it: Lee did not want to be quoted as saying."""


def is_negated(reading: Reading, cue: tuple[int, int] | None, speaker: int | None) -> bool:
    """Return whether an attribution is negated; `cue`: its tokens, half-open; `speaker`: its head word."""
    turned = int(speaker is not None and _is_nobody(reading, speaker))
    if cue is not None:
        at = cue[0]
        turned += _negations(reading, at) + _shared(reading, at)
        turned += reading.lowers[at] in REFUSALS and _is_of_saying(reading, at)
        turned += sum(_negations(reading, one) + (reading.lowers[one] in REFUSALS) for one in _governing(reading, at))
    return turned % 2 == 1


def _negations(reading: Reading, at: int) -> int:
    """Return how many direct dependents of a verb or noun negate it: did not say, no claim, has yet to say."""
    words = [reading.lowers[child] for child in reading.children(at)]
    if LATER.intersection(words):
        return 0
    yet = "yet" in words and reading.lowers[at] in ("has", "have", "had")
    return yet + sum(1 for child in reading.children(at) if _negates(reading, child))


def _negates(reading: Reading, at: int) -> bool:
    following = reading.lowers[at + 1] if at + 1 < len(reading.lowers) else ""
    return reading.lowers[at] in NEGATORS and following not in ONLY and reading.roles[at] != "intj"


def _shared(reading: Reading, at: int) -> int:
    """Return how many negations a second verb shares: did not say or hint that …; neither confirmed nor denied."""
    first = reading.heads[at]
    if reading.roles[at] != "conj":
        return 0
    between = [reading.lowers[child] for child in reading.children(first) if first < child < at]
    return 1 if "nor" in between else _negations(reading, first) if "or" in between else 0


def _governing(reading: Reading, at: int) -> Iterator[int]:
    """Yield the words above a cue, as far as their negation applies to it: refused ← say; without ← saying."""
    for _ in range(CLIMB_LIMIT):
        head = reading.heads[at]
        role = reading.roles[at]
        preposition = role == "prep" and reading.lowers[at] in PREPOSITIONS
        if role == "pcomp" and reading.lowers[head] not in PREPOSITIONS | REFUSALS:
            return
        if not (role in COMPLEMENT_ROLES or preposition or _is_made(reading, at)):
            return
        at = head
        yield at


def _is_made(reading: Reading, at: int) -> bool:
    """Return whether a noun is the object of a light verb: did not make the claim that they had won."""
    return reading.roles[at] == "dobj" and reading.lowers[reading.heads[at]] in LIGHT_VERBS


def _is_of_saying(reading: Reading, at: int) -> bool:
    """Return whether a verb of refusal is about saying something: refused to say who won; not: refused to leave."""
    return any(
        reading.roles[child] in ("xcomp", "ccomp")
        and child in reading.speech_verbs
        and (reading.lowers[child].endswith("ing") or reading.lowers[child - 1] == "to")
        for child in reading.children(at)
        if child > at
    )


def _is_nobody(reading: Reading, head: int) -> bool:
    """Return whether the speaker is nobody: no one, none of them, no official, neither side, not one of the crew."""
    if reading.lowers[head] in NOBODY:
        return True
    first = reading.subtree(head)[0]
    opening = reading.lowers[first : first + 2]
    return opening[0] in ("no", "neither") or opening in (["not", "one"], ["not", "a"])
