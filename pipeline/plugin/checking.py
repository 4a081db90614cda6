"""The contracts of plugins that need no plan, as checks for their tests: `pipeline.testing` has them.

They raise AssertionError, which says what is wrong, as the other checks of the test kit do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pipeline.documents.failures import FailureGroup
from pipeline.errors import RunError
from pipeline.plugin.contract import check_observer_class
from pipeline.plugin.observer import ChunkDone, Quarantined, RunFinished, RunStarted
from pipeline.results.record import Record, StageRecord
from pipeline.stages.faults import described

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.plugin.observer import Observer

    Told = tuple[str, RunStarted | Quarantined | ChunkDone | RunFinished]

FAILURE = {"stage": "quotes", "error": "ValueError: no cue", "place": "my_company/stages.py:12"}


def check_observer(kind: type[Observer]) -> None:
    """Raise AssertionError, saying what is wrong, unless an observer of the class follows every run without an error.

    The runs are: one with a document in quarantine, one with nothing to do, one that failed, and one that was stopped
    by Ctrl-C. Each has a new object of the class, made without arguments, and a run folder that exists. No method
    raises or returns anything.
    """
    try:
        check_observer_class(kind)
    except TypeError as error:
        raise AssertionError(str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        for run, events in _runs(Path(folder)):
            _check_run(kind, run, events)


def _check_run(kind: type[Observer], run: str, events: Iterable[Told]) -> None:
    try:
        observer = kind()
    except (Exception, SystemExit) as error:
        raise AssertionError(f"{kind.__name__} cannot be made without arguments: {described(error)}") from error
    for method, event in events:
        name = f"{kind.__name__}.{method}"
        try:
            returned = getattr(observer, method)(event)
        except (Exception, SystemExit) as error:
            raise AssertionError(f"{name} raised in {run}: {described(error)}") from error
        if returned is not None:
            raise AssertionError(f"{name} returned {returned!r}: return nothing")


def _runs(folder: Path) -> Iterator[tuple[str, list[Told]]]:
    """Yield what each run is, and its events."""
    start = RunStarted(name="default", config=folder / "default.yaml", folder=folder, chunks=2, size=4096)
    nothing = replace(start, chunks=0, size=0)
    record = _record()
    idle = replace(record, made=0, idle=True)
    working: list[Told] = [("run_started", start), *_chunks(folder)]
    yield "a run", [*working, ("run_finished", RunFinished(record=record, seconds=1.5))]
    yield "a run with nothing to do", [("run_started", nothing), ("run_finished", RunFinished(record=idle))]
    for what, error in (("failed", RunError("too many documents failed")), ("was stopped", KeyboardInterrupt())):
        yield f"a run that {what}", [*working[:2], ("run_finished", RunFinished(error=error, seconds=0.5))]


def _chunks(folder: Path) -> list[Told]:
    path = folder / "quarantine" / "b.txt-0123456789ab.json"
    document = Quarantined(id="b.txt", source="seeds/b.txt", file=path, **FAILURE)
    first = ChunkDone(
        chunk="seeds/a.txt and 1 more", size=3072, documents=2, quarantined=1, seconds=0.25, done=3072, total=4096
    )
    last = replace(first, chunk="seeds/c.txt", size=1024, documents=1, quarantined=0, done=4096)
    return [("quarantined", document), ("chunk_done", first), ("chunk_done", last)]


def _record() -> Record:
    """Return the record of a run of three documents, one of which is in quarantine."""
    stages = [StageRecord(name, name, 1, "text-pipeline 0.1.0", 3, 0.1, {}) for name in ("ingest", "quotes", "export")]
    return Record(
        name="default",
        config="default.yaml",
        written="name: default\n",
        set=(),
        executor="processes",
        workers=2,
        model=None,
        versions={"python": "3.11.0"},
        machine={"system": "linux", "processor": "x86_64", "cores": 2},
        fingerprint="0" * 64,
        exports_fingerprint="0" * 64,
        layers={},
        stages=tuple(stages),
        read=3,
        exported=2,
        dropped=0,
        quarantined=1,
        quarantine=("b.txt-0123456789ab.json",),
        failures=(FailureGroup(count=1, first="b.txt", **FAILURE),),
        chunks=2,
        made=2,
        exports=(),
        began="2026-01-01T12:00:00.000+00:00",
        ended="2026-01-01T12:00:01.500+00:00",
        seconds=1.5,
        parts=("0" * 32, "1" * 32),
    )
