"""What happens to one chunk: read it, put its documents through the stages in batches, commit the part.

A worker lives in the process that an executor gives it. The plan comes to it as data and is built there anew;
the model is loaded once.
"""

from __future__ import annotations

import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import msgspec
import structlog

from pipeline import batch, logs
from pipeline.batch import Dropped, Failure, Line, Meter
from pipeline.document import Document
from pipeline.errors import RunError
from pipeline.plan import plan_of
from pipeline.stage import Chunk, Unreadable
from pipeline.store import PartWriter, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.plan import Plan

BATCH = 16
"""Documents in hand at a time; see `language.BATCH`."""

log = structlog.get_logger("pipeline")


class Task(msgspec.Struct, frozen=True):
    """A chunk to be done, and the name of the part that it becomes.

    careful: one document at a time, each noted before it is begun: after a worker died on this chunk.
    deadly: documents (by their number in the chunk, from 0) on which a worker died, and what it died of.
    """

    chunk: Chunk
    part: str
    careful: bool = False
    deadly: dict[int, str] = {}


class Finished(msgspec.Struct, frozen=True):
    """A chunk that is done: per stage the documents that went in and the seconds; and warnings for the terminal."""

    documents: dict[str, int]
    seconds: dict[str, float]
    events: tuple[logs.Event, ...]


@dataclass(frozen=True)
class Work:
    """All that a worker needs, as data: the configuration, the folder, and the name of the run for the log."""

    config: Config
    folder: Path
    objects: tuple[object, ...] = ()

    @contextmanager
    def open(self) -> Iterator[Callable[[Task], Finished]]:
        """Build the plan, load the model and open the stages; give the function that does a task."""
        plan = plan_of(self.config, self.objects)
        with (
            logs.collected(self.folder, plan.config.settings.name) as events,
            batch.opened(plan.steps, plan.open_parser()) as line,
        ):
            worker = Worker(plan, Store(self.folder), line)

            def do(task: Task) -> Finished:
                events.clear()
                with structlog.contextvars.bound_contextvars(chunk=task.chunk.name):
                    meter = worker.do(task)
                return Finished(dict(meter.documents), meter.seconds, tuple(events))

            yield do


@dataclass(frozen=True)
class Worker:
    """A plan with its stages open, and the store that parts go to."""

    plan: Plan
    store: Store
    line: Line

    def do(self, task: Task) -> Meter:
        """Read the chunk and commit its part; return what was measured.

        Raises RunError where a document fails and the configuration says `on_error: stop`.
        """
        total = Meter()
        with self.store.new_part(task.part) as writer:
            documents = self._read(task, writer, total)
            size = 1 if task.careful else BATCH
            while batch_of := list(islice(documents, size)):
                meter = Meter()
                for result in self.line.process(batch_of, meter):
                    self._write(result, writer)
                writer.tally(meter)
                total.add(meter)
        log.debug("chunk done", part=task.part)
        return total

    def _read(self, task: Task, writer: PartWriter, meter: Meter) -> Iterator[Document]:
        """Yield the chunk's documents; what cannot be read, and what a worker died on, goes to quarantine at once."""
        source = self.plan.planned[0].name
        note = self.store.note(task.part)
        for number, document in enumerate(self._documents(task.chunk, meter)):
            if task.careful:
                note.write_text(str(number))
            if number in task.deadly and isinstance(document, Document):
                self._write(Failure(document, "worker", task.deadly[number], ""), writer)
            elif isinstance(document, Document):
                yield document
            else:
                log.warning("unreadable", document=document.id, error=document.error)
                self._stop_on_error(document.id, document.error)
                writer.refuse(document, source)
        note.unlink(missing_ok=True)

    def _documents(self, chunk: Chunk, meter: Meter) -> Iterator[Document | Unreadable]:
        """Yield what the source reads; where it raises, the rest of the chunk is one entry in quarantine."""
        name = self.plan.planned[0].name
        try:
            reading = self.plan.source.read(chunk)
            while True:
                with meter.timed(name, 0):
                    document = next(reading)
                meter.documents[name] += 1
                yield document
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001  # a source may raise anything; what it read before is kept
            trace = traceback.format_exc()
            yield Unreadable(chunk.name, "", f"the source raised {type(error).__name__}: {error}", trace.encode())

    def _write(self, result: batch.Result, writer: PartWriter) -> None:
        if isinstance(result, Document):
            result = _written(result, writer)
        if isinstance(result, Document):
            return
        if isinstance(result, Dropped):
            log.info("dropped", document=result.document.id, stage=result.stage, reason=result.reason)
            writer.drop()
            return
        log.error("quarantined", document=result.document.id, stage=result.stage, error=result.error)
        self._stop_on_error(result.document.id, result.error)
        writer.fail(result)

    def _stop_on_error(self, document: str, error: str) -> None:
        if self.plan.config.settings.run.on_error == "stop":
            raise RunError(f"stopped at {document}: {error} (on_error: stop)")


def _written(document: Document, writer: PartWriter) -> Document | Failure:
    """Write a record; metadata nested beyond what JSON writers bear is the fault of one document, not of the run."""
    try:
        writer.write(document)
    except (RecursionError, TypeError, ValueError) as error:
        return Failure(document, "record", f"{type(error).__name__}: {error}", traceback.format_exc())
    return document
