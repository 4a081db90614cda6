"""The document time: the day that relative expressions are resolved against."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from plugins.english.calendar_names import month_number
from plugins.layers import AnchorSource

if TYPE_CHECKING:
    from collections.abc import Mapping

SHAPES = (
    re.compile(r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)(?![0-9-])"),  # 2015-07-28T14:30:00Z, 20150728
    re.compile(r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)(?!\d)"),
    re.compile(r"(?:[A-Za-z]{3,9}\.?, ?)?(?P<day>\d\d?) (?P<name>[A-Za-z]{3,9})\.? (?P<year>\d{4})(?!\d)"),
    re.compile(r"(?:[A-Za-z]{3,9}\.?, ?)?(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d\d?),? (?P<year>\d{4})(?!\d)"),
)


OPENING = 1500  # characters: a headline and a summary may precede the dateline
# The place in capitals, the day, the agency, a dash: "LONDON, 12 May 2024 (Reuters) -", "OSLO (AP, May 12, 2024) —".
DATELINE = re.compile(
    r"^[ \t]{0,9}[A-Z][A-Z.'’ -]{1,40}(?:, [A-Z][\w.]{1,20}){0,2}(?:, | \((?:[\w ]{1,30}[,:] )?)"
    r"(?P<day>[A-Z\d][\w.,/ -]{5,38}?\d{4})\)?(?: \([^()\n]{1,40}\))? ?(?:-|–|—)",
    re.MULTILINE,
)


def document_time(
    metadata: Mapping[str, Any], setting: date | None, text: str = ""
) -> tuple[date, AnchorSource] | None:
    """Return the document time and where it comes from.

    It is the day of `published`, else of `updated`, else `setting`, else of the dateline of `text` if that has a year.
    A value that is no day is skipped.
    """
    for source in (AnchorSource.PUBLISHED, AnchorSource.UPDATED):
        day = _day(metadata.get(source.value))
        if day:
            return day, source
    if setting:
        return setting, AnchorSource.SETTING
    dateline = DATELINE.search(text[:OPENING])
    day = _day(dateline["day"]) if dateline else None
    return (day, AnchorSource.DATELINE) if day else None


def _day(written: object) -> date | None:
    """Return the day at the beginning of a date as written in metadata, or None.

    >>> _day("Tue, 28 Jul 2015 14:30:00 GMT")
    datetime.date(2015, 7, 28)
    """
    for shape in SHAPES:
        match = shape.match(written.strip()) if isinstance(written, str) else None
        if match:
            parts = match.groupdict()
            month = month_number(parts["name"]) if "name" in parts else int(parts["month"])
            return _valid(int(parts["year"]), month, int(parts["day"]))
    return None


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
