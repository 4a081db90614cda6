"""One task in a worker: read the chunk, pass its documents through the stages in batches, commit the part.

A worker runs in a process of its executor. It receives the plan as data and builds it there; it loads the model once.
"""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain as chained
from itertools import count, islice
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import structlog

from pipeline.documents.document import Document, printable
from pipeline.errors import RunError
from pipeline.running.current_document import DocumentNote
from pipeline.running.time_limit import limited
from pipeline.stages import faults
from pipeline.stages.meter import Meter
from pipeline.stages.outcome import Dropped, Failure, Result, failure
from pipeline.stages.source import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.documents.failures import FailureGroup, Quarantined
    from pipeline.executors.contract import Trace
    from pipeline.planning.plan import Plan
    from pipeline.results.run_folder import PartWriter, RunFolder
    from pipeline.running.failure_limit import FailureLimit
    from pipeline.running.task import Task, WorkerFailure
    from pipeline.stages.chain import StageChain
    from pipeline.stages.source import Chunk

BATCH = 64
BATCH_CHARACTERS = 60_000
"""The most documents of a batch, and the characters at which a batch ends: about 10,000 words."""

END = object()
"""Marks the end of the documents that a source yields."""

log = structlog.get_logger("pipeline")


@dataclass(frozen=True)
class Worker:
    """A plan with its source and stages open, the run folder, the limit of failures, and what survives its death.

    read: reads a chunk.
    """

    plan: Plan
    run_folder: RunFolder
    read: Callable[[Chunk], Iterator[Document | Unreadable]]
    chain: StageChain
    limit: FailureLimit
    trace: Trace | None

    def do(self, task: Task) -> tuple[Meter, list[Quarantined]]:
        """Process the chunk and commit its part; return what was measured, and the documents in quarantine.

        Raises RunError if a document fails and the configuration says `on_error: stop`, or if too many fail.
        """
        note = DocumentNote(self.trace.note if self.trace and (task.one_by_one or task.retry) else None)
        with self.run_folder.new_part(task.part) as writer:
            in_progress = _TaskInProgress(self, task, writer, note)
            in_progress.retry() if task.retry else in_progress.process(in_progress.documents())
            note.clear()
        log.debug("chunk done", part=task.part)
        return in_progress.meter, writer.failed

    @property
    def source(self) -> str:
        """The name of the source in the plan."""
        return self.plan.planned[0].name


@dataclass(frozen=True)
class _TaskInProgress:
    """A task that a worker is doing: the part it writes, the note for the parent, and what was measured so far."""

    worker: Worker
    task: Task
    writer: PartWriter
    note: DocumentNote
    meter: Meter = field(default_factory=Meter)

    def process(self, documents: Iterator[Document], *, only: str | None = None) -> None:
        """Pass documents through the stages in batches, and write the results.

        only: write, of the pieces of a document, the one with this id, which is in quarantine.
        """
        with limited(self.worker.plan.config.settings.run.time_limit, self.worker.trace) as restart_time:

            def begin(stage: str) -> None:
                restart_time()
                self.note.begin_stage(stage)

            restart_time()
            chain = replace(self.worker.chain, begin=begin)
            for batch in batches(documents, 1 if self.task.one_by_one else BATCH):
                meter = Meter()
                results = chain.process(batch, meter, only=only)
                if only is None:
                    self.writer.added += len(results) - len(batch)
                for result in results or [_gone(batch[0], only)]:
                    self._write(result)
                self.writer.tally(meter)
                self.meter.add(meter)
                restart_time()

    def retry(self) -> None:
        """Write the part again: try its documents in quarantine again, and insert their records in input order."""
        part = self.worker.run_folder.part(self.task.part)
        summary = part.summary()
        self.writer.carry_over(summary)
        kept = [(at, self.worker.run_folder.quarantined(name)) for name, at in summary.quarantined.items()]
        waiting = deque(enumerate(sorted(kept, key=itemgetter(0))))
        for at, line in enumerate(chained(part.lines(), [None])):
            while waiting and waiting[0][1][0] == at:
                number, (_, document) = waiting.popleft()
                self._retry_document(number, document)
            if line is not None:
                self.writer.copy(line)

    def _retry_document(self, number: int, kept: dict[str, Any]) -> None:
        """Try one document from quarantine again; content that the source could not read stays there."""
        if "metadata" not in kept:
            self.writer.leave_failed(kept)
            return
        piece, read = kept["id"] if "piece_of" in kept else None, kept.get("piece_of", kept["id"])
        document = Document.from_raw(kept["raw"], id=read, source=kept["source"], metadata=kept["metadata"])
        if number in self.task.poison:
            self._write(replace(_poison_failure(document, self.task.poison[number]), id=kept["id"]))
            return
        self.note.begin_document(number, self.worker.source)
        self.process(iter([document]), only=piece)
        self.note.clear()

    def documents(self) -> Iterator[Document]:
        """Yield the documents of the chunk; put those that are unreadable or poison into quarantine at once."""
        documents = islice(self._read(), self.task.limit)
        for number in count():
            self.note.begin_document(number, self.worker.source)
            document = next(documents, None)
            if document is None:
                return
            self.writer.read += 1
            if isinstance(document, Unreadable):
                log.warning("unreadable", document=document.id, error=document.error)
                self._stop_on_error(document.id, self.worker.source, document.error)
                self._count([self.writer.fail_unreadable(document, self.worker.source)])
            elif number in self.task.poison:
                self._write(_poison_failure(document, self.task.poison[number]))
            else:
                yield document

    def _read(self) -> Iterator[Document | Unreadable]:
        """Yield what the source reads; if it raises, the rest of the chunk becomes one entry in quarantine."""
        try:
            yield from self._read_source()
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a source may raise anything; documents read before are kept
            message = printable(f"the source raised {faults.described(error)}")
            yield Unreadable(self.task.chunk.name, "", message, printable(traceback.format_exc()).encode())

    def _read_source(self) -> Iterator[Document | Unreadable]:
        """Yield what the source reads. Raises what the source raises, and TypeError if it yields another type."""
        reading: object = self.worker.read(self.task.chunk)
        if not isinstance(reading, Iterable):
            raise TypeError(f"read returned {type(reading).__name__}: let it yield the documents of the chunk")
        documents = iter(reading)
        while True:
            with self.meter.timed(self.worker.source, 0):
                document: object = next(documents, END)
            if document is END:
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
            log.error("quarantined", document=result.id, **about)
            place = f" ({result.place})" if result.place else ""
            self._stop_on_error(result.id, result.stage, f"{result.error}{place}")
            self._count([self.writer.fail(result)])
            return
        if isinstance(result, Dropped):
            log.info("dropped", document=result.id, stage=result.stage, reason=result.reason)
            self.writer.drop()
        self._count()

    def _count(self, failures: Sequence[FailureGroup] = ()) -> None:
        """Count a document that is done. Raises RunError if too many failed; in a retry failures are expected."""
        if not self.task.retry:
            self.worker.limit.count(1, failures)

    def _stop_on_error(self, document: str, stage: str, error: str) -> None:
        if self.worker.plan.config.settings.run.on_error == "stop":
            raise RunError(f"stopped at {document}, in stage {stage!r}: {error} (on_error: stop)")


def _poison_failure(document: Document, cause: WorkerFailure) -> Failure:
    return Failure(document, document.id, cause.stage, cause.error, cause.stack)


def _gone(document: Document, piece: str | None) -> Failure:
    """Return the failure of a piece that the stages no longer give."""
    return Failure(document, piece or document.id, "", "the stages no longer give this piece of the document", "")


def _written(document: Document, writer: PartWriter) -> Document | Failure:
    """Write a record; metadata that is nested too deeply for JSON fails one document, not the run."""
    try:
        writer.write(document)
    except (RecursionError, TypeError, ValueError) as error:
        return failure(document, "record", error)
    return document


def batches(documents: Iterable[Document], most: int) -> Iterator[list[Document]]:
    """Yield documents in batches of at most `most`; a batch ends when it has BATCH_CHARACTERS characters."""
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.text)
        if len(batch) >= most or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
