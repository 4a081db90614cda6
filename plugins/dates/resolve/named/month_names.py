"""Ambiguous names of months: whether May, March, April or Jan means a month in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.text.words import word_set
from plugins.english.calendar_names import MONTHS

if TYPE_CHECKING:
    from plugins.dates.text.phrase import Phrase

NEAR_MONTH = word_set(
    "in by since until till through from to of for during before after early late mid last this next between and or -"
)
NEAR_ABBREVIATION = word_set("in since until by during")
FIRST_NAMES = word_set("april june august")


def is_month(phrase: Phrase) -> bool:
    """Return whether a name of a month means a month; not "Theresa May", "March for Life", "April Jones", "Jan Wit"."""
    before = phrase.before()
    if phrase.value("may"):
        return not NEAR_MONTH.isdisjoint(before) or _is_month_and_no_name(phrase)
    if phrase.value("month_abbreviation") and not phrase.value("dot"):
        return not NEAR_ABBREVIATION.isdisjoint(before)
    first_name = phrase.words()[0] in FIRST_NAMES and phrase.after().istitle()
    return not first_name or not NEAR_MONTH.isdisjoint(before)


def _is_month_and_no_name(phrase: Phrase) -> bool:
    """Return whether words next to May or March show a month: "a March meeting", "May or June", "March exports"."""
    before, after = phrase.before(), phrase.after()
    if after in JOINS and phrase.tokens.word(phrase.end + 1) in MONTHS:
        return True
    if not before:
        return after in MONTHLY
    if phrase.before(2) == ["with", "compared"]:
        return True
    return before[0] in ARTICLES and after.islower() and after.isalpha() and after not in OF_A_MARCH


JOINS = ("and", "or", "to", "through", "-", "–", "/")
MONTHLY = word_set("sales retail payrolls inflation output exports imports unemployment deliveries orders prices data")
ARTICLES = word_set("a an the its his her their our 's ’s")
# "The March on Rome", "the May government"; verbs, because May and March may be the subject.
OF_A_MARCH = word_set(
    "of on for to at in by from through against and or with was is has will had that organisers organizers route"
    " government cabinet administration premiership family"
)
