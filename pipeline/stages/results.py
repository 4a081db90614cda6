"""What a sink receives: the results of a run, and the parts that they consist of."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import msgspec

from pipeline.documents.counts import Counts
from pipeline.documents.overlay import Overlay, merged
from pipeline.files import atomic_file, atomic_folder, files_in
from pipeline.stages.output_names import file_key, not_for_exports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.documents.annotation import Annotation
    from pipeline.documents.part import PartFile


@dataclass(frozen=True)
class Part:
    """The results of one chunk, as the corpus steps left them.

    layers: the layers that the plan provides with their types, in the order of the stages.
    share: what `write` of this sink made of the part: a file or a folder. Only `finish` has it.
    """

    file: PartFile
    overlay: Overlay | None = None
    layers: Mapping[str, type[Annotation]] = field(default_factory=dict)
    share: Path | None = None

    @property
    def name(self) -> str:
        """The name of the part: a hash of its chunk and of the stages, the same as long as these are."""
        return self.file.path.stem

    def lines(self) -> Iterator[bytes]:
        """Yield each record as a line of JSON, with its line end."""
        return (line for _, line in self.numbered_lines())

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield each record as plain data."""
        return map(msgspec.json.Decoder(dict[str, Any]).decode, self.lines())

    def numbered_lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield the number of each record in the part as it was made, from 0, with its line."""
        return merged(self.file.lines(), self.overlay.changes()) if self.overlay else enumerate(self.file.lines())

    def link_share(self, target: Path) -> None:
        """Make the share appear at `target` too, without copying where the file system has hard links.

        Kept files are read-only, and so are these. Raises ValueError if there is no share, FileExistsError if there is
        a file already: shares are never written over.
        """
        if self.share is None:
            raise ValueError("the part has no share: let the sink define `write`")
        if self.share.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        for file in files_in(self.share):
            placed = target / file.relative_to(self.share)
            placed.parent.mkdir(parents=True, exist_ok=True)
            _link(file, placed)


@dataclass(frozen=True)
class Results:
    """What `finish` of a sink receives: the parts of this run in the order of the input, and what else is known of it.

    folder: the run folder.
    parts: each with its share, if the sink writes parts.
    layers: the layers that the plan provides with their types, in the order of the stages. `msgspec.structs.fields`
    gives the fields of a type.
    counts: the numbers of documents read, exported, dropped and in quarantine, and what each stage found.
    quarantine: the entry of each document in quarantine: id, source, stage, error and what was read.
    """

    folder: Path
    parts: Sequence[Part]
    layers: Mapping[str, type[Annotation]] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    quarantine: Iterable[Mapping[str, Any]] = ()

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        """Open the file `name` of the run folder for writing; it appears, complete, if the block does not raise."""
        with atomic_file(self._place(name)) as file:
            yield file

    @contextmanager
    def create_folder(self, name: str) -> Iterator[Path]:
        """Yield an empty folder, which becomes the folder `name` of the run folder if the block does not raise."""
        with atomic_folder(self._place(name)) as folder:
            yield folder

    def _place(self, name: str) -> Path:
        """Return the path of an output. Raises ValueError for a name that no export may use."""
        if reason := not_for_exports(file_key(name)):
            raise ValueError(f"an output cannot have the name {name!r}, {reason}")
        return self.folder / name


def _link(file: Path, placed: Path) -> None:
    try:
        os.link(file, placed)
    except FileExistsError:
        raise FileExistsError(
            f"{placed.name} is there already: give the share of each part a name of its own"
        ) from None
    except OSError:  # another file system, or one without hard links
        with placed.open("xb"):
            shutil.copyfile(file, placed)
        shutil.copymode(file, placed)
