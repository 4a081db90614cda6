"""What a person sees while a run goes on: documents, how many a second, the time left, what is in quarantine."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID


class Watch:
    """Is told how a run goes on, and shows nothing."""

    def begin(self, chunks: int, size: int) -> None:
        """Begin with so many chunks of so much size to do."""

    def advance(self, size: int, documents: int, quarantined: int) -> None:
        """Take note of a chunk that is done: its size, its documents, and those of them in quarantine."""


class Bar(Watch):
    """Shows a bar on the terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._bar: TaskID | None = None
        self._began = time.monotonic()
        self._documents = self._quarantined = 0

    def begin(self, chunks: int, size: int) -> None:
        """Draw the bar."""
        if chunks:
            self._began = time.monotonic()
            self._bar = self._progress.add_task("", total=size, said="loading the model")

    def advance(self, size: int, documents: int, quarantined: int) -> None:
        """Move the bar on."""
        self._documents += documents
        self._quarantined += quarantined
        if self._bar is not None:
            self._progress.update(self._bar, advance=size, said=self._said())

    def _said(self) -> str:
        rate = self._documents / max(time.monotonic() - self._began, 1e-9)
        quarantine = f" · {self._quarantined:,} in quarantine" if self._quarantined else ""
        return f"{self._documents:,} documents · {rate:,.0f} a second{quarantine}"


@contextmanager
def bar() -> Iterator[Bar]:
    """Show a bar on the standard error for the block; what is printed meanwhile appears above it."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TextColumn("{task.fields[said]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True), transient=True) as progress:
        yield Bar(progress)
