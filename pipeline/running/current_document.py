"""The document that a worker processes now, noted in a file of its trace: if the worker dies, Died has the note."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class CurrentDocument(msgspec.Struct, frozen=True):
    """A document, by its number in the chunk (from 0), and the name of the stage that it is in."""

    number: int
    stage: str


@dataclass
class DocumentNote:
    """The note of which document a worker processes; nothing is written if `path` is None."""

    path: Path | None
    number: int = 0

    def begin_document(self, number: int, stage: str) -> None:
        """Note the next document, and its first stage."""
        self.number = number
        self.begin_stage(stage)

    def begin_stage(self, stage: str) -> None:
        """Note the stage that the document enters."""
        if self.path:
            self.path.write_bytes(msgspec.json.encode(CurrentDocument(self.number, stage)))

    def clear(self) -> None:
        """Remove the note: no document is being processed."""
        if self.path:
            self.path.unlink(missing_ok=True)


def noted(note: bytes) -> CurrentDocument | None:
    """Return what a note says; None if it is empty or incomplete."""
    try:
        return msgspec.json.decode(note, type=CurrentDocument)
    except msgspec.MsgspecError:
        return None
