"""Dates by their names: days, months, years, decades, centuries, seasons, holidays."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from plugins.dates.amounts import count
from plugins.dates.cues import past_cue, weak_future_cue
from plugins.dates.periods import century_value, day_after, decade_value, easter, month_value, year_value
from plugins.dates.words import word_set

if TYPE_CHECKING:
    from plugins.dates.phrase import Phrase
    from plugins.dates.story import Story

MONTH_CLASSES = ("month", "may", "month_abbreviation")
WEEKDAY_CLASSES = ("weekday", "weekday_abbreviation")
DECEMBER = 12
TURN = 30  # two-digit years from here on lie in the twentieth century
YEARS = range(1500, 2100)  # what a four-digit number without further hint may be
LEAP_GAP = 8  # years: from 1896 to 1904 there was no 29th of February
A_YEAR = 366  # days
AHEAD = 95  # days: a date without a year that lies further ahead, with no cue, is last year's (measured on TimeBank)


def full_year(phrase: Phrase) -> int | None:
    """Return the year that the phrase names: "1998", "'98" (the years from 1930 to 2029)."""
    year = phrase.value("year")
    if year is not None:
        return int(year)
    short = phrase.value("short_year")
    return century_of(int(short["year"])) if short else None


def century_of(short: int) -> int:
    """Return the four digits of a two-digit year: 30 to 99 lie in the twentieth century."""
    return short + (1900 if short >= TURN else 2000)


def day_and_month(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Feb. 12, 2015", "12 February", "Monday, March 30"; without a year the nearest."""
    month, day = phrase.value(*MONTH_CLASSES), phrase.value("day", "ordinal")
    year = full_year(phrase)
    try:
        if year is not None:
            return date(year, month, day).isoformat()
        date(2000, month, day)  # there is such a day in a leap year
    except ValueError:
        return None
    if bounds_fiscal_year(phrase):
        return f"XXXX-{month:02d}-{day:02d}"
    farthest = 0 if past_cue(phrase) else A_YEAR if weak_future_cue(phrase) else None
    return nearest_year(month, day, story, farthest).isoformat()


def nearest_year(month: int, day: int, story: Story, farthest: int | None) -> date:
    """Return that day of the year which lies nearest to the document time, at most `farthest` days ahead.

    Where no cue gives `farthest`, the setting `prefer` does.
    """
    today = story.today
    years = range(max(today.year - LEAP_GAP, 1), min(today.year + LEAP_GAP, 9999) + 1)
    days = [date(year, month, day) for year in years if day <= monthrange(year, month)[1]]
    if farthest is None:
        days = [one for one in days if one >= today or story.prefer != "future"] or days
        farthest = AHEAD if story.prefer == "past" else A_YEAR
    days = [one for one in days if (one - today).days <= farthest] or days
    return min(days, key=lambda one: abs(one - today))


def numeric_date(phrase: Phrase, story: Story) -> str | None:
    """Resolve "2015-02-12", "12.02.2015", "05/07/2015"; in the last `day_first` decides, unless one is no month."""
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


def month_and_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "February 2015", "Feb. '98", "January nineteen ninety-seven"."""
    year = year_in_words(phrase) if phrase.value("number_word") else full_year(phrase)
    return None if year is None else month_value(12 * year + phrase.value(*MONTH_CLASSES) - 1)


NEAR_MONTH = word_set(
    "in by since until till through from to of for during before after early late mid last this next between and or"
)


def month(phrase: Phrase, story: Story) -> str | None:
    """Resolve a month alone: the latest one, or the next where a cue looks ahead ("due in May", "by March")."""
    before = phrase.before()
    if phrase.value("may") and (before[:1] == [] or before[0] not in NEAR_MONTH | {"-"}):
        return None  # "Theresa May", "March for Life"
    if phrase.words()[0] in FIRST_NAMES and not NEAR_MONTH.intersection(before) and phrase.after().istitle():
        return None  # "April Jones"
    if phrase.value("month_abbreviation") and not phrase.value("dot"):
        return None  # "Jan Kowalski"
    if bounds_fiscal_year(phrase):
        return f"XXXX-{phrase.value(*MONTH_CLASSES):02d}"
    number = phrase.value(*MONTH_CLASSES)
    behind = (story.today.month - number) % 12
    open_ahead = behind and story.prefers_ahead(behind, 12 - behind) and not past_cue(phrase)
    return latest_month(number, story.today, ahead=weak_future_cue(phrase) or bool(open_ahead))


def bounds_fiscal_year(phrase: Phrase) -> bool:
    """Tell whether that of each year is meant: "its fiscal year ends in March"; not "this fiscal year ends in May"."""
    before = phrase.before(6)
    if before[:1] in (["in"], ["on"]):
        del before[0]
    verb, year, kind, whose = [*before, "", "", "", ""][:4]
    named = year == "year" and kind in ("fiscal", "financial", "business")
    return named and verb in ("ends", "begins", "starts") and whose not in THIS_ONE


THIS_ONE = word_set("current this next new present")


FIRST_NAMES = frozenset({"april", "june", "august"})


def latest_month(number: int, today: date, *, ahead: bool) -> str:
    """Return the latest month of that number up to that of `today`, or with `ahead` the first from there on."""
    distance = (number - today.month) % 12 if ahead else -((today.month - number) % 12)
    return month_value(12 * today.year + today.month - 1 + distance)


NO_YEAR_BEFORE = word_set("$ £ € # no at about nearly over almost approximately least than some around roughly only to")
PEOPLE = word_set("people men women soldiers troops percent million billion points miles feet pounds dollars")


def year_alone(phrase: Phrase, _: Story) -> str | None:
    """Resolve "1990"; not a plain number ("2000 people", "more than 1500 jobs")."""
    year = full_year(phrase)
    before, after = phrase.before(2), phrase.after()
    if year is None or year not in YEARS or (before and before[0] in NO_YEAR_BEFORE - {"to"}):
        return None
    if after in PEOPLE or after == "%":
        return None
    if before[:1] and before[0] in INTRODUCES_YEAR:
        return year_value(year)
    return None if after.islower() and after.endswith("s") and after not in VERBS_IN_S else year_value(year)


INTRODUCES_YEAR = word_set(
    "in since until of by from the during before after for early late mid till through fiscal and"
)
VERBS_IN_S = frozenset({"was", "is", "has", "as", "s"})


FOUR_DIGITS = 4


def named_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "fiscal 1989", "the year 2000", "the year two thousand"."""
    year = full_year(phrase)
    number = count(phrase.part("amount")) if year is None else year
    return year_value(int(number)) if len(str(int(number))) == FOUR_DIGITS else None


def spelled_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "nineteen ninety-six"."""
    return year_value(year) if (year := year_in_words(phrase)) else None


def year_in_words(phrase: Phrase) -> int | None:
    """Return the year that number words say: "nineteen ninety-six"; None where they say none."""
    numbers = phrase.values("number_word")
    century, tens, *ones = numbers
    if century not in CENTURIES_IN_WORDS or tens not in (range(20, 100, 10) if ones else range(10, 100)):
        return None
    return 100 * int(century) + int(tens) + sum(ones) if sum(ones) in range(10) else None


CENTURIES_IN_WORDS = range(17, 21)


def decade(phrase: Phrase, _: Story) -> str | None:
    """Resolve "the 1990s", "the '90s", "the nineties"; not "in his twenties"."""
    found = phrase.value("decade")
    if isinstance(found, int):
        return decade_value(found) if phrase.value("the") else None
    if len(found["year"]) == FOUR_DIGITS - 1:
        return str(found["year"])
    return decade_value(century_of(10 * int(found["year"])))


def century(phrase: Phrase, _: Story) -> str | None:
    """Resolve "the 20th century" to `19`."""
    if phrase.value("unit") != "CE":
        return None
    return century_value(100 * phrase.value("ordinal") - 100) if phrase.value("ordinal") > 1 else None


def season_and_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "summer of 1998", "spring 2015"."""
    year = full_year(phrase)
    return None if year is None else f"{year_value(year)}-{phrase.value('season')}"


def holiday(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Christmas Day 2014", "Thanksgiving", "Easter Sunday": of the year named, else the nearest."""
    year = full_year(phrase)
    if year is None and phrase.end - phrase.start == 1 and not HOLIDAY_BEFORE.intersection(phrase.before()):
        return None
    eve = 1 if phrase.value("eve") else 0
    if year is not None:
        return day_after(_holiday(phrase, year), -eve).isoformat()
    years = range(max(story.today.year - 1, 1), min(story.today.year + 1, 9999) + 1)
    days = [day_after(_holiday(phrase, one), -eve) for one in years]
    if phrase.value("last"):
        days = [day for day in days if day < story.today]
    elif phrase.value("next"):
        days = [day for day in days if day > story.today]
    return min(days, key=lambda day: abs(day - story.today)).isoformat() if days else None


HOLIDAY_BEFORE = word_set("on by before after at since until around for over this last next")


def _holiday(phrase: Phrase, year: int) -> date:
    rule = phrase.value("holiday")
    if not rule:
        return easter(year)
    if len(rule) == len(("month", "day")):
        return date(year, rule[0], rule[1])
    number, weekday = rule[1], rule[2]
    first = date(year, rule[0], 1)
    return day_after(first, (weekday - first.weekday()) % 7 + 7 * (number - 1))
