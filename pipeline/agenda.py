"""What a run has to do: the chunks of the input whose parts are not there, and the order of all parts.

The input is gone through once, before the first worker starts: what is found then is what the run works on, and how
much there is to do is known. The tasks wait in a temporary file, so that memory stays flat.
"""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable
from contextlib import contextmanager
from itertools import islice
from typing import IO, TYPE_CHECKING

from pipeline import memo, record
from pipeline.errors import RunError
from pipeline.stage import Chunk
from pipeline.worker import Task

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.memo import Memo
    from pipeline.plan import Plan
    from pipeline.stage import Source
    from pipeline.store import Store


class Agenda:
    """The tasks of a run.

    parts: the names of the parts of all chunks, in the order of the input.
    todo: how many tasks there are; size: the size of their chunks together, in the unit of the source.
    """

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self.parts: list[str] = []
        self.todo = 0
        self.size = 0

    def add(self, task: Task, *, done: bool) -> None:
        """Note a chunk, and its task unless that is done."""
        self.parts.append(task.part)
        if not done:
            pickle.dump(task, self._spool)
            self.todo += 1
            self.size += task.chunk.size

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks that are to be done, in the order of the input."""
        self._spool.seek(0)
        for _ in range(self.todo):
            yield pickle.load(self._spool)  # noqa: S301  # this process wrote it, into a file without a name


@contextmanager
def of_input(plan: Plan, store: Store, *, fresh: bool = False, limit: int | None = None) -> Iterator[Agenda]:
    """Go through the input and give what there is to do.

    fresh: do everything, whatever is there. limit: only so many documents, the first ones.
    Raises RunError where the source gives something else than chunks.
    """
    with tempfile.TemporaryFile(dir=store.folder) as spool:
        todo = Agenda(spool)
        with memo.opened(store.folder, fresh=fresh) as known:
            chunks = _chunks(plan, known)
            for chunk, wanted in _limited(plan.source, chunks, limit) if limit else ((chunk, None) for chunk in chunks):
                name = plan.part_name(chunk.identity if wanted is None else f"{chunk.identity}\0{wanted}")
                todo.add(Task(chunk, name, limit=wanted), done=not fresh and store.part(name).path.exists())
            if limit is None:
                known.forget()
        yield todo


@contextmanager
def of_quarantine(plan: Plan, store: Store) -> Iterator[Agenda]:
    """Give what it takes to try again what is in quarantine since the last run.

    Raises RunError where there is none, or `plan` is not its plan: its parts would hold the work of two plans.
    """
    before = record.read(store.folder)
    if plan.fingerprint != before.fingerprint:
        raise RunError(
            "the configuration, a plugin or the model has changed since that run: "
            f"pipeline run {plan.config.file} does again what depends on it, what is in quarantine too"
        )
    with tempfile.TemporaryFile(dir=store.folder) as spool:
        todo = Agenda(spool)
        for name in before.parts:
            kept = store.part(name).summary().quarantined
            todo.add(Task(Chunk(f"quarantine of {name}", name, None, len(kept)), name, retry=True), done=not kept)
        yield todo


def _chunks(plan: Plan, known: Memo) -> Iterator[Chunk]:
    """Yield the chunks of the source. Raises RunError, which names it, where it gives something else."""
    one = plan.planned[0]
    source = f"the source {one.name!r}, from {one.registered.origin}: chunks"
    chunks: object = plan.source.chunks(known)
    if not isinstance(chunks, Iterable):
        hint = "maybe a yield is missing?" if chunks is None else "let it yield them."
        raise RunError(f"{source} returned {chunks!r:.80} instead of an iterator of Chunk: {hint}")
    for chunk in chunks:
        if not isinstance(chunk, Chunk):
            raise RunError(f"{source} gave {chunk!r:.80} ({type(chunk).__name__}) where a Chunk was expected")
        yield chunk


def _limited(source: Source, chunks: Iterable[Chunk], limit: int) -> Iterator[tuple[Chunk, int | None]]:
    """Yield the chunks that hold the first `limit` documents, the last one with how many of its own are wanted."""
    for chunk in chunks:
        try:
            count = sum(1 for _ in islice(source.read(chunk), limit + 1))
        except Exception:  # noqa: BLE001  # the worker meets it again, and puts it where it belongs
            count = limit + 1
        if count > limit:
            yield chunk, limit
            return
        yield chunk, None
        limit -= count
        if not limit:
            return
