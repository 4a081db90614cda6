"""An overlay: what corpus steps changed in the records of one part, in a file of JSON lines; the part stays as it is.

    {"at": 5, "record": {"id": …, …}}                                 the record to use in place of record 5 of the part
    {"at": 7, "dropped": "the same text as a.txt"}                    record 7 is left out
    {"overlay": 1, "counts": {"duplicates": {"dropped": 1}}}          the last line

Records are numbered from 0, as they stand in the part; lines are in this order. An overlay holds the changes of all
corpus steps up to one of them, so that a reader needs the part and one overlay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from pipeline.documents.part import decoded_last_line, lines_before_last

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FORMAT = 1


class Change(msgspec.Struct, frozen=True):
    """A record of the part: the record to use in its place as JSON, or the reason why it is left out."""

    at: int
    record: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    dropped: str | msgspec.UnsetType = msgspec.UNSET


class OverlaySummary(msgspec.Struct, frozen=True):
    """The last line: for each corpus step, by its name in the plan, how many records it changed and dropped."""

    overlay: int
    counts: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Overlay:
    """The overlay in the file `path`."""

    path: Path

    def changes(self) -> Iterator[Change]:
        """Yield the changes, in the order of the records."""
        return map(msgspec.json.Decoder(Change).decode, lines_before_last(self.path))

    def summary(self) -> OverlaySummary:
        """Return the last line. Raises RunError if it is no summary: the file is damaged."""
        return decoded_last_line(self.path, OverlaySummary)


def merged(lines: Iterable[bytes], changes: Iterable[Change]) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the line of each record of a part, as an overlay changes it; dropped records are missing."""
    waiting = iter(changes)
    change = next(waiting, None)
    for at, line in enumerate(lines):
        if change is None or change.at != at:
            yield at, line
            continue
        if isinstance(change.record, msgspec.Raw):
            yield at, bytes(change.record) + b"\n"
        change = next(waiting, None)


def overlay_lines(changes: Iterable[Change], counts: Mapping[str, Mapping[str, int]]) -> Iterator[bytes]:
    """Yield the lines of an overlay; `counts` may be filled while `changes` are taken."""
    encoder = msgspec.json.Encoder()
    for change in changes:
        yield encoder.encode(change) + b"\n"
    yield encoder.encode(OverlaySummary(FORMAT, {step: dict(found) for step, found in counts.items()})) + b"\n"
