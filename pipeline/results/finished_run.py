"""A finished run for readers of the run folder: its documents, its counts, its quarantine.

Documents are streamed from the parts that the record names, so memory stays flat. No plugin is needed.
"""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.errors import Complaint, ConfigError, did_you_mean
from pipeline.results import record as records
from pipeline.results.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.results.record import Record

NEAREST = 3
MAX_COMPARED = 20_000
"""The most ids that a mistyped id is compared with: comparing is slow, and a run may have millions of documents."""


class _Id(msgspec.Struct):
    id: str


@dataclass(frozen=True)
class FinishedRun:
    """A finished run: its folder and its record."""

    folder: Path
    record: Record

    @classmethod
    def of(cls, folder: Path) -> FinishedRun:
        """Return the finished run in a folder. Raises RunError if it has no finished run."""
        return cls(folder, records.read(folder))

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the record of each document; see `Record.documents`."""
        return self.record.documents()

    def totals(self, layers: Iterable[str]) -> Counter[str]:
        """Return how many annotations each of `layers` has in all documents."""
        totals = Counter(dict.fromkeys(layers, 0))
        for document in self.documents():
            for layer in totals:
                totals[layer] += len(document.get(layer) or ())
        return totals

    def quarantine(self) -> Iterator[dict[str, Any]]:
        """Yield the content of each file in quarantine, with the name of the file under `file`."""
        return iter(RunFolder(self.folder).quarantine_entries(self.record.quarantine))

    def layers(self, asked: Sequence[str] | None) -> list[str]:
        """Return the layers that were `asked` for, in the order of the record; without `asked`, all layers.

        Raises ConfigError for a layer that the run does not have.
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
        """Return the document with that id, or else the only one whose id contains `id`.

        A document in quarantine has the key `file`. Raises ConfigError, with similar ids, if there is no such document
        or more than one.
        """
        within: dict[str, None] = {}  # a set that keeps the order
        known: list[str] = []
        for one in self._ids():
            if one == id:
                return self._read(one)
            if id in one and len(within) <= NEAREST:
                within[one] = None
            if len(known) < MAX_COMPARED:
                known.append(one)
        if len(within) == 1:
            return self._read(next(iter(within)))
        raise ConfigError([_ambiguous(id, list(within)) if within else _unknown(id, known, self.folder)])

    def _ids(self) -> Iterator[str]:
        for one, _ in self.record.decoded(_Id):
            yield one.id
        for kept in self.quarantine():
            yield kept["id"]

    def _read(self, id: str) -> dict[str, Any]:
        for found, content in self.record.decoded(_Id):
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
