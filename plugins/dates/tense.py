"""The tense of the clause that a month stands in: news of what comes is told in the present, "it opens in May".

A verb is known by its form ("was", "resigned", "won") and by the verb before it ("has won", "is opened").
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from plugins.dates.cues import (
    BEFORE_TO,
    GOES,
    IRREGULAR,
    LOOKING_AHEAD,
    MODALS,
    NO_SUBJECTS,
    NO_VERBS_IN_ED,
    PAST_VERBS,
    TOLD,
    describes,
    infinitive,
)
from plugins.dates.words import word_set

if TYPE_CHECKING:
    from plugins.dates.phrase import Phrase

CLAUSE = 14  # words
PRESENT = MODALS | LOOKING_AHEAD | GOES | word_set("is are am has have do does can could cannot ve re")
AUXILIARIES = word_set("is are be being been has have having")  # before a participle, the tense is theirs
OPENS_CLAUSE = word_set(", ; and but that because when while which who – —")
OPENS_SENTENCE = (['"'], ["“"], ["`"], ["`", "`"])
DASHES = word_set("– —")
LEADS_IN = word_set(
    "in by during of at on the this early late mid end start starting beginning - as until till through for before"
    " after since"
)


def in_past(phrase: Phrase) -> bool | None:
    """Tell whether the clause of the phrase is in the past; None where no verb says so.

    Before the phrase the nearest verb counts, unless the phrase opens its clause: then the one that follows it
    ("In May, the mill closed"). An infinitive leaves it open ("agreed to buy it in May"). Where none stands before,
    one behind counts ("The plans for May are small"), unless it may be of another clause ("The sale in May, she said").
    """
    before = phrase.before(CLAUSE)
    behind = phrase.behind(CLAUSE)
    verb_before, verb_behind = _tense(before, -1), _tense(behind, 1)
    if verb_behind is not None and _opens_clause(before):
        return verb_behind
    if verb_before is None and ("," not in behind or not verb_behind):
        return verb_behind
    return verb_before


def opens_in_past(phrase: Phrase) -> bool:
    """Tell whether the phrase opens a clause in the past, so that no deadline is meant: "By May, she had left"."""
    behind = phrase.behind(CLAUSE)
    return _opens_clause(phrase.before(CLAUSE)) and MODALS.isdisjoint(behind) and _tense(behind, 1) is True


def opens_in_present(phrase: Phrase) -> bool:
    """Tell whether "on" and the phrase open a sentence in the present: "On Friday, the two are to meet".

    Not "On Friday, members – that is, all who pay – had agreed", where the verb of the sentence comes later.
    """
    if phrase.before(2) != ["on"]:
        return False
    behind = phrase.behind(CLAUSE)
    return _tense(behind, 1) is False and PAST_VERBS.isdisjoint(behind) and DASHES.isdisjoint(behind)


def followed_by_past(phrase: Phrase) -> bool:
    """Tell whether the first verb behind the phrase, in its sentence, is in the past."""
    return _tense(phrase.behind(CLAUSE), 1) is True


def _opens_clause(before: list[str]) -> bool:
    rest = before[sum(1 for _ in takewhile(LEADS_IN.__contains__, before)) :]
    return not rest or rest[0] in OPENS_CLAUSE or rest in OPENS_SENTENCE


def _tense(words: list[str], step: int) -> bool | None:
    """Return the tense of the first verb among `words`; `step` is -1 where they run backwards."""
    text = ["", *words[::step], ""]  # in the order of the text
    places = range(len(words), 0, -1) if step < 0 else range(1, len(words) + 1)
    for previous, word, following in (text[at - 1 : at + 2] for at in places):
        if word == "to" and step < 0 and infinitive(following):
            return None
        if word in PRESENT or _intends(previous, word, following) or (word == "may" and following in BEHIND_MAY):
            return False
        if word in PAST_VERBS or (past_form(word) and previous not in AUXILIARIES and not describes(previous, word)):
            return True
    return None


BEHIND_MAY = word_set("be have not yet well")  # else it may be the month


def _intends(previous: str, word: str, following: str) -> bool:
    """Tell whether a verb in the present says what is meant: "they plan to meet"; not "planned to", "his plan to"."""
    return following == "to" and word in BEFORE_TO and not word.endswith("ed") and previous not in NO_SUBJECTS


def past_form(word: str) -> bool:
    """Tell whether a word is a past form or participle: "won", "resigned"; not "united", "need"."""
    return word in IRREGULAR or word in TOLD or (word.endswith("ed") and word not in NO_VERBS_IN_ED)
