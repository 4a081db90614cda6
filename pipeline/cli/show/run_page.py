"""The page of a run: what ran, its counts, its exports, its documents and its quarantine."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from pipeline.cli.formatting import columns, count
from pipeline.cli.show.screen import DIM, GAP, HEADING, fit, pad, short
from pipeline.cli.summary import shown_path
from pipeline.display.marking import line, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.cli.show.screen import Screen
    from pipeline.results.finished_run import FinishedRun
    from pipeline.results.record import Record

DOCUMENTS = 20
QUARANTINED = 10
LONGEST_ERROR = 200
MIN_TITLE = 20
"""The least width of the title of a document: the id is cut before the title gets less."""


def print_run(screen: Screen, finished: FinishedRun, layers: Sequence[str], *, everything: bool) -> None:
    """Print the page of a run; `everything` lists all documents."""
    _print_head(screen, finished.record)
    _print_stages(screen, finished.record)
    _print_layers(screen, finished, layers)
    _print_exports(screen, finished)
    _print_documents(screen, finished, layers, None if everything else DOCUMENTS)
    _print_quarantine(screen, finished, None if everything else QUARANTINED)


def _print_head(screen: Screen, record: Record) -> None:
    began = record.began[:19].replace("T", " ")
    model = f"{record.model['name']} {record.model['version']}" if record.model else "no model"
    workers = f"{record.executor}, {count(record.workers, 'worker')}"
    screen.print((line(record.name), HEADING), f" · {began} UTC · {record.seconds:.1f} s")
    screen.print(f"{workers} · {line(model)}")
    screen.print((", ".join(f"{name} {version}" for name, version in record.versions.items()), DIM))
    screen.print()
    exported, dropped, quarantined = record.exported, record.dropped, record.quarantined
    sums = f"{exported:,} exported + {dropped:,} dropped + {quarantined:,} in quarantine"
    screen.print((f"{count(record.read, 'document')} read", HEADING), f" = {sums}")
    if record.duplicate_ids:
        screen.print(f"{record.duplicate_ids:,} documents share an id with another")


def _print_stages(screen: Screen, record: Record) -> None:
    rows = [["stage", "documents", "seconds", "found"]]
    for stage in record.stages:
        found = ", ".join(f"{number:,} {what}" for what, number in stage.found.items() if number)
        rows.append([line(stage.name), f"{stage.documents:,}", f"{stage.seconds:.2f}", line(found)])
    screen.print()
    head, *lines = columns(rows, right=(1, 2))
    screen.print((head, DIM))
    for row in lines:
        screen.print(row, indent=head.index("found"))
    if record.made < record.chunks:
        made = f"{record.made:,} of {count(record.chunks, 'chunk')}"
        screen.print((f"Of the last run, which made {made}; the rest was there before.", DIM))


def _print_layers(screen: Screen, finished: FinishedRun, layers: Sequence[str]) -> None:
    totals = finished.totals(layers)
    if not totals:
        return
    screen.print()
    screen.legend(totals)


def _print_exports(screen: Screen, finished: FinishedRun) -> None:
    if not finished.record.exports:
        return
    screen.print()
    for export in finished.record.exports:
        note = "" if export.is_unchanged(finished.folder) else ", changed or removed since"
        screen.print(line(shown_path(finished.folder / export.path)), (f"  {_size(export.size)}{note}", DIM))
    for left in finished.record.stale:
        if (finished.folder / left.path).exists():
            note = "stale, no export writes it any more"
            screen.print(line(shown_path(finished.folder / left.path)), (f"  {_size(left.size)}, {note}", DIM))


@dataclass(frozen=True)
class _Columns:
    """The widths of the columns in the list of documents.

    counts: one column per layer, or the single column `annotations` if those would be too wide.
    """

    id: int
    title: int
    counts: Mapping[str, int]
    layers: Sequence[str]

    @classmethod
    def of(cls, screen: Screen, ids: Iterable[str], layers: Sequence[str]) -> _Columns:
        counts = {layer: max(cell_len(line(layer)), len("1,000")) for layer in layers}
        if sum(counts.values()) + len(GAP) * len(counts) > screen.width // 2:
            counts = {"annotations": len("annotations")}
        room = screen.width - sum(counts.values()) - len(GAP) * (len(counts) + 1)
        id_width = max([len("document"), *map(cell_len, ids)])
        if screen.cuts:
            id_width = min(id_width, max(room - MIN_TITLE, room // 2))
        return cls(id_width, max(room - id_width, MIN_TITLE), counts, layers)

    def head(self) -> str:
        counts = (pad(line(name), width, right=True) for name, width in self.counts.items())
        return GAP.join([pad("document", self.id), " " * self.title, *counts])

    def numbers(self, document: Mapping[str, Any]) -> str:
        each = {layer: len(document.get(layer) or ()) for layer in self.layers}
        shown = each if self.counts.keys() == each.keys() else {"annotations": sum(each.values())}
        return GAP.join(pad(f"{number:,}", self.counts[name], right=True) for name, number in shown.items())


def _print_documents(screen: Screen, finished: FinishedRun, layers: Sequence[str], most: int | None) -> None:
    ids = [line(document["id"]) for document in islice(finished.documents(), DOCUMENTS)]
    if not ids:
        return
    widths = _Columns.of(screen, ids, layers)
    screen.print()
    screen.print_row((widths.head(), DIM))
    for document in islice(finished.documents(), most):
        id = _tail(line(document["id"]), widths.id) if screen.cuts else line(document["id"])
        screen.print_row(pad(id, widths.id), GAP, fit(title(document), widths.title), GAP, widths.numbers(document))
    folder = line(shown_path(finished.folder))
    if most is not None and finished.record.exported > most:
        screen.print((f"… and {finished.record.exported - most:,} more, which --all lists", DIM))
    screen.print((f"One of them: pipeline show {folder} DOCUMENT", DIM))


def _tail(text: str, width: int) -> str:
    """Return the end of a path that is too long: the end differs between documents."""
    return short(text[::-1], width)[::-1]


def _print_quarantine(screen: Screen, finished: FinishedRun, most: int | None) -> None:
    if not finished.record.quarantine:
        return
    screen.heading("in quarantine")
    for kept in islice(finished.quarantine(), most):
        error = kept["error"].partition("\n")[0]
        screen.print(line(kept["id"]), (f" · {line(kept['stage'])} · ", DIM), short(line(error), LONGEST_ERROR))
    folder = line(shown_path(finished.folder))
    if most is not None and finished.record.quarantined > most:
        screen.print((f"… and {finished.record.quarantined - most:,} more, which --all lists", DIM))
    screen.print((f"To try them again: pipeline retry {folder}", DIM))


def _size(size: int) -> str:
    for unit, worth in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= worth:
            return f"{size / worth:,.1f} {unit}"
    return f"{size} bytes"
