"""One run from first to last: workers turn chunks into parts, sinks turn parts into exports. Read this first.

A part that exists is not made again: resuming, adding files and running twice are one mechanism.
"""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

import msgspec
import structlog

from pipeline.documents import ids
from pipeline.documents.counts import Counts
from pipeline.errors import Complaint, ConfigError, RunError
from pipeline.executors.contract import Died, checked_worker_count
from pipeline.plugin.registry import FROM_PYTHON
from pipeline.results import record
from pipeline.results.derived import PartState
from pipeline.results.record import ExportRecord, Record, SetRecord, StageRecord
from pipeline.results.run_folder import RunFolder
from pipeline.running import current_document, exports, logs
from pipeline.running.derivation import Deriver
from pipeline.running.failure_limit import FailureLimit
from pipeline.running.finishing import Finishing
from pipeline.running.observers import Observers
from pipeline.running.task import Task, WorkerFailure
from pipeline.running.tasks import tasks_of_input, tasks_of_quarantine
from pipeline.running.time_limit import cause_of, finished_in_time
from pipeline.running.worker_setup import DeriverSetup, WorkerSetup
from pipeline.stages import faults
from pipeline.stages.chain import PARSE
from pipeline.stages.meter import Meter
from pipeline.stages.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from pipeline.documents.part import Summary
    from pipeline.executors.contract import Executor
    from pipeline.planning.plan import Plan
    from pipeline.running.task import Finished
    from pipeline.running.tasks import TaskList

log = structlog.get_logger("pipeline")


@dataclass(frozen=True)
class RunOptions:
    """The options of one run of a plan.

    fresh: do everything again, the parses too. limit: process only this many documents, the first ones.
    terminal: where warnings are shown, or None.
    """

    fresh: bool = False
    limit: int | None = None
    terminal: logs.Terminal | None = None


def run(plan: Plan, options: RunOptions = RunOptions()) -> Record:  # it is frozen
    """Run a plan and return the record of the run; the run folder then has the log and `run.json`.

    Raises ConfigError if the source finds a mistake in the input settings, RunError if the run cannot be carried out.
    """
    run_folder = RunFolder(plan.config.folder)
    return _run_tasks(
        plan, run_folder, options, tasks_of_input(plan, run_folder, fresh=options.fresh, limit=options.limit)
    )


def retry(plan: Plan, options: RunOptions = RunOptions()) -> Record:
    """Try again the documents that the last run put into quarantine, from the content that is kept there.

    Raises RunError if there is no finished run, or if it had another plan.
    """
    run_folder = RunFolder(plan.config.folder)
    return _run_tasks(plan, run_folder, options, tasks_of_quarantine(plan, run_folder))


def _run_tasks(
    plan: Plan, run_folder: RunFolder, options: RunOptions, listing: AbstractContextManager[TaskList]
) -> Record:
    with run_folder.locked(), logs.to_folder(run_folder.path, plan.config.settings.name, options.terminal):
        began = {"config": plan.config.file, "fingerprint": plan.fingerprint, "kernel": plan.kernel}
        log.info("run begins", **began, pid=os.getpid())
        with faults.logged(run_folder.path), listing as tasks:
            observers = Observers(plan, tasks, options.terminal)
            done = observers.observe(partial(Run(plan, run_folder, options, observers).carry_out, tasks))
        log.info("run ends", read=done.read, exported=done.exported, quarantined=done.quarantined, made=done.made)
    return done


class Run:
    """A run in progress: what its workers have done so far."""

    def __init__(self, plan: Plan, run_folder: RunFolder, options: RunOptions, observers: Observers) -> None:
        self.plan = plan
        self.observers = observers
        self.run_folder = run_folder
        self.options = options
        self.began = datetime.now(UTC)
        self.started = time.perf_counter()
        self.executor = _executor(plan)
        self.workers = checked_worker_count(self.executor)
        self.time_limit = plan.config.settings.run.time_limit or None
        self.made = 0
        self.meter = Meter()
        self.setup = WorkerSetup.of(plan, run_folder.path, fresh=options.fresh)
        self.retries: deque[Task] = deque()
        self.limit = FailureLimit(plan.config.settings.run.max_failures)

    def carry_out(self, tasks: TaskList) -> Record:
        """Do the tasks, let the sinks write, write the record into the run folder, and return it."""
        before = record.read_if_any(self.run_folder.path)
        if self.options.fresh:
            self.run_folder.derived.remove_unused(())
        for tasks_of_round in tasks.rounds:
            self._do_round(tasks_of_round)
        self.run_folder.remove_temporary_files()
        if before and not self.made and self._is_unchanged(before, tasks.parts):
            idle = [msgspec.structs.replace(stage, documents=0, seconds=0.0) for stage in before.stages]
            left = exports.stale(before, before.exports, self.run_folder.path)
            changes = {"stages": tuple(idle), "stale": left, "seconds": self._elapsed()}
            return msgspec.structs.replace(before, made=0, idle=True, **changes)
        counts, states = self._counted(tasks.parts)
        deriver, setup = Deriver(self.plan, self.run_folder), DeriverSetup(self.setup)
        finishing = Finishing(deriver, self.executor, setup, self.meter, self.options.terminal)
        states = finishing.apply_corpus_steps(states, counts)
        written = finishing.export(states, counts)
        done = self._record(states, counts, written)
        done = msgspec.structs.replace(done, stale=exports.stale(before, written, self.run_folder.path))
        done.write(self.run_folder.path)
        self.run_folder.derived.remove_unused(finishing.used)
        return done

    def _counted(self, parts: Sequence[str]) -> tuple[Counts, list[PartState]]:
        """Return the counts of the run so far and the states of its parts; remove what quarantine does not need."""
        states: list[PartState] = []

        def summaries() -> Iterator[Summary]:
            for name in parts:
                summary = self.run_folder.part(name).summary()
                states.append(PartState(name, summary.seal, summary.exported))
                yield summary

        counts = Counts.of(summaries())
        self.run_folder.remove_quarantine(counts.quarantine)
        if counts.shared_ids:
            first = ids.first_shared(counts.shared_ids, map(self.run_folder.part, parts))
            log.warning("documents share an id with another", documents=counts.duplicate_ids, first=first)
        return counts, states

    def _is_unchanged(self, before: Record, parts: list[str]) -> bool:
        """Return whether the last run had exactly these parts, and its exports are still as it wrote them."""
        same = list(before.parts) == parts and before.exports_fingerprint == self.plan.exports_fingerprint
        if not same or not exports.are_unchanged(before, self.plan, self.run_folder.path):
            return False
        # Parts newer than the record are of a run that was stopped before it exported them.
        exported = (self.run_folder.path / record.FILE).stat().st_mtime_ns
        return all(self.run_folder.part(name).path.stat().st_mtime_ns <= exported for name in parts)

    def _do_round(self, tasks: Iterator[Task]) -> None:
        """Let the workers do the tasks; a task whose worker died is retried last."""
        while True:
            with closing(self.executor.map(self.setup, tasks)) as mapped:
                for task, outcome in finished_in_time(mapped, self.time_limit):
                    self._handle_outcome(task, outcome)
            if not self.retries:
                return
            tasks, self.retries = iter(self.retries), deque()

    def _handle_outcome(self, task: Task, outcome: Finished | Died) -> None:
        if isinstance(outcome, Died):
            failure = WorkerFailure(cause_of(outcome, self.time_limit), stack=outcome.stack)
            log.warning("worker died", chunk=task.chunk.name, reason=failure.error)
            self.retries.append(self._safer_task(task, failure, outcome.note))
            return
        self.made += 1
        self.meter.add(Meter(Counter(outcome.documents), outcome.seconds))
        if self.options.terminal is not None:
            self.options.terminal.show(outcome.events)
        self.observers.chunk_done(task, outcome)
        if not task.retry:
            self.limit.count(outcome.read + outcome.added, outcome.failures)

    def _safer_task(self, task: Task, failure: WorkerFailure, note: bytes) -> Task:
        """Return the task to retry: first with one document at a time, then without the document that is noted.

        Raises RunError if workers die before a document is noted, or after it was left out.
        """
        known = current_document.noted(note)
        if known is None and not task.one_by_one:
            return msgspec.structs.replace(task, one_by_one=True)
        if known is None or known.number in task.poison:
            raise RunError(
                f"workers die while they read {task.chunk.name}, before any stage receives a document: {failure.error}"
            )
        poison = {**task.poison, known.number: msgspec.structs.replace(failure, stage=known.stage)}
        return msgspec.structs.replace(task, one_by_one=True, poison=poison)

    def _elapsed(self) -> float:
        return round(time.perf_counter() - self.started, 3)

    def _record(self, states: Sequence[PartState], counts: Counts, written: tuple[ExportRecord, ...]) -> Record:
        plan, config = self.plan, self.plan.config
        overlays = tuple(state.overlay for state in states)
        return Record(
            name=config.settings.name,
            config=os.path.relpath(config.file, self.run_folder.path) if config.file else "",
            base="" if config.file else os.path.relpath(config.base, self.run_folder.path),
            written=config.written,
            set=tuple(SetRecord(one.keys, one.value, one.typed) for one in config.overrides),
            executor=self.executor.name,
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
            added=counts.added,
            exported=counts.exported,
            dropped=counts.dropped,
            quarantined=len(counts.quarantine),
            duplicate_ids=counts.duplicate_ids,
            quarantine=tuple(counts.quarantine),
            failures=tuple(counts.failures),
            chunks=len(states),
            made=self.made,
            exports=written,
            began=self.began.isoformat(timespec="milliseconds"),
            ended=datetime.now(UTC).isoformat(timespec="milliseconds"),
            seconds=self._elapsed(),
            parts=tuple(state.part for state in states),
            overlays=overlays if any(overlays) else (),
            folder=self.run_folder.path,
        )

    def _stages(self, counts: Counts) -> Iterator[StageRecord]:
        """Yield the record of each stage; the parse comes before the first stage that needs it."""
        parse = self.plan.model is not None
        for one in self.plan.planned:
            if parse and isinstance(one.stage, Stage) and one.stage.needs_parse:
                parse = False
                yield self._stage(PARSE, PARSE, 1, f"spacy {version('spacy')}", counts)
            yield self._stage(one.name, one.stage.name, one.stage.version, one.registered.origin, counts)

    def _stage(self, name: str, stage: str, number: int, origin: str, counts: Counts) -> StageRecord:
        documents, seconds = self.meter.documents[name], round(self.meter.seconds.get(name, 0.0), 4)
        return StageRecord(name, stage, number, origin, documents, seconds, dict(counts.found.get(name, {})))


def _executor(plan: Plan) -> Executor:
    """Return the executor of a plan. Raises ConfigError if stages from Python would have to reach other processes."""
    from_python = [one.name for one in plan.planned if one.registered.plugin.origin == FROM_PYTHON]
    if from_python and not plan.executor.same_process:
        place = plan.config.located.place(("run", "executor"))
        message = "plugins given from Python do not reach other processes: name them in `plugins:`, or use serial."
        raise ConfigError([Complaint(place, f"{', '.join(from_python)}: {message}")])
    return plan.executor
