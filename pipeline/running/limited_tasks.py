"""The tasks of a run with `--limit`, in rounds: the tasks of a round are done before the next round is planned.

How many documents a chunk holds is known only when it is done. A round has as many chunks as are expected to hold the
documents that are still missing; the estimate is based on the chunks done before. So the parent reads no document,
workers read few documents that are not wanted, and all workers have enough to do. The tasks depend on the input and the
limit alone, not on the executor or the number of workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.running.task import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.planning.plan import Plan
    from pipeline.results.run_folder import RunFolder
    from pipeline.stages.source import Chunk

GROWTH = 4
"""A round is at most this many times as large as all earlier rounds: the first chunks may be unlike the others."""
MAX_CHUNKS = 1_000
"""The most chunks of a round, since they are held in memory."""


@dataclass
class LimitedTasks:
    """Plans the rounds: takes chunks of the input as needed, and measures those that are done.

    parts: the names of the parts that hold the documents up to the limit, as far as they are done.
    """

    plan: Plan
    run_folder: RunFolder
    chunks: Iterator[Chunk]
    fresh: bool
    parts: list[str] = field(default_factory=list)
    _put_back: list[Chunk] = field(default_factory=list)
    _size: int = 0
    _documents: int = 0

    def rounds(self, limit: int) -> Iterator[Iterator[Task]]:
        """Yield the tasks of each round whose parts are missing; they must be done before the next round is taken."""
        left = limit
        while left and (tasks := [self._task(chunk, left) for chunk in self._next_chunks(left)]):
            yield self._missing(tasks)
            for task in tasks:
                if left and self._read(task) > left:  # earlier chunks of this round held more than was expected
                    shorter = self._task(task.chunk, left)
                    yield self._missing([shorter])
                    left -= self._include(shorter)
                elif left:
                    left -= self._include(task)

    def _task(self, chunk: Chunk, left: int) -> Task:
        return Task(chunk, self.plan.part_name(f"{chunk.identity}\0{left}"), limit=left)

    def _missing(self, tasks: Sequence[Task]) -> Iterator[Task]:
        """Yield the tasks whose parts are missing; all of them in a fresh run."""
        return (task for task in tasks if self.fresh or not self.run_folder.part(task.part).path.exists())

    def _read(self, task: Task) -> int:
        """Return how many documents were read for a task."""
        return self.run_folder.part(task.part).summary().read

    def _include(self, task: Task) -> int:
        """Add the part of a task to the results, and return how many documents were read for it."""
        read = self._read(task)
        self.parts.append(task.part)
        self._size += max(1, task.chunk.size)
        self._documents += read
        return read

    def _next_chunks(self, left: int) -> list[Chunk]:
        """Take the chunks of a round: at least one, if any is left, and as many as should hold `left` documents."""
        room = GROWTH * self._size
        if self._documents:
            room = min(room, left * self._size // self._documents)
        taken: list[Chunk] = []
        size = 0
        while len(taken) < MAX_CHUNKS and (not taken or size < room):
            chunk = self._put_back.pop() if self._put_back else next(self.chunks, None)
            if chunk is None:
                break
            size += max(1, chunk.size)
            if taken and size > room:
                self._put_back.append(chunk)
                break
            taken.append(chunk)
        return taken
