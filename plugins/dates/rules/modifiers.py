"""Words that belong to an expression and narrow or blur its value: "early", "the end of", "more than", "or so".

They extend the expression to the left (`extended`) and give the TIMEX3 attribute `mod` (`mod_of`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from plugins.dates.text.patterns import expanded
from plugins.layers import Mod, Timex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.dates.text.tokens import Tokens

# Words before an expression that belong to it without changing its value, with the class that must follow them.
BEFORE = (
    "the? edge of (the|this|last|next)? Period",
    "edge dash Period",
    "(the? early|early dash|the? mid dash?) Period",
    "earlier (this|relative_day|weekday)",
    "approximate (the (half|scale|whole))? Amount",
    "(at (least|most)|more than|up to|no (later|more) than|as (few|long|more) as) Amount",
)
LONGEST = 6  # tokens

PARTS = {
    Mod.START: ("early", "beginning", "start"),
    Mod.MID: ("mid", "middle"),
    Mod.END: ("late", "end", "close"),
}
# The mod of a duration and that of a date: "more than a year ago" is before a year ago.
COMPARED = (
    (Mod.EQUAL_OR_LESS, Mod.ON_OR_AFTER, ("no more than", "no longer than", "up to", "at most")),
    (Mod.EQUAL_OR_LESS, Mod.ON_OR_AFTER, ("as long as", "as many as", "as much as")),
    (Mod.EQUAL_OR_MORE, Mod.ON_OR_BEFORE, ("no less than", "no fewer than", "at least", "as few as")),
    (Mod.MORE_THAN, Mod.BEFORE, ("more than", "longer than")),
    (Mod.LESS_THAN, Mod.AFTER, ("less than", "fewer than")),
)
COMPARES = frozenset(phrase.split()[0] for _, _, phrases in COMPARED for phrase in phrases)
ABOUT = ("about", "nearly", "almost", "around", "approximately", "roughly", "some", "couple")


def extended(tokens: Tokens, floor: int, start: int) -> int:
    """Return the start of the expression at token `start`, extended by words before it, but not below token `floor`."""
    match = _before().search(tokens.classes, max(floor, start - LONGEST), start + 1)
    return match.start() if match else start


@cache
def _before() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(expanded(pattern) for pattern in BEFORE)})$")


def mod_of(words: Sequence[str], kind: Timex) -> Mod | None:
    """Return the mod that the words of an expression, in small letters, give.

    >>> mod_of(["more", "than", "a", "year", "ago"], Timex.DATE)
    <Mod.BEFORE: 'BEFORE'>
    """
    said = f" {' '.join(words)} "
    for length, point, phrases in COMPARED if words[0] in COMPARES else ():
        if any(f" {phrase} " in said for phrase in phrases):
            return length if kind is Timex.DURATION else point
    if " or more " in said:
        return Mod.EQUAL_OR_MORE if kind is Timex.DURATION else Mod.ON_OR_BEFORE
    if words[0] in ABOUT or "couple" in words or " or so " in said:
        return Mod.APPROX
    return part_of(words)


def part_of(words: Sequence[str]) -> Mod | None:
    """Return the part that the words name: START for "early", "the beginning of"; None for the whole."""
    if words[0] == "earlier":  # "earlier this week"; not "a week earlier"
        return Mod.START
    parts = (part for word in words for part, names in PARTS.items() if word in names)
    return next(parts, None)
