"""A part: the results of a finished chunk, one file of JSON lines: a record for each document, then a summary.

    {"id": …, "source": …, "text": …, "metadata": {…}, "entities": […], …}      one line for each document
    {"part": 3, "read": 32, "dropped": 1, "quarantined": {…}, "tally": {…}, …}  the last line

Records are those of the export (`Document.record`), so that an export in JSON lines copies bytes. The summary comes
last because a part is streamed: a chunk may be far larger than memory. What corpus steps change in a part is kept in
an overlay (see `overlay`); the part itself stays as it is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline.documents.failures import FailureGroup
from pipeline.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Kind = TypeVar("Kind")
FORMAT = 3
TAIL = 65_536
"""Bytes that are read first, from the end of the file, to find the summary; then twice as many each time."""


class Summary(msgspec.Struct, frozen=True):
    """What happened to the documents of a chunk: read + added = exported + dropped + quarantined.

    read: counted as the source yields documents, so that a document that is lost afterwards is noticed.
    part: the version of the format.
    quarantined: the names of the files in `quarantine/`, each with the number of records before its document.
    tally: for each stage, by its name in the plan, the sum of its tallies.
    failures: the failures in quarantine, grouped by kind.
    ids: the digests of the records' ids, in the order of the records; see `ids`.
    added: how many documents stages added, by splitting.
    seal: the SHA-256 of the lines of all records: it identifies the content, which a retry changes.
    """

    part: int
    read: int
    exported: int
    dropped: int
    quarantined: dict[str, int]
    tally: dict[str, dict[str, int]]
    failures: tuple[FailureGroup, ...] = ()
    ids: bytes = b""
    seal: str = ""
    added: int = 0


@dataclass(frozen=True)
class PartFile:
    """A committed part."""

    path: Path

    def lines(self) -> Iterator[bytes]:
        """Yield each record as a line of JSON, with its line end."""
        return lines_before_last(self.path)

    def summary(self) -> Summary:
        """Return the last line. Raises RunError if it is no summary: the file is damaged or is not a part."""
        return decoded_last_line(self.path, Summary)


def lines_before_last(path: Path) -> Iterator[bytes]:
    """Yield each line of a file except the last, with its line end."""
    with path.open("rb") as file:
        previous = file.readline()
        for line in file:
            yield previous
            previous = line


def decoded_last_line(path: Path, kind: type[Kind]) -> Kind:
    """Return the last line of a file, decoded as `kind`. Raises RunError if it is none: the file is damaged."""
    try:
        return msgspec.json.decode(_last_line(path), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise RunError(f"{path} is damaged ({error}): delete it and run again") from error


def _last_line(path: Path) -> bytes:
    """Return the last line of a file that is not blank, without its line end; empty if there is none."""
    last, step = b"", TAIL
    with path.open("rb") as file:
        start = file.seek(0, os.SEEK_END)
        while start and b"\n" not in last.rstrip(b"\n"):
            end, start = start, max(0, start - step)
            file.seek(start)
            last = file.read(end - start) + last
            step *= 2
    return last.rstrip(b"\n").rpartition(b"\n")[2]
