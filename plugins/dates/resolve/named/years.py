"""Years: in figures, in words, and two joined years such as "2019-20"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import year_value
from plugins.dates.clause.cues import NO_SOONER
from plugins.dates.resolve.lengths.amounts import count
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase

FOUR_DIGITS = 4
TURN = 30  # two-digit years from 30 on are 1930 to 1999
YEARS = range(1500, 2101)  # a four-digit number alone is a year only in this range


def full_year(phrase: Phrase) -> int | None:
    """Return the year in figures in the phrase: "1998", "'98" (from 1930 to 2029), or None."""
    year = phrase.value("year")
    if year is not None:
        return int(year)
    short = phrase.value("short_year")
    return century_of(int(short["year"])) if short else None


def century_of(short: int) -> int:
    """Return the full year of a two-digit year: 30 to 99 become 1930 to 1999."""
    return short + (1900 if short >= TURN else 2000)


NO_YEAR_BEFORE = word_set(
    "$ £ € # no at about nearly over almost approximately least than some around roughly only to"
    " resolution room flight highway route page number article section channel windows office russell"
)
PEOPLE = word_set(
    "people men women children soldiers troops percent million billion points miles feet pounds dollars square cubic km"
    " kg mph yuan yen hp rpm metre metres meter meters mile foot"
)


def year_alone(phrase: Phrase, _: Story) -> str | None:
    """Resolve "1990", "1998 floods"; not a plain number ("2000 people", "1500 jobs")."""
    year = full_year(phrase)
    before, after = phrase.before(2), phrase.after()
    if year is None or (year not in YEARS and not (before[:1] == ["in"] and after in ENDS)):
        return None  # before 1500 a year in figures alone is rare: "In 1463, the king"
    near = before[:1] != [] and before[0] in NEARLY and after in ENDS and year in OWN_TIME and year % ROUND
    if before in NO_SOONER or near:
        return year_value(year)
    if before and before[0] in NO_YEAR_BEFORE - {"to"}:
        return None
    if after in PEOPLE or after == "%" or (year not in OWN_TIME and _follows_capitals(phrase)):
        return None
    counts = after.islower() and after.endswith("s") and after not in AFTER_YEAR
    if counts and (year % ROUND == 0 or year not in OWN_TIME) and not (year in OWN_TIME and _is_introduced(before)):
        return None
    return year_value(year)


def _is_introduced(before: list[str]) -> bool:
    return before[:1] != [] and before[0] in INTRODUCES_YEAR


NEARLY = word_set("about around circa approximately over")  # "built around 1927."
ENDS = ("", ",", ".", ";", ")")


def _follows_capitals(phrase: Phrase) -> bool:
    """Return whether a word in capitals is before it, as in the number of a bill: "SB 1670"."""
    return bool(phrase.before()) and phrase.tokens.word(phrase.start - 1).isupper()


INTRODUCES_YEAR = word_set(
    "in since until of by from the during before after for early late mid till through fiscal and"
)
ROUND, OWN_TIME = 50, range(1900, 2051)  # "1500 jobs" counts them, "1998 floods" hardly does
AFTER_YEAR = word_set(
    "was is has as s sales results earnings profits revenues elections games finals riots protests attacks bombings"
    " talks forecasts estimates taxes levels prices rates"
)


def named_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "fiscal 1989", "the year 2000", "the year two thousand"."""
    year = full_year(phrase)
    number = count(phrase.part("amount")) if year is None else year
    return year_value(int(number)) if len(str(int(number))) == FOUR_DIGITS else None


def spelled_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "nineteen ninety-six"."""
    return year_value(year) if (year := year_in_words(phrase)) else None


def year_in_words(phrase: Phrase) -> int | None:
    """Return the year in number words: "nineteen ninety-six"; None if they are no year."""
    numbers = phrase.values("number_word")
    century, tens, *ones = numbers
    if century not in CENTURIES_IN_WORDS or tens not in (range(20, 100, 10) if ones else range(10, 100)):
        return None
    return 100 * int(century) + int(tens) + sum(ones) if sum(ones) in range(10) else None


CENTURIES_IN_WORDS = range(17, 21)


def years_joined(phrase: Phrase, _: Story) -> str | None:
    """Resolve "2019-20" to its first year; not "2000-50"."""
    year, short = phrase.value("year"), phrase.value("day", "number")
    return year_value(year) if year in YEARS and 0 < short - year % 100 <= LONGEST_JOINED else None


LONGEST_JOINED = 9  # years
