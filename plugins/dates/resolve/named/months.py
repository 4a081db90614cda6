"""Months by name, and which year is meant if none is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import month_value
from plugins.dates.anchors.story import Anchored
from plugins.dates.clause.cues import (
    FUTURES,
    begins_then,
    compares,
    follows_verb_of_saying,
    is_condition,
    past_cue,
    sure_future_cue,
    weak_future_cue,
)
from plugins.dates.clause.events import is_month_of_coming_event
from plugins.dates.clause.tense import in_past, opens_in_past
from plugins.dates.resolve.named.month_names import is_month
from plugins.dates.resolve.named.years import full_year, year_in_words
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from datetime import date

    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase

MONTH_CLASSES = ("month", "may", "month_abbreviation")


def month_and_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "February 2015", "Feb. '98", "January nineteen ninety-seven"."""
    year = year_in_words(phrase) if phrase.value("number_word") else full_year(phrase)
    return None if year is None else month_value(12 * year + phrase.value(*MONTH_CLASSES) - 1)


def first_of_two_months(phrase: Phrase, _: Story) -> str | None:
    """Resolve "January" before "to March 2015"; "November" before "to March 2015" is in the year before."""
    whole = phrase.through("last")
    first, last = whole.values(*MONTH_CLASSES)
    year = full_year(whole)
    return None if year is None else month_value(12 * (year - (first > last)) + first - 1)


def month(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve a month without a year: the latest one, or the next if a cue points to it ("due in May", "by March")."""
    if not is_month(phrase):
        return None
    if bounds_fiscal_year(phrase):
        return f"XXXX-{phrase.value(*MONTH_CLASSES):02d}"
    number = phrase.value(*MONTH_CLASSES)
    if story.near and len(story.near.value) == len("2015-02") and phrase.ends_range(story.near.place):
        return latest_month(number, story.near.first, ahead=True)
    if story.entry and phrase.shares_paragraph(story.entry.place):
        return Anchored(month_value(12 * story.entry.first.year + number - 1), story.entry)
    return month_meant(phrase, story)


def month_meant(phrase: Phrase, story: Story) -> str:
    """Return the month that a name without a year means: the latest or the next of that name."""
    number = phrase.value(*MONTH_CLASSES)
    return latest_month(number, story.today, ahead=lies_ahead(phrase, (number - story.today.month) % 12, story))


def lies_ahead(phrase: Phrase, distance: int, story: Story) -> bool:
    """Return whether the next month of a name is meant, `distance` months ahead, and not the latest one.

    If the next is near, it is meant unless the verb is in the past ("The case is heard in May", written in March); if
    it is far, only a sure cue is enough ("a December deal" is of the past December).
    """
    if phrase.before(2) == ["and", "now"]:
        return True
    if weak_future_cue(phrase) and (distance < FAR_MONTH or sure_future_cue(phrase)):
        return phrase.after() in FUTURES or not (opens_in_past(phrase) or follows_verb_of_saying(phrase))
    if compares(phrase) or not AFTERWARDS.isdisjoint(phrase.before(7)):
        return False
    past = in_past(phrase) and not is_condition(phrase)
    if past or past_cue(phrase):
        return False
    near = NEXT_MONTHS if past is None else SOME_MONTHS
    number = (story.today.month + distance - 1) % 12 + 1
    awaited = number in story.coming or is_month_of_coming_event(phrase, number)
    if distance and (awaited or begins_then(phrase) or is_condition(phrase)):
        return True
    return 0 < distance <= near or (distance > 0 and story.prefers_ahead(12 - distance, distance))


AFTERWARDS = word_set("since after following")  # "since May", "after the fire in May"
NEXT_MONTHS = 2  # 1 to 4 score the same on TimeBank and AQUAINT
SOME_MONTHS = 8  # in the present; 6 and 7 score the same, but elections and conventions are news earlier
FAR_MONTH = 8  # 6 and 7 score the same


def bounds_fiscal_year(phrase: Phrase) -> bool:
    """Return whether that month of every year is meant: "its fiscal year ends in March"; not "this fiscal year"."""
    before = phrase.before(6)
    if before[:1] in (["in"], ["on"]):
        del before[0]
    verb, year, kind, whose = [*before, "", "", "", ""][:4]
    named = year == "year" and kind in ("fiscal", "financial", "business", "tax")
    return named and verb in ("ends", "begins", "starts") and whose not in THIS_ONE


THIS_ONE = word_set("current this next new present")


def latest_month(number: int, today: date, *, ahead: bool) -> str:
    """Return the latest month of that number, or with `ahead` the next; both may be the month of `today`."""
    distance = (number - today.month) % 12 if ahead else -((today.month - number) % 12)
    return month_value(12 * today.year + today.month - 1 + distance)
