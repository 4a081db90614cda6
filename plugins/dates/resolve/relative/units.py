"""Periods relative to the document time or an earlier date: "last month", "the following day", "the weekend"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import (
    century_value,
    covered,
    decade_value,
    month_value,
    stepped,
    year_value,
)
from plugins.dates.anchors.story import Anchored, Unanchored, anchored
from plugins.dates.clause.cues import (
    follows_past_verb,
    future_cue,
)
from plugins.dates.clause.tense import in_past
from plugins.dates.resolve.named.months import MONTH_CLASSES
from plugins.dates.resolve.named.years import full_year
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Mention, Story
    from plugins.dates.text.phrase import Phrase

BACK = ("last", "past", "previous")
ON = ("next", "coming", "following")
OF_THE_STORY = ("previous", "following", "same", "that")  # their anchor is an earlier date, not the document time


def direction(phrase: Phrase) -> int:
    """Return the direction of the phrase: -1 for "last", 1 for "next", else 0."""
    if phrase.value(*ON):
        return 1
    return -1 if phrase.value(*BACK) else 0


def relative_unit(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "last month", "this week", "next year", "the following day", "that year" as fine as the unit."""
    unit, of_story = phrase.value("unit"), phrase.value(*OF_THE_STORY)
    if unit.startswith("T") or unit == "FN" or phrase.tokens.word(phrase.end - 1)[0].isupper():
        return None  # a title: "This Week"
    if phrase.words() == ["this", "day"] and phrase.before() != ["on"]:
        return None  # "to this day", "he knew this day would come"
    final = phrase.value("last") and "the" in (phrase.words()[0], *phrase.before())
    if final and (phrase.after() == "of" or unit == "D"):
        return None  # "the last week of the trial", "the last day to vote"
    anchor = story.day if unit == "D" else mentioned(story, unit) if of_story else None
    if not anchor and not _of_document(phrase):
        if unit == "D" and phrase.words() in NEXT_DAY:
            raise Unanchored
        return None
    today = anchor.first if anchor else story.today
    return anchored(coarsened(stepped(today, unit, direction(phrase)), unit), anchor)


NEXT_DAY = (["the", "next", "day"], ["the", "following", "day"])


def _of_document(phrase: Phrase) -> bool:
    """Return whether the document time is the anchor if no date was mentioned: "the previous day"; not "that day"."""
    unit, words = phrase.value("unit"), phrase.words()
    same = words[-3:-1] == ["that", "same"] or words[:2] == ["the", "previous"]
    return same or unit == "Y" or (unit != "D" and not phrase.value("same", "that"))


def same_month(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "the same month a year earlier", "the same month last year" to the month last mentioned, of that year."""
    (unit, *year), named = phrase.values("unit"), full_year(phrase)
    if not story.near or unit != "M" or year not in ([], ["Y"]):
        return None
    if named is None:
        named = story.today.year - 1 if phrase.value("last") else story.near.first.year - 1
    return anchored(month_value(12 * named + story.near.first.month - 1), story.near)


def unit_beside(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "the month before", "the year after" from the date last mentioned; not "the month before the vote"."""
    unit = phrase.value("unit")
    if (phrase.after()[:1].isalnum() and phrase.after() not in GOES_ON) or unit not in ("D", "W", "M", "Y"):
        return None
    anchor = story.day if unit == "D" else mentioned(story, unit)
    if not anchor and unit == "D":
        raise Unanchored
    step = -1 if phrase.value("before") else 1
    return anchored(stepped(anchor.first if anchor else story.today, unit, step), anchor)


GOES_ON = word_set("by at in on with from to for and but or as when")  # "was backed the day before by"


def mentioned(story: Story, unit: str) -> Mention | None:
    """Return the last mention that can be the anchor of `unit`: a day, week or month, or for longer units any date."""
    return story.near if unit in ("D", "W", "M") else story.year


def coarsened(value: str, unit: str) -> str:
    """Return the decade or century of a year if the unit is one, else `value`: "the last decade" is `198` in 1998."""
    if unit == "DE":
        return decade_value(int(value))
    return century_value(int(value)) if unit == "CE" else value


def in_that_year(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "August last year", "20 April of that year", "spring next year"."""
    if phrase.value("unit") != "Y":
        return None
    anchor = story.year if phrase.part("year").value(*OF_THE_STORY) else None
    year = (anchor.first if anchor else story.today).year + direction(phrase.part("year"))
    value = _within_year(year, phrase)
    return anchored(value, anchor) if value else None


def _within_year(year: int, phrase: Phrase) -> str | None:
    if phrase.value("season"):
        return f"{year_value(year)}-{phrase.value('season')}"
    month = month_value(12 * year + phrase.value(*MONTH_CLASSES) - 1)
    day = phrase.value("day", "ordinal")
    if day is None:
        return month
    return f"{month}-{day:02d}" if covered(f"{month}-{day:02d}") else None


def two_away(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the week before last", "the year after next"."""
    unit = phrase.value("unit")
    return stepped(story.today, unit, -2 if phrase.value("last") else 2) if unit in ("W", "M", "Y") else None


def relative_month(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "last August" (before this month), "this September" (of this year), "next March"."""
    number, today = phrase.value(*MONTH_CLASSES), story.today
    if phrase.value("that"):
        if not story.year or phrase.value("may") or phrase.after()[:1].isalnum():
            return None  # "said that April sales rose"
        return Anchored(month_value(12 * story.year.first.year + number - 1), story.year)
    if phrase.value("following"):
        return _following_month(number, story.year) if story.year else None
    if direction(phrase) == 0:
        return month_value(12 * today.year + number - 1)
    away = (number - today.month) % 12 or 12 if direction(phrase) > 0 else -((today.month - number) % 12 or 12)
    return month_value(12 * today.year + today.month - 1 + away)


def _following_month(number: int, anchor: Mention) -> Anchored:
    """Return the month of that number after `anchor`; after "2017" the one in 2018."""
    here = 12 * anchor.first.year + (12 if anchor.value.isdigit() else anchor.first.month)
    return Anchored(month_value(here + (number - 1 - here) % 12), anchor)


TUESDAY, SATURDAY = 1, 5


def weekend(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "the weekend": that of this week on Saturday and Sunday or with a future cue, else the last one.

    "That weekend" and "the following weekend" are the first on or after the day last mentioned.
    """
    step = direction(phrase)
    if phrase.after() in ("of", "in") and phrase.value("last") and "the" in (phrase.words()[0], *phrase.before()):
        return None  # "the last weekend in May"
    if phrase.value(*OF_THE_STORY):
        anchor = story.near
        if anchor is None or (phrase.after()[:1].isalpha() and phrase.after() not in GOES_ON):
            return None
        is_over = step > 0 and anchor.first.weekday() >= SATURDAY
        return anchored(stepped(anchor.first, "WE", -1 if step < 0 else is_over), anchor)
    if phrase.value("coming"):
        step = int(story.today.weekday() >= SATURDAY)
    elif not step:
        here = (
            story.today.weekday() >= SATURDAY
            or phrase.value("this")
            or future_cue(phrase)
            or phrase.before()[:1] == ["by"]
        )
        step = 0 if here else -1
        if phrase.value("this") and story.today.weekday() <= TUESDAY and follows_past_verb(phrase):
            step = -1
    return stepped(story.today, "WE", step)


def the_unit(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "the end of the month", "the week", "later in the year", "year-end" to the current one."""
    unit = phrase.value("unit")
    if (
        unit.startswith("T")
        or unit == "FN"
        or (unit == "D" and phrase.value("in") is None)
        or phrase.after() in ("-", "since")
        or phrase.after()[:1].isdigit()  # "in the year 476"
        or (phrase.words()[0] == "the" and phrase.after() in PERSONS)
        or phrase.before(2) in CHOSEN
        or (phrase.words() == ["the", "year"] and phrase.after().istitle())  # "the year Mo was born"
        or (phrase.after() in ("before", "after") and phrase.before()[:1] != ["of"])
    ):
        return None
    if phrase.before()[:1] == ["on"] and COMPARES.intersection(phrase.before(6)):
        return None  # "up 4 percent on the year"
    if unit == "D":
        return anchored(story.day.value[:10] if story.day else story.today.isoformat(), story.day)
    return coarsened(stepped(story.today, unit, -1 if _ended(phrase, story) else 0), unit)


def _ended(phrase: Phrase, story: Story) -> bool:
    """Return whether the previous one is meant: "shares rose at the end of the year", written in spring."""
    early = {"Y": story.today.month <= JUNE, "M": story.today.day <= MID_MONTH}.get(phrase.value("unit"), False)
    return early and phrase.before(4) == ["of", "end", "the", "at"] and in_past(phrase) is True


JUNE, MID_MONTH = 6, 15


CHOSEN = (["of", "man"], ["of", "woman"], ["of", "person"], ["of", "player"], ["of", "word"], ["of", "car"])
PERSONS = word_set("I he she they we you")  # "the week they met"
COMPARES = word_set("percent % per cent points up down higher lower rose fell gained dropped climbed slipped")
