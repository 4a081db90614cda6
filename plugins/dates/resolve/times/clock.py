"""Clock times, alone or with the day that they belong to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import day_after
from plugins.dates.anchors.story import Anchored
from plugins.dates.resolve.named.days import numeric_date
from plugins.dates.resolve.named.holidays import holiday
from plugins.dates.resolve.relative.units import in_that_year, relative_unit
from plugins.dates.resolve.relative.weekdays import named_day, relative_weekday
from plugins.dates.resolve.times.parts_of_day import of_story_day
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase


HOURS, TWELVE_HOURS, MINUTES = range(25), range(1, 13), range(60)  # 24:00 ends a day


def time_of(clock: Phrase) -> str | None:
    """Return `hh:mm` of "3 p.m.", "14:30", "7.15pm", "noon", "five o'clock", "1430"; None if there is no such time."""
    word = clock.value("clock_word")
    if word:
        return str(word)
    parts = clock.value("clock")
    half = clock.value("meridiem") or ((parts or {}).get("half") or "").lower()
    if parts:
        hour, minute = int(parts["hour"]), int(parts["minute"] or 0)
    else:
        hour, minute = _hour_and_minute(clock)
    if half and hour not in TWELVE_HOURS:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour in HOURS and minute in MINUTES else None


def _hour_and_minute(clock: Phrase) -> tuple[int, int]:
    number = clock.value("year", "day", "number_word", "number")
    if number > LAST_HOUR:  # 1430, 0930
        return int(number) // 100, int(number) % 100
    return int(number), round(100 * (number - int(number)))


LAST_HOUR = 24


def clock_in_part_of_day(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "8 in the morning" on the day last mentioned, "9 tonight" today, "9 last night" yesterday."""
    clock = phrase.part("clock")
    time = time_of(clock) if _has_half(clock) else _in_half(clock, phrase.value("part_of_day", "tonight"))
    if time is None:
        return None
    if phrase.value("the"):
        return of_story_day(time, phrase, story)
    return f"{day_after(story.today, -1 if phrase.value('last') else 0).isoformat()}T{time}"


def _in_half(clock: Phrase, part: str) -> str | None:
    """Return `hh:mm` of "8", "10:30" in the same half of the day as `part`."""
    parts = clock.value("clock") or _dotted(clock)
    hour = int(parts["hour"]) if parts else clock.value("day", "number_word")
    minute = int(parts["minute"] or 0) if parts else 0
    if hour not in TWELVE_HOURS and not (parts and hour in HOURS):
        return None
    return f"{hour + NOON * (0 < hour < NOON and part in ('AF', 'EV', 'NI')):02d}:{minute:02d}"


NOON = 12
DOTTED = re.compile(r"(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)")


def _dotted(clock: Phrase) -> dict[str, str] | None:
    """Return hour and minute of a time in British notation, "9.14"."""
    match = DOTTED.fullmatch(clock.tokens.word(clock.start))
    return match.groupdict() if match else None


def head_of_entry(phrase: Phrase, story: Story) -> str | None:
    """Resolve "15.40" if it heads an entry of a live report; not "15.40 euros", "1.5 million"."""
    parts, after = _dotted(phrase), phrase.after()
    heads = phrase.tokens.opens_paragraph(phrase.start) and (after.istitle() or after in ("“", '"', "‘", "'"))
    if not parts or not heads:
        return None
    return f"{story.today.isoformat()}T{int(parts['hour']):02d}:{parts['minute']}"


def spoken_clock(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "half past ten", "a quarter to six" as a time before noon on the day last mentioned."""
    hour = phrase.value("day", "number_word")
    if hour not in TWELVE_HOURS or phrase.before()[:1] in (["first"], ["second"], ["third"], ["fourth"]):
        return None
    minute = 30 if phrase.value("half") else 15 if phrase.value("past") else -15
    hour, minute = divmod(60 * hour + minute, 60)
    return of_story_day(f"{hour:02d}:{minute:02d}", phrase, story)


def clock_and_day(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "9 a.m. Tuesday", "noon on Feb. 12", "14:30 GMT"; without a day see `of_story_day`."""
    time = time_of(phrase.part("clock"))
    if time is None or phrase.before()[:1] == ["high"] or _is_no_clock(phrase):
        return None  # "high noon"
    if not phrase.part("day").words():
        return of_story_day(time, phrase, story)
    day = _day_beside(phrase, phrase.part("day"), story)
    if isinstance(day, Anchored):
        return Anchored(f"{day.value}T{time}", day.anchor)
    return f"{day}T{time}" if day else None


def _day_beside(phrase: Phrase, day: Phrase, story: Story) -> Anchored | str | None:
    """Return the day next to a clock time: "on May 3 last year", "on Christmas Eve", "that day", "on Friday"."""
    if "year" in phrase.parts:
        return in_that_year(phrase, story)
    if day.value("holiday"):
        return holiday(phrase, story)
    if day.value("unit"):
        return relative_unit(day, story) if day.value("unit") == "D" else None
    if not day.value(*POINTS):
        return named_day(day, story)
    return None if phrase.after() in ("in", "of") else relative_weekday(day, story)  # "on the last Friday in August"


POINTS = ("this", "last", "past", "next", "coming", "previous", "following")


def first_of_two_clocks(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "8" before "to 10 p.m. on Friday" and "11" before "-1 p.m." to the last such time before the second.

    If a word joins them, "from" or "between" must precede them: not "lost 8 to 10 p.m. rivals".
    """
    last = phrase.through("last")
    hour, end = phrase.value("day", "number_word"), last.part("clock")
    plain = phrase.tokens.word(phrase.end).isalpha() and phrase.before()[:1] not in (["from"], ["between"])
    if plain or not _has_half(end) or _has_half(phrase) or (hour and hour not in TWELVE_HOURS):
        return None
    first, second = _minutes(time_of(phrase)), _minutes(time_of(end))
    if first is None or second is None:
        return None
    first %= HALF_DAY
    first += HALF_DAY * (first + HALF_DAY < second)
    time = f"{first // 60:02d}:{first % 60:02d}"
    if not last.part("day").words():
        return of_story_day(time, phrase, story)
    day = named_day(last.part("day"), story)
    return f"{day}T{time}" if day else None


def first_clock_of_day(phrase: Phrase, story: Story) -> str | None:
    """Resolve "8 p.m." before "to 9:30 p.m. on Monday" on that day."""
    time, day = time_of(phrase), named_day(phrase.through("last").part("day"), story)
    return f"{day}T{time}" if time and day else None


def _has_half(clock: Phrase) -> bool:
    """Return whether a clock time has a half of the day: "10 p.m.", "noon"; not "10:15"."""
    return bool(clock.value("meridiem", "clock_word") or (clock.value("clock") or {}).get("half"))


HALF_DAY = 12 * 60  # minutes


def _minutes(time: str | None) -> int | None:
    return 60 * int(time[:2]) + int(time[3:]) if time else None


def _is_no_clock(phrase: Phrase) -> bool:
    """Return whether it is no clock time: "won in 2:30:15", "with 3:42 left", "Exodus 3:14"; not "at 18:30:15"."""
    if phrase.end - phrase.start > 1 or not phrase.value("clock") or phrase.value("clock")["half"]:
        return False
    before = phrase.before()[:1]
    if before and before[0] in BOOKS:
        return True
    return before == ["in"] or phrase.after() in LEFT or bool(phrase.value("clock").get("seconds") and before != ["at"])


BOOKS = word_set(  # books of the Bible, cited by chapter and verse
    "genesis exodus leviticus deuteronomy joshua judges samuel kings chronicles psalm psalms proverbs ecclesiastes"
    " isaiah jeremiah ezekiel daniel micah matthew mark luke john acts romans corinthians galatians ephesians"
    " philippians timothy hebrews james peter revelation quran"
)
LEFT = ("left", "remaining", "minutes", "min")


def dated_clock(phrase: Phrase, story: Story) -> str | None:
    """Resolve "2015-07-28T14:30", "2015-07-28 14:30"."""
    time = phrase.value("date").get("clock")
    if phrase.value("clock"):
        time = time_of(phrase)
    day = numeric_date(phrase, story)
    return f"{day}T{time}" if day and time else None
