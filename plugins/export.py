"""The sink `export`: the documents of a run as JSON lines, one record per document, in the run folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Results, Sink, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

RESERVED = ("log.jsonl", "parts", "quarantine", "run.json")


class Export(Sink):
    """Write one record per document, in the order of the input, as JSON lines (UTF-8, a line feed after each).

    file: the name of the file in the run folder.
    """

    name = "export"

    file: str = "documents.jsonl"

    def __post_init__(self) -> None:
        if not self.file:
            raise ValueError("file is empty: write a name such as documents.jsonl")
        if self.file.startswith(".") or not self.file.isprintable() or {"/", "\\"} & {*self.file}:
            raise ValueError(
                f"file {self.file!r} is no plain name in the run folder: write one such as documents.jsonl"
            )
        if self.file.casefold() in RESERVED:  # casefold: macOS does not distinguish Parts from parts
            raise ValueError(f"file {self.file!r} is what the run folder itself uses: write another name")

    def outputs(self) -> Sequence[str]:
        """Return the name of the file."""
        return (self.file,)

    def finish(self, results: Results) -> Iterable[Path]:
        """Copy the records of all parts into one file, and return its path."""
        with results.create(self.file) as file:
            for part in results.parts:
                file.writelines(part.lines())
        return [results.folder / self.file]


@hookimpl
def pipeline_stages() -> list[type[Sink]]:
    """Return the sink of this plugin."""
    return [Export]
