"""The progress of a run on the terminal: documents, documents a second, the time left, documents in quarantine.

It is an observer, as those of plugins are; `pipeline.builtin` provides it.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from pipeline.plugin.observer import Observer

if TYPE_CHECKING:
    import rich.progress

    from pipeline.plugin.observer import ChunkDone, RunFinished, RunStarted, Terminal


class ProgressBar(Observer):
    """Shows a bar on the terminal; log lines appear above it."""

    def __init__(self) -> None:
        self._display: rich.progress.Progress | None = None
        self._bar: rich.progress.TaskID | None = None
        self._began = time.monotonic()
        self._documents = self._quarantined = 0

    def run_started(self, event: RunStarted) -> None:
        """Draw the bar if there is anything to do, and a terminal to show it on."""
        if event.chunks and _has_bar(event.terminal):
            self._began = time.monotonic()
            self._display = _display()
            self._bar = self._display.add_task("", total=event.size, counts="loading the model")
            self._display.start()

    def chunk_done(self, event: ChunkDone) -> None:
        """Advance the bar."""
        self._documents += event.documents
        self._quarantined += event.quarantined
        if self._display is not None and self._bar is not None:
            self._display.update(self._bar, completed=event.done, counts=self._counts())

    def run_finished(self, event: RunFinished) -> None:  # noqa: ARG002  # the bar goes, however the run ended
        """Remove the bar."""
        if self._display is not None:
            self._display.stop()

    def _counts(self) -> str:
        rate = self._documents / max(time.monotonic() - self._began, 1e-9)
        quarantine = f" · {self._quarantined:,} in quarantine" if self._quarantined else ""
        return f"{self._documents:,} documents · {rate:,.0f} a second{quarantine}"


def _has_bar(terminal: Terminal | None) -> bool:
    """Return whether a terminal shows a bar: a person reads it, and wants more than errors."""
    return terminal is not None and not terminal.json and terminal.level < logging.ERROR and terminal.stream.isatty()


def _display() -> rich.progress.Progress:
    """Return a display on the standard error, which prints what is written there meanwhile above the bar."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.fields[counts]}"))
    return Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True)
