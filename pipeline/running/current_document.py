"""What a worker has in hand: a note that it leaves for the parent, for the case that it dies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class InHand(msgspec.Struct, frozen=True):
    """A document, by its number in the chunk (from 0), and the name of the stage that it is in."""

    number: int
    stage: str


@dataclass
class Note:
    """The file of the note; nothing is written unless `kept`."""

    path: Path
    kept: bool
    number: int = 0

    def take(self, number: int, stage: str) -> None:
        """Note the next document, in its first stage."""
        self.number = number
        self.begin(stage)

    def begin(self, stage: str) -> None:
        """Note the stage that the document begins."""
        if self.kept:
            self.path.write_bytes(msgspec.json.encode(InHand(self.number, stage)))

    def clear(self) -> None:
        """Note that nothing is in hand."""
        self.path.unlink(missing_ok=True)


def taken_from(path: Path) -> InHand | None:
    """Return what the note at `path` says, and remove it; None where there is none that is whole."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=InHand)
    except (OSError, msgspec.MsgspecError):
        return None
    finally:
        path.unlink(missing_ok=True)
