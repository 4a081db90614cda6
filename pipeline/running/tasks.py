"""The tasks of a run: the chunks of the input whose parts are missing, and the names of all parts in input order.

The chunks of the input are listed once, before the first worker starts: so the run works on the input as it is then,
and the amount of work is known. The tasks wait in a temporary file, so that memory stays flat. A run with `--limit`
lists only as many chunks as it needs, see `limited_tasks`.
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
from pipeline.running.limited_tasks import LimitedTasks
from pipeline.running.task import Task
from pipeline.stages import faults
from pipeline.stages.source import Chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.planning.plan import Plan
    from pipeline.results.memo import Memo
    from pipeline.results.run_folder import RunFolder


@dataclass(frozen=True)
class TaskList:
    """The tasks of a run.

    rounds: the tasks to do, in input order; the tasks of a round are done before the next round is taken.
    parts: the names of the parts of all chunks, in input order; complete after the last round.
    count: how many tasks there are. size: the sum of the sizes of their chunks, in the unit of the source. With a limit
    count is 1 and size is the limit.
    """

    rounds: Iterator[Iterator[Task]]
    parts: list[str]
    count: int
    size: int


@dataclass
class _TaskFile:
    """Tasks that wait in a file, and the names of all parts; `source` is the name of the source, for messages."""

    file: IO[bytes]
    source: str
    parts: list[str] = field(default_factory=list)
    count: int = 0
    size: int = 0

    def add(self, task: Task, *, done: bool) -> None:
        """Add the part of a task, and the task unless it is done. Raises RunError if the chunk does not pickle."""
        self.parts.append(task.part)
        if not done:
            self.file.write(pickled(task, f"the chunk {task.chunk.name!r} of the source {self.source!r}"))
            self.count += 1
            self.size += task.chunk.size

    def task_list(self) -> TaskList:
        """Return all tasks as one round."""
        return TaskList(iter([self._tasks()]), self.parts, self.count, self.size)

    def _tasks(self) -> Iterator[Task]:
        self.file.seek(0)
        for _ in range(self.count):
            yield unpickled(self.file, f"a chunk of the source {self.source!r}")


@contextmanager
def tasks_of_input(
    plan: Plan, run_folder: RunFolder, *, fresh: bool = False, limit: int | None = None
) -> Iterator[TaskList]:
    """List the chunks of the input, and yield the tasks for those whose parts are missing.

    fresh: do every chunk, even if its part exists. limit: process only this many documents, the first ones.
    Raises PluginError if the source raises, or yields anything but chunks.
    """
    if limit is not None:
        with memo.open_memo(run_folder.path, fresh=fresh) as known:
            limited = LimitedTasks(plan, run_folder, _chunks(plan, known), fresh=fresh)
            yield TaskList(limited.rounds(limit), limited.parts, 1, limit)
        return
    with tempfile.TemporaryFile(dir=run_folder.path) as file:
        task_file = _TaskFile(file, plan.planned[0].name)
        with memo.open_memo(run_folder.path, fresh=fresh) as known:
            for chunk in _chunks(plan, known):
                name = plan.part_name(chunk.identity)
                task_file.add(Task(chunk, name), done=not fresh and run_folder.part(name).path.exists())
            known.forget()
        yield task_file.task_list()


@contextmanager
def tasks_of_quarantine(plan: Plan, run_folder: RunFolder) -> Iterator[TaskList]:
    """Yield the tasks that try again the documents which the last run put into quarantine.

    Raises RunError if there is no finished run, or `plan` is not the plan of that run: a part would then mix the
    results of two plans.
    """
    before = record.read(run_folder.path)
    if plan.fingerprint != before.fingerprint:
        raise RunError(
            "the configuration, a plugin or the model has changed since that run: "
            f"{plan.config.run_again} does again what depends on it, documents in quarantine too"
        )
    with tempfile.TemporaryFile(dir=run_folder.path) as file:
        task_file = _TaskFile(file, plan.planned[0].name)
        for name in before.parts:
            kept = run_folder.part(name).summary().quarantined
            task_file.add(Task(Chunk(f"quarantine of {name}", name, None, len(kept)), name, retry=True), done=not kept)
        yield task_file.task_list()


def _chunks(plan: Plan, known: Memo) -> Iterator[Chunk]:
    """Yield the chunks of the input. Raises PluginError if the source raises, or yields anything else."""
    source = plan.planned[0]
    with faults.named(source.name, "chunks", source.registered.plugin.name):
        chunks: object = plan.source.chunks(known)
        if not isinstance(chunks, Iterable):
            hint = "maybe a yield is missing?" if chunks is None else "let it yield them"
            raise TypeError(f"it returned {chunks!r:.80} instead of an iterator of Chunk: {hint}")
        for chunk in chunks:
            if not isinstance(chunk, Chunk):
                raise TypeError(f"it gave {chunk!r:.80} ({type(chunk).__name__}) where a Chunk was expected")
            yield chunk
