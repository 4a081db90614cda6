"""One run from first to last: chunks of input to workers, their parts to the sinks. Read this first.

A part that is there is not made again: resuming, adding files and running twice are one mechanism.
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter, deque
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import structlog

from pipeline import logs
from pipeline.errors import Complaint, ConfigError, RunError
from pipeline.executors import Died, executor
from pipeline.part import Part, Results
from pipeline.store import Store
from pipeline.worker import Finished, Task, Work

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

    from pipeline.plan import Plan

log = structlog.get_logger("pipeline")


@dataclass
class Tally:
    """What a run counted: documents read = exported + dropped + quarantined; per stage documents, seconds, findings."""

    read: int = 0
    exported: int = 0
    dropped: int = 0
    quarantined: list[str] = field(default_factory=list)
    documents: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    found: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """What a run did.

    name: the configuration's. folder: the run folder. workers: how many processes worked.
    chunks, made: how many chunks the input had, and how many of their parts were made now; the others were there.
    written: the files that the exports wrote. seconds: wall time.
    """

    name: str
    folder: Path
    workers: int
    chunks: int
    made: int
    tally: Tally
    written: tuple[Path, ...]
    seconds: float


def run(plan: Plan, *, terminal: IO[str] | None = None) -> Record:
    """Run a plan and return what it did; warnings go to `terminal`, everything to `log.jsonl` in the run folder.

    Raises ConfigError where the source finds the input wrong, RunError where the run could not be carried out.
    """
    began = time.perf_counter()
    folder = plan.config.folder
    store = Store(folder)
    with store.held(), logs.to_folder(folder, plan.config.settings.name, terminal):
        log.info("run begins", config=plan.config.file, fingerprint=plan.fingerprint, pid=os.getpid())
        going = Run(plan, store)
        going.make_parts(terminal)
        going.count()
        written = going.export()
        log.info(
            "run ends", read=going.tally.read, exported=going.tally.exported, quarantined=len(going.tally.quarantined)
        )
    return Record(
        plan.config.settings.name,
        folder,
        going.workers,
        len(going.parts),
        going.made,
        going.tally,
        written,
        time.perf_counter() - began,
    )


class Run:
    """A run under way: the parts of its input in order, and what was counted."""

    def __init__(self, plan: Plan, store: Store) -> None:
        self.plan = plan
        self.store = store
        self.workers = _workers(plan)
        self.parts: list[Part] = []
        self.made = 0
        self.tally = Tally()
        self._again: deque[Task] = deque()

    def make_parts(self, terminal: IO[str] | None) -> None:
        """Have every chunk worked on whose part is not there yet."""
        carrier = executor(self.plan.config.settings.run.executor, self.workers)
        work = Work(self.plan.config, self.store.folder, self.plan.objects)
        # A task that a worker died on comes again after the others, in a map of its own: no worker waits for it.
        tasks: Iterator[Task] = self._tasks()
        while (first := next(tasks, None)) is not None:
            with closing(carrier.map(work, _chained(first, tasks))) as outcomes:
                for task, outcome in outcomes:
                    self._take(task, outcome, terminal)
            tasks = iter(self._again)
            self._again = deque()
        self.store.sweep()

    def _tasks(self) -> Iterator[Task]:
        """Yield the chunks to be done, and keep the order of all parts."""
        for chunk in self.plan.source.chunks():
            part = self.store.part(self.plan.part_name(chunk.identity))
            self.parts.append(part)
            if not part.path.exists():
                yield Task(chunk, part.path.stem)

    def _take(self, task: Task, outcome: Finished | Died, terminal: IO[str] | None) -> None:
        if isinstance(outcome, Died):
            log.warning("worker died", chunk=task.chunk.name, reason=outcome.reason)
            self._again.append(self._after_death(task, outcome.reason))
            return
        self.made += 1
        self.tally.documents.update(outcome.documents)
        for stage, seconds in outcome.seconds.items():
            self.tally.seconds[stage] = self.tally.seconds.get(stage, 0.0) + seconds
        if terminal is not None:
            logs.show(outcome.events, terminal)

    def _after_death(self, task: Task, reason: str) -> Task:
        """Return the task that goes on: first document by document; then without the one on which the worker died."""
        note = self.store.note(task.part)
        if not task.careful or not note.is_file():
            if task.careful:
                raise RunError(f"workers die before they begin with {task.chunk.name}: {reason}")
            return msgspec.structs.replace(task, careful=True)
        deadly = {**task.deadly, int(note.read_text()): f"the worker died ({reason})"}
        return msgspec.structs.replace(task, deadly=deadly)

    def count(self) -> None:
        """Add up the summaries of the parts. Raises RunError where a document is neither exported nor accounted for."""
        for part in self.parts:
            summary = part.summary()
            self.tally.read += summary.read
            self.tally.exported += summary.exported
            self.tally.dropped += summary.dropped
            self.tally.quarantined += summary.quarantined
            for stage, counts in summary.tally.items():
                self.tally.found.setdefault(stage, Counter()).update(counts)
        accounted = self.tally.exported + self.tally.dropped + len(self.tally.quarantined)
        if self.tally.read != accounted:
            raise RunError(f"{self.tally.read} documents were read and {accounted} accounted for: please report this")
        self.store.forget_quarantine(self.tally.quarantined)

    def export(self) -> tuple[Path, ...]:
        """Let the sinks write, and return the files."""
        results = Results(self.store.folder, self.parts, list(self.plan.layers))
        written: list[Path] = []
        for name, sink in self.plan.sinks:
            began = time.perf_counter()
            with structlog.contextvars.bound_contextvars(stage=name):
                written += sink.finish(results)
            self.tally.documents[name] += self.tally.exported
            self.tally.seconds[name] = time.perf_counter() - began
        return tuple(written)


def _chained(first: Task, rest: Iterator[Task]) -> Iterator[Task]:
    yield first
    yield from rest


def _workers(plan: Plan) -> int:
    settings = plan.config.settings.run
    if settings.executor == "serial":
        return 1
    if plan.objects:
        place = plan.config.located.place(("run", "executor"))
        message = "plugins given from Python do not reach other processes: name them in `plugins:`, or use serial."
        raise ConfigError([Complaint(place, message)])
    return settings.workers if isinstance(settings.workers, int) else _cores()


def _cores() -> int:
    """Return how many cores this process may use: on Linux those that it is bound to."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
