"""Events that are announced in advance: whether "Sunday's final" is still to come.

A weekday is the latest past one unless words near it point to the future (`cues.py`). For an election, a match or a
deadline, the present tense of the clause is enough: the event of "needs a win in Tuesday's primary" is still to come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.clause.cues import POSSESSIVES, WITHIN_CLAUSE
from plugins.dates.clause.tense import followed_by_past
from plugins.dates.clause.verbs import (
    BEFORE_TO,
    LOOKING_AHEAD,
    MODALS,
    PAST_AUXILIARIES,
    PERHAPS_AHEAD,
    infinitive,
    past_form,
    with_neighbours,
)
from plugins.dates.text.words import PARTS_OF_DAY, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.dates.text.phrase import Phrase

NAME_OF_EVENT = 7  # words: "'s New York presidential primary"


def is_day_of_coming_event(phrase: Phrase) -> bool:
    """Return whether a weekday is that of a coming event: "a win in Sunday's final", "ahead of the vote on Monday"."""
    before = phrase.before(WITHIN_CLAUSE)
    if _names_event(phrase.following(NAME_OF_EVENT), EVENTS):
        return _is_ahead(before, phrase)
    if before[:1] == ["on"]:
        del before[0]
    return before[:1] != [] and before[0] in EVENTS and _is_before(before[1:])


def _names_event(following: Sequence[str], events: frozenset[str]) -> bool:
    """Return whether the words after a date name an event: "'s local vote", "deadline"; not "'s news of a vote"."""
    joined = False
    if following[:1] and following[0] in PARTS_OF_DAY:
        following = following[1:]
    for word in following[1:] if following[:1] and following[0] in POSSESSIVES else following[:2]:
        if word in events:
            return True
        if not (joined or word.isalpha() or word == "-") or (word in ENDS_NAME and not joined):
            return False
        joined = word == "-"  # "first-in-the-nation primary"
    return False


def _is_ahead(before: list[str], phrase: Phrase) -> bool:
    """Return whether an event whose name begins with the weekday is still to come."""
    if _is_before(before):
        return True
    if before[:1] and before[0] in LOOKS_BACK:
        return False
    if before[1:2] and before[1] in OUTCOMES and before[2:3] not in (["a"], ["an"]):
        return False  # "the momentum from his win in"
    if before[:2] in PREPARED:
        return True
    tense = _tense(before)
    if tense is None:
        return not LOOKING_AHEAD.isdisjoint(phrase.following(NAME_OF_EVENT + 1))
    return tense


def _is_before(before: list[str]) -> bool:
    """Return whether the words before a date put the event later: "ahead of the Iowa", "in the run-up to"."""
    near = " ".join(reversed(before[:4])).replace(" - ", "-")
    return any(f"{words} " in f"{near} " for words in AHEAD_OF)


def _tense(before: list[str]) -> bool | None:
    """Return whether the nearest verb before a date is future or present; None if the clause has no verb."""
    for following, word, previous in with_neighbours(before):
        if word in ENDS_CLAUSE:
            return None
        if word == "to" and infinitive(following) and previous in BEFORE_TO:
            return True
        if word in MODALS | PERHAPS_AHEAD | NOW:
            return following != "have"
        if word in IS or (word in POSSESSIVES and following.endswith("ing")):
            return not past_form(following)
        if word in PAST_AUXILIARIES | PERFECT or past_form(word):
            return False
    return None


def is_month_of_coming_event(phrase: Phrase, month: int) -> bool:
    """Return whether a month, or a day of one, is the time of a vote or the like; not if a verb in the past follows.

    "The May runoff", "until the convention in July"; for November also "to win", "electing", as the United States vote.
    """
    if _names_event(phrase.following(NAME_OF_EVENT), RARE_EVENTS):
        return True
    before = phrase.before(WITHIN_CLAUSE)
    named = before[:1] in (["in"], ["on"]) and before[1:2] != [] and before[1] in RARE_EVENTS
    if not named and (month != NOVEMBER or OF_ELECTIONS.isdisjoint(before)):
        return False
    return not followed_by_past(phrase)  # "At the convention in July, she spoke"


NOVEMBER = 11
RARE_EVENTS = word_set("election elections referendum primary primaries convention summit runoff ballot")
OF_ELECTIONS = RARE_EVENTS | word_set(
    "elect elected electing win winning beat beating defeat defeating vote voters voting nominee democrat democrats"
    " republican republicans polls re-election matchup presidency house senate"
)
EVENTS = word_set(
    "election elections primary primaries caucus caucuses vote voting referendum runoff ballot debate debates contest"
    " contests summit meeting talks hearing deadline convention final finals semifinal match game games race fixture"
    " clash derby friendly qualifier fight bout rematch showdown auction launch ceremony budget"
)
OUTCOMES = word_set("victory victories win wins loss losses defeat performance performances showing results finish")
AHEAD_OF = ("ahead of", "in advance of", "lead up to", "lead-up to", "run-up to", "run up to", "in anticipation of")
PREPARED = (["for", "planning"], ["for", "preparing"], ["for", "preparations"], ["for", "qualified"], ["for", "squad"])
LOOKS_BACK = word_set("after since from following of")  # "the result of Sunday's vote"
ENDS_NAME = word_set("of in at for on with by and or but to from as that who which is are was were has have will")
ENDS_CLAUSE = word_set(', ; ( ) " “ ” – — said says told')
IS = word_set("is are re m am")
PERFECT = word_set("has have ve had")
NOW = word_set(
    "needs need faces face holds hold expects hopes wants want seeks seek looks leads lead trails trail heads enters"
    " plays play meets meet hosts host travels travel"
)
