"""Cues: words before a day or month that point to the past or to the future.

A list of words before an expression holds words of the same sentence, in small letters, the nearest first.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from plugins.dates.clause.lasting import LASTING, is_over, lasts
from plugins.dates.clause.verbs import (
    AUXILIARIES,
    BEFORE_TO,
    CLAUSE_EDGES,
    GOES,
    IRREGULAR,
    LOOKING_AHEAD,
    MODALS,
    NO_SUBJECTS,
    NO_VERBS,
    PAST_AUXILIARIES,
    PERHAPS_AHEAD,
    SURELY_AHEAD,
    TOLD,
    describes,
    ends_in_ed,
    infinitive,
    is_past,
    with_neighbours,
)
from plugins.dates.text.words import PARTS_OF_DAY, word_set

if TYPE_CHECKING:
    from plugins.dates.text.phrase import Phrase

NEAR, WITHIN_CLAUSE = 9, 14  # words


def future_cue(phrase: Phrase) -> bool:
    """Return whether words before a weekday point to the future: "talks are due to resume in Geneva on Monday"."""
    before = phrase.before(6)
    if before[:2] == ["least", "at"]:
        del before[:2]
    if "originally" in before:
        return False
    if before[:1] == ["to"] and not is_possessive(phrase) and not PUT_OFF.isdisjoint(phrase.before(NEAR)):
        return True
    if before[:1] and before[0] in LASTING:
        return lasts(phrase.before(WITHIN_CLAUSE))
    if _is_set(before, phrase.after()) or (_is_to_be(before) and "had" not in phrase.before(NEAR)):
        return True
    if is_possessive(phrase):
        return False
    is_then = before[:1] == ["is"] or before[:2] == ["on", "is"]  # "the deadline is Monday"
    return is_then or _verb_looks_ahead(phrase.before(WITHIN_CLAUSE))


def _is_to_be(before: list[str]) -> bool:
    """Return whether "will", "due" or the like is nearer than any past verb: not "it will close, they said"."""
    for at, (word, previous) in enumerate(pairwise([*before, ""])):
        if word in LOOKING_AHEAD and not _is_because(before, at):
            return True
        if is_past(previous, word):
            return False
    return False


def _is_because(before: list[str], at: int) -> bool:
    """Return whether the word at `at` gives a cause: "due to a crash on Monday"; not "due to resume on"."""
    return before[at] == "due" and at > 0 and before[at - 1] == "to" and (at == 1 or before[at - 2] in NO_VERBS)


def _is_set(before: list[str], after: str) -> bool:
    """Return whether the adjacent words plan for a weekday: "as early as", "set for", "is expected on", "begins on"."""
    expected = before[:3] in EXPECTED_ON or before[:2] in EXPECTED
    early = before[:3] in SOONEST or before[:2] in SET_FOR
    return early or expected or _scheduled(before) or after in ("will", "shall")


def is_possessive(phrase: Phrase) -> bool:
    """Return whether the day is a possessive: "Wednesday's ruling", "Wednesday night's debate"."""
    following = phrase.following(2)
    if following[:1] and following[0] in PARTS_OF_DAY:
        del following[0]
    return following[:1] != [] and following[0] in POSSESSIVES


def _verb_looks_ahead(before: list[str]) -> bool:
    """Return whether the verb of the clause points to the future: "would put it to a vote on", "plans to leave on".

    The nearest verb or clause boundary decides; after a past perfect, everything is past ("had hoped he would win on").
    """
    for at, (next_word, word, previous) in enumerate(with_neighbours(before)):
        may = (word in MODALS | LOOKING_AHEAD and not _is_because(before, at)) or (
            word == "could" and next_word not in NO_CHANCE
        )
        both = word == "meet" and next_word != "-" and "and" in before[at + 1 : at + 7]  # "Lee and Roe meet"
        if word == "to" and previous == "," and infinitive(next_word):
            return True  # "the talks, to be held on"
        if may or both or (next_word == "to" and word in BEFORE_TO) or _plans(next_word, word, previous):
            return (next_word != "have" or word == "will") and "had" not in before[:NEAR]
        testifies_before = word == "before" and next_word in ARTICLES  # "is to testify before a panel on"
        edge = (word in CLAUSE_EDGES and not testifies_before) or (ends_in_ed(word) and not describes(previous, word))
        if edge and previous != "be" and previous not in MODALS:
            return False
    return False


def _plans(next_word: str, word: str, previous: str) -> bool:
    """Return whether a verb states a plan: "the club planned a march for", "rain is expected", "members meet in Rome".

    Not "had planned a march", "the planned march", "a meet in Rome".
    """
    if word in PLANS and next_word in ARTICLES:
        return previous not in NO_SUBJECTS
    if word == "expected":
        return previous in ("is", "are")
    if next_word in ("a", "an"):  # "hosts a Sunday show"
        return False
    return (word in GOES and previous not in NO_SUBJECTS) or (
        word in GO and previous.endswith(("s", ",")) and previous not in AUXILIARIES
    )


def weak_future_cue(phrase: Phrase) -> bool:
    """Return whether words before a month or a day of a month point to the future: "to open in May", "by March"."""
    before = _before_the_whole(phrase)
    if before[:1] == ["of"] and EDGES.intersection(before[1:2]):
        return _deadline(phrase.before(NEAR + 2)[2:])
    if before[1:2] and before[0] in UP_TO and before[1] in LENGTHS:
        return False
    put_off = before[:1] == ["to"] and not PUT_OFF.isdisjoint(before[1:4])
    if put_off or _is_term(before, phrase.after()):
        return True
    if before[:1] and before[0] in ARTICLES and is_past(*[*before[1:3], "", ""][1::-1]):
        return False  # "due to end in June, it followed a March meeting"
    return not any(word in LOOKING_BACK for word in before) and _looks_ahead(before)


def sure_future_cue(phrase: Phrase) -> bool:
    """Return whether the words before the phrase state a deadline or a plan: "by May", "will open in May".

    An infinitive alone does not: "tried to mend it under a June agreement".
    """
    before = _before_the_whole(phrase)
    if _is_term(before, phrase.after()):
        return True
    if before[:1] and before[0] in ARTICLES:
        return False
    return any(word in SURELY_AHEAD for word in before) and not LOOKING_BACK.intersection(before)


def _is_term(before: list[str], after: str) -> bool:
    """Return whether the adjacent words say when something ends, is due or begins: "by", "set for", "opens in"."""
    up_to = not UP_TO.isdisjoint(before[:2]) and not is_over(before)
    named = before[:2] in SET_FOR or before[:2] in NO_SOONER or up_to
    bought = after in FUTURES or (before[:1] == ["for"] and not FUTURES.isdisjoint(before[1:2]))
    return named or _scheduled(before) or bought


def is_condition(phrase: Phrase) -> bool:
    """Return whether the phrase is in a condition in the present: "if she wins on Sunday", "if he leaves in"."""
    before = phrase.before(WITHIN_CLAUSE)
    if is_possessive(phrase) or (before[:1] and before[0] in NO_SUBJECTS | {"if"} and before[0] not in AT):
        return False
    for word in before:
        if word == "if":
            return True
        if word in CLAUSE_EDGES or word in TOLD or word in IRREGULAR or ends_in_ed(word) or word == "as":
            return False
    return False


def _before_the_whole(phrase: Phrase) -> list[str]:
    """Return the words before the date with its "mid-" or "early": before "mid-November", "early May"."""
    before = phrase.before(NEAR + 3)
    while before[:1] and before[0] in PARTS:
        del before[0]
    return before[:NEAR]


def _scheduled(before: list[str]) -> bool:
    """Return whether a verb in the present is directly before: "trading resumes on", "voters go to the polls in"."""
    if TO_THE_POLLS in (before[:3], before[1:4]) and before[3:6].count("went") == 0:
        return True
    happens = any(word in HAPPENS and next_word in HAPPENS[word] for next_word, word in pairwise(before[:5]))
    stands_beside = before[1:2] if before[:1] and before[0] in AT else before[:1]
    return (happens and "did" not in before[:7]) or not SCHEDULED.isdisjoint(stands_beside)


def _deadline(before: list[str]) -> bool:
    """Return whether the words before "the end of June" point to the future: "must report by"; not "had lost half by".

    The nearest verb decides; without a verb, "by" and "until" point to the future.
    """
    for next_word, word, previous in with_neighbours(before):
        if word in PERHAPS_AHEAD | MODALS or (word == "to" and infinitive(next_word)):
            return True
        if is_past(previous, word):
            return False
    return not DEADLINE.isdisjoint(before[:2])


def past_cue(phrase: Phrase) -> bool:
    """Return whether a verb before a day of a month is past: "was arrested on 19 March"; not "was due on 19 March"."""
    before = phrase.before(NEAR)
    verbs = pairwise(before[1:5] if before[:1] == ["on"] else before[:4])
    if before[:1] == ["ended"] or any(word in IRREGULAR and previous not in AUXILIARIES for word, previous in verbs):
        return True
    if before[:1] == [] or before[0] in BESIDE_NO_VERB or _looks_ahead(before):
        return False
    # Further from the date, a form in -ed may belong to anything: accepting it made values on TimeBank worse.
    resigned_on = before[0] == "on" and any(is_past(previous, word) for word, previous in pairwise(before[1:3]))
    return resigned_on or not PAST_AUXILIARIES.isdisjoint(before)


def begins_then(phrase: Phrase) -> bool:
    """Return whether the words before the phrase say that something begins then: "starting in July"."""
    return not BEGINS.isdisjoint(phrase.before(2))


def compares(phrase: Phrase) -> bool:
    """Return whether the date belongs to a comparison: "prices are higher than in May", "up from 9% in May"."""
    before = phrase.before(8)
    return not COMPARED.isdisjoint(before) or ("from" in before and not CHANGED.isdisjoint(before))


def follows_verb_of_saying(phrase: Phrase) -> bool:
    """Return whether a past verb such as "said" is directly before the phrase: "We will win, she said in July"."""
    before = phrase.before(2)
    return before[:1] in (["in"], ["on"]) and not SAID.isdisjoint(before[1:])


def follows_past_verb(phrase: Phrase) -> bool:
    """Return whether the nearest verb before the phrase is in the past: "he died Friday", "the paper said on Monday".

    It overrides the setting `prefer` "future" or "nearest"; with "past", a day is past anyway if no cue decides.
    """
    before = phrase.before(WITHIN_CLAUSE)
    for next_word, word, previous in with_neighbours(before):
        if word in MODALS | LOOKING_AHEAD | {"is", "are", "be", "being"} or (word == "to" and infinitive(next_word)):
            return False
        if is_past(previous, word):
            return True
    return False


def _looks_ahead(before: list[str]) -> bool:
    """Return whether one of the words before points to the future: "will", "planned", "to open"."""
    if before[1:2] == ["plans"] and before[0] in AT:
        return _looks_ahead(before[2:])  # "revised his plans in October"
    if any(word in PERHAPS_AHEAD and next_word != "have" for next_word, word in pairwise(["", *before])):
        return True
    return any(word == "to" and infinitive(next_word) for next_word, word in pairwise(before[:6]))


NO_SOONER = (["than", "later"], ["than", "sooner"], ["than", "earlier"])
SET_FOR = (["for", "set"], ["for", "planned"], ["for", "forecast"], ["of", "ahead"])
FUTURES = word_set("delivery futures crude contract contracts")  # bought now for a month in the future
TO_THE_POLLS = ["polls", "the", "to"]
SOONEST = (["as", "early", "as"], ["as", "soon", "as"])
EXPECTED = (["expected", "is"], ["expected", "are"], ["forecast", "is"], ["forecast", "are"])
EXPECTED_ON = (["on", "expected", "is"], ["on", "expected", "are"])  # "rain is expected on Friday"
POSSESSIVES = ("'s", "’s")  # "get round Wednesday's ruling"
GO = word_set("begin open start resume reopen meet convene return arrive depart travel face host play visit vote")
PLANS = word_set("plan plans planned scheduled")
NO_CHANCE = word_set("be not have")  # "could not be reached on Monday"
LOOKING_BACK = word_set("had ended since was were ago")
COMPARED = word_set("than compared versus")
CHANGED = word_set("up down % percent higher lower")
SAID = word_set("said wrote took began went came gave rose fell saw knew grew spoke")  # no participles
BEGINS = word_set("starting beginning effective")
EDGES = word_set("end start beginning middle close")
PUT_OFF = word_set("off postponed delayed moved adjourned deferred rescheduled extended brought")
# "takes place on", "go on sale at 9 a.m. on", "come into force on", "takes on the champions on"
HAPPENS = {
    verb: word_set(with_it)
    for verbs, with_it in (("takes take", "place effect on"), ("goes go comes come", "on into"), ("gets get", "under"))
    for verb in verbs.split()
}
ARTICLES = word_set("a an the")
AT = word_set("in on from at")
SCHEDULED = word_set(
    "begins starts opens ends meets returns resumes expires runs closes leaves airs premieres begin resume meet"
)
PARTS = word_set("early mid late end -")  # "in mid-November": they belong to the date
DEADLINE = word_set("by until till before")
LENGTHS = word_set("months year quarter period half")  # "sales in the 12 months through April"
UP_TO = word_set("by until till through effective")
BESIDE_NO_VERB = UP_TO | ARTICLES | {"for", "to"}
