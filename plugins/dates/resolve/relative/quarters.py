"""Quarters and halves of a year, and the quarters that business news compares them with ("the year-ago quarter")."""

from __future__ import annotations

from calendar import monthrange
from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import covered, day_after, day_of, quarter_before, quarter_value, stepped, year_value
from plugins.dates.anchors.story import LONGEST_MONTH, Anchored, anchored
from plugins.dates.clause.cues import weak_future_cue
from plugins.dates.clause.tense import in_past
from plugins.dates.clause.verbs import LOOKING_AHEAD
from plugins.dates.resolve.lengths.amounts import count
from plugins.dates.resolve.named.days import day_and_month
from plugins.dates.resolve.named.months import MONTH_CLASSES, latest_month
from plugins.dates.resolve.named.years import century_of, full_year
from plugins.dates.resolve.relative.units import direction
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from datetime import date

    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase


LAST_QUARTER = 4
MONTHS_OF_A_YEAR = 12
MONTHS_OF = {"M": 1, "Q": 3}
PART_LETTERS = {3: "Q", 6: "H"}  # months: TIMEX3 has a value for quarters and halves


def _number(phrase: Phrase) -> int | None:
    if phrase.words()[:2] in LAST_OF:
        return LAST_QUARTER
    if phrase.value("units") not in ("Q", None):
        return None
    number = phrase.value("ordinal", "numbered_quarter")
    return number if number in range(1, 5) else None


LAST_OF = (["the", "last"], ["the", "final"], ["the", "closing"])


def quarter_and_year(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the third quarter of 2014", "Q3 2014", "the 1988 second quarter", "last year's third quarter"."""
    number, year = _number(phrase), full_year(phrase)
    if year is None:
        year = story.today.year + direction(phrase.part("year") if phrase.part("year").words() else phrase)
    return quarter_value(4 * year + number - 1) if number else None


def part_of_year(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the first six months of 2024" 2024-H1, "the last two quarters of last year" 2024-H2; not nine months."""
    length = int(count(phrase.part("amount"))) * MONTHS_OF.get(phrase.value("units"), 0)
    letter, year = PART_LETTERS.get(length), full_year(phrase)
    if letter is None:
        return None
    number = phrase.value("ordinal") or MONTHS_OF_A_YEAR // length
    if year is None:
        year = story.today.year + direction(phrase.part("year"))
    return f"{year_value(year)}-{letter}{number}" if number * length <= MONTHS_OF_A_YEAR else None


def half_of_year(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the second half of fiscal 2026", "the first half of last year"; "of the year" is this year."""
    number, year = phrase.value("ordinal"), full_year(phrase)
    if number not in (1, 2) or phrase.value("unit") not in ("Y", None):
        return None
    if year is None:
        year = story.today.year + direction(phrase.part("year"))
        begun = number == 1 or story.today.month > MONTHS_OF_A_YEAR // 2
        year -= not begun and phrase.words()[-2:] == ["the", "year"] and in_past(phrase) is True
    return f"{year_value(year)}-H{number}"


def part_and_short_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "3Q24", "1H24", "FY24", "Q3 '24"; not "Q3 24 points"."""
    short = phrase.value("short_year")
    digits = short["year"] if short else phrase.tokens.word(phrase.end - 1)
    joined = phrase.tokens.spans[phrase.start][1] == phrase.tokens.spans[phrase.end - 1][0]
    if len(digits) != len("24") or not (joined or short):
        return None
    quarter, half = phrase.value("numbered_quarter"), phrase.value("numbered_half")
    part = f"-Q{quarter}" if quarter else f"-H{half}" if half else ""
    return f"{year_value(century_of(int(digits)))}{part}"


def numbered_half(phrase: Phrase, _: Story) -> str:
    """Resolve "H1 2024"."""
    return f"{year_value(phrase.value('year'))}-H{phrase.value('numbered_half')}"


def from_month_to_month(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the July-September quarter" to the latest that has begun."""
    first, last = phrase.values(*MONTH_CLASSES)
    if first % 3 != 1 or last != first + 2:
        return None
    return quarter_value((story.today.year - (first > story.today.month)) * 4 + first // 3)


def half_in_business(phrase: Phrase, story: Story) -> str | None:
    """Resolve "first-half profit", "sales in the first half" to the latest that has begun; not the half of a match."""
    number = phrase.value("ordinal")
    if number not in (1, 2) or not BUSINESS.intersection((phrase.after().lower(), *phrase.before(9))):
        return None
    begun = number == 1 or story.today.month > MONTHS_OF_A_YEAR // 2
    return f"{year_value(story.today.year - (not begun))}-H{number}"


BUSINESS = word_set(
    "profit profits sales revenue revenues earnings loss losses income results turnover dividend orders output exports"
    " pretax operating net million billion"
)


def first_of_two_quarters(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the first" before "and second quarters", also with a year."""
    whole = phrase.through("last")
    if whole.value("units") not in ("Q", None):
        return None
    return quarter(whole, story) if full_year(whole) is None else quarter_and_year(whole, story)


def quarter_ended(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the quarter ended July 31" to the second quarter, which has most of the three months before that day."""
    last = covered(day_and_month(phrase.part("last"), story) or "")
    return _quarter_up_to(last[0]) if last else None


def quarter_ended_in_month(phrase: Phrase, story: Story) -> str:
    """Resolve "the quarter to December", "the December quarter" to the latest; "ending in June" may not be over yet."""
    end, year = phrase.through("last"), full_year(phrase.through("last"))
    number = end.value(*MONTH_CLASSES)
    if year is None:
        runs = "ending" in end.words() and (number - story.today.month) % 12 < MONTHS_OF["Q"]
        year = int(latest_month(number, story.today, ahead=runs)[:4])
    return _quarter_up_to(day_of(year, number, monthrange(year, number)[1]))


def _quarter_up_to(last: date) -> str:
    return stepped(day_after(last, -LONGEST_MONTH), "Q", 0)


def numbered_quarter_ended(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the second quarter ended March 30" to the quarter of that number in the year of the date."""
    number, last = _number(phrase), covered(day_and_month(phrase.part("last"), story) or "")
    return quarter_value(4 * last[0].year + number - 1) if number and last else None


def quarter(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the third quarter" to that of this year if it has begun or a cue points to it, else of last year."""
    number = _number(phrase)
    if number is None or _of_something_else(phrase.following(3)):
        return None
    here = 4 * story.today.year + (story.today.month - 1) // 3
    wanted = 4 * story.today.year + number - 1
    if wanted > here and (_is_reported(phrase) or not (weak_future_cue(phrase) or _is_forecast(phrase))):
        wanted -= 4
    return quarter_value(wanted)


def _is_forecast(phrase: Phrase) -> bool:
    """Return whether the words around are a forecast: "third-quarter sales will be higher"."""
    return not FORECASTS.isdisjoint(phrase.following(FEW_WORDS) + phrase.before(FEW_WORDS - 1))


def _is_reported(phrase: Phrase) -> bool:
    """Return whether results of the quarter are reported: "will report fourth-quarter results"."""
    return not REPORTS.isdisjoint(phrase.before(FEW_WORDS)) or phrase.after() in RESULTS


FEW_WORDS = 4
FORECASTS = LOOKING_AHEAD | word_set("expects expected expect sees forecast forecasts should projects")
REPORTS = word_set("report reports reported reporting release releases releasing announce announces publish publishes")
RESULTS = word_set("results figures accounts")


def _of_something_else(following: list[str]) -> bool:
    """Return whether it is no quarter of a year: "the first quarter of the century", "of the match"."""
    return following[:2] == ["of", "the"] and following[-1] not in (
        "year",
        "fiscal",
        "financial",
        "current",
        "new",
        "coming",
    )


def _finished(story: Story) -> date:
    """Return the first day of the latest finished quarter mentioned, else of the last before the document time."""
    return story.quarter.first if story.quarter else quarter_before(story.today)


def the_quarter(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "the quarter", "the latest period", "last quarter", "this quarter"."""
    if phrase.after() == "-" or (phrase.after() == "of" and phrase.words()[-2:] == ["the", "quarter"]):
        return None  # "the quarter-century", "the quarter of those asked"
    if phrase.value("this", "current"):
        return stepped(story.today, "Q", 0)
    if phrase.value("next", "coming"):
        return stepped(story.today, "Q", 1)
    if phrase.value("previous") and story.quarter:
        return Anchored(stepped(story.quarter.first, "Q", -1), story.quarter)
    if phrase.value("last", "past", "previous"):
        return stepped(story.today, "Q", -1)
    return anchored(stepped(_finished(story), "Q", 0), story.quarter)


def a_year_before(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "a year ago", "the year-earlier quarter" to the quarter a year before one mentioned, else to the year.

    After "nine months" it is the year.
    """
    if phrase.value("unit") not in ("Y", None):
        return None
    if phrase.value("ordinal"):
        number = _number(phrase)
        return quarter_value(4 * (story.today.year - 1) + number - 1) if number else None
    coming = story.coming_quarter
    if coming and phrase.shares_sentence(coming.place):  # "third-quarter sales will be higher than a year earlier"
        return Anchored(stepped(coming.first, "Q", -4), coming)
    if (story.quarter and not story.months) or phrase.value("quarter"):
        return anchored(stepped(_finished(story), "Q", -4), story.quarter)
    return year_value(story.today.year - 1)


def as_many_months(phrase: Phrase, story: Story) -> Anchored | None:
    """Resolve "the same period of 2014" and "the year-earlier period" after "nine months" to that duration."""
    year = phrase.value("unit") in ("Y", None)
    return Anchored(story.months.value, story.months) if story.months and year else None


def quarter_of_year(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "the 1988 quarter", "last year's quarter" by the number of the latest quarter mentioned."""
    year = full_year(phrase)
    if year is None:
        year = story.today.year + direction(phrase)
    if phrase.value("period") and story.quarter is None:
        return None
    day = _finished(story)
    return anchored(stepped(day, "Q", 4 * (year - day.year)), story.quarter)
