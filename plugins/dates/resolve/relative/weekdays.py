"""Single days by name: "Tuesday", "last Friday", "yesterday", "Thursday of last week", "the week of March 3"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import covered, day_after, week_value
from plugins.dates.anchors.story import anchored
from plugins.dates.clause.cues import (
    WITHIN_CLAUSE,
    follows_past_verb,
    future_cue,
    is_condition,
    is_possessive,
    past_cue,
)
from plugins.dates.clause.events import is_day_of_coming_event
from plugins.dates.clause.tense import in_past, opens_in_past, opens_in_present
from plugins.dates.resolve.named.days import WEEKDAY_CLASSES, day_and_month
from plugins.dates.resolve.named.months import MONTH_CLASSES
from plugins.dates.resolve.relative.units import OF_THE_STORY, direction
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Anchored, Story
    from plugins.dates.text.phrase import Phrase


def named_day(phrase: Phrase, story: Story) -> str | None:
    """Resolve the name of a single day: "Tuesday", "Feb. 12", "yesterday", "Monday, March 30, 1998"."""
    if phrase.value(*MONTH_CLASSES):
        return day_and_month(phrase, story)
    offset = phrase.value("relative_day")
    if offset is not None and _is_title(phrase):
        return None
    if offset == 0 and is_possessive(phrase) and not OF_OUR_TIME.isdisjoint(phrase.following(2)):
        return "PRESENT_REF" if phrase.opens == phrase.start else None
    if offset is not None:
        return day_after(story.today, offset).isoformat()
    return weekday(phrase, story)


def _is_title(phrase: Phrase) -> bool:
    """Return whether "Today" is part of a title: "USA Today", "the Today programme"."""
    named = phrase.tokens.word(phrase.start)[0].isupper() and bool(phrase.before())
    return named and (phrase.before() == ["usa"] or phrase.after().lower() in PROGRAMMES)


OF_OUR_TIME = word_set("world society youth children kids generation generations standards culture consumers computers")
PROGRAMMES = word_set("show programme program")


def weekday(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Tuesday": the document time if it matches, else the latest past one, or with a near cue the next."""
    day = phrase.value(*WEEKDAY_CLASSES)
    before = phrase.tokens.word(phrase.start - 1)
    paper = phrase.words()[0] == "sun" and before.istitle()
    show = phrase.after() in ("Night", "Morning") and phrase.tokens.word(phrase.end + 1) in SHOWS
    if phrase.after() in NAMES_BEHIND or before in NAMES_BEFORE or paper or show:
        return None  # "the Sunday Times", "Black Monday", "the Vegas Sun.", "Monday Night Football"
    near = story.day and abs(story.day.first - story.today).days <= A_WEEK
    if story.day and near and phrase.ends_range(story.day.place):  # "from Monday to Wednesday"
        return day_after(story.day.first, (day - story.day.first.weekday()) % 7).isoformat()
    if story.day and 0 < (story.day.first - story.today).days <= A_WEEK and phrase.is_listed_after(story.day.place):
        return day_after(story.day.first, (day - story.day.first.weekday()) % 7).isoformat()  # "due Sunday and Monday"
    behind = (story.today.weekday() - day) % 7
    open_ahead = story.prefers_ahead(behind, 7 - behind) and not (past_cue(phrase) or follows_past_verb(phrase))
    told_ahead = future_cue(phrase) or is_day_of_coming_event(phrase) or is_condition(phrase) or _is_deadline(phrase)
    told_ahead = told_ahead and not opens_in_past(phrase)
    ahead = behind and (told_ahead or open_ahead or opens_in_present(phrase))
    return day_after(story.today, 7 - behind if ahead else -behind).isoformat()


def _is_deadline(phrase: Phrase) -> bool:
    """Return whether something is to be done by the weekday: "a deal by Friday"; not "had fallen by Friday"."""
    before = phrase.before(WITHIN_CLAUSE)
    return before[:1] == ["by"] and "had" not in before and in_past(phrase) is not True


A_WEEK = 7  # days
SHOWS = ("Live", "Football", "Baseball", "Lights", "Fever", "Futures", "Raw", "Takeaway")
NAMES_BEFORE = ("Black", "Bloody")
NAMES_BEHIND = word_set("Times Telegraph Mail Mirror Express Post Herald Independent Sport Agreement")


def relative_weekday(phrase: Phrase, story: Story) -> Anchored | str:
    """Resolve "last Friday", "next Monday", "this coming Sunday"; only with "this" it may be the document time."""
    anchor = story.day if phrase.value(*OF_THE_STORY) else None
    today = anchor.first if anchor else story.today
    behind = (today.weekday() - phrase.value("weekday")) % 7
    ahead = 7 - behind
    if ahead == 1 and phrase.value("next") and not anchor:
        ahead += 7  # on a Thursday, "next Friday" is not tomorrow
    days = {1: ahead, -1: -(behind or 7), 0: -behind % 7}[direction(phrase)]
    return anchored(day_after(today, days).isoformat(), anchor)


def in_that_week(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Thursday of last week", "Monday next week"."""
    if phrase.value("unit") != "W":
        return None
    days = phrase.value("weekday") - story.today.weekday() + 7 * direction(phrase)
    return day_after(story.today, days).isoformat()


def week_of(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the week of March 3", "the weekend of March 8"."""
    days = covered(named_day(phrase.part("day"), story) or "")
    if not days or phrase.value("unit", "weekend") not in ("W", "weekend"):
        return None
    return week_value(days[0]) + ("-WE" if phrase.value("weekend") else "")


def day_beside(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the day before yesterday"."""
    if phrase.value("unit") != "D":
        return None
    return day_after(story.today, phrase.value("relative_day") + (-1 if phrase.value("before") else 1)).isoformat()
