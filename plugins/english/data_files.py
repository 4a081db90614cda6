"""Reads the data files that stand beside the modules: comment lines start with `#`, columns are divided by `;`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FOLDER = Path(__file__).parent
Row = dict[str, str]


def rows(name: str, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a data file: for each column its value, without blanks around it.

    Raises ValueError, with file and line, for a row that has more or fewer values than there are columns.
    """
    return (row for _, row in _numbered(name, columns))


def rows_with_uses(name: str, columns: Sequence[str], known: Sequence[str]) -> list[tuple[Row, frozenset[str]]]:
    """Return the rows of a data file, each with the words of its column `uses`.

    Raises ValueError, with file and line, for a use that is not among `known`.
    """
    found = []
    for number, row in _numbered(name, columns):
        uses = frozenset(row["uses"].split())
        unknown = ", ".join(sorted(uses.difference(known)))
        if unknown:
            raise ValueError(f"{name}:{number}: unknown use {unknown}: write one of {', '.join(known)}")
        found.append((row, uses))
    return found


def _numbered(name: str, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        values = [value.strip() for value in line.split(";")]
        if len(values) != len(columns):
            expected = f"expected {len(columns)} values ({'; '.join(columns)}), found {len(values)}"
            raise ValueError(f"{name}:{number}: {expected}: correct the line, or start it with # to leave it out")
        yield number, dict(zip(columns, values, strict=True))
