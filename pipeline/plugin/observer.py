"""Observers: an Observer receives the events of a run, in the parent only."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import msgspec


class RunStarted(msgspec.Struct, frozen=True):
    """A run begins, with this many chunks to process, whose sizes add up to `size`."""

    name: str
    folder: Path
    chunks: int
    size: int


class Observer:
    """Receives the events of a run. Each method does nothing by default; an exception that one raises is logged."""

    name: ClassVar[str]

    def run_started(self, run: RunStarted) -> None:
        """Receive the start of a run."""
