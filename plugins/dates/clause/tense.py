"""The tense of the clause around a day or month. News uses the present for future events: "it opens in May".

A verb is known by its form ("was", "resigned", "won") and by the verb before it ("has won", "is opened").
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from plugins.dates.clause.verbs import (
    GOES,
    LOOKING_AHEAD,
    MODALS,
    PAST_AUXILIARIES,
    infinitive,
    intends,
    is_past,
    past_form,
)
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.text.phrase import Phrase

CLAUSE = 14  # words
PRESENT = MODALS | LOOKING_AHEAD | GOES | word_set("is are am has have do does can could cannot ve re")
OPENS_CLAUSE = word_set(", ; and but that because when while which who – —")
OPENS_SENTENCE = (['"'], ["“"], ["`"], ["`", "`"])
DASHES = word_set("– —")
LEADS_IN = word_set(
    "in by during of at on the this early late mid end start starting beginning - as until till through for before"
    " after since from"
)


def in_past(phrase: Phrase) -> bool | None:
    """Return whether the clause of the phrase is in the past, or None if no verb decides.

    The nearest verb before the phrase decides, but if the phrase opens its clause, the first verb after it ("In May,
    the mill closed"). An infinitive does not decide ("agreed to buy it in May"). Without a verb before it, the verb
    after it decides ("The plans for May are small"), unless it may be in another clause ("The sale in May, she said").
    """
    before = phrase.before(CLAUSE)
    following = phrase.following(CLAUSE)
    verb_before, verb_after = _tense(before, -1), _tense(following, 1)
    if verb_after is not None and _opens_clause(before):
        return verb_after
    if verb_before is None and ("," not in following or not verb_after):
        return verb_after
    return verb_before


def opens_in_past(phrase: Phrase) -> bool:
    """Return whether the phrase opens a clause in the past, and so is no deadline: "By May, she had left"."""
    following = phrase.following(CLAUSE)
    return _opens_clause(phrase.before(CLAUSE)) and MODALS.isdisjoint(following) and _tense(following, 1) is True


def opens_in_present(phrase: Phrase) -> bool:
    """Return whether "on" and the phrase open a sentence in the present: "On Friday, the two are to meet".

    Not "On Friday, members – that is, all who pay – had agreed", where the main verb comes later.
    """
    if phrase.before(2) != ["on"]:
        return False
    following = phrase.following(CLAUSE)
    return _tense(following, 1) is False and PAST_AUXILIARIES.isdisjoint(following) and DASHES.isdisjoint(following)


def opens_with_will(phrase: Phrase) -> bool:
    """Return whether the phrase opens a clause with "will": "From 15 December, trains will run again"."""
    verbs = [word for word in phrase.following(CLAUSE) if word in PRESENT or past_form(word)]
    return _opens_clause(phrase.before(CLAUSE)) and verbs[:1] != [] and verbs[0] in WILL


WILL = ("will", "ll", "shall")


def followed_by_past(phrase: Phrase) -> bool:
    """Return whether the first verb after the phrase in its sentence is in the past."""
    return _tense(phrase.following(CLAUSE), 1) is True


def _opens_clause(before: list[str]) -> bool:
    rest = before[sum(1 for _ in takewhile(LEADS_IN.__contains__, before)) :]
    return not rest or rest[0] in OPENS_CLAUSE or rest in OPENS_SENTENCE


def _tense(words: list[str], step: int) -> bool | None:
    """Return whether the first verb among `words` is in the past; `step` is -1 if the nearest word comes first."""
    text = ["", *words[::step], ""]  # in the order of the text
    places = range(len(words), 0, -1) if step < 0 else range(1, len(words) + 1)
    for previous, word, following in (text[at - 1 : at + 2] for at in places):
        if word == "to" and step < 0 and infinitive(following):
            return None
        if word in PRESENT or intends(previous, word, following) or (word == "may" and following in BEHIND_MAY):
            return False
        if is_past(previous, word):
            return True
    return None


BEHIND_MAY = word_set("be have not yet well")  # before other words "may" may be the month
