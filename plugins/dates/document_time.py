"""The document time: the day that relative expressions are resolved against."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from plugins.dates.words import MONTHS
from plugins.layers import AnchorSource

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}
SHAPES = (
    re.compile(r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)(?![0-9-])"),  # 2015-07-28T14:30:00Z, 20150728
    re.compile(r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)(?!\d)"),
    re.compile(r"(?:[A-Za-z]{3,9}\.?, ?)?(?P<day>\d\d?) (?P<name>[A-Za-z]{3,9})\.? (?P<year>\d{4})(?!\d)"),
    re.compile(r"(?:[A-Za-z]{3,9}\.?, ?)?(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d\d?),? (?P<year>\d{4})(?!\d)"),
)


def document_time(metadata: Mapping[str, Any], setting: date | None) -> tuple[date, AnchorSource] | None:
    """Return the day of `published`, else of `updated`, else `setting`, and which; what names no day is passed over."""
    for source in (AnchorSource.PUBLISHED, AnchorSource.UPDATED):
        day = _day(metadata.get(source.value))
        if day:
            return day, source
    return (setting, AnchorSource.SETTING) if setting else None


def _day(written: object) -> date | None:
    """Return the day at the beginning of a date as metadata have it, or None.

    >>> _day("Tue, 28 Jul 2015 14:30:00 GMT")
    datetime.date(2015, 7, 28)
    """
    for shape in SHAPES:
        match = shape.match(written.strip()) if isinstance(written, str) else None
        if match:
            parts = match.groupdict()
            month = MONTH_NUMBERS.get(parts["name"][:3].lower(), 0) if "name" in parts else int(parts["month"])
            return _valid(int(parts["year"]), month, int(parts["day"]))
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
