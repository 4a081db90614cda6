"""Worker processes on this machine: when a worker is killed, only the item that it processes is lost.

Processes are spawned, not forked: this works the same on Linux and macOS, and is safe in a process with threads. Each
worker has its own pipe, so a worker that dies holds no lock that others need. A worker opens the work when its first
item arrives, and only then unpickles items: their classes may be those of a plugin, which is imported when the work is
opened. A worker ends when its parent ends.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import sys
import threading
import traceback
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError, RunError
from pipeline.executors.contract import Died, Executor
from pipeline.executors.pickling import pickled, unpickled

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection

    from pipeline.executors.contract import Item, Openable, Result

NEVER_STARTED = (
    "the worker processes end before they begin. In a script, call run() under `if __name__ == '__main__':`, for each "
    "worker imports the script; or use run.executor: serial"
)
ITEM = "an item for a worker"
"""The name of an item in messages; only the caller of `map` knows more about the item."""

CLOSE = b""
"""What a worker receives in place of an item when there are no more."""

CLOSE_SECONDS = 60
"""How long a worker may take at its end to close what its stages opened."""


class Processes(Executor):
    """Worker processes on this machine.

    workers: how many; "auto" is one per core that this process may use.
    """

    name = "processes"

    def worker_count(self) -> int:
        """Return how many workers there are at most; there are no more than items."""
        return self.workers if isinstance(self.workers, int) else _cores()

    def map(
        self, work: Openable[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with its result or Died, as soon as it is known."""
        waiting = iter(items)
        started = False
        with _worker_pool(work) as start_worker:
            # No more processes than there are items.
            busy = [start_worker(item) for item in islice(waiting, self.worker_count())]
            while busy:
                for worker in _ready(busy):
                    answer = worker.answer()
                    if isinstance(answer, _Started):
                        started = True
                        continue
                    if isinstance(answer, Died) and not started:
                        raise RunError(NEVER_STARTED)
                    busy.remove(worker)
                    item = worker.item
                    # Send the next item before yielding the result, so that the worker does not wait for the caller.
                    busy += [
                        start_worker(following) if isinstance(answer, Died) else worker.send(following)
                        for following in islice(waiting, 1)
                    ]
                    yield item, answer


class _Started:
    """The first message of a worker: it runs, and its imports succeeded."""


@dataclass(frozen=True)
class _Raised:
    """The message of a worker when the work raised."""

    error: Exception


class _Worker:
    """A worker process, the parent's end of its pipe, and the item that it processes."""

    def __init__(self, work: object, item: Any) -> None:  # noqa: ANN401  # only the caller of `map` knows the type
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_serve, args=(theirs, work), name="pipeline worker")
        self.item = item
        self.process.start()
        theirs.close()

    def send(self, item: Any) -> _Worker:  # noqa: ANN401  # as above
        """Send an item to the worker, and return the worker. Raises RunError if the item does not pickle."""
        self.item = item
        content = pickled(item, ITEM)
        with suppress(OSError):  # the worker has just died: its next answer says so
            self.pipe.send_bytes(content)
        return self

    def answer(self) -> Any:  # noqa: ANN401  # as above
        """Return the message of a worker that is ready, or Died. Raises what the work raised."""
        try:
            message = self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            message = None
        if message is None:
            self.process.join()
            return Died(_exit_reason(self.process.exitcode))
        if isinstance(message, _Started):
            self.send(self.item)
        if isinstance(message, _Raised):
            raise message.error
        return message[0] if isinstance(message, tuple) else message

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
        return message.error if isinstance(message, _Raised) else None

    def end(self) -> None:
        """Close the pipe, which lets the process end by itself; kill it after CLOSE_SECONDS."""
        self.pipe.close()
        self.process.join(CLOSE_SECONDS)
        self.process.kill()
        self.process.join()


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
    """Wait until a worker has sent a message or is dead; return all such workers."""
    ready = wait([end for worker in workers for end in (worker.pipe, worker.process.sentinel)])
    return [worker for worker in workers if worker.pipe in ready or worker.process.sentinel in ready]


def _exit_reason(code: int | None) -> str:
    """Return how a process ended, from its exit code; a negative code is the number of a signal."""
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _serve(pipe: Connection, work: Any) -> None:  # noqa: ANN401  # an Openable, of any items
    """Process items as they arrive, in a worker process, until the pipe is closed."""
    # Ctrl-C reaches the whole group of processes; the parent decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    call: Callable[[object], object] | None = None
    with _raising_in_parent(pipe), ExitStack() as closing:
        pipe.send(_Started())
        for content in _received(pipe):
            with _raising_in_parent(pipe):
                call = call or closing.enter_context(work.open())
                pipe.send((call(unpickled(io.BytesIO(content), ITEM)),))


def _received(pipe: Connection) -> Iterator[bytes]:
    """Yield the items that arrive, until the parent asks to close the work, or has closed the pipe."""
    with suppress(EOFError):
        while content := pipe.recv_bytes():
            yield content


@contextmanager
def _raising_in_parent(pipe: Connection) -> Iterator[None]:
    """Send an exception of the block to the parent, which raises it; drop it if the parent has closed the pipe."""
    try:
        yield
    except PipelineError as error:
        _send_error(pipe, error)
    except Exception as error:  # noqa: BLE001  # an exception of a plugin's class may not pickle
        _send_error(pipe, RunError(f"a worker failed: {error!r}\n{traceback.format_exc()}"))


def _send_error(pipe: Connection, error: Exception) -> None:
    with suppress(OSError):
        pipe.send(_Raised(error))


def _end_with_parent() -> None:
    """End this process as soon as its parent has ended: nobody waits for its results."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
