"""What the terminal shows during a run, and the summary at its end."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pipeline.cli.exit_codes import INTERRUPTED, QUARANTINE
from pipeline.cli.formatting import columns, count
from pipeline.display.marking import line
from pipeline.errors import Complaint, ConfigError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from pipeline.planning.plan import Plan
    from pipeline.results.record import Record
    from pipeline.running.runner import RunOptions

FORMATS = ("text", "json")
LONGEST = 100
"""The most characters of an error or an id in the summary; the record has all of them."""


@dataclass(frozen=True)
class RunDisplay:
    """What the terminal shows of a run, by the options of the command."""

    quiet: bool
    verbose: bool
    log_format: str

    def __post_init__(self) -> None:
        if self.log_format not in FORMATS:
            hint = did_you_mean(self.log_format, FORMATS) or "There is text and json."
            raise ConfigError([Complaint(None, f"--log-format {self.log_format}: there is no such format.", hint)])

    def carry_out(
        self, plan: Plan, execute: Callable[[RunOptions], Record], *, fresh: bool = False, limit: int | None = None
    ) -> None:
        """Call `execute`, show its log, print the summary; exit with 3 if documents are in quarantine."""
        signal.signal(signal.SIGTERM, _stop)
        try:
            record = self._carried_out(execute, fresh=fresh, limit=limit)
        except KeyboardInterrupt:
            command = " ".join([program(), shlex.join(word for word in sys.argv[1:] if word != "--fresh")])
            print(f"stopped; what is done is kept. To continue: {command}", file=sys.stderr)
            raise typer.Exit(INTERRUPTED) from None
        if not self.quiet:
            print(summary(record, plan.config.folder))
        if record.quarantined:
            raise typer.Exit(QUARANTINE)

    def _carried_out(self, execute: Callable[[RunOptions], Record], *, fresh: bool, limit: int | None) -> Record:
        import logging

        from pipeline.running.logs import Terminal
        from pipeline.running.runner import RunOptions

        level = logging.ERROR if self.quiet else logging.DEBUG if self.verbose else logging.WARNING
        terminal = Terminal(level, json=self.log_format == "json")
        return execute(RunOptions(fresh, limit, terminal))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Treat SIGTERM like Ctrl-C."""
    raise KeyboardInterrupt


def summary(record: Record, folder: Path) -> str:
    """Return the table of a run: per stage the documents, the seconds and what was found."""
    model = f" · {record.model['name']} {record.model['version']}" if record.model else ""
    head = f"{record.name} · {count(record.read, 'document')} · {count(record.workers, 'worker')}{model}"
    if record.idle:
        return "\n".join([head, *_notices(record, folder), _last(record, folder)])
    rows = [["  stage", "documents", "seconds", "found"]]
    for stage in record.stages:
        found = ", ".join(f"{count:,} {what}" for what, count in stage.found.items() if count)
        shown = found or _written(record, stage.name, folder)
        rows.append([f"  {stage.name}", f"{stage.documents:,}", f"{stage.seconds:.2f}", shown])
    return "\n".join([head, *columns(rows, right=(1, 2)), *_notices(record, folder), _last(record, folder)])


def _written(record: Record, stage: str, folder: Path) -> str:
    """Return what a sink wrote: paths and URIs; the empty string for any other stage."""
    exports = [export for export in record.exports if export.stage == stage]
    return ", ".join(one.path if one.is_outside else shown_path(folder / one.path) for one in exports)


def _notices(record: Record, folder: Path) -> list[str]:
    """Return a line for each thing that needs attention, and one for each kind of failure."""
    lines = []
    if record.duplicate_ids:
        share = "documents share an id with another, which results are joined by"
        lines.append(f"{record.duplicate_ids:,} {share}; the first of them: {shown_path(folder / 'log.jsonl')}")
    if record.quarantined:
        again = f"to try them again: {program()} retry {shown_path(folder)}"
        lines.append(f"in quarantine, each with its reason: {shown_path(folder / 'quarantine')} · {again}")
        lines += _failures(record)
    if record.stale:
        files = ", ".join(shown_path(folder / one.path) for one in record.stale)
        lines.append(
            f"stale, no export writes it any more: {files} · {program()} clean {shown_path(folder)} removes it"
        )
    return lines


def _failures(record: Record) -> list[str]:
    """Return a line for each kind of failure, the most frequent first."""
    groups = sorted(record.failures, key=lambda group: -group.count)
    rows = [[f"  {group.count:,}", _cut(str(group)), f"first: {_cut(group.first)}"] for group in groups]
    return columns(rows, right=(0,)) if rows else []


def _cut(text: str) -> str:
    """Return text from outside as one line that is safe to print, cut to LONGEST characters."""
    shown = line(text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def _last(record: Record, folder: Path) -> str:
    counts = f"{record.exported:,} exported, {record.dropped:,} dropped, {record.quarantined:,} in quarantine"
    following = f"next: {program()} show {shown_path(folder)}"
    notice = "no documents were found · " if not record.read else ""
    if record.idle and record.read:
        notice = "nothing to do: nothing has changed since the last run · "
    split = f", split into {record.read + record.added:,}" if record.added else ""
    return f"{notice}{count(record.read, 'document')}{split}: {counts} · {record.seconds:.1f} s · {following}"


def program() -> str:
    """Return what to type for this command here: its name if that is on the PATH, else its path."""
    called = Path(sys.argv[0])
    found = shutil.which(called.name)
    return called.name if found and Path(found).resolve() == called.resolve() else shown_path(called.absolute())


def shown_path(path: Path) -> str:
    """Return the shorter of the path and the path relative to the current folder."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)
