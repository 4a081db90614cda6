"""The tasks of a run over the first documents of the input only, in rounds, each of which is done before the next.

How many documents a chunk holds is known when it is done. A round takes as many chunks as should hold what is still
wanted, judged by those done before. So the parent reads no document, few are read that are not wanted, and the workers
have enough to do. Which tasks there are depends on the input and the limit alone, not on the executor or its workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.running.worker import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.planning.plan import Plan
    from pipeline.results.run_folder import Store
    from pipeline.stages.stage import Chunk

GROWTH = 4
"""How many times as much as was done before a round takes at most: the first chunks may be unlike the others."""
MOST = 1_000
"""Chunks of a round at most, as they are held in memory."""


@dataclass
class Limited:
    """The chunks of the input as they come, and what those that are done tell of the others.

    parts: the names of the parts that hold the documents that are wanted, as far as those are done.
    """

    plan: Plan
    store: Store
    chunks: Iterator[Chunk]
    fresh: bool
    parts: list[str] = field(default_factory=list)
    _ahead: list[Chunk] = field(default_factory=list)
    _size: int = 0
    _documents: int = 0

    def rounds(self, limit: int) -> Iterator[Iterator[Task]]:
        """Yield the tasks of each round that are not done yet; a round has to be done before the next is asked for."""
        left = limit
        while left and (tasks := [self._task(chunk, left) for chunk in self._next(left)]):
            yield self._to_do(tasks)
            for task in tasks:
                if left and self._read(task) > left:  # those before it in this round held more than was expected
                    again = self._task(task.chunk, left)
                    yield self._to_do([again])
                    left -= self._settled(again)
                elif left:
                    left -= self._settled(task)

    def _task(self, chunk: Chunk, left: int) -> Task:
        return Task(chunk, self.plan.part_name(f"{chunk.identity}\0{left}"), limit=left)

    def _to_do(self, tasks: Sequence[Task]) -> Iterator[Task]:
        return (task for task in tasks if self.fresh or not self.store.part(task.part).path.exists())

    def _read(self, task: Task) -> int:
        return self.store.part(task.part).summary().read

    def _settled(self, task: Task) -> int:
        """Note that the part of a task is wanted, and return how many documents were read for it."""
        read = self._read(task)
        self.parts.append(task.part)
        self._size += max(1, task.chunk.size)
        self._documents += read
        return read

    def _next(self, left: int) -> list[Chunk]:
        """Take the chunks of a round: one at least, as there is one, and no more than should hold `left` documents."""
        room = GROWTH * self._size
        if self._documents:
            room = min(room, left * self._size // self._documents)
        taken: list[Chunk] = []
        size = 0
        while len(taken) < MOST and (not taken or size < room):
            chunk = self._ahead.pop() if self._ahead else next(self.chunks, None)
            if chunk is None:
                break
            size += max(1, chunk.size)
            if taken and size > room:
                self._ahead.append(chunk)
                break
            taken.append(chunk)
        return taken
