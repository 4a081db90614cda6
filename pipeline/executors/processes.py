"""Worker processes on this machine: when a worker is killed, only the item that it processes is lost.

Processes are spawned, not forked: this works the same on Linux and macOS, and is safe in a process with threads. Each
worker has its own pipe, so a worker that dies holds no lock that others need. A worker opens the work when its first
item arrives, and only then unpickles items: their classes may be those of a plugin, which is imported when the work is
opened. A worker ends when its parent ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from pipeline.errors import RunError
from pipeline.executors.contract import Died, Executor, Item, Mapped, Result, Silent, Trace
from pipeline.executors.pickling import pickled
from pipeline.executors.worker_process import CLOSE, ITEM, Beat, Raised, Started, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from pipeline.executors.contract import Openable

NEVER_STARTED = (
    "the worker processes end before they begin. In a script, call run() under `if __name__ == '__main__':`, for each "
    "worker imports the script; or use run.executor: serial"
)
CLOSE_SECONDS = 60
"""How long a worker may take at its end to close what its stages opened."""

TICK = 1.0
"""After how many seconds the caller learns which workers are silent."""


class Processes(Executor):
    """Worker processes on this machine.

    workers: how many; "auto" is one per core that this process may use.
    """

    name = "processes"

    def worker_count(self) -> int:
        """Return how many workers there are at most; there are no more than items."""
        return self.workers if isinstance(self.workers, int) else _cores()

    def map(self, work: Openable[Item, Result], items: Iterable[Item]) -> Mapped[Item, Result]:
        """Map in any order: each result is yielded as soon as it is known."""
        busy: list[_Worker] = []
        return _MappedToProcesses(busy, _outcomes(busy, work, iter(items), self.worker_count()))


class _MappedToProcesses(Mapped[Item, Result]):
    """The items that worker processes have; `busy` are the workers that have one."""

    def __init__(
        self, busy: list[_Worker], outcomes: Generator[tuple[Item, Result | Died | Silent], None, None]
    ) -> None:
        self._busy = busy
        self._outcomes = outcomes

    def __next__(self) -> tuple[Item, Result | Died | Silent]:
        return next(self._outcomes)

    def kill(self, item: Item, reason: str) -> None:
        for worker in self._busy:
            if worker.item is item:
                worker.kill(reason)

    def close(self) -> None:
        self._outcomes.close()


def _outcomes(
    busy: list[_Worker], work: object, waiting: Iterator[Any], most: int
) -> Generator[tuple[Any, Any], None, None]:
    """Yield each item with its result or Died as soon as it is known, and every TICK the silent ones."""
    started, clock = False, _Clock()
    with _worker_pool(work) as start_worker:
        # No more processes than there are items.
        busy += [start_worker(item) for item in islice(waiting, most)]
        while busy:
            ready = _ready(busy)
            clock.advance(busy)
            for worker in ready:
                answer = worker.answer()
                if isinstance(answer, Started | Beat):
                    started = True
                    continue
                if isinstance(answer, Died) and not started and not worker.killed:
                    raise RunError(NEVER_STARTED)
                busy.remove(worker)
                item = worker.item
                # Send the next item before yielding the result, so that the worker does not wait for the caller.
                busy += [
                    start_worker(following) if isinstance(answer, Died) else worker.send(following)
                    for following in islice(waiting, 1)
                ]
                yield item, answer
            yield from clock.silent(busy)


class _Clock:
    """Measures the silence of workers in seconds of this process: while it is stopped, no worker grows silent."""

    def __init__(self) -> None:
        self.looked = time.monotonic()
        self.unreported = 0.0

    def advance(self, workers: list[_Worker]) -> None:
        """Add the time since the last call, at most one TICK: the messages of that time have not been read yet."""
        now = time.monotonic()
        elapsed, self.looked = min(now - self.looked, TICK), now
        self.unreported += elapsed
        for worker in workers:
            worker.silence += elapsed

    def silent(self, workers: list[_Worker]) -> list[tuple[Any, Silent]]:
        """Return every TICK the items whose work has called `beat`, and then not for a TICK or longer."""
        if self.unreported < TICK:
            return []
        self.unreported = 0.0
        return [(one.item, Silent(one.silence)) for one in workers if one.has_beaten and one.silence >= TICK]


class _Worker:
    """A worker process, the parent's end of its pipe, and the item that it processes.

    silence: for how many seconds its work has not called `beat`. killed: why it was killed, or "".
    """

    def __init__(self, work: object, item: Any) -> None:  # noqa: ANN401  # only the caller of `map` knows the type
        spawn = multiprocessing.get_context("spawn")
        self.trace = Trace(Path(mkdtemp(prefix="text-pipeline-")))
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=serve, args=(theirs, work, self.trace.folder), name="pipeline worker")
        self.item = item
        self.has_beaten, self.silence = False, 0.0
        self.killed = ""
        self.process.start()
        theirs.close()

    def send(self, item: Any) -> _Worker:  # noqa: ANN401  # as above
        """Send an item to the worker, and return the worker. Raises RunError if the item does not pickle."""
        self.item = item
        self.has_beaten, self.silence = False, 0.0
        content = pickled(item, ITEM)
        with suppress(OSError):  # the worker has just died: its next answer says so
            self.pipe.send_bytes(content)
        return self

    def kill(self, reason: str) -> None:
        """Kill the process: its next answer is Died, even if it has sent a result that was not read yet."""
        self.killed = reason
        self.process.kill()

    def answer(self) -> Any:  # noqa: ANN401  # as above
        """Return the message of a worker that is ready, or Died. Raises what the work raised."""
        message = None if self.killed else self._message()
        if message is None:
            self.process.join()
            return self.trace.died(f"killed: {self.killed}" if self.killed else _exit_reason(self.process.exitcode))
        if isinstance(message, Started):
            self.send(self.item)
        if isinstance(message, Beat):
            self.has_beaten, self.silence = True, 0.0
        if isinstance(message, Raised):
            raise message.error
        return message[0] if isinstance(message, tuple) else message

    def _message(self) -> Any:  # noqa: ANN401  # as above
        """Return the next message, or None if the worker has ended."""
        try:
            return self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            return None

    def close(self) -> None:
        """Ask the worker to close the work and to end."""
        with suppress(OSError):  # it is dead
            self.pipe.send_bytes(CLOSE)

    def close_error(self) -> Exception | None:
        """Wait until the worker has closed the work, and return what that raised; kill it after CLOSE_SECONDS."""
        message = None
        try:
            if self.pipe.poll(CLOSE_SECONDS):
                message = self.pipe.recv()
            else:
                self.process.kill()
        except (EOFError, OSError):  # it has ended without a message
            return None
        return message.error if isinstance(message, Raised) else None

    def end(self) -> None:
        """Close the pipe, which lets the process end by itself; kill it after CLOSE_SECONDS. Remove its folder."""
        self.pipe.close()
        self.process.join(CLOSE_SECONDS)
        self.process.kill()
        self.process.join()
        self.trace.remove()


@contextmanager
def _worker_pool(work: object) -> Iterator[Callable[[object], _Worker]]:
    """Yield a function that starts a worker with its first item; end all workers after the block.

    If the block raises, the workers are killed at once. Raises what a worker raised while it closed the work, when all
    have closed it.
    """
    workers: list[_Worker] = []

    def start_worker(item: object) -> _Worker:
        workers.append(_Worker(work, item))
        return workers[-1]

    try:
        yield start_worker
        _close(workers)
    except BaseException:
        for worker in workers:
            worker.process.kill()
        raise
    finally:
        for worker in workers:
            worker.end()


def _cores() -> int:
    """Return how many cores this process may use: on Linux only those in its CPU affinity."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _close(workers: list[_Worker]) -> None:
    """Let all workers close the work at the same time. Raises the first exception of those that they raise."""
    for worker in workers:
        worker.close()
    errors = [error for worker in workers if (error := worker.close_error())]
    if errors:
        raise errors[0]


def _ready(workers: list[_Worker]) -> list[_Worker]:
    """Wait until a worker has sent a message or is dead, at most one TICK; return all such workers."""
    ready = wait([end for worker in workers for end in (worker.pipe, worker.process.sentinel)], TICK)
    return [worker for worker in workers if worker.pipe in ready or worker.process.sentinel in ready]


def _exit_reason(code: int | None) -> str:
    """Return how a process ended, from its exit code; a negative code is the number of a signal."""
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
