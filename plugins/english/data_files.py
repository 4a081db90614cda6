"""Reads the data files in the folder of the modules: comment lines start with `#`, columns are divided by `;`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FOLDER = Path(__file__).parent
ANY = ()  # for a column that may hold any words
Row = dict[str, str]


def rows(name: str, columns: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    """Yield the rows of a data file: for each column its value, without blanks around it.

    columns: the words that a column may hold, by its name, or ANY. Raises ValueError, with file and line, for a row
    with more or fewer values than there are columns, and for a word that its column may not hold.
    """
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            values = [value.strip() for value in line.split(";")]
            if len(values) != len(columns):
                expected = f"expected {len(columns)} values ({'; '.join(columns)}), found {len(values)}"
                raise ValueError(f"{name}:{number}: {expected}: correct the line, or start it with # to leave it out")
            row = dict(zip(columns, values, strict=True))
            _check_words(f"{name}:{number}", row, columns)
            yield row


def with_use(rows: Iterable[Row], use: str) -> Iterator[Row]:
    """Yield the rows that have a word in their column `uses`."""
    return (row for row in rows if use in row["uses"].split())


def _check_words(place: str, row: Row, columns: Mapping[str, Sequence[str]]) -> None:
    """Raise ValueError if a column holds a word that it may not hold."""
    for column, known in columns.items():
        unknown = [word for word in row[column].split() if known and word not in known]
        if unknown:
            raise ValueError(f"{place}: unknown in {column}: {', '.join(unknown)}; write one of {', '.join(known)}")
