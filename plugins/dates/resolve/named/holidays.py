"""Holidays by their names, and the days on which they fall."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import day_after, easter
from plugins.dates.anchors.story import Anchored
from plugins.dates.clause.cues import weak_future_cue
from plugins.dates.clause.tense import in_past
from plugins.dates.resolve.named.days import AHEAD, days_around
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Callable

    from plugins.dates.anchors.story import Mention, Story
    from plugins.dates.text.phrase import Phrase

    DayOf = Callable[[int], date]


def on(month: int, day: int) -> DayOf:
    """Return a function that gives that day of a year."""
    return lambda year: date(year, month, day)


def weekday_of(month: int, number: int, weekday: int, after: int = 0) -> DayOf:
    """Return a function that gives the `number`-th weekday (Monday is 0) of a month, or the day `after` days later."""

    def day_of(year: int) -> date:
        first = date(year, month, 1)
        return day_after(first, (weekday - first.weekday()) % 7 + 7 * (number - 1) + after)

    return day_of


def from_easter(days: int) -> DayOf:
    """Return a function that gives the day `days` days after Easter Sunday."""
    return lambda year: day_after(easter(year), days)


def super_tuesday(year: int) -> date:
    """Return the day on which most states of the United States hold primaries in a year of a presidential election."""
    return date(2008, 2, 5) if year == EARLY_PRIMARIES else weekday_of(3, 1, 1)(year)


EARLY_PRIMARIES = 2008

HOLIDAYS: dict[str, DayOf] = {
    "new year's day": on(1, 1),
    "new year's eve": on(12, 31),
    "martin luther king day": weekday_of(1, 3, 0),
    "australia day": on(1, 26),
    "groundhog day": on(2, 2),
    "valentine's day": on(2, 14),
    "presidents day": weekday_of(2, 3, 0),
    "st patrick's day": on(3, 17),
    "shrove tuesday": from_easter(-47),
    "ash wednesday": from_easter(-46),
    "palm sunday": from_easter(-7),
    "maundy thursday": from_easter(-3),
    "good friday": from_easter(-2),
    "easter": from_easter(0),
    "easter sunday": from_easter(0),
    "easter monday": from_easter(1),
    "earth day": on(4, 22),
    "anzac day": on(4, 25),
    "super tuesday": super_tuesday,
    "memorial day": weekday_of(6, 1, 0, after=-7),
    "juneteenth": on(6, 19),
    "canada day": on(7, 1),
    "bastille day": on(7, 14),
    "labor day": weekday_of(9, 1, 0),
    "columbus day": weekday_of(10, 2, 0),
    "halloween": on(10, 31),
    "election day": weekday_of(11, 1, 0, after=1),  # in the United States
    "veterans day": on(11, 11),
    "armistice day": on(11, 11),
    "remembrance day": on(11, 11),
    "remembrance sunday": weekday_of(11, 2, 6),
    "thanksgiving": weekday_of(11, 4, 3),
    "thanksgiving day": weekday_of(11, 4, 3),
    "black friday": weekday_of(11, 4, 3, after=1),
    "cyber monday": weekday_of(11, 4, 3, after=4),
    "christmas eve": on(12, 24),
    "christmas": on(12, 25),
    "christmas day": on(12, 25),
    "boxing day": on(12, 26),
}
# Words that must precede a holiday of one word: "Christmas shopping" and "Easter eggs" name no day.
BEFORE_ONE_WORD = word_set("on by before after at since until around for over this last next")


def holiday(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "Christmas Day 2014", "Thanksgiving", "Good Friday": in the year named, else the nearest."""
    named = phrase.part("name")
    words = [word for word in named.words() if word != "."]
    name = " ".join(words).replace(" 's", "'s").replace(" ’s", "'s").replace("labour", "labor")
    year = phrase.value("year")
    if name not in HOLIDAYS or phrase.after() == "Agreement":
        return None
    if year is None and phrase.end - phrase.start == 1 and not BEFORE_ONE_WORD.intersection(phrase.before()):
        return None
    if year is not None:
        return HOLIDAYS[name](year).isoformat()
    today = story.today
    if story.day and phrase.ends_range(story.day.place):  # "from Christmas Eve until New Year's Day"
        return _first_after(HOLIDAYS[name], story.day)
    days = [HOLIDAYS[name](one) for one in range(max(today.year - 1, 1), min(today.year + 1, date.max.year) + 1)]
    if phrase.value("last"):
        days = [day for day in days if day < today]
    elif phrase.value("next"):
        days = [day for day in days if day > today]
    if not _is_nearest(phrase, days, story):
        around = days_around(phrase, story)
        days = [day for day in days if (day - today).days in around] or days
    return min(days, key=lambda day: abs(day - today)).isoformat() if days else None


def _first_after(day_of: DayOf, start: Mention) -> Anchored | None:
    years = range(start.first.year, min(start.first.year + 1, date.max.year) + 1)
    later = [day for day in map(day_of, years) if day >= start.first]
    return Anchored(min(later).isoformat(), start) if later else None


def _is_nearest(phrase: Phrase, days: list[date], story: Story) -> bool:
    """Return whether the nearest is meant: it is near ("the week before Christmas"), or no past verb or cue decides."""
    if story.prefer != "past" or phrase.before()[:1] == ["on"]:
        return False
    ahead = weak_future_cue(phrase)  # "will reopen at Easter", told in May
    near = any(abs(day - story.today).days <= AHEAD for day in days if day >= story.today or not ahead)
    return near or not (in_past(phrase) or ahead)
