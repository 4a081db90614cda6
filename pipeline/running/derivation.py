"""What is derived from one part: sketches and overlays of corpus steps, and shares of sinks. Workers make it.

The corpus steps are settled one after another (see `corpus`). Before the first, and after each of them, every part is
derived from: the decisions of the step that was settled become an overlay; then the next step sketches the records,
or, after the last step, the sinks write their shares. What exists is not made again.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from heapq import merge
from operator import attrgetter
from typing import IO, TYPE_CHECKING, Any

import msgspec

from pipeline.documents.document import printable
from pipeline.documents.overlay import Change, overlay_lines
from pipeline.documents.part import PartFile
from pipeline.files import atomic_file, atomic_path, files_in
from pipeline.results.derived import PartState
from pipeline.running.logs import Event
from pipeline.stages import faults
from pipeline.stages.corpus import Corpus
from pipeline.stages.results import Part
from pipeline.stages.sink import Sink
from pipeline.stages.stage import Drop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pipeline.documents.annotation import Annotation
    from pipeline.planning.checks import PlannedStage
    from pipeline.planning.plan import Plan
    from pipeline.results.derived import DerivedFolder
    from pipeline.results.run_folder import RunFolder
    from pipeline.stages.kinds import AnyStage
    from pipeline.stages.meter import Meter


class Sketch(msgspec.Struct, frozen=True, array_like=True):
    """A line in a file of sketches: the number of the record in the part, its id, and its sketch as JSON."""

    at: int
    id: str
    sketch: msgspec.Raw


class Derivation(msgspec.Struct, frozen=True):
    """A part to derive from.

    settled: how many corpus steps are settled. decisions: of the last of these, for records of this part: the number of
    the record and the decision as JSON, in order.
    """

    state: PartState
    settled: int = 0
    decisions: tuple[tuple[int, bytes], ...] = ()


class Derived(msgspec.Struct, frozen=True):
    """The outcome of a derivation: per stage, documents and seconds as in `Finished`; and warnings for the terminal."""

    documents: dict[str, int]
    seconds: dict[str, float]
    events: tuple[Event, ...]


def _ignore() -> None:
    """Do nothing when a record is read."""


@dataclass(frozen=True)
class _ReportingPart(PartFile):
    """A part that calls `on_read` before each record: so a plugin that reads on is seen to make progress."""

    on_read: Callable[[], None]

    def lines(self) -> Iterator[bytes]:
        for line in super().lines():
            self.on_read()
            yield line


@dataclass(frozen=True)
class Deriver:
    """Makes what is derived from parts, and knows what is missing; the same in the parent and in the workers.

    on_read: called before a plugin receives a part, and before each record that it reads.
    """

    plan: Plan
    run_folder: RunFolder
    on_read: Callable[[], None] = _ignore

    @cached_property
    def derived(self) -> DerivedFolder:
        """The folder of what is derived."""
        return self.run_folder.derived

    @cached_property
    def layers(self) -> dict[str, type[Annotation]]:
        """The layers of the plan with their types."""
        return self.plan.layers

    @cached_property
    def steps(self) -> list[PlannedStage]:
        """The corpus steps, in order."""
        return [one for one in self.plan.planned if isinstance(one.stage, Corpus)]

    @cached_property
    def sinks(self) -> list[PlannedStage]:
        """The sinks that write parts."""
        return [one for one in self.plan.planned if isinstance(one.stage, Sink) and _writes_parts(one, one.stage)]

    def part(self, state: PartState, share: Path | None = None) -> Part:
        """Return the part as stages see it."""
        overlay = self.derived.overlay(state.overlay)
        file = _ReportingPart(self.run_folder.part(state.part).path, self.on_read)
        self.on_read()
        return Part(file, overlay, self.layers, share)

    def state_after(self, derivation: Derivation) -> PartState:
        """Return the state of the part after its decisions; the same state if there are none."""
        if not derivation.decisions:
            return derivation.state
        step = self.steps[derivation.settled - 1]
        decisions = sha256(b"\n".join(b"%d %b" % decision for decision in derivation.decisions)).hexdigest()
        overlay = derivation.state.derived_by(step.name, self.plan.identity_of(step), "overlay", decisions)
        return msgspec.structs.replace(derivation.state, overlay=overlay)

    def sketches(self, step: PlannedStage, state: PartState) -> str:
        """Return the name of the sketches of a part."""
        return state.derived_by(step.name, self.plan.identity_of(step), "sketches")

    def share(self, sink: PlannedStage, state: PartState) -> str:
        """Return the name of the share of a part."""
        return state.derived_by(sink.name, self.plan.identity_of(sink), "share")

    def names(self, derivation: Derivation) -> list[str]:
        """Return the names of all that a derivation makes."""
        state = self.state_after(derivation)
        overlay = [state.overlay] if derivation.decisions else []
        if derivation.settled < len(self.steps):
            return [*overlay, self.sketches(self.steps[derivation.settled], state)]
        return overlay + [self.share(sink, state) for sink in self.sinks]

    def is_missing(self, names: Iterable[str]) -> bool:
        """Return whether anything of what a derivation makes, given by its names, does not exist."""
        return not all(self.derived.path(name).exists() for name in names)

    def derive(self, derivation: Derivation, meter: Meter) -> None:
        """Make what is missing. Raises PluginError if a plugin raises, or returns something else than its contract."""
        state = self.state_after(derivation)
        if derivation.decisions:
            self._make_overlay(derivation, self.derived.path(state.overlay), meter)
        if derivation.settled < len(self.steps):
            step = self.steps[derivation.settled]
            self._make_sketches(step, state, self.derived.path(self.sketches(step, state)), meter)
            return
        for sink in self.sinks:
            self._make_share(sink, state, self.derived.path(self.share(sink, state)), meter)

    def _make_share(self, planned: PlannedStage, state: PartState, target: Path, meter: Meter) -> None:
        if target.exists() or not isinstance(planned.stage, Sink):
            return
        with meter.timed(planned.name, 0), _named(planned, "write"), atomic_path(target) as temporary:
            planned.stage.write(self.part(state), temporary)
            if not os.path.lexists(temporary):
                temporary.touch()
            _make_read_only(temporary)

    def _make_sketches(self, planned: PlannedStage, state: PartState, target: Path, meter: Meter) -> None:
        if target.exists() or not isinstance(planned.stage, Corpus):
            return
        encoder = msgspec.json.Encoder()
        with meter.timed(planned.name, 0), _named(planned, "sketch"), atomic_file(target) as file:
            for at, record in _numbered_records(self.part(state)):
                sketch = planned.stage.sketch(record)
                if sketch is not None:
                    line = Sketch(at, record["id"], msgspec.Raw(encoder.encode(sketch)))
                    file.write(encoder.encode(line) + b"\n")
                meter.documents[planned.name] += 1

    def _make_overlay(self, derivation: Derivation, target: Path, meter: Meter) -> None:
        planned = self.steps[derivation.settled - 1]
        if target.exists() or not isinstance(planned.stage, Corpus):
            return
        with meter.timed(planned.name, 0), _named(planned, "apply"), atomic_file(target) as file:
            _write_overlay(file, planned, self.part(derivation.state), dict(derivation.decisions))


def _writes_parts(planned: PlannedStage, sink: Sink) -> bool:
    with _named(planned, "writes_parts"):
        says: object = sink.writes_parts()
        if not isinstance(says, bool):
            raise TypeError(f"it returned {says!r:.80} instead of True or False: maybe a return is missing?")
        return says


def _named(planned: PlannedStage, method: str) -> AbstractContextManager[None]:
    return faults.named(planned.name, method, planned.registered.plugin.name)


def _numbered_records(part: Part) -> Iterator[tuple[int, dict[str, Any]]]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    return ((at, decoder.decode(line)) for at, line in part.numbered_lines())


def _write_overlay(file: IO[bytes], planned: PlannedStage, part: Part, decisions: dict[int, bytes]) -> None:
    """Write the overlay of a step on a part: the changes of earlier steps, and those of this one."""
    earlier = part.overlay.changes() if part.overlay else iter(())
    counts: dict[str, Counter[str]] = {planned.name: Counter()}
    for step, found in (part.overlay.summary().counts if part.overlay else {}).items():
        counts[step] = Counter(found)
    kept = (change for change in earlier if change.at not in decisions)
    made = _changes(planned, part, decisions, counts[planned.name])
    file.writelines(overlay_lines(merge(kept, made, key=attrgetter("at")), counts))


def _changes(planned: PlannedStage, part: Part, decisions: dict[int, bytes], counts: Counter[str]) -> Iterator[Change]:
    """Yield the changes that the decisions of a step make, and count them."""
    decoder = msgspec.json.Decoder()
    for at, line in part.numbered_lines():
        if at in decisions:
            record = decoder.decode(line)
            change = _applied(planned.stage, at, record, decoder.decode(decisions[at]))
            counts["changed" if change.dropped is msgspec.UNSET else "dropped"] += 1
            yield change


def _applied(step: AnyStage, at: int, record: dict[str, Any], decision: object) -> Change:
    """Return what a step makes of a record. Raises TypeError if that is no record of the same document."""
    assert isinstance(step, Corpus)  # noqa: S101  # for mypy
    id, types = record["id"], {key: type(value) for key, value in record.items()}
    result: object = step.apply(record, decision)
    if isinstance(result, Drop):
        return Change(at, dropped=printable(result.reason))
    if not isinstance(result, dict):
        given = type(result).__name__
        raise TypeError(f"it returned {given} instead of the record or a Drop: maybe a return is missing?")
    if (result.get("id"), list(result)) != (id, list(types)):
        raise TypeError(f"it returned another record than it was given: id and keys have to stay {id!r}, {list(types)}")
    content = msgspec.json.encode(result)
    for key, value in msgspec.json.decode(content).items():
        if type(value) is not types[key] or value != result[key]:
            raise TypeError(f"it changed {key!r} of {id!r} into what no record holds: {result[key]!r:.80}")
    return Change(at, record=msgspec.Raw(content))


def _make_read_only(share: Path) -> None:
    """Make the files of a share read-only: an export may have hard links to them. Raises TypeError for other things."""
    for file in files_in(share):
        mode = file.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise TypeError(f"it made {file.name!r}, which is no plain file: a share is a file, or a folder of files")
        file.chmod(mode & ~0o222)
