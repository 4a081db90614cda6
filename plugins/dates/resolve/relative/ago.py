"""Dates at a distance in time: "ten days ago", "three months earlier", "a week from Friday"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import YEARS, day_after, day_of, stepped
from plugins.dates.anchors.story import anchored
from plugins.dates.resolve.lengths.amounts import a_quarter, count, half, unit_of
from plugins.dates.resolve.named.days import WEEKDAY_CLASSES
from plugins.dates.resolve.relative.units import mentioned

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Anchored, Story
    from plugins.dates.text.phrase import Phrase

HALF_A_DAY = 12  # hours


def ago(phrase: Phrase, story: Story) -> str | None:
    """Resolve "ten days ago", "two weeks ago", "five years ago" as fine as the unit; "years ago" is `PAST_REF`."""
    if "couple" not in phrase.words() and (phrase.value("few") or not phrase.part("amount").words()):
        return "PAST_REF"
    return _at_distance(phrase, story, -1)


def ago_today(phrase: Phrase, story: Story) -> str | None:
    """Resolve "a year ago today", "two weeks ago yesterday" to the day."""
    unit, number, offset = unit_of(phrase), count(phrase.part("amount")), phrase.value("relative_day")
    day = day_after(story.today, offset)
    if unit in DAYS_OF:
        return day_after(day, -DAYS_OF[unit] * number).isoformat()
    if unit not in MONTHS_OF or offset > 0:
        return None
    year, month = divmod(12 * day.year + day.month - 1 - int(MONTHS_OF[unit] * number), 12)
    return day_of(year, month + 1, day.day).isoformat()


MONTHS_OF = {"M": 1, **{unit: 12 * years for unit, years in YEARS.items()}}


def part_ago(phrase: Phrase, story: Story) -> str | None:
    """Resolve "half a century ago", "half a year ago"."""
    length = half(phrase, story) or a_quarter(phrase, story) or ""
    unit = length[-1:]
    if unit == "Y" or length == "P6M":
        return stepped(story.today, unit, -int(length[1:-1]))
    return story.today.isoformat() if length.startswith("PT") else None


def earlier(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "three months earlier" from the date last mentioned; after a quarter, as the quarter before it."""
    unit, number = unit_of(phrase), int(count(phrase.part("amount")))
    if unit.startswith("T") or unit == "FN" or phrase.after().lower() == "than":
        return None
    if unit == "D" and phrase.words()[0] == "a":
        return None  # a DURATION in TempEval-3
    if story.quarter is not None and unit == "M" and number % 3 == 0:
        return anchored(stepped(story.quarter.first, "Q", -number // 3), story.quarter)
    anchor = mentioned(story, unit)
    return anchored(stepped(anchor.first if anchor else story.today, unit, -number), anchor)


def from_now(phrase: Phrase, story: Story) -> str | None:
    """Resolve "three weeks from now"; "years from now" is `FUTURE_REF`."""
    if "couple" not in phrase.words() and phrase.value("few"):
        return "FUTURE_REF"
    return _at_distance(phrase, story, 1)


def from_day(phrase: Phrase, story: Story) -> str | None:
    """Resolve "a week from tomorrow", "two weeks from Monday" to the day, counted from today or the next Monday."""
    unit, number = unit_of(phrase), count(phrase.part("amount"))
    offset = phrase.value("relative_day")
    if phrase.before()[:1] == ["for"]:
        return None  # "closed for two weeks from Monday"
    if offset is None:
        offset = (phrase.value(*WEEKDAY_CLASSES) - story.today.weekday()) % 7
    if unit not in DAYS_OF:
        return _at_distance(phrase, story, 1)
    return day_after(story.today, offset + DAYS_OF[unit] * number).isoformat()


DAYS_OF = {"D": 1, "W": 7, "FN": 14}


def _at_distance(phrase: Phrase, story: Story, sign: int) -> str | None:
    unit = unit_of(phrase)
    number = 2 if "couple" in phrase.words() else count(phrase.part("amount"))
    if phrase.value("half"):
        number += 0.5
    if unit == "TH" and number >= HALF_A_DAY:
        return day_after(story.today, sign * round(number / (2 * HALF_A_DAY))).isoformat()
    if unit.startswith("T"):
        return story.today.isoformat()
    if unit == "FN":
        return stepped(story.today, "W", 2 * sign * number)
    if unit == "Y" and number % 1:
        return stepped(story.today, "M", sign * 12 * number)
    return stepped(story.today, unit, sign * number)
