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
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec
import structlog

from pipeline.documents import ids
from pipeline.documents.part import Results
from pipeline.errors import Complaint, ConfigError, RunError
from pipeline.executors import Died, executor
from pipeline.results import record
from pipeline.results.counts import Counts
from pipeline.results.record import ExportRecord, Record, SetRecord, StageRecord
from pipeline.results.run_folder import Store
from pipeline.running import current_document, exports, logs
from pipeline.running.failure_limit import FailureLimit
from pipeline.running.progress import Watch
from pipeline.running.tasks import tasks_of_input, tasks_of_quarantine
from pipeline.running.worker import Death, Finished, Task, Work
from pipeline.stages import faults
from pipeline.stages.chain import PARSE
from pipeline.stages.stage import Sink, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pipeline.planning.plan import Plan
    from pipeline.running.tasks import Agenda

log = structlog.get_logger("pipeline")


@dataclass(frozen=True)
class How:
    """How a plan is run this time.

    fresh: do everything again, the parses too, whatever is there. limit: the first so many documents only.
    terminal: where warnings go, or None for nowhere. watch: is told how the run goes on.
    """

    fresh: bool = False
    limit: int | None = None
    terminal: logs.Terminal | None = None
    watch: Watch = field(default_factory=Watch)


def run(plan: Plan, how: How = How()) -> Record:  # it is frozen
    """Run a plan and return what it did; the log and `run.json` are in the run folder.

    Raises ConfigError where the source finds the input wrong, RunError where the run could not be carried out.
    """
    store = Store(plan.config.folder)
    return _carried_out(plan, store, how, tasks_of_input(plan, store, fresh=how.fresh, limit=how.limit))


def retry(plan: Plan, how: How = How()) -> Record:
    """Try the documents that the last run put into quarantine again, from what is kept of them there.

    Raises RunError where there is no finished run, or the plan is not the one that made it.
    """
    store = Store(plan.config.folder)
    return _carried_out(plan, store, how, tasks_of_quarantine(plan, store))


def _carried_out(plan: Plan, store: Store, how: How, opening: AbstractContextManager[Agenda]) -> Record:
    with store.held(), logs.to_folder(store.folder, plan.config.settings.name, how.terminal):
        began = {"config": plan.config.file, "fingerprint": plan.fingerprint, "kernel": plan.kernel}
        log.info("run begins", **began, pid=os.getpid())
        with faults.logged(store.folder), opening as todo:
            done = Run(plan, store, how).carry_out(todo)
        log.info("run ends", read=done.read, exported=done.exported, quarantined=done.quarantined, made=done.made)
    return done


class Run:
    """A run under way: what its workers have done so far."""

    def __init__(self, plan: Plan, store: Store, how: How) -> None:
        self.plan = plan
        self.store = store
        self.how = how
        self.began = datetime.now(UTC)
        self.clock = time.perf_counter()
        self.workers = _workers(plan)
        self.made = 0
        self.documents: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}
        self.again: deque[Task] = deque()
        self.limit = FailureLimit(plan.config.settings.run.max_failures)

    def carry_out(self, todo: Agenda) -> Record:
        """Do the tasks, let the sinks write, and return the record, which is then in the folder too."""
        before = record.read_if_any(self.store.folder)
        self.how.watch.begin(todo.todo, todo.size)
        for tasks in todo.rounds:
            self._work(tasks)
        self.store.sweep()
        if before and not self.made and self._stands(before, todo.parts):
            idle = [msgspec.structs.replace(stage, documents=0, seconds=0.0) for stage in before.stages]
            left = exports.stale(before, before.exports, self.store.folder)
            changes = {"stages": tuple(idle), "stale": left, "seconds": self._elapsed()}
            return msgspec.structs.replace(before, made=0, idle=True, **changes)
        counts = Counts.of(self.store.part(name).summary() for name in todo.parts)
        self.store.forget_quarantine(counts.quarantine)
        if counts.shared_ids:
            ids.warn_of(counts.shared_ids, map(self.store.part, todo.parts))
        written = self._export(todo.parts, counts)
        left = exports.stale(before, written, self.store.folder)
        done = msgspec.structs.replace(self._record(todo.parts, counts, written), stale=left)
        done.write(self.store.folder)
        return done

    def _stands(self, before: Record, parts: list[str]) -> bool:
        """Tell whether the last run had just these parts and its exports are still as it wrote them."""
        same = list(before.parts) == parts and before.exports_fingerprint == self.plan.exports_fingerprint
        if not same or not exports.stand(before, self.plan, self.store.folder):
            return False
        # A run that was stopped after it had made parts anew, and before it exported them.
        exported = (self.store.folder / record.FILE).stat().st_mtime_ns
        return all(self.store.part(name).path.stat().st_mtime_ns <= exported for name in parts)

    def _work(self, tasks: Iterator[Task]) -> None:
        """Have the tasks done; one that a worker died on comes again after the others."""
        carrier = executor(self.plan.config.settings.run.executor, self.workers)
        work = Work(self.plan.config, self.store.folder, self.plan.objects, fresh=self.how.fresh)
        while True:
            with closing(carrier.map(work, tasks)) as outcomes:
                for task, outcome in outcomes:
                    self._take(task, outcome)
            if not self.again:
                return
            tasks, self.again = iter(self.again), deque()

    def _take(self, task: Task, outcome: Finished | Died) -> None:
        if isinstance(outcome, Died):
            death = self._death(task, outcome)
            log.warning("worker died", chunk=task.chunk.name, reason=death.error)
            self.again.append(self._after_death(task, death))
            return
        self.made += 1
        self.documents.update(outcome.documents)
        for stage, seconds in outcome.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        done = task.chunk.size if task.limit is None else outcome.read
        self.how.watch.advance(done, outcome.read, sum(group.count for group in outcome.failures))
        if self.how.terminal is not None:
            self.how.terminal.show(outcome.events)
        if not task.retry:
            self.limit.count(outcome.read, outcome.failures)

    def _death(self, task: Task, died: Died) -> Death:
        """Return what a worker died of: it ended itself, leaving its stack, where a document took too long."""
        file = self.store.stack(task.part)
        stack = file.read_text(errors="replace") if file.is_file() else ""
        file.unlink(missing_ok=True)
        if stack:
            return Death(
                f"it took longer than {self.plan.config.settings.run.time_limit:g} s (run.time_limit)", stack=stack
            )
        return Death(f"the worker died ({died.reason})")

    def _after_death(self, task: Task, death: Death) -> Task:
        """Return the task that goes on: first document by document; then without the one on which the worker died."""
        note = current_document.taken_from(self.store.note(task.part))
        # What a run that was killed has noted says nothing of a task that was not careful.
        known = note if task.careful or task.retry else None
        if known is None and not task.careful:
            return msgspec.structs.replace(task, careful=True)
        if known is None or known.number in task.deadly:
            raise RunError(f"workers die while they read {task.chunk.name}, before any stage has it: {death.error}")
        deadly = {**task.deadly, known.number: msgspec.structs.replace(death, stage=known.stage)}
        return msgspec.structs.replace(task, careful=True, deadly=deadly)

    def _export(self, parts: Iterable[str], counts: Counts) -> tuple[ExportRecord, ...]:
        """Let the sinks write, and return the record of each file."""
        folder = self.store.folder
        results = Results(folder, [self.store.part(name) for name in parts], list(self.plan.layers))
        written: list[tuple[str, Path]] = []
        for one in self.plan.planned:
            if not isinstance(one.stage, Sink):
                continue
            began = time.perf_counter()
            named = faults.named(one.name, "finish", one.registered.plugin.name)
            with structlog.contextvars.bound_contextvars(stage=one.name), named:
                paths = exports.paths_of(one, one.stage.finish(results), folder)
            written += [(one.name, path) for path in paths]
            self.seconds[one.name] = time.perf_counter() - began
            self.documents[one.name] = counts.exported
        return exports.recorded(written, folder)

    def _elapsed(self) -> float:
        return round(time.perf_counter() - self.clock, 3)

    def _record(self, parts: list[str], counts: Counts, written: tuple[ExportRecord, ...]) -> Record:
        plan, config = self.plan, self.plan.config
        return Record(
            name=config.settings.name,
            config=os.path.relpath(config.file, self.store.folder),
            written=config.written,
            set=tuple(SetRecord(one.keys, one.value, one.typed) for one in config.overrides),
            executor=config.settings.run.executor,
            workers=self.workers,
            model={"name": plan.model.name, "version": plan.model.version} if plan.model else None,
            kernel=plan.kernel,
            versions=record.versions(one.stage for one in plan.planned),
            machine=record.machine(),
            fingerprint=plan.fingerprint,
            exports_fingerprint=plan.exports_fingerprint,
            layers=plan.layer_schemas,
            stages=tuple(self._stages(counts)),
            read=counts.read,
            exported=counts.exported,
            dropped=counts.dropped,
            quarantined=len(counts.quarantine),
            duplicate_ids=counts.duplicate_ids,
            quarantine=tuple(counts.quarantine),
            failures=tuple(counts.failures),
            chunks=len(parts),
            made=self.made,
            exports=written,
            began=self.began.isoformat(timespec="milliseconds"),
            ended=datetime.now(UTC).isoformat(timespec="milliseconds"),
            seconds=self._elapsed(),
            parts=tuple(parts),
        )

    def _stages(self, counts: Counts) -> Iterator[StageRecord]:
        """Yield the record of each stage, and of the parse before the first stage that reads it."""
        parse = self.plan.model is not None
        for one in self.plan.planned:
            if parse and isinstance(one.stage, Stage) and one.stage.needs_parse:
                parse = False
                yield self._stage(PARSE, PARSE, 1, f"spacy {version('spacy')}", counts)
            yield self._stage(one.name, one.stage.name, one.stage.version, one.registered.origin, counts)

    def _stage(self, name: str, stage: str, number: int, origin: str, counts: Counts) -> StageRecord:
        documents, seconds = self.documents.get(name, 0), round(self.seconds.get(name, 0.0), 4)
        return StageRecord(name, stage, number, origin, documents, seconds, dict(counts.found.get(name, {})))


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
