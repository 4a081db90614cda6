"""What workers are made from, as data: the plan, the run folder, and the code of local plugins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog

from pipeline.planning.plan import check_same, rebuild_plan
from pipeline.plugin.travelling_plugins import importable
from pipeline.results.derived import PartState
from pipeline.results.run_folder import RunFolder
from pipeline.running import logs
from pipeline.running.derivation import Derivation, Derived, Deriver
from pipeline.running.failure_limit import FailureLimit
from pipeline.running.task import Finished, Task
from pipeline.running.time_limit import limited
from pipeline.running.worker import Worker
from pipeline.stages import faults
from pipeline.stages.chain import open_chain
from pipeline.stages.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from pipeline.config.configuration import Config
    from pipeline.executors.contract import Trace
    from pipeline.planning.plan import Plan
    from pipeline.plugin.local_plugins import LocalPlugin


@dataclass(frozen=True)
class WorkerSetup:
    """What a worker is made from, as data: the configuration, the run folder, and plugins given from Python or by path.

    fingerprints: those of the plan and of its exports. fresh: make parses again, even if they are in the store.
    """

    config: Config
    folder: Path
    objects: tuple[object, ...]
    local: Mapping[str, LocalPlugin | None]
    fingerprints: tuple[str, str]
    fresh: bool = False

    @classmethod
    def of(cls, plan: Plan, folder: Path, *, fresh: bool) -> WorkerSetup:
        """Return the setup for the workers of a plan."""
        fingerprints = plan.fingerprint, plan.exports_fingerprint
        # What else is given from Python, such as observers, is used in the parent alone.
        objects = plan.objects if plan.executor.same_process else ()
        return cls(plan.config, folder, objects, plan.local, fingerprints, fresh)

    @contextmanager
    def open(self, trace: Trace | None) -> Iterator[Callable[[Task], Finished]]:
        """Build the plan, load the model, open the source and the stages; yield the function that does a task."""
        with self.open_plan(trace) as (plan, run_folder, events):
            check_same(plan.fingerprint, self.fingerprints[0])
            deriver = Deriver(plan, run_folder)
            limit = FailureLimit(plan.config.settings.run.max_failures)
            with plan.open_source() as read, open_chain(plan.steps, plan.open_parser(fresh=self.fresh)) as chain:
                worker = Worker(plan, run_folder, read, chain, limit, trace)

                def do(task: Task) -> Finished:
                    events.clear()
                    with structlog.contextvars.bound_contextvars(chunk=task.chunk.name):
                        meter, failed = worker.do(task)
                    done = run_folder.part(task.part).summary()
                    if not task.one_by_one:  # after a death only the chunk is done, so that its cause is clear
                        state = PartState(task.part, done.seal, done.exported)
                        _derive(deriver, Derivation(state), meter, trace)
                    stages = dict(meter.documents), meter.seconds
                    return Finished(done.read, done.failures, *stages, tuple(events), done.added, tuple(failed))

                yield do

    @contextmanager
    def open_plan(self, trace: Trace | None) -> Iterator[tuple[Plan, RunFolder, list[logs.Event]]]:
        """Build the plan; yield it with the run folder, and the list in which warnings are collected.

        Raises RunError if it is not the plan of the run.
        """
        with importable(self.local.values(), trace.folder if trace else None):
            plan = rebuild_plan(self.config, self.objects, self.local)
            check_same(plan.exports_fingerprint, self.fingerprints[1])
            collected = logs.collected(self.folder, plan.config.settings.name)
            with collected as events, faults.logged(self.folder):
                yield plan, RunFolder(self.folder), events


@dataclass(frozen=True)
class DeriverSetup:
    """What a worker is made from that derives from parts and reads no documents: it needs no model."""

    worker: WorkerSetup

    @contextmanager
    def open(self, trace: Trace | None) -> Iterator[Callable[[Derivation], Derived]]:
        """Build the plan; yield the function that makes what is missing of a derivation."""
        with self.worker.open_plan(trace) as (plan, run_folder, events):
            deriver = Deriver(plan, run_folder)

            def do(derivation: Derivation) -> Derived:
                events.clear()
                meter = Meter()
                _derive(deriver, derivation, meter, trace)
                return Derived(dict(meter.documents), meter.seconds, tuple(events))

            yield do


def _derive(deriver: Deriver, derivation: Derivation, meter: Meter, trace: Trace | None) -> None:
    """Make what is missing of a derivation; the time limit holds for each record that a plugin reads."""
    with limited(deriver.plan.config.settings.run.time_limit, trace) as restart_time:
        replace(deriver, on_read=restart_time).derive(derivation, meter)
