"""Observers: what a plugin writes to follow a run, and the events that it receives, in the parent only.

An event is one frozen value, so that a field that is added later breaks no observer.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Protocol

import msgspec

from pipeline.documents.failures import Quarantined
from pipeline.results.record import Record

__all__ = ["ChunkDone", "Observer", "Quarantined", "RunFinished", "RunStarted", "Terminal"]


class Terminal(Protocol):
    """The terminal of a run, and how log events are shown on it: the lowest level, as text or as JSON lines."""

    @property
    def stream(self) -> IO[str]:
        """The stream to write to."""

    @property
    def level(self) -> int:
        """The lowest level of the log events that are shown, such as `logging.WARNING`."""

    @property
    def json(self) -> bool:
        """Whether log events are shown as JSON lines, not as text."""


class RunStarted(msgspec.Struct, frozen=True, kw_only=True):
    """A run begins: its input is listed, and no chunk is processed yet.

    name: the name of the configuration. config: its file. folder: the run folder.
    chunks: how many chunks are to be processed, without those whose parts exist. size: the sum of their sizes, in the
    unit of the source: bytes for files. With `--limit N`, chunks is 1 and size is N, in documents; in `pipeline retry`,
    sizes are in documents too.
    terminal: where the run shows its log, or None for a run from Python.
    """

    name: str
    config: Path
    folder: Path
    chunks: int
    size: int
    terminal: Terminal | None = None


class ChunkDone(msgspec.Struct, frozen=True, kw_only=True):
    """A chunk was processed, and its part is committed.

    chunk: its name. size: its size, in the unit of `RunStarted.size`. documents: how many were read.
    quarantined: how many of these are in quarantine. seconds: the time of its stages in the worker.
    done: the sum of the sizes of all chunks that are done. total: what `done` is at the end, `RunStarted.size`; with
    `--limit`, fewer documents may be there.
    """

    chunk: str
    size: int
    documents: int
    quarantined: int
    seconds: float
    done: int
    total: int


class RunFinished(msgspec.Struct, frozen=True, kw_only=True):
    """A run ended: with its record, or with the error that ended it (KeyboardInterrupt after Ctrl-C or SIGTERM).

    seconds: the time since the event `RunStarted`.
    """

    record: Record | None = None
    error: BaseException | None = None
    seconds: float = 0.0


class Observer:
    """Receives the events of a run. Each method does nothing by default; an author writes those that are needed.

    Each run makes one object of the class, without arguments. The first exception of a method is logged, and the
    object then receives no more events; the run goes on.
    """

    def run_started(self, event: RunStarted) -> None:
        """Receive the start of the run."""

    def quarantined(self, event: Quarantined) -> None:
        """Receive a document that is in quarantine, before `chunk_done` of its chunk."""

    def chunk_done(self, event: ChunkDone) -> None:
        """Receive a chunk that is done; chunks are done in any order."""

    def run_finished(self, event: RunFinished) -> None:
        """Receive the end of the run, also if it failed or was stopped."""
