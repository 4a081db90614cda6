"""The times at which a page was published or updated: "Updated Jul 28, 2015", "Published: 28 July 2015 14:30 GMT"."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from plugins.english.calendar_names import MONTH_PATTERN, MONTHS, WEEKDAY_PATTERN, month_number
from plugins.english.time_zones import HOURS

MONTH = rf"(?P<month>{MONTH_PATTERN})\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?P<year>\d{4})(?!\d)"
# "2015-07-28", "July 28, 2015", "28 July 2015", and numbers alone if they can be read as a date in one way only.
DATES = tuple(
    re.compile(rf"(?<![\w.]){pattern}", re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)T?",
        rf"{MONTH} {DAY},? {YEAR}",
        rf"{DAY} (?:of )?{MONTH},? {YEAR}",
        rf"(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<two>\d{{1,2}})(?P=mark){YEAR}",
    )
)
AROUND = re.compile(rf"\b(?:at|on|{WEEKDAY_PATTERN})\b\.?|[,|·•()–—]|\s-\s", re.IGNORECASE)
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h]?(?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:\.\d{1,9})?)?|(?=\s?[ap]\.?m))(?: ?hrs)?"
    r"\s?(?P<half>[ap]\.?m\.?)?\s?(?P<zone>z|[a-z]{2,5})?\s?(?P<offset>(?:[+-]\d{1,2}(?::?\d{2})?)?)",
    re.IGNORECASE,
)

CUE = re.compile(
    r"(?:(?:first |last |originally |date )?(?P<word>published|posted|updated?|modified|revised|created)"
    r"|publication date)(?: on| at| date| time)?\s?:?\s?(?P<when>.{1,80})",
    re.IGNORECASE,
)
# "Published July 27, 2015 | Last updated July 28, 2015" contains two.
NEXT_CUE = re.compile(
    r"(?<!last)(?<!first)(?<!originally)[\s|/·•;,–—-]{1,4}"
    r"(?=(?:(?:last|first|originally) )?(?:published|posted|updated|modified|revised)\b)",
    re.IGNORECASE,
)
AGO = re.compile(r"(?:an?|\d{1,3}) (?:second|sec|minute|min|hour|hr|day|week|month|year)s? ago|just now", re.IGNORECASE)


def dates_in(line: str) -> dict[str, str] | None:
    """Return `published` and `updated` from `line`, in ISO 8601; None if the line is or contains anything else.

    "Updated 2 hours ago" and an ambiguous day ("05/06/2015") give an empty dictionary.
    """
    if not CUE.match(line):
        return None
    found: dict[str, str] = {}
    for part in NEXT_CUE.split(line):
        cue = CUE.fullmatch(part)
        if cue is None:
            return None
        when = moment(cue["when"])
        if when is None and not _is_time_alone(cue["when"]):
            return None
        if when:
            word = (cue["word"] or "published").casefold()
            found.setdefault("updated" if word.startswith(("updat", "modif", "revis")) else "published", when)
    return found


def _is_time_alone(text: str) -> bool:
    """Return whether `text` is a time without a day: "2 hours ago", "4:15 pm ET"."""
    return bool(AGO.fullmatch(text) or TIME.fullmatch(" ".join(AROUND.sub(" ", text).split())))


def moment(text: str) -> str | None:
    """Return a date in ISO 8601, with its time if `text` gives time and zone: "28 July 2015" → "2015-07-28".

    The empty string means an ambiguous date; None means that the text is not, or not only, a date.
    """
    match = next(filter(None, (pattern.search(text) for pattern in DATES)), None)
    if match is None:
        return None
    rest = " ".join(AROUND.sub(" ", f"{text[: match.start()]} {text[match.end() :]}").split())
    clock = TIME.fullmatch(rest)
    if rest and not clock:
        return None
    try:
        day = _day(match)
    except ValueError:
        return None
    return (_with_time(day, clock) or day.isoformat()) if day else ""


def _day(match: re.Match[str]) -> date | None:
    """Return the day; None for numbers that are ambiguous. Raises ValueError for an impossible day."""
    groups = match.groupdict()
    year = int(groups["year"])
    if "one" in groups:
        one, two = int(groups["one"]), int(groups["two"])
        ambiguous = one != two and max(one, two) <= len(MONTHS)
        return None if ambiguous else date(year, min(one, two), max(one, two))
    month = groups["month"]
    number = int(month) if month.isdigit() else month_number(month)
    return date(year, number, int(groups["day"]))


def _with_time(day: date, clock: re.Match[str] | None) -> str | None:
    """Return day and time in ISO 8601; None if the time or its zone is missing or unknown."""
    zone = _zone(clock) if clock else None
    if clock is None or zone is None:
        return None
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"][0] in "pP" else 0)
    try:
        at = time(hour, int(clock["minute"] or 0), int(clock["second"] or 0))
    except ValueError:
        return None
    return datetime.combine(day, at, zone).isoformat()


def _zone(clock: re.Match[str]) -> timezone | None:
    """Return the zone of "14:30 GMT", "14:30 +03:00", "14:30 GMT+3"."""
    name, offset = (clock["zone"] or "").casefold(), clock["offset"]
    hours = HOURS.get(name, 0 if offset and not name else None)
    if hours is None:
        return None
    digits = re.findall(r"\d{1,2}", offset.replace(":", "")) or ["0"]
    minutes = int(digits[0]) * 60 + int(digits[1] if len(digits) > 1 else 0)
    if minutes > 14 * 60:
        return None
    shift = timedelta(hours=hours, minutes=-minutes if offset.startswith("-") else minutes)
    return timezone(shift) if shift else UTC
