"""Translates a pattern of class names into a regular expression over token classes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from plugins.dates.text.tokens import class_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

ABBREVIATIONS = {
    "Month": "(month|may|month_abbreviation dot?)",
    "Weekday": "(weekday|weekday_abbreviation dot?)",
    "Day": "(day|ordinal)",
    "Year": "(year|short_year)",
    "Words": "((HalfA? scale|a Scale|number_word) (dash? (number_word|Scale)){0,3} (and number_word)?)",
    "Scale": "(scale|million)",
    "HalfA": "(half (a|dash)|a half dash)",
    "Working": "(working|whole|more)",
    "Number": "((Words|(day|year|number) million?) fraction?)",
    "Unit": "(unit|units|quarter)",
    "Few": "(a? few of?)",
    "Zone": "(zone|local times)",
    "Clock": "(clock meridiem?|(day|number|number_word) meridiem|(day|number_word) oclock|day? clock_word)",
    "Hour": "(day|number_word|number|clock)",
    "Bracket": "(open (clock meridiem?|year|number|day meridiem)? Zone? (dash|other)? day? close)",
    "ItsDay": "comma? on? day=(FullDay|DayName)",
    "HalfClock": "(clock meridiem?|(day|number_word|number) meridiem|clock_word)",
    "Next": "(the? Aside)",
    "AtLeast": "(or (more|so))",
    "DayName": "((Weekday comma?)? (Month Day (comma? year)?|DayMonth (comma? year)?)|Weekday|relative_day)",
    "DayMonth": "((the ordinal|Day) of? Month)",
    "FullDay": "((Weekday comma?)? (Month Day|DayMonth) comma? Year)",
    "Quarter": "(fiscal? dash? ordinal fiscal? quarter)",
    "LongHoliday": "name=(holiday dot? holiday? holiday? (unit? possessive)? (holiday|unit|weekday))",
    "ThatYear": "(of? year=((this|last|next|that|the (same|following|previous)) unit))",
    "OnTo": "(dash|and|or|to|through)",
    "OfYear": "((of|in|comma)? (fiscal unit?)? year)",
    "AndMore": "(and|or|to|comma|dash)",
    "SomeMonths": "amount=(number_word|day) units",
    "Before": "(ago|earlier)",
    "Pointed": "(the? (last|past|next|coming|previous|following)|this (past|coming)?)",
    "Amount": "(number_word|scale|day|year|number|a|another|half|few|clock|clock_word)",
    "Period": "(month|may|month_abbreviation|weekday|relative_day|year|decade|season|fiscal|ordinal|Near|unit)",
    "Near": "(the|this|last|next)",
    "Ended": "((that? ended|to|through) in? (the edge of)?)",
    "Aside": "(last|past|next|coming|ordinal|previous|following|latest)",
}


AROUND = {"then": "(?=", "back": "(?<="}


def expanded(pattern: str) -> str:
    """Return the regular expression over class characters for a pattern.

    `name=(…)` names a part. `then=(…)` is a lookahead and `back=(…)`, of fixed length, a lookbehind: they are not in
    the match.
    """
    return re.sub(r"([a-z]+)=\(|\(|([A-Za-z_]+)", _expanded_piece, pattern).replace(" ", "")


def _expanded_piece(piece: re.Match[str]) -> str:
    if piece[2]:
        return expanded(ABBREVIATIONS[piece[2]]) if piece[2] in ABBREVIATIONS else class_characters()[piece[2]]
    return AROUND.get(piece[1]) or (f"(?P<{piece[1]}>" if piece[1] else "(?:")


PIECE = re.compile(r"\(\?(?:P<[a-z]+>|:|<?=)|[)\w](?:\?|\{0,\d\})?|\|")
ALTERNATIVES = re.compile(r"\(\?:(\w(?:\|\w)*)\)")


class Shape(NamedTuple):
    """The token classes that a pattern can match.

    firsts: the classes that it can begin with.
    alone: the classes that it can consist of alone.
    empty: whether it can match nothing.
    """

    firsts: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    empty: bool = True

    def then(self, other: Shape) -> Shape:
        """Return the shape of this pattern followed by `other`."""
        firsts = self.firsts | other.firsts if self.empty else self.firsts
        alone = (self.alone if other.empty else frozenset()) | (other.alone if self.empty else frozenset())
        return Shape(firsts, alone, self.empty and other.empty)

    def either(self, other: Shape) -> Shape:
        """Return the shape of this pattern or `other`."""
        return Shape(self.firsts | other.firsts, self.alone | other.alone, self.empty or other.empty)


def shape(pattern: str) -> Shape:
    """Return the shape of an expanded pattern, without its lookaheads and lookbehinds."""
    return _shape(iter(PIECE.findall(pattern)))


def _shape(pieces: Iterator[str]) -> Shape:
    """Return the shape of a group; `pieces` are consumed up to its end."""
    found, alternative = None, Shape()
    for piece in pieces:
        if piece == "|":
            found, alternative = alternative.either(found) if found else alternative, Shape()
        elif piece[0] == ")":
            whole = alternative.either(found) if found else alternative
            return whole._replace(empty=whole.empty or piece != ")")
        elif piece[0] == "(":
            group = _shape(pieces)
            alternative = alternative if piece.endswith("=") else alternative.then(group)
        else:
            one = frozenset(piece[0])
            alternative = alternative.then(Shape(one, one, empty=len(piece) > 1))
    return alternative.either(found) if found else alternative


def squeezed(pattern: str) -> str:
    """Return an expanded pattern with `[xyz]` for `(?:x|y|z)`, which takes less time to compile."""
    shorter = ALTERNATIVES.sub(lambda match: f"[{match[1].replace('|', '')}]", pattern)
    return pattern if shorter == pattern else squeezed(shorter)
