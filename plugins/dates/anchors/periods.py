"""Calendar arithmetic on TIMEX3 values: writing years, weeks and quarters, stepping by units, and the days covered.

The calendar is the proleptic Gregorian one from year 1 to 9999. Only this module raises OutsideCalendar, and only the
finder catches it: the expression then has no value.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from plugins.layers import Mod

SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}  # first months of the meteorological seasons of the north
PERIOD = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:T.*)?)?|-Q(?P<quarter>\d)|-H(?P<half>\d)"
    r"|-(?P<season>SP|SU|FA|WI)|-W(?P<week>\d\d)(?P<weekend>-WE)?)?"
)


class OutsideCalendar(Exception):  # noqa: N818  # not an error: a text may name such a day
    """A day or year before year 1 or after 9999, or a day that its month does not have."""


def first_day(year: int, month: int = 1) -> date:
    """Return the first day of a month, by default of the year. Raises OutsideCalendar."""
    if year not in range(date.min.year, date.max.year + 1):
        raise OutsideCalendar(year)
    return date(year, month, 1)


def day_of(year: int, month: int, day: int) -> date:
    """Return that day. Raises OutsideCalendar if there is no such day: 29 February 2023."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise OutsideCalendar(year, month, day) from error


def day_after(day: date, days: float) -> date:
    """Return the day `days` whole days after `day`, or before it if negative. Raises OutsideCalendar."""
    try:
        return day + timedelta(days=int(days))
    except OverflowError as error:
        raise OutsideCalendar(days) from error


def year_value(year: int) -> str:
    """Return a year as TIMEX3 writes it: 998 as `0998`. Raises OutsideCalendar."""
    return f"{first_day(year).year:04d}"


def month_value(months: int) -> str:
    """Return `YYYY-MM` of a count of months since year 0 (`12 * year + month - 1`)."""
    year, month = divmod(months, 12)
    return f"{year_value(year)}-{month + 1:02d}"


def quarter_value(quarters: int) -> str:
    """Return `YYYY-Qn` of a count of quarters since year 0 (`4 * year + quarter - 1`)."""
    year, quarter = divmod(quarters, 4)
    return f"{year_value(year)}-Q{quarter + 1}"


def quarter_before(day: date) -> date:
    """Return the first day of the quarter before that of `day`. Raises OutsideCalendar."""
    year, quarter = divmod(4 * day.year + (day.month - 1) // 3 - 1, 4)
    return first_day(year, 3 * quarter + 1)


def week_value(day: date) -> str:
    """Return the ISO 8601 week of `day`: `YYYY-Wnn`."""
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def decade_value(year: int) -> str:
    """Return the decade of a year as TIMEX3 writes it: `199` for 1994."""
    return year_value(year)[:3]


def century_value(year: int) -> str:
    """Return the century of a year as TIMEX3 writes it: `19` for 1994."""
    return year_value(year)[:2]


def stepped(day: date, unit: str, steps: float) -> str:
    """Return the period that is `steps` units after `day`, as fine as the unit: three weeks later is a week.

    `unit` is a day (D) or longer (WE, W, M, Q, Y); for a decade or century (DE, CE) the value is a year. Raises
    OutsideCalendar.
    """
    whole = int(steps)
    if unit == "D":
        return day_after(day, whole).isoformat()
    if unit == "W":
        return week_value(day_after(day, 7 * whole))
    if unit == "WE":
        return f"{week_value(day_after(day, 7 * whole))}-WE"
    if unit == "M":
        return month_value(12 * day.year + day.month - 1 + whole)
    if unit == "Q":
        return quarter_value(4 * day.year + (day.month - 1) // 3 + whole)
    return year_value(day.year + int(YEARS[unit] * steps))


YEARS = {"Y": 1, "DE": 10, "CE": 100}


def covered(value: str) -> tuple[date, date] | None:
    """Return the first and last day of a DATE or TIME value, or None if it has none (`PAST_REF`, `P3D`, `XXXX-07`).

    A decade `199` runs from 1990 to 1999, a century `19` from 1900 to 1999; a winter begins in December of its year.
    """
    try:
        return _coarse(value) if value.isdigit() else _fine(value)
    except (ValueError, OverflowError):  # 30 February, week 54
        return None


THIRDS = {Mod.START: 0, Mod.MID: 1, Mod.END: 2}


def third(first: date, last: date, part: Mod) -> tuple[date, date]:
    """Return the first and last day of that `part` (a key of `THIRDS`) of a period from `first` to `last`.

    Each part is a third, because news uses "early", "mid" and "late" as three parts without a gap: of a month days
    1–10, 11–20 and from 21 on, as weather services count; of a longer period whole months ("early 2014" is January to
    April).
    "The end of" is as long as "late", so that the days meant are covered. Weeks and days are not divided.
    """
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    place = THIRDS[part]
    if (last - first).days < SHORTEST_MONTH:
        return first, last
    if months == 1:
        return first.replace(day=10 * place + 1), last if place == LAST_THIRD else last.replace(day=10 * place + 10)
    start = 12 * first.year + first.month - 1 + place * (months // 3)
    end = start + months // 3 - 1
    return date(start // 12, start % 12 + 1, 1), _last_day(end // 12, end % 12 + 1)


SHORTEST_MONTH = 27  # days from its first to its last
LAST_THIRD = 2


def _coarse(value: str) -> tuple[date, date] | None:
    missing = 4 - len(value)
    if missing not in (0, 1, 2):
        return None
    first, last = int(value + "0" * missing), int(value + "9" * missing)
    return date(max(first, 1), 1, 1), date(last, 12, 31)


def _fine(value: str) -> tuple[date, date] | None:
    match = PERIOD.fullmatch(value)
    if not match:
        return None
    year = int(match["year"])
    if match["day"]:
        day = date.fromisoformat(value[:10])
        return day, day
    if match["week"]:
        first = date.fromisocalendar(year, int(match["week"]), 6 if match["weekend"] else 1)
        return first, first + timedelta(days=1 if match["weekend"] else 6)
    start, length = _months(match)
    return date(year, start, 1), _last_day(year, start + length - 1)


def _months(match: re.Match[str]) -> tuple[int, int]:
    """Return the first month of a month, quarter, half or season, and its length in months."""
    if match["quarter"]:
        return 3 * int(match["quarter"]) - 2, 3
    if match["half"]:
        return 6 * int(match["half"]) - 5, 6
    if match["season"]:
        return SEASON_STARTS[match["season"]], 3
    return int(match["month"]), 1


def _last_day(year: int, month: int) -> date:
    """Return the last day of a month; month 13 is January of the next year."""
    if (year, month) >= (9999, 12):
        return date.max
    after = 12 * year + month
    return date(after // 12, after % 12 + 1, 1) - timedelta(days=1)


def easter(year: int) -> date:
    """Return Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap = century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + leap + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
