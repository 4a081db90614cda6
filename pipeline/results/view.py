"""What a finished run gave, for those who read the run folder: its documents, its counts, its quarantine.

Documents are streamed from the parts that the record names, so memory stays flat. No plugin is needed.
"""

from __future__ import annotations

import difflib
import os
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.errors import Complaint, ConfigError, RunError, did_you_mean
from pipeline.results import record as records
from pipeline.results.run_folder import Store

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.results.record import Record

NEAREST = 3
MOST_COMPARED = 20_000
"""Ids among which the nearest to a mistyped one are looked for: comparing is slow, and a run may have millions."""


class _Id(msgspec.Struct):
    id: str


@dataclass(frozen=True)
class View:
    """A finished run: its folder and its record."""

    folder: Path
    record: Record

    @classmethod
    def of(cls, folder: Path) -> View:
        """Return the view of a run folder. Raises RunError where there is no finished run in it."""
        return cls(folder, records.read(folder))

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the record of each document, in the order of the input.

        Raises RunError where a part is gone or damaged.
        """
        return (document for document, _ in self._decoded(dict[str, Any]))

    def _decoded(self, kind: type[Any]) -> Iterator[tuple[Any, bytes]]:
        """Yield each record as `kind`, with its line."""
        decoder = msgspec.json.Decoder(kind)
        store = Store(self.folder)
        again = f"pipeline run {os.path.normpath(self.folder / self.record.config)} makes it again"
        for name in self.record.parts:
            part = store.part(name)
            try:
                for line in part.lines():
                    yield decoder.decode(line), line
            except FileNotFoundError as error:
                raise RunError(f"the part {part.path} is gone: {again}") from error
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise RunError(f"the part {part.path} is damaged ({error}): delete it, and {again}") from error

    def totals(self, layers: Iterable[str]) -> Counter[str]:
        """Return how many annotations each of `layers` has in all documents together."""
        totals = Counter(dict.fromkeys(layers, 0))
        for document in self.documents():
            for layer in totals:
                totals[layer] += len(document.get(layer) or ())
        return totals

    def quarantine(self) -> Iterator[dict[str, Any]]:
        """Yield what is kept of each document in quarantine, with its `file`."""
        store = Store(self.folder)
        for name in self.record.quarantine:
            yield {"file": name, **store.quarantined(name)}

    def layers(self, asked: Sequence[str] | None) -> list[str]:
        """Return the layers `asked` for, in the order of the record; all of them, if none is.

        Raises ConfigError for one that the run does not have.
        """
        known = list(self.record.layers)
        complaints = [
            Complaint(None, f"there is no layer {layer!r}.", did_you_mean(layer, known) or _there_is(known))
            for layer in asked or ()
            if layer not in known
        ]
        if complaints:
            raise ConfigError(complaints)
        return [layer for layer in known if not asked or layer in asked]

    def find(self, id: str) -> dict[str, Any]:
        """Return the document of that id, or the only one whose id has `id` in it; one in quarantine has a `file`.

        Raises ConfigError, with the ids that come near, where there is none or more than one.
        """
        within: dict[str, None] = {}  # ids in the order in which they came, each once
        known: list[str] = []
        for one in self._ids():
            if one == id:
                return self._read(one)
            if id in one and len(within) <= NEAREST:
                within[one] = None
            if len(known) < MOST_COMPARED:
                known.append(one)
        if len(within) == 1:
            return self._read(next(iter(within)))
        raise ConfigError([_ambiguous(id, list(within)) if within else _unknown(id, known, self.folder)])

    def _ids(self) -> Iterator[str]:
        for one, _ in self._decoded(_Id):
            yield one.id
        for kept in self.quarantine():
            yield kept["id"]

    def _read(self, id: str) -> dict[str, Any]:
        for found, content in self._decoded(_Id):
            if found.id == id:
                return msgspec.json.decode(content, type=dict[str, Any])
        return next(kept for kept in self.quarantine() if kept["id"] == id)


def _there_is(names: Sequence[str]) -> str:
    return f"There is {', '.join(names)}." if names else "The run has none."


def _ambiguous(id: str, within: Sequence[str]) -> Complaint:
    shown = ", ".join(map(repr, islice(within, NEAREST)))
    return Complaint(None, f"more than one document has {id!r} in its id: {shown}{', …' * (len(within) > NEAREST)}.")


def _unknown(id: str, known: Sequence[str], folder: Path) -> Complaint:
    nearest = difflib.get_close_matches(id, known, n=NEAREST, cutoff=0.5)
    hint = (
        f"Did you mean {' or '.join(map(repr, nearest))}?" if nearest else f"pipeline show {folder} --all lists them."
    )
    return Complaint(None, f"there is no document {id!r}.", hint)
