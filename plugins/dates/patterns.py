"""What a rule is, and how its pattern of class names becomes a regular expression over token classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from plugins.dates.tokens import class_characters

if TYPE_CHECKING:
    from collections.abc import Callable

    from plugins.dates.phrase import Phrase
    from plugins.dates.story import Anchored, Story
    from plugins.layers import Timex

    Resolver = Callable[[Phrase, Story], str | Anchored | None]

ABBREVIATIONS = {
    "Month": "(month|may|month_abbreviation dot?)",
    "Weekday": "(weekday|weekday_abbreviation dot?)",
    "Day": "(day|ordinal)",
    "Year": "(year|short_year)",
    "Words": "((a (scale|million)|number_word|scale) (dash? (number_word|scale|million)){0,3} (and number_word)?)",
    "Number": "((Words|day|year|number) fraction?)",
    "Unit": "(unit|units|quarter)",
    "Few": "(a? few of?)",
    "Clock": "(clock meridiem?|(day|number|number_word) meridiem|(day|number_word) oclock|clock_word)",
    "DayName": "((Weekday comma?)? (Month Day (comma? year)?|DayMonth (comma? year)?)|Weekday|relative_day)",
    "DayMonth": "the? Day of? Month",
    "FullDay": "((Weekday comma?)? (Month Day|DayMonth) comma? Year)",
    "Quarter": "(fiscal? dash? ordinal quarter)",
    "SomeMonths": "amount=(number_word|day) units",
    "Before": "(ago|earlier)",
    "Amount": "(number_word|scale|day|year|number|a|half|few|clock|clock_word|each|repeated)",
    "Period": "(month|may|month_abbreviation|weekday|relative_day|year|decade|season|fiscal|ordinal|Near|unit)",
    "Near": "(the|this|last|next)",
    "Aside": "(last|past|next|coming|ordinal|previous|following|latest)",
}


class Rule(NamedTuple):
    """A pattern, the TIMEX3 type of what it finds, the resolving function, and an example that the tests try.

    resolve: None for a rule that covers what looks like a date and is none.
    relative: whether the value hangs on the document time.
    """

    pattern: str
    kind: Timex
    resolve: Resolver | None
    relative: bool
    example: str


def rules(kind: Timex, resolve: Resolver | None, lines: str, *, relative: bool = False) -> list[Rule]:
    """Return the rules of a block of lines `pattern  # example`."""
    pairs = [line.split("#") for line in lines.strip().splitlines()]
    return [Rule(pattern.strip(), kind, resolve, relative, example.strip()) for pattern, example in pairs]


def relative_rules(kind: Timex, resolve: Resolver, lines: str) -> list[Rule]:
    """Return the rules of a block whose values hang on the document time."""
    return rules(kind, resolve, lines, relative=True)


def expanded(pattern: str) -> str:
    """Return the regular expression over class characters that a pattern stands for."""
    return re.sub(r"([a-z]+)=\(|\(|([A-Za-z_]+)", _expanded_piece, pattern).replace(" ", "")


def _expanded_piece(piece: re.Match[str]) -> str:
    if piece[2]:
        return expanded(ABBREVIATIONS[piece[2]]) if piece[2] in ABBREVIATIONS else class_characters()[piece[2]]
    return f"(?P<{piece[1]}>" if piece[1] else "(?:"
