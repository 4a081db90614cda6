"""Formatting for the commands: complaints with their lines of the YAML, aligned tables, counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.errors import Complaint, Place


def format_complaints(complaints: Sequence[Complaint]) -> str:
    """Return all complaints; with the line of the file and a caret, unless that line may hold a secret."""
    hidden = {_line_of(complaint) for complaint in complaints if complaint.hidden}
    return "\n".join(line for one in complaints for line in _format_complaint(one, hidden=_line_of(one) in hidden))


def _line_of(complaint: Complaint) -> tuple[str, int] | None:
    return (complaint.place.file, complaint.place.line) if complaint.place else None


def _format_complaint(complaint: Complaint, *, hidden: bool) -> list[str]:
    lines = [str(complaint)]
    if complaint.place and complaint.place.line and not hidden:
        line = _line(complaint.place)
        # Tabs stay tabs before the caret, so that it is below its character for every width of a tab.
        indent = "".join(char if char == "\t" else " " for char in line[: complaint.place.column - 1])
        lines += [f"    {line}", f"    {indent}^"]
    return lines


def _line(place: Place) -> str:
    try:
        lines = Path(place.file).read_text("utf-8-sig", errors="replace").split("\n")
    except OSError:
        return ""
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    return "".join(char if char.isprintable() or char == "\t" else "\ufffd" for char in line.rstrip("\r"))


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Return the rows with aligned cells, two blanks between columns; columns in `right` are aligned right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def count(number: int, noun: str) -> str:
    """Return `1 document`, `2 documents`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
