"""A task and its outcome: the data that parent and worker exchange."""

from __future__ import annotations

import msgspec

from pipeline.documents.failures import FailureGroup, Quarantined
from pipeline.running.logs import Event
from pipeline.stages.source import Chunk


class WorkerFailure(msgspec.Struct, frozen=True):
    """Why a worker died on a document: the error, the stage that the document was in, and the stack, if known."""

    error: str
    stage: str = ""
    stack: str = ""


class Task(msgspec.Struct, frozen=True):
    """A chunk to process, and the name of the part that it becomes.

    limit: process only this many documents of the chunk, the first ones.
    retry: process only the documents in quarantine, from the content that is kept there.
    one_by_one: process one document at a time, and note each before it begins: after a worker died on this chunk.
    poison: the documents (by their number in the chunk, from 0) on which a worker died.
    """

    chunk: Chunk
    part: str
    limit: int | None = None
    retry: bool = False
    one_by_one: bool = False
    poison: dict[int, WorkerFailure] = {}


class Finished(msgspec.Struct, frozen=True):
    """The outcome of a task: how many documents were read and added, and the failures of those in quarantine.

    documents, seconds: per stage, the documents that it received and its wall time. events: warnings for the terminal.
    quarantined: each document that is in quarantine.
    """

    read: int
    failures: tuple[FailureGroup, ...]
    documents: dict[str, int]
    seconds: dict[str, float]
    events: tuple[Event, ...]
    added: int = 0
    quarantined: tuple[Quarantined, ...] = ()
