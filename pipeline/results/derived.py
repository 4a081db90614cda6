"""What is derived from parts, and kept in `derived/`: sketches and overlays of corpus steps, and shares of sinks.

Each is a function of a part, of the overlay on it, and of one stage; its name is a hash of these. So nothing is made
again for a part that did not change, and nothing is ever out of date. What a run did not use is removed at its end.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from pipeline.documents.overlay import Overlay
from pipeline.files import remove

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path


class PartState(msgspec.Struct, frozen=True):
    """A part as the corpus steps left it: its name, the seal and number of its records, and the name of its overlay.

    overlay: "" if no step changed a record.
    """

    part: str
    seal: str
    records: int
    overlay: str = ""

    def derived_by(self, stage: str, identity: str, *more: object) -> str:
        """Return the name of what a stage derives from this state.

        stage: its name in the plan. identity: a hash of all that decides its output. more: what else it depends on.
        """
        content = [identity, self.seal, self.overlay, *more]
        return f"{stage}/{sha256(msgspec.json.encode(content)).hexdigest()[:32]}"


@dataclass(frozen=True)
class DerivedFolder:
    """The folder of what is derived from parts. Names are `STAGE/KEY`."""

    folder: Path

    def path(self, name: str) -> Path:
        """Return the path of the file or folder with this name, whether it exists or not."""
        return self.folder / name

    def overlay(self, name: str) -> Overlay | None:
        """Return the overlay with this name; None for the empty name."""
        return Overlay(self.path(name)) if name else None

    def remove_unused(self, used: Container[str]) -> None:
        """Remove everything except the names in `used`."""
        for stage in list(self.folder.iterdir()) if self.folder.is_dir() else ():
            for path in list(stage.iterdir()):
                if f"{stage.name}/{path.name}" not in used:
                    remove(path)
            with suppress(OSError):  # it is not empty
                stage.rmdir()
