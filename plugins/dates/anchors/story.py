"""The story: the document time and the dates mentioned so far, which expressions are resolved against."""

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
SHORTLY = 10  # days: a time of day rarely belongs to an earlier day, unless its sentence names the day
A_YEAR = 365
PLACEHOLDER = date(2000, 1, 1)  # lets the rules run without a document time; no value that depends on it is kept


Prefer = Literal["past", "future", "nearest"]  # which day is meant if the words around it do not decide


class Mention(NamedTuple):
    """A date that the text mentions: its value, the first day that it covers (none for a duration), and its place."""

    value: str
    first: date
    place: Span


class Unanchored(Exception):  # noqa: N818  # not an error: the text may name the day in words that are no date
    """The anchor of an expression is a day that the text does not name: "the next day" with no date before it."""


class Anchored(NamedTuple):
    """A value that was resolved against an earlier date of the text, its anchor."""

    value: str
    anchor: Mention


def anchored(value: str, anchor: Mention | None) -> Anchored | str:
    """Return `value` with the mention that is its anchor, if any."""
    return Anchored(value, anchor) if anchor else value


@dataclass(frozen=True)
class Story:
    """What the resolving functions use: the document time, the settings, and what was mentioned before the expression.

    today, source: the document time and where it comes from; a placeholder if the source is MISSING.
    prefer, day_first: the settings of the stage.
    quarter: the latest of the finished quarters mentioned.
    coming_quarter: the last quarter mentioned that is not finished at the document time.
    months: the last number of months mentioned ("nine months"), unless a quarter was mentioned since.
    day: the last single day mentioned.
    lately: the last single day mentioned that is at most ten days before the document time.
    near: the last day, week or month mentioned.
    year: the last year mentioned, on its own or within a date.
    entry: the date that heads the entry of a chronology, "1993 - Peacekeepers arrive in February".
    coming: the numbers of the months that were mentioned, alone or with a day, in the year after the document time.
    """

    today: date = PLACEHOLDER
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
        """Return whether the setting prefers a day `ahead` days in the future to one `behind` days in the past."""
        return self.prefer == "future" or (self.prefer == "nearest" and ahead < behind)

    def after(self, value: str, place: Span, *, heads: bool = False) -> Story:
        """Return the story after `value` was mentioned at `place`; `heads`: whether it heads an entry."""
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
        """Return `coming`, with the month of the day or month from `first` to `last` if that is in the future."""
        ahead = (last - first).days < LONGEST_MONTH and 0 < (first - self.today).days <= A_YEAR
        return self.coming | {first.month} if ahead else self.coming
