"""The progress of a run on the terminal: documents, documents a second, the time left, documents in quarantine."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import rich.progress


class Progress:
    """Receives the progress of a run, and shows nothing."""

    def begin(self, chunks: int, size: int) -> None:
        """Begin a run with this many chunks to do, whose sizes add up to `size`."""

    def advance(self, size: int, documents: int, quarantined: int) -> None:
        """Add a chunk that is done: its size, its documents, and how many of them are in quarantine."""


class ProgressBar(Progress):
    """Shows a bar on the terminal."""

    def __init__(self, display: rich.progress.Progress) -> None:
        self._display = display
        self._bar: rich.progress.TaskID | None = None
        self._began = time.monotonic()
        self._documents = self._quarantined = 0

    def begin(self, chunks: int, size: int) -> None:
        """Draw the bar."""
        if chunks:
            self._began = time.monotonic()
            self._bar = self._display.add_task("", total=size, counts="loading the model")

    def advance(self, size: int, documents: int, quarantined: int) -> None:
        """Advance the bar."""
        self._documents += documents
        self._quarantined += quarantined
        if self._bar is not None:
            self._display.update(self._bar, advance=size, counts=self._counts())

    def _counts(self) -> str:
        rate = self._documents / max(time.monotonic() - self._began, 1e-9)
        quarantine = f" · {self._quarantined:,} in quarantine" if self._quarantined else ""
        return f"{self._documents:,} documents · {rate:,.0f} a second{quarantine}"


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """Show a bar on the standard error during the block; output that is printed meanwhile appears above it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.fields[counts]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as display:
        yield ProgressBar(display)
