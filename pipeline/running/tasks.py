"""What a run has to do: the chunks of the input whose parts are not there, and the order of all parts.

The input is gone through once, before the first worker starts: what is found then is what the run works on, and how
much there is to do is known. The tasks wait in a temporary file, so that memory stays flat. A run over the first
documents only goes through as much of the input as it needs, see `limited_tasks`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from pipeline.errors import RunError
from pipeline.executors.pickling import pickled, unpickled
from pipeline.results import memo, record
from pipeline.running.limited_tasks import Limited
from pipeline.running.worker import Task
from pipeline.stages import faults
from pipeline.stages.stage import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.planning.plan import Plan
    from pipeline.results.memo import Memo
    from pipeline.results.run_folder import Store


@dataclass(frozen=True)
class Agenda:
    """The tasks of a run.

    rounds: the tasks that are to be done, in the order of the input; one round is asked for when the last one is done.
    parts: the names of the parts of all chunks, in the order of the input; known after the last round.
    todo: how many tasks there are; size: the size of their chunks together, in the unit of the source. With a limit:
    one, and the limit.
    """

    rounds: Iterator[Iterator[Task]]
    parts: list[str]
    todo: int
    size: int


@dataclass
class _Spool:
    """Tasks that wait in a file, and the names of all parts; `source` is the name of the source, for messages."""

    file: IO[bytes]
    source: str
    parts: list[str] = field(default_factory=list)
    todo: int = 0
    size: int = 0

    def add(self, task: Task, *, done: bool) -> None:
        """Note a chunk, and its task unless that is done. Raises RunError where the chunk does not pickle."""
        self.parts.append(task.part)
        if not done:
            self.file.write(pickled(task, f"the chunk {task.chunk.name!r} of the source {self.source!r}"))
            self.todo += 1
            self.size += task.chunk.size

    def agenda(self) -> Agenda:
        """Return the agenda of one round, with what was noted."""
        return Agenda(iter([self._tasks()]), self.parts, self.todo, self.size)

    def _tasks(self) -> Iterator[Task]:
        self.file.seek(0)
        for _ in range(self.todo):
            yield unpickled(self.file, f"a chunk of the source {self.source!r}")


@contextmanager
def tasks_of_input(plan: Plan, store: Store, *, fresh: bool = False, limit: int | None = None) -> Iterator[Agenda]:
    """Go through the input and give what there is to do.

    fresh: do everything, whatever is there. limit: only so many documents, the first ones.
    Raises RunError where the source gives something else than chunks.
    """
    if limit is not None:
        with memo.opened(store.folder, fresh=fresh) as known:
            first = Limited(plan, store, _chunks(plan, known), fresh=fresh)
            yield Agenda(first.rounds(limit), first.parts, 1, limit)
        return
    with tempfile.TemporaryFile(dir=store.folder) as file:
        spool = _Spool(file, plan.planned[0].name)
        with memo.opened(store.folder, fresh=fresh) as known:
            for chunk in _chunks(plan, known):
                name = plan.part_name(chunk.identity)
                spool.add(Task(chunk, name), done=not fresh and store.part(name).path.exists())
            known.forget()
        yield spool.agenda()


@contextmanager
def tasks_of_quarantine(plan: Plan, store: Store) -> Iterator[Agenda]:
    """Give what it takes to try again what is in quarantine since the last run.

    Raises RunError where there is none, or `plan` is not its plan: its parts would hold the work of two plans.
    """
    before = record.read(store.folder)
    if plan.fingerprint != before.fingerprint:
        raise RunError(
            "the configuration, a plugin or the model has changed since that run: "
            f"pipeline run {plan.config.file} does again what depends on it, what is in quarantine too"
        )
    with tempfile.TemporaryFile(dir=store.folder) as file:
        spool = _Spool(file, plan.planned[0].name)
        for name in before.parts:
            kept = store.part(name).summary().quarantined
            spool.add(Task(Chunk(f"quarantine of {name}", name, None, len(kept)), name, retry=True), done=not kept)
        yield spool.agenda()


def _chunks(plan: Plan, known: Memo) -> Iterator[Chunk]:
    """Yield the chunks of the input. Raises PluginError where the source raises, or gives something else."""
    one = plan.planned[0]
    with faults.named(one.name, "chunks", one.registered.plugin.name):
        chunks: object = plan.source.chunks(known)
        if not isinstance(chunks, Iterable):
            hint = "maybe a yield is missing?" if chunks is None else "let it yield them"
            raise TypeError(f"it returned {chunks!r:.80} instead of an iterator of Chunk: {hint}")
        for chunk in chunks:
            if not isinstance(chunk, Chunk):
                raise TypeError(f"it gave {chunk!r:.80} ({type(chunk).__name__}) where a Chunk was expected")
            yield chunk
