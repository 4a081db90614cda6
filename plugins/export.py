"""The sink `export`: the documents of a run as JSON lines, one record per document, in the run folder."""

from __future__ import annotations

import gzip
import re
import shutil
from collections import Counter
from typing import TYPE_CHECKING

from pipeline import Results, Sink, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import IO

    from pipeline import Part

RESERVED = ("log.jsonl", "parts", "quarantine", "derived", "run.json")
FOLDER = re.compile(r"(?P<folder>[^/*]+)/\*(?P<suffix>\.[^/*]+)")
"""Such as `documents/*.jsonl`: the star stands for the name of the part."""


class Export(Sink):
    """Write one record per document, in the order of the input, as JSON lines (UTF-8, a line feed after each).

    file: the name of the file in the run folder; a name that ends in `.gz` gives a compressed file. `documents/*.jsonl`
    gives a folder with a file for each part, named as the part is: a change of the input then changes few files, and
    the others keep their names. These files are read-only, since the run keeps them as well.
    """

    name = "export"

    file: str = "documents.jsonl"

    def __post_init__(self) -> None:
        if not self.file:
            raise ValueError("file is empty: write a name such as documents.jsonl")
        name = self._output
        if name.startswith(".") or not self.file.isprintable() or {"/", "\\", "*"} & {*name}:
            raise ValueError(
                f"file {self.file!r} is no plain name in the run folder: write one such as documents.jsonl, or "
                "documents/*.jsonl for a folder with a file for each part"
            )
        if name.casefold() in RESERVED:  # casefold: macOS does not distinguish Parts from parts
            raise ValueError(f"file {self.file!r} is what the run folder itself uses: write another name")

    @property
    def _folder(self) -> re.Match[str] | None:
        return FOLDER.fullmatch(self.file)

    @property
    def _output(self) -> str:
        return self._folder["folder"] if self._folder else self.file

    @property
    def _is_compressed(self) -> bool:
        return self.file.casefold().endswith(".gz")

    def outputs(self) -> Sequence[str]:
        """Return the name of the file or folder."""
        return (self._output,)

    def writes_parts(self) -> bool:
        """Return whether a share differs from its part: one plain file copies the lines of the parts as they are."""
        return self._is_compressed or self._folder is not None

    def write(self, part: Part, target: Path) -> None:
        """Write the records of one part."""
        with target.open("wb") as file:
            if self._is_compressed:
                _write_compressed(part, file)
            else:
                file.writelines(part.lines())

    def finish(self, results: Results) -> Iterable[Path]:
        """Join the parts in one file, or place them in the folder; return its path."""
        if folder := self._folder:
            with results.create_folder(folder["folder"]) as created:
                seen = Counter[str]()
                for part in results.parts:
                    again = f"-{seen[part.name]}" if part.name in seen else ""  # equal chunks share a part
                    seen[part.name] += 1
                    part.link_share(created / f"{part.name}{again}{folder['suffix']}")
        else:
            with results.create(self.file) as file:
                for part in results.parts:
                    self._append(part, file)
        return [results.folder / self._output]

    def _append(self, part: Part, file: IO[bytes]) -> None:
        """Append the records of a part; compressed ones as a member of their own (RFC 1952, 2.2)."""
        if part.share is None:
            file.writelines(part.lines())
        else:
            with part.share.open("rb") as share:
                shutil.copyfileobj(share, file)


def _write_compressed(part: Part, file: IO[bytes]) -> None:
    # Without a name and a time in its head, the member depends on the records alone.
    with gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as compressed:
        compressed.writelines(part.lines())


@hookimpl
def pipeline_stages() -> list[type[Sink]]:
    """Return the sink of this plugin."""
    return [Export]
