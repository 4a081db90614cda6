"""Days of a month, and which year or month is meant if none is named."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import day_after, day_of, first_day, month_value
from plugins.dates.anchors.story import LONGEST_MONTH, Anchored, anchored
from plugins.dates.clause.cues import (
    begins_then,
    follows_past_verb,
    future_cue,
    past_cue,
    sure_future_cue,
    weak_future_cue,
)
from plugins.dates.clause.events import is_month_of_coming_event
from plugins.dates.clause.tense import in_past, opens_in_past, opens_with_will
from plugins.dates.resolve.named.months import (
    AFTERWARDS,
    FAR_MONTH,
    MONTH_CLASSES,
    SOME_MONTHS,
    bounds_fiscal_year,
    month_and_year,
    month_meant,
)
from plugins.dates.resolve.named.years import FOUR_DIGITS, PEOPLE, century_of, full_year
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase

WEEKDAY_CLASSES = ("weekday", "weekday_abbreviation")
DECEMBER = 12
LEAP_YEAR = 2000
LEAP_GAP = 8  # years: from 1896 to 1904 there was no 29th of February
FAR = 366 * LEAP_GAP  # days
LATELY = 31  # days: an expected event may be past by now (0 to 14 days are worse on TimeBank, more is no better)
AHEAD = 95  # days: without a year and a cue, a date further ahead is last year's (measured on TimeBank)


def day_and_month(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Feb. 12, 2015", "12 February", "Monday, March 30"; without a year the nearest such day.

    "Feb. 29, 2023" does not exist and has no value. "In June 30 people died" names only a month.
    """
    month, day = phrase.value(*MONTH_CLASSES), phrase.value("day", "ordinal")
    year = full_year(phrase)
    if year is not None:
        return day_of(year, month, day).isoformat()
    if not 0 < day <= monthrange(LEAP_YEAR, month)[1] or (phrase.before()[:1] == ["in"] and phrase.after() in PEOPLE):
        return None
    if (month, day) == SEPT_11 and _means_attacks(phrase):
        return "2001-09-11"
    if bounds_fiscal_year(phrase):
        return f"XXXX-{month:02d}-{day:02d}"
    if story.day and phrase.ends_range(story.day.place):
        return first_after(month, day, story.day.first).isoformat()
    return nearest_year(month, day, story.today, days_around(phrase, story)).isoformat()


def day_of_entry(phrase: Phrase, story: Story) -> Anchored | None:
    """Resolve "Oct. 4" in the entry of a chronology, after "Autumn 1991 -", to the day of that year."""
    entry = story.entry
    if not entry or not phrase.shares_paragraph(entry.place):
        return None
    month, day = phrase.value(*MONTH_CLASSES), phrase.value("day", "ordinal")
    return Anchored(day_of(entry.first.year, month, day).isoformat(), entry)


def weekday_of_date(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Friday" before "(May 3)" to that day."""
    return day_and_month(phrase.part("last"), story)


def days_around(phrase: Phrase, story: Story) -> range:
    """Return how many days from the document time a day without a year may be, by its cues, else by the setting."""
    if past_cue(phrase):
        return range(-FAR, 1)
    if weak_future_cue(phrase):
        planned = range(-LATELY, FAR if sure_future_cue(phrase) else 30 * FAR_MONTH)
        return range(-FAR, 1) if opens_in_past(phrase) else planned
    if opens_with_will(phrase):
        return range(FAR)
    if story.prefer != "past" and follows_past_verb(phrase):
        return range(-FAR, 1)
    if begins_then(phrase) and not in_past(phrase):
        return range(FAR)
    coming = phrase.value(*MONTH_CLASSES) in story.coming or in_past(phrase) is False
    coming = coming or (is_month_of_coming_event(phrase, phrase.value(*MONTH_CLASSES)) and not in_past(phrase))
    ahead = 30 * SOME_MONTHS if coming and AFTERWARDS.isdisjoint(phrase.before(7)) else AHEAD
    if phrase.before() == ["on"] and in_past(phrase) and not coming:
        ahead = LATELY  # "was released on bail on Sept. 10", told in June
    return {"past": range(-FAR, ahead + 1), "future": range(FAR), "nearest": range(-FAR, FAR)}[story.prefer]


def first_after(month: int, day: int, start: date) -> date:
    """Return the first such day on or after `start`, at most eight years later. Raises OutsideCalendar."""
    years = (year for year in range(start.year, start.year + LEAP_GAP + 1) if day <= monthrange(year, month)[1])
    days = (day_after(first_day(year, month), day - 1) for year in years)
    return next(one for one in days if one >= start)


SEPT_11 = (9, 11)
OF_ATTACKS = word_set("attacks terror terrorist terrorists hijackers hijackings commission")


def _means_attacks(phrase: Phrase) -> bool:
    """Return whether 11 September 2001 is meant: "the Sept. 11 attacks", "the attacks of September 11"."""
    before = phrase.before(2)
    return phrase.after().lower() in OF_ATTACKS or before in (["of", "attacks"], ["on", "attacks"])


def day_of_month(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "on the 17th" to that day of the month last mentioned, else to the latest, or with a cue the next."""
    before, number, written = phrase.before(), phrase.value("ordinal"), phrase.words()[-1][0].isdigit()
    if not written or not before or before[0] not in BESIDE_DAY or phrase.after() not in AFTER_DAY | ENDS:
        return None
    if number not in range(1, LONGEST_MONTH + 1):
        return None
    if story.near:
        return anchored(day_of(story.near.first.year, story.near.first.month, number).isoformat(), story.near)
    ahead = future_cue(phrase)
    months = 12 * story.today.year + story.today.month - 1
    if (number > story.today.day) != ahead and number != story.today.day:
        months += 1 if ahead else -1
    return day_of(months // 12, months % 12 + 1, number).isoformat()


BESIDE_DAY = word_set("on until till since by")


def first_of_two_days(phrase: Phrase, story: Story) -> str | None:
    """Resolve "3" before "to 5 May" and "May 3" before "-5, 2015" by the month and year of the second day."""
    days = phrase.through("last").values("day", "ordinal")
    return day_and_month(phrase.through("last"), story) if days[0] < days[1] else None


def second_of_two_days(phrase: Phrase, story: Story) -> Anchored | None:
    """Resolve "5" after "May 3-" or "May 3 and"; not "May 3 and 5 guests"."""
    first, year, after = story.day, phrase.value("year"), phrase.after()
    if not first or first.place.end != phrase.tokens.spans[phrase.start - 2][1]:
        return None
    listed = (
        phrase.tokens.word(phrase.start - 1) in ("and", "or") and phrase.tokens.word(phrase.start - 4) not in BETWEEN
    )
    if listed and after.isalpha() and after not in AFTER_DAY:
        return None
    start, day = date.fromisoformat(first.value[:10]), phrase.value("day", "ordinal")
    if not start.day < day <= monthrange(year or start.year, start.month)[1]:
        return None
    return Anchored(f"{month_value(12 * (year or start.year) + start.month - 1)}-{day:02d}", first)


BETWEEN = ("between", "Between")
AFTER_DAY = word_set("in at to for and with by the on of")
ENDS = {"", ".", ",", ";", ")", "?", "!"}


def nearest_year(month: int, day: int, today: date, around: range) -> date:
    """Return the nearest such day to `today`, of those within the days `around` it if there are any."""
    years = range(max(today.year - LEAP_GAP, 1), min(today.year + LEAP_GAP, 9999) + 1)
    days = [date(year, month, day) for year in years if day <= monthrange(year, month)[1]]
    within = [one for one in days if (one - today).days in around]
    return min(within or days, key=lambda one: abs(one - today))


def weekday_and_day(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Friday the 13th" to the nearest such day; not "on Friday the 13th Division"."""
    weekday, day = phrase.value(*WEEKDAY_CLASSES), phrase.value("ordinal")
    if not phrase.words()[-1][0].isdigit() or phrase.after().istitle():
        return None
    this = 12 * story.today.year + story.today.month - 1
    months = (divmod(one, 12) for one in range(max(this - FEW_YEARS, 12), min(this + FEW_YEARS, 119999) + 1))
    days = [date(year, month + 1, day) for year, month in months if 0 < day <= monthrange(year, month + 1)[1]]
    days = [one for one in days if one.weekday() == weekday]
    around = days_around(phrase, story)
    days = [one for one in days if (one - story.today).days in around] or days
    return min(days, key=lambda one: abs(one - story.today)).isoformat() if days else None


FEW_YEARS = 36  # months: within 14, each day up to the 28th falls on each weekday


def nth_weekday(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the first Tuesday in November", "the last Friday of May 2014"; without a year, as the month alone."""
    value = month_and_year(phrase, story) or month_meant(phrase, story)
    year, number = int(value[:4]), phrase.value(*MONTH_CLASSES)
    days = (date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1))
    fitting = [day for day in days if day.weekday() == phrase.value("weekday")]
    place = len(fitting) if phrase.value("last") else phrase.value("ordinal")
    return fitting[place - 1].isoformat() if 0 < place <= len(fitting) else None


def numeric_date(phrase: Phrase, story: Story) -> str | None:
    """Resolve "2015-02-12", "12.02.2015", "05/07/2015"; the last by `day_first`, if both may be months."""
    parts = phrase.value("date")
    year = int(parts["year"]) if len(parts["year"]) == FOUR_DIGITS else century_of(int(parts["year"]))
    if "first" in parts:
        month, day = int(parts["first"]), int(parts["second"])
        if month > DECEMBER or (story.day_first and day <= DECEMBER):
            month, day = day, month
    else:
        month, day = int(parts["month"]), int(parts["day"])
    try:
        written = date(year, month, day).isoformat()
    except ValueError:
        return None
    return written
