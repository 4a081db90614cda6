"""Whether an attribution is negated: Lee did not say that they had won; nobody said so; Lee has yet to say so.

What is counted are the words that turn “said” into “not said”, on the way from the cue up to what governs it; two of
them undo one another: Lee did not hesitate to say. A cue that says of itself what becomes of the content is not
negated: “Lee denied that the ferry was late” is what Lee says of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plugins.quotes.text.reading import Reading

NEGATORS = frozenset(("not", "n't", "n’t", "never", "neither", "no"))
ONLY = frozenset(("only", "just", "merely", "simply"))
"""What takes a negation back: Lee not only said that …"""
LATER = frozenset(("until", "till"))
"""What takes it back for a time: Lee did not say until Monday that …"""
NOBODY = frozenset(("nobody", "none", "neither", "noone"))
SHUNNING = frozenset(
    (
        *("refuse", "refuses", "refused", "refusing", "decline", "declines", "declined", "declining"),
        *("deny", "denies", "denied", "denying", "fail", "fails", "failed", "failing"),
        *("avoid", "avoids", "avoided", "avoiding", "neglect", "neglects", "neglected", "neglecting"),
        *("omit", "omits", "omitted", "omitting", "hesitate", "hesitates", "hesitated", "hesitating"),
        *("forget", "forgets", "forgot", "forgotten", "refrain", "refrains", "refrained", "refraining"),
        *("stop", "stops", "stopped", "stopping", "unable", "unwilling", "reluctant", "loath", "without"),
    )
)
"""What those do or are who do not say what hangs on it: Lee refused to say; unwilling to say; without saying."""
SAYING = frozenset(("xcomp", "pcomp"))
PREPOSITIONS = frozenset(("of", "from"))
"""What stands between such a word and the cue: stopped short of saying, refrained from saying."""
MAKING = frozenset(("make", "made", "give", "given", "gave"))
"""What one does with a claim: Lee did not make the claim that …"""
CLIMB = 4
"""A cue hangs at most so many words below what governs it: Lee did not want to be quoted as saying."""


def is_negated(reading: Reading, cue: tuple[int, int] | None, speaker: int | None) -> bool:
    """Say whether an attribution is negated; `cue`: its tokens, half-open; `speaker`: the head word of who speaks."""
    turned = int(speaker is not None and _is_nobody(reading, speaker))
    if cue is not None:
        at = cue[0]
        turned += _negations(reading, at) + _shared(reading, at)
        turned += reading.lowers[at] in SHUNNING and _is_of_saying(reading, at)
        turned += sum(_negations(reading, one) + (reading.lowers[one] in SHUNNING) for one in _governing(reading, at))
    return turned % 2 == 1


def _negations(reading: Reading, at: int) -> int:
    """Return how many words right below a verb or noun negate it: did not say, never said, no claim, has yet to say."""
    words = [reading.lowers[child] for child in reading.children(at)]
    if LATER.intersection(words):
        return 0
    yet = "yet" in words and reading.lowers[at] in ("has", "have", "had")
    return yet + sum(1 for child in reading.children(at) if _negates(reading, child))


def _negates(reading: Reading, at: int) -> bool:
    following = reading.lowers[at + 1] if at + 1 < len(reading.lowers) else ""
    return reading.lowers[at] in NEGATORS and following not in ONLY and reading.roles[at] != "intj"


def _shared(reading: Reading, at: int) -> int:
    """Return the negations that a second verb shares: Lee did not say or hint that …; neither confirmed nor denied."""
    first = reading.heads[at]
    if reading.roles[at] != "conj":
        return 0
    between = [reading.lowers[child] for child in reading.children(first) if first < child < at]
    return 1 if "nor" in between else _negations(reading, first) if "or" in between else 0


def _governing(reading: Reading, at: int) -> Iterator[int]:
    """Yield what governs a cue, upwards, as far as a negation reaches down: refused ← say; without ← saying."""
    for _ in range(CLIMB):
        head = reading.heads[at]
        role = reading.roles[at]
        preposition = role == "prep" and reading.lowers[at] in PREPOSITIONS
        if role == "pcomp" and reading.lowers[head] not in PREPOSITIONS | SHUNNING:
            return
        if not (role in SAYING or preposition or _is_made(reading, at)):
            return
        at = head
        yield at


def _is_made(reading: Reading, at: int) -> bool:
    """Say whether a noun is what somebody makes or gives: did not make the claim that they had won."""
    return reading.roles[at] == "dobj" and reading.lowers[reading.heads[at]] in MAKING


def _is_of_saying(reading: Reading, at: int) -> bool:
    """Say whether what a verb shuns is to say something: refused to say who won; not: refused to leave."""
    return any(
        reading.roles[child] in ("xcomp", "ccomp")
        and child in reading.said_by
        and (reading.lowers[child].endswith("ing") or reading.lowers[child - 1] == "to")
        for child in reading.children(at)
        if child > at
    )


def _is_nobody(reading: Reading, head: int) -> bool:
    """Say whether a speaker is nobody: no one, none of them, no official, neither side, not one of the crew."""
    if reading.lowers[head] in NOBODY:
        return True
    first = reading.subtree(head)[0]
    opening = reading.lowers[first : first + 2]
    return opening[0] in ("no", "neither") or opening in (["not", "one"], ["not", "a"])
