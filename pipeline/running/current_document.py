"""The document that a worker processes now, noted in a file that the parent reads if the worker dies."""

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
    """The file that says which document a worker processes; nothing is written unless `enabled`."""

    path: Path
    enabled: bool
    number: int = 0

    def begin_document(self, number: int, stage: str) -> None:
        """Note the next document, and its first stage."""
        self.number = number
        self.begin_stage(stage)

    def begin_stage(self, stage: str) -> None:
        """Note the stage that the document enters."""
        if self.enabled:
            self.path.write_bytes(msgspec.json.encode(CurrentDocument(self.number, stage)))

    def clear(self) -> None:
        """Remove the note: no document is being processed."""
        self.path.unlink(missing_ok=True)


def take_note(path: Path) -> CurrentDocument | None:
    """Return what the note at `path` says, and remove it; None if there is no note, or it is incomplete."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=CurrentDocument)
    except (OSError, msgspec.MsgspecError):
        return None
    finally:
        path.unlink(missing_ok=True)
