"""The story: what an expression is resolved against, which is the document time or a date mentioned before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from plugins.dates.anchors.periods import covered
from plugins.layers import AnchorSource

if TYPE_CHECKING:
    from pipeline import Span

MONTHS = re.compile(r"P\d+M")
FULL_QUARTER = re.compile(r"\d{4}-Q[1-4]")
LONGEST_MONTH = 31  # days
SHORTLY = 10  # days: a time of day is hardly told of an earlier one, unless its sentence names it
A_YEAR = 365
STAND_IN = date(2000, 1, 1)  # rules can then refuse by their words; no value resolved against it is given out


Prefer = Literal["past", "future", "nearest"]  # which day is meant where the words around leave it open


class Mention(NamedTuple):
    """A date of the text: its value, the first day that it covers, and its place; a duration begins on no day."""

    value: str
    first: date
    place: Span


class Unanchored(Exception):  # noqa: N818  # no error: the text may name the day in words that are no date
    """An expression hangs on a day that the text does not name: "the next day" with no date before it."""


class Anchored(NamedTuple):
    """A value that was resolved against an earlier date of the text."""

    value: str
    by: Mention


def anchored(value: str, by: Mention | None) -> Anchored | str:
    """Return `value` with the mention that it hangs on, if any."""
    return Anchored(value, by) if by else value


@dataclass(frozen=True)
class Story:
    """What resolving goes by: the document time, the settings, and what was mentioned before the place in hand.

    today, source: the document time and where it comes from; a stand-in where the source is MISSING.
    prefer, day_first: the settings of the stage.
    quarter: the latest finished quarter mentioned.
    coming_quarter: the last quarter mentioned that is not over yet.
    months: the last number of months mentioned ("nine months"), unless a quarter was mentioned since.
    day: the last single day mentioned.
    lately: the last single day mentioned of those shortly before the document time.
    near: the last day, week or month mentioned.
    year: the last year mentioned, on its own or within a date.
    entry: the date that heads the entry of a chronology, "1993 - Peacekeepers arrive in February".
    coming: the numbers of the months ahead, within a year of the document time, that were mentioned, alone or of a day.
    """

    today: date = STAND_IN
    source: AnchorSource = AnchorSource.MISSING
    prefer: Prefer = "past"
    day_first: bool = False
    quarter: Mention | None = None
    coming_quarter: Mention | None = None
    months: Mention | None = None
    day: Mention | None = None
    lately: Mention | None = None
    near: Mention | None = None
    year: Mention | None = None
    entry: Mention | None = None
    coming: frozenset[int] = frozenset()

    @property
    def known(self) -> bool:
        """Whether there is a document time."""
        return self.source is not AnchorSource.MISSING

    def prefers_ahead(self, behind: int, ahead: int) -> bool:
        """Tell whether the setting takes what lies `ahead` days on rather than what lies `behind` days back."""
        return self.prefer == "future" or (self.prefer == "nearest" and ahead < behind)

    def after(self, value: str, place: Span, *, heads: bool = False) -> Story:
        """Return the story after `value` was mentioned at `place`; `heads` if it is the head of an entry."""
        if MONTHS.fullmatch(value):
            return replace(self, months=Mention(value, date.min, place))
        days = covered(value)
        if not days:
            return self
        first, last = days
        mention = Mention(value, first, place)
        changed: dict[str, Any] = {"year": mention, "coming": self._coming(first, last)}
        if heads:
            changed["entry"] = mention
        if (last - first).days <= LONGEST_MONTH:
            changed |= {"near": mention, "day": mention} if first == last else {"near": mention}
            if first == last and 0 <= (self.today - first).days <= SHORTLY:
                changed["lately"] = mention
        elif FULL_QUARTER.fullmatch(value) and self.known and last > self.today:
            changed |= {"coming_quarter": mention}
        elif FULL_QUARTER.fullmatch(value):
            later = self.quarter is None or first >= self.quarter.first
            changed |= {"months": None, "quarter": mention if later else self.quarter}
        return replace(self, **changed)

    def _coming(self, first: date, last: date) -> frozenset[int]:
        """Return `coming` with the month of a day or month from `first` to `last`, if that lies ahead."""
        ahead = (last - first).days < LONGEST_MONTH and 0 < (first - self.today).days <= A_YEAR
        return self.coming | {first.month} if ahead else self.coming
