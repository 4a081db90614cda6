"""Decades, centuries, and years with an era."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import century_value, decade_value, year_value
from plugins.dates.resolve.named.years import FOUR_DIGITS, century_of
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase


def decade(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the 1990s", "the '90s", "the nineties", "the 60s"; not "in his twenties" nor "highs in the 60s"."""
    found, word = phrase.value("decade"), phrase.words()[-1]
    if isinstance(found, int):
        return decade_value(found) if phrase.value("the") else None
    if len(found["year"]) == FOUR_DIGITS - 1:
        return str(found["year"])[: 2 if found["year"] in HUNDREDS else None]
    if word[0].isdigit() and (not phrase.value("the") or _is_measure(phrase.before(SENTENCE))):
        return None
    year = century_of(10 * int(found["year"]))
    return decade_value(year - 100 if story.known and year > story.today.year else year)


def _is_measure(before: list[str]) -> bool:
    return before[:2] in (["in", "high"], ["in", "low"]) or not MEASURED.isdisjoint(before)


SENTENCE = 14  # words
# "The 60s" may also be degrees, strokes of golf, points, shares of votes, ages or speeds.
MEASURED = word_set(
    "highs lows upper lower temperature temperatures degrees weather sunny mercury shot round rounds score scores"
    " scored rating ratings percent percentage % polls age ages aged mph speeds wins"
)


HUNDREDS = ("150", "160", "170", "180", "190")  # "the 1800s" are a century, "the 2000s" a decade


def century(phrase: Phrase, _: Story) -> str | None:
    """Resolve "the 20th century" to `19`, "the twenty-first century" to `20`."""
    named = phrase.tokens.word(phrase.end - 1).istitle() and phrase.after().istitle()  # "21st Century Fox"
    if phrase.value("unit", "units") != "CE" or named:
        return None
    number = phrase.value("ordinal") + (phrase.value("number_word") or 0)
    return century_value(100 * number - 100) if number > 1 else None


def first_of_two_centuries(phrase: Phrase, story: Story) -> str | None:
    """Resolve "the 17th" before "and 18th centuries"."""
    return century(phrase.through("last"), story)


def before_christ(phrase: Phrase, _: Story) -> str | None:
    """Resolve "44 BC" to `BC0044`, "AD 120" to `0120`."""
    year = phrase.value("day", "number", "year")
    if not isinstance(year, int):
        return None  # "version 2.0 AD"
    if phrase.value("era") in ("AD", "A.D."):
        return year_value(year)
    return f"BC{year:04d}" if year <= date.max.year else None
