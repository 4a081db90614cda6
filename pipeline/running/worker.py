"""What happens to one chunk: read it, put its documents through the stages in batches, commit the part.

A worker lives in the process that an executor gives it. The plan comes to it as data and is built there anew;
the model is loaded once.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from itertools import chain, count, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from pipeline.documents.document import Document, printable
from pipeline.documents.failures import FailureGroup
from pipeline.errors import RunError
from pipeline.planning.plan import plan_of
from pipeline.results.run_folder import PartWriter, Store
from pipeline.running import logs
from pipeline.running.current_document import Note
from pipeline.running.failure_limit import FailureLimit
from pipeline.running.time_limit import watched
from pipeline.stages import faults
from pipeline.stages.chain import Dropped, Failure, Line, Meter, Result, failure, opened
from pipeline.stages.stage import Chunk, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pipeline.config.configuration import Config
    from pipeline.planning.plan import Plan

BATCH = 64
BATCH_CHARACTERS = 60_000
"""Documents in hand at a time, at most, and the characters at which a batch ends: about 10,000 words."""

NO_MORE = object()
log = structlog.get_logger("pipeline")


class Death(msgspec.Struct, frozen=True):
    """What a worker died of, the stage that it was in, and its stack, if that is known."""

    error: str
    stage: str = ""
    stack: str = ""


class Task(msgspec.Struct, frozen=True):
    """A chunk to be done, and the name of the part that it becomes.

    limit: only so many documents of the chunk, the first ones.
    retry: only those documents that are in quarantine, from what is kept of them there.
    careful: one document at a time, each noted before it is begun: after a worker died on this chunk.
    deadly: documents (by their number in the chunk, from 0) on which a worker died.
    """

    chunk: Chunk
    part: str
    limit: int | None = None
    retry: bool = False
    careful: bool = False
    deadly: dict[int, Death] = {}


class Finished(msgspec.Struct, frozen=True):
    """A chunk that is done: how many documents it had, and the failures of those that are in quarantine.

    documents, seconds: per stage, the documents that went in and the wall time. events: warnings for the terminal.
    """

    read: int
    failures: tuple[FailureGroup, ...]
    documents: dict[str, int]
    seconds: dict[str, float]
    events: tuple[logs.Event, ...]


@dataclass(frozen=True)
class Work:
    """All that a worker needs, as data: the configuration, the folder, and the name of the run for the log.

    fresh: make the parses anew that are in the store.
    """

    config: Config
    folder: Path
    objects: tuple[object, ...] = ()
    fresh: bool = False

    @contextmanager
    def open(self) -> Iterator[Callable[[Task], Finished]]:
        """Build the plan, load the model and open the stages; give the function that does a task."""
        plan = plan_of(self.config, self.objects)
        with (
            logs.collected(self.folder, plan.config.settings.name) as events,
            faults.logged(self.folder),
            opened(plan.steps, plan.open_parser(fresh=self.fresh)) as line,
        ):
            limit = FailureLimit(plan.config.settings.run.max_failures)
            worker = Worker(plan, Store(self.folder), line, limit)

            def do(task: Task) -> Finished:
                events.clear()
                with structlog.contextvars.bound_contextvars(chunk=task.chunk.name):
                    meter = worker.do(task)
                done = worker.store.part(task.part).summary()
                return Finished(done.read, done.failures, dict(meter.documents), meter.seconds, tuple(events))

            yield do


@dataclass(frozen=True)
class Worker:
    """A plan with its stages open, the store that parts go to, and how many documents may fail."""

    plan: Plan
    store: Store
    line: Line
    limit: FailureLimit

    def do(self, task: Task) -> Meter:
        """Read the chunk and commit its part; return what was measured.

        Raises RunError where a document fails and the configuration says `on_error: stop`.
        """
        note = Note(self.store.note(task.part), kept=task.careful or task.retry)
        with self.store.new_part(task.part) as writer:
            doing = _Doing(self, task, writer, note)
            doing.retry() if task.retry else doing.process(doing.documents())
            note.clear()
        log.debug("chunk done", part=task.part)
        return doing.meter

    @property
    def source(self) -> str:
        """The name of the source in the plan."""
        return self.plan.planned[0].name


@dataclass(frozen=True)
class _Doing:
    """A task under way."""

    worker: Worker
    task: Task
    writer: PartWriter
    note: Note
    meter: Meter = field(default_factory=Meter)

    def process(self, documents: Iterator[Document]) -> None:
        """Put documents through the stages in batches, and write what becomes of them."""
        with self._time_limit() as more_time:

            def begin(stage: str) -> None:
                more_time()
                self.note.begin(stage)

            more_time()
            line = replace(self.worker.line, begin=begin)
            for batch_of in batches(documents, 1 if self.task.careful else BATCH):
                meter = Meter()
                for result in line.process(batch_of, meter):
                    self._write(result)
                self.writer.tally(meter)
                self.meter.add(meter)
                more_time()

    def _time_limit(self) -> AbstractContextManager[Callable[[], None]]:
        """Watch over each stage at each document; alone in its process a run is not ended for one document."""
        settings = self.worker.plan.config.settings.run
        if settings.executor == "serial" or not settings.time_limit:
            return nullcontext(lambda: None)
        return watched(settings.time_limit, self.worker.store.stack(self.task.part))

    def retry(self) -> None:
        """Write the part anew, with its documents in quarantine tried again and set in where they belong."""
        part = self.worker.store.part(self.task.part)
        summary = part.summary()
        self.writer.read = summary.read
        self.writer.carry_over(summary)
        kept = [(at, self.worker.store.quarantined(name)) for name, at in summary.quarantined.items()]
        waiting = deque(enumerate(sorted(kept, key=itemgetter(0))))
        for at, line in enumerate(chain(part.lines(), [None])):
            while waiting and waiting[0][1][0] == at:
                number, (_, document) = waiting.popleft()
                self._again(number, document)
            if line is not None:
                self.writer.copy(line)

    def _again(self, number: int, kept: dict[str, Any]) -> None:
        """Try one document from quarantine again; what the source could not read stays there."""
        if "metadata" not in kept:
            self.writer.keep(kept)
            return
        document = Document.from_raw(kept["raw"], id=kept["id"], source=kept["source"], metadata=kept["metadata"])
        if number in self.task.deadly:
            self._write(_died(document, self.task.deadly[number]))
            return
        self.note.take(number, self.worker.source)
        self.process(iter([document]))
        self.note.clear()

    def documents(self) -> Iterator[Document]:
        """Yield the chunk's documents; what cannot be read, and what a worker died on, goes to quarantine at once."""
        documents = islice(self._read(), self.task.limit)
        for number in count():
            self.note.take(number, self.worker.source)
            document = next(documents, None)
            if document is None:
                return
            self.writer.read += 1
            if isinstance(document, Unreadable):
                log.warning("unreadable", document=document.id, error=document.error)
                self._stop_on_error(document.id, document.error)
                self._count([self.writer.refuse(document, self.worker.source)])
            elif number in self.task.deadly:
                self._write(_died(document, self.task.deadly[number]))
            else:
                yield document

    def _read(self) -> Iterator[Document | Unreadable]:
        """Yield what the source reads; where it raises, the rest of the chunk is one entry in quarantine."""
        try:
            yield from self._given()
        except Exception as error:  # noqa: BLE001  # a source may raise anything; what it read before is kept
            said = printable(f"the source raised {faults.described(error)}")
            yield Unreadable(self.task.chunk.name, "", said, printable(traceback.format_exc()).encode())

    def _given(self) -> Iterator[Document | Unreadable]:
        """Yield what the source reads. Raises what it raises, and TypeError where it gives something else."""
        reading: object = self.worker.plan.source.read(self.task.chunk)
        if not isinstance(reading, Iterable):
            raise TypeError(f"read returned {type(reading).__name__}: let it yield the documents of the chunk")
        documents = iter(reading)
        while True:
            with self.meter.timed(self.worker.source, 0):
                document: object = next(documents, NO_MORE)
            if document is NO_MORE:
                return
            if not isinstance(document, Document | Unreadable):
                raise TypeError(f"read gave {type(document).__name__} where a Document or Unreadable was expected")
            self.meter.documents[self.worker.source] += 1
            yield document

    def _write(self, result: Result) -> None:
        if isinstance(result, Document):
            result = _written(result, self.writer)
        if isinstance(result, Failure):
            about = {"stage": result.stage, "error": result.error, "place": result.place}
            log.error("quarantined", document=result.document.id, **about)
            self._stop_on_error(result.document.id, result.error)
            self._count([self.writer.fail(result)])
            return
        if isinstance(result, Dropped):
            log.info("dropped", document=result.document.id, stage=result.stage, reason=result.reason)
            self.writer.drop()
        self._count()

    def _count(self, failures: Sequence[FailureGroup] = ()) -> None:
        """Count a document that is done. Raises RunError where too many fail; a retry expects that they do."""
        if not self.task.retry:
            self.worker.limit.count(1, failures)

    def _stop_on_error(self, document: str, error: str) -> None:
        if self.worker.plan.config.settings.run.on_error == "stop":
            raise RunError(f"stopped at {document}: {error} (on_error: stop)")


def _died(document: Document, death: Death) -> Failure:
    return Failure(document, death.stage, death.error, death.stack)


def _written(document: Document, writer: PartWriter) -> Document | Failure:
    """Write a record; metadata nested beyond what JSON writers bear is the fault of one document, not of the run."""
    try:
        writer.write(document)
    except (RecursionError, TypeError, ValueError) as error:
        return failure(document, "record", error)
    return document


def batches(documents: Iterable[Document], most: int) -> Iterator[list[Document]]:
    """Yield documents in batches of at most `most`, each ended by the document that fills BATCH_CHARACTERS."""
    batch_of: list[Document] = []
    characters = 0
    for document in documents:
        batch_of.append(document)
        characters += len(document.text)
        if len(batch_of) >= most or characters >= BATCH_CHARACTERS:
            yield batch_of
            batch_of, characters = [], 0
    if batch_of:
        yield batch_of
