"""States that last until a day: whether the state is over, "was in prison until", or continues, "is shut until"."""

from __future__ import annotations

from itertools import pairwise

from plugins.dates.clause.verbs import CLAUSE_EDGES, IRREGULAR, PAST_AUXILIARIES, ends_in_ed
from plugins.dates.text.words import word_set


def lasts(before: list[str]) -> bool:
    """Return whether something continues until then: "shut until", "is in effect through"; not "counted through"."""
    if before[0] != "through":
        return not is_over(before)
    return not any(word in IRREGULAR | PAST_AUXILIARIES | NO_RANGE or ends_in_ed(word) for word in before)


def is_over(before: list[str]) -> bool:
    """Return whether a state until then, or an event by then, is over: "was in prison until", "had fallen by".

    Not a state that somebody imposed ("was banned until") or that is to come ("had agreed to wait until", "has until").
    """
    if any(word in NEVER and previous in PAST_AUXILIARIES | {"could"} for word, previous in pairwise(before)):
        return True  # "did not call until"
    for next_word, word in pairwise(before):
        if word == "had":
            return next_word == "been" or ends_in_ed(next_word)
        if word in LASTED:
            return not ends_in_ed(next_word) and next_word not in IMPOSED
        if word == "to" or word in CLAUSE_EDGES:
            return False
    return False


NEVER = word_set("not never")
LASTED = word_set(
    "was were ran heard lived worked stayed remained served waited slept played stood lasted continued survived ruled"
    " fought"
)
IMPOSED = word_set("shut held set given put kept")  # "was held until Friday" may still be
NO_RANGE = word_set("from have has ve")
LASTING = ("until", "till", "through")
