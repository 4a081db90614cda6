"""The observers of one run: they receive its events, and one that raises is logged and never breaks the run."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from pipeline.plugin.observer import ChunkDone, RunFinished, RunStarted
from pipeline.stages import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.documents.failures import Quarantined
    from pipeline.planning.plan import Plan
    from pipeline.plugin.observer import Observer
    from pipeline.plugin.registry import Declared
    from pipeline.results.record import Record
    from pipeline.running.logs import Terminal
    from pipeline.running.task import Finished, Task
    from pipeline.running.tasks import TaskList

    Event = RunStarted | ChunkDone | Quarantined | RunFinished

log = structlog.get_logger("pipeline")


class Observers:
    """The observers of the plugins of a plan, in one run."""

    def __init__(self, plan: Plan, tasks: TaskList, terminal: Terminal | None) -> None:
        config = plan.config
        self._started = RunStarted(
            name=config.settings.name,
            config=Path(config.file),
            folder=config.folder,
            chunks=tasks.count,
            size=tasks.size,
            terminal=terminal,
        )
        self._declared = plan.observers
        self._observers: list[_Observing] = []
        self._began = time.monotonic()
        self._done = 0

    def observe(self, run: Callable[[], Record]) -> Record:
        """Call `run` between `run_started` and `run_finished`, and return its record.

        `run_finished` is called however the run ends, for each observer whose `run_started` was called.
        """
        try:
            for declared in self._declared:
                self._start(declared)
            record = run()
        except BaseException as error:
            self._finish(RunFinished(error=error, seconds=self._elapsed()))
            raise
        self._finish(RunFinished(record=record, seconds=self._elapsed()))
        return record

    def chunk_done(self, task: Task, outcome: Finished) -> None:
        """Tell the observers of a task that is done, and of its documents in quarantine."""
        for document in outcome.quarantined:
            self._tell("quarantined", document)
        size = task.chunk.size if task.limit is None else outcome.read
        self._done += size
        sizes = {"size": size, "done": self._done, "total": self._started.size}
        counts = {"documents": outcome.read, "quarantined": len(outcome.quarantined)}
        seconds = sum(outcome.seconds.values())
        self._tell("chunk_done", ChunkDone(chunk=task.chunk.name, seconds=seconds, **sizes, **counts))

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _start(self, declared: Declared[type[Observer]]) -> None:
        observing = _Observing(declared)
        self._observers.append(observing)  # before it is called: Ctrl-C may end the run in its `run_started`
        observing.receive("run_started", self._started)

    def _tell(self, method: str, event: Event) -> None:
        for observing in self._observers:
            observing.receive(method, event)

    def _finish(self, event: RunFinished) -> None:
        """Tell all observers of the end, the first one last, even if Ctrl-C stops one of them."""
        with ExitStack() as stack:
            for observing in self._observers:
                stack.callback(observing.receive, "run_finished", event)


@dataclass
class _Observing:
    """One observer of a run: made before its first event, and left alone after its first exception."""

    declared: Declared[type[Observer]]
    observer: Observer | None = None
    failed: bool = False

    def receive(self, method: str, event: Event) -> None:
        """Give the observer an event, unless it failed before. An exception that it raises is logged."""
        if self.failed:
            return
        called = "__init__" if self.observer is None else method
        try:
            if self.observer is None:
                self.observer = self.declared.item()
            called = method
            getattr(self.observer, method)(event)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # an observer may raise anything
            self.failed = True
            self._log(called, error)

    def _log(self, method: str, error: BaseException) -> None:
        about = {"plugin": self.declared.plugin.name, "observer": self.declared.item.__name__, "method": method}
        log.warning("observer failed", **about, error=faults.described(error), hint="it receives no more events")
        log.debug("observer failed", **about, exc_info=error)
