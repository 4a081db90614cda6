"""The names of months and weekdays, with their abbreviations; read from `months.txt` and `weekdays.txt`."""

from __future__ import annotations

from plugins.english.data_files import ANY, rows

_MONTHS = {
    row["name"]: row["abbreviations"].split()
    for row in rows("months.txt", dict.fromkeys(("name", "abbreviations"), ANY))
}
_WEEKDAYS = {row["name"]: row for row in rows("weekdays.txt", dict.fromkeys(("name", "abbreviations", "further"), ANY))}
_USUAL = {name: row["abbreviations"].split() for name, row in _WEEKDAYS.items()}

MONTHS = list(_MONTHS)
WEEKDAYS = list(_WEEKDAYS)
MONTH_ABBREVIATIONS = {short: number for number, name in enumerate(MONTHS, 1) for short in _MONTHS[name]}
"""The number of the month, January is 1, by abbreviation."""
WEEKDAY_ABBREVIATIONS = {
    short: number
    for number, (name, row) in enumerate(_WEEKDAYS.items())
    for short in (*_USUAL[name], *row["further"].split())
}
"""The number of the day, Monday is 0, by abbreviation."""


def _pattern(words: dict[str, list[str]]) -> str:
    """Return a regular expression that matches a name or its abbreviation, the longest first."""
    return "|".join(sorted((form for name, short in words.items() for form in (name, *short)), key=len, reverse=True))


MONTH_PATTERN = _pattern(_MONTHS)
"""A regular expression for a month, in full or short, to be used with IGNORECASE."""
WEEKDAY_PATTERN = _pattern(_USUAL)
"""The same for a day of the week, without the further abbreviations."""

_NUMBERS = {name[:3].lower(): number for number, name in enumerate(MONTHS, 1)}


def month_number(word: str) -> int:
    """Return the number of the month whose name starts with the first three letters of a word: "Sept" is 9; else 0."""
    return _NUMBERS.get(word[:3].lower(), 0)
