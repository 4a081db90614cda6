"""How often: the values of SET, "every Monday", "daily", "twice a week"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.resolve.lengths.amounts import UNIT_CLASSES, count, exact, unit_of
from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase


def often(phrase: Phrase, _: Story) -> str | None:
    """Resolve "daily", "weekly"; not in a name ("the Daily Mirror") nor before one ("the daily Corriere")."""
    word = phrase.words()[0]
    named = phrase.tokens.word(phrase.start) != word and not phrase.starts_sentence()
    if word == "hourly" and phrase.after() in PAID:
        return None
    return None if named or phrase.after().istitle() else str(phrase.value("repeated"))


PAID = word_set("employees workers staff")


def every(phrase: Phrase, _: Story) -> str | None:
    """Resolve "every Monday" XXXX-WXX-1, "each July" XXXX-07, "every summer" XXXX-SU, "every two years" P2Y."""
    unit = phrase.value(*UNIT_CLASSES)
    if unit:
        number = 2 if phrase.value("alternate") else phrase.value("ordinal") or count(phrase.part("amount"))
        return exact(number, unit_of(phrase))
    return recurring(phrase)


def recurring(phrase: Phrase) -> str | None:
    """Return the SET value of a weekday, month, season, weekend or part of day."""
    day = phrase.value("weekday", "weekdays")
    part = phrase.value("part_of_day", "part_of_days")
    if day is not None:
        return f"XXXX-WXX-{day + 1}" + (f"T{part}" if part else "")
    if phrase.value("month", "may"):
        return f"XXXX-{phrase.value('month', 'may'):02d}"
    if phrase.value("season"):
        return f"XXXX-{phrase.value('season')}"
    if phrase.value("weekend", "weekends"):
        return "XXXX-WXX-WE"
    return f"XXXX-XX-XXT{part}" if part else None


def weekly(phrase: Phrase, _: Story) -> str | None:
    """Resolve "Mondays", "Tuesday nights"."""
    return recurring(phrase)


def times_a_unit(phrase: Phrase, _: Story) -> str | None:
    """Resolve "twice a week", "three times a year", "the first Tuesday of each month" to the unit: P1W, P1Y, P1M."""
    return exact(1, unit_of(phrase))
