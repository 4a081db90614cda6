"""The second half of a run: corpus steps look at all parts, and sinks write them. No document is processed here.

Workers derive from the parts what is missing (see `derivation`); the parent settles the corpus steps and lets each sink
finish.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from pipeline.errors import RunError
from pipeline.executors.contract import Died
from pipeline.running import exports
from pipeline.running.corpus import settled
from pipeline.running.derivation import Derivation, Deriver
from pipeline.running.time_limit import cause_of, finished_in_time
from pipeline.stages import faults
from pipeline.stages.meter import Meter
from pipeline.stages.results import Results
from pipeline.stages.sink import Output, Sink

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.documents.counts import Counts
    from pipeline.executors.contract import Executor
    from pipeline.planning.checks import PlannedStage
    from pipeline.results.derived import PartState
    from pipeline.results.record import ExportRecord
    from pipeline.running import logs
    from pipeline.running.worker_setup import DeriverSetup

ATTEMPTS = 3
"""How many workers may die on one part before the run stops."""

log = structlog.get_logger("pipeline")


@dataclass
class Finishing:
    """The corpus steps and the sinks of a run. `used` has the names of all that this run derives or finds derived."""

    deriver: Deriver
    executor: Executor
    setup: DeriverSetup
    meter: Meter
    terminal: logs.Terminal | None = None
    used: set[str] = field(default_factory=set)

    def apply_corpus_steps(self, states: Sequence[PartState], counts: Counts) -> list[PartState]:
        """Settle the corpus steps one after another; return the parts as they leave them, and correct the counts.

        Everything that sinks keep for a part is then made too.
        """
        after = self._derive(map(Derivation, states))
        for number in range(len(self.deriver.steps)):
            after = self._derive(settled(self.deriver, number, after))
        counts.found.update({step.name: Counter() for step in self.deriver.steps})
        for state in after:
            if overlay := self.deriver.derived.overlay(state.overlay):
                counts.add_overlay(overlay.summary().counts)
        return after

    def _derive(self, derivations: Iterable[Derivation]) -> list[PartState]:
        """Let the workers make what is missing of the derivations; return the states of the parts after them."""
        after: list[PartState] = []

        def missing() -> Iterator[Derivation]:
            for derivation in derivations:
                after.append(self.deriver.state_after(derivation))
                names = self.deriver.names(derivation)
                self.used.update(names)
                if self.deriver.is_missing(names):
                    yield derivation

        self._map(missing())
        return after

    def _map(self, derivations: Iterator[Derivation]) -> None:
        """Map the workers over derivations; one whose worker died is tried again, at most ATTEMPTS times."""
        deaths: Counter[str] = Counter()
        while True:
            again: list[Derivation] = []
            with closing(self.executor.map(self.setup, derivations)) as mapped:
                for derivation, outcome in finished_in_time(mapped, self._time_limit):
                    if isinstance(outcome, Died):
                        self._count_death(derivation, outcome, deaths)
                        again.append(derivation)
                    else:
                        self.meter.add(Meter(Counter(outcome.documents), outcome.seconds))
                        if self.terminal is not None:
                            self.terminal.show(outcome.events)
            if not again:
                return
            derivations = iter(again)

    def _count_death(self, derivation: Derivation, died: Died, deaths: Counter[str]) -> None:
        """Count a death. Raises RunError if ATTEMPTS workers died on one part."""
        part, cause = derivation.state.part, cause_of(died, self._time_limit)
        log.warning("worker died", part=part, reason=cause)
        if died.stack:
            log.debug("stack of a worker that died", part=part, stack=died.stack)
        deaths[part] += 1
        if deaths[part] >= ATTEMPTS:
            stages = ", ".join(dict.fromkeys(name.partition("/")[0] for name in self.deriver.names(derivation)))
            raise RunError(
                f"{ATTEMPTS} workers died, one after another, while {stages} worked on the part {part}: {cause}"
            )

    @property
    def _time_limit(self) -> float | None:
        return self.deriver.plan.config.settings.run.time_limit or None

    def export(self, states: Sequence[PartState], counts: Counts) -> tuple[ExportRecord, ...]:
        """Let the sinks finish, and return the record of all that they wrote."""
        written: list[tuple[str, Path | Output]] = []
        for planned in self.deriver.plan.planned:
            if isinstance(planned.stage, Sink):
                with self.meter.timed(planned.name, counts.exported):
                    outputs = self._finish(planned, planned.stage, states, counts)
                written += [(planned.name, output) for output in outputs]
        return exports.recorded(written, self.deriver.run_folder.path)

    def _finish(
        self, planned: PlannedStage, sink: Sink, states: Sequence[PartState], counts: Counts
    ) -> list[Path | Output]:
        deriver, folder = self.deriver, self.deriver.run_folder.path
        has_shares = planned in deriver.sinks
        parts = [deriver.part(state, self._share(planned, state) if has_shares else None) for state in states]
        quarantine = deriver.run_folder.quarantine_entries(counts.quarantine)
        results = Results(folder, parts, deriver.layers, counts, quarantine)
        named = faults.named(planned.name, "finish", planned.registered.plugin.name)
        with structlog.contextvars.bound_contextvars(stage=planned.name), named:
            return exports.outputs_of(planned, sink.finish(results), folder)

    def _share(self, planned: PlannedStage, state: PartState) -> Path:
        return self.deriver.derived.path(self.deriver.share(planned, state))
