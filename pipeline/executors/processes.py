"""Worker processes on this machine: a kill or an `os._exit` costs the item in hand and nothing else.

Processes are spawned, not forked: the same on Linux and macOS, and safe beside threads. Each has a pipe of its own, so
that one that dies takes no lock along. It opens the work when its first item is there, and unpickles items only then:
their classes may be those of a plugin, which is imported when the work is opened. It ends when its parent does.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import threading
import traceback
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError, RunError
from pipeline.executors.contract import Died
from pipeline.executors.pickling import pickled, unpickled

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from multiprocessing.connection import Connection

    from pipeline.executors.contract import Item, Opening, Result

NEVER_BEGAN = (
    "the worker processes end before they begin. In a script, call run() under `if __name__ == '__main__':`, for each "
    "worker imports the script; or use run.executor: serial"
)
ITEM = "an item for a worker"
"""What messages call an item; only the caller of `map` knows more of it."""

GRACE = 60
"""Seconds that a worker has to close what its stages opened, once there is nothing left to do."""


@dataclass(frozen=True)
class Processes:
    """The executor `processes`."""

    workers: int

    def map(
        self, work: Opening[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with its result or its Died, as they come."""
        coming = iter(items)
        began = False
        with _crew(work) as hire:
            # No more processes than there are items to do.
            busy = [hire(item) for item in islice(coming, self.workers)]
            while busy:
                for worker in _heard(busy):
                    answer = worker.answer()
                    if isinstance(answer, _Began):
                        began = True
                        continue
                    if isinstance(answer, Died) and not began:
                        raise RunError(NEVER_BEGAN)
                    busy.remove(worker)
                    item = worker.item
                    # The next item first, so that no worker waits for what is done with this one's result.
                    busy += [hire(one) if isinstance(answer, Died) else worker.given(one) for one in islice(coming, 1)]
                    yield item, answer


class _Began:
    """What a worker says first: it is there, and its imports went well."""


@dataclass(frozen=True)
class _Raised:
    """What a worker says when the work raised."""

    error: Exception


class _Worker:
    """A worker process, the parent's end of its pipe, and the item in its hands."""

    def __init__(self, work: object, item: Any) -> None:  # noqa: ANN401  # known to the caller of `map` alone
        spawn = multiprocessing.get_context("spawn")
        self.pipe, theirs = spawn.Pipe()
        self.process = spawn.Process(target=_serve, args=(theirs, work), name="pipeline worker")
        self.item = item
        self.process.start()
        theirs.close()

    def given(self, item: Any) -> _Worker:  # noqa: ANN401  # as above
        """Put an item into the worker's hands. Raises RunError where it does not pickle."""
        self.item = item
        content = pickled(item, ITEM)
        with suppress(OSError):  # it died a moment ago: the next answer says so
            self.pipe.send_bytes(content)
        return self

    def answer(self) -> Any:  # noqa: ANN401  # as above
        """Return what a worker that was heard says, or Died. Raises what the work raised."""
        try:
            said = self.pipe.recv() if self.pipe.poll() else None
        except (EOFError, OSError):
            said = None
        if said is None:
            self.process.join()
            return Died(_death(self.process.exitcode))
        if isinstance(said, _Began):
            self.given(self.item)
        if isinstance(said, _Raised):
            raise said.error
        return said[0] if isinstance(said, tuple) else said

    def end(self) -> None:
        """Have the process end by itself, as it does when its pipe is closed; after GRACE kill it."""
        self.pipe.close()
        self.process.join(GRACE)
        self.process.kill()
        self.process.join()


@contextmanager
def _crew(work: object) -> Iterator[Callable[[object], _Worker]]:
    """Give a function that starts a worker with its first item; all end with the block, at once if it raises."""
    workers: list[_Worker] = []

    def hire(item: object) -> _Worker:
        workers.append(_Worker(work, item))
        return workers[-1]

    try:
        yield hire
    except BaseException:
        for worker in workers:
            worker.process.kill()
        raise
    finally:
        for worker in workers:
            worker.end()


def _heard(workers: list[_Worker]) -> list[_Worker]:
    """Wait until a worker has said something or is dead; return those."""
    heard = wait([end for worker in workers for end in (worker.pipe, worker.process.sentinel)])
    return [worker for worker in workers if worker.pipe in heard or worker.process.sentinel in heard]


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _serve(pipe: Connection, work: Any) -> None:  # noqa: ANN401  # an Opening, of whatever items
    """Do items as they come, in a process of its own, until the pipe is closed."""
    # Ctrl-C reaches the whole group of processes; the parent decides what becomes of the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    call: Callable[[object], object] | None = None
    with ExitStack() as closing:
        pipe.send(_Began())
        while True:
            try:
                content = pipe.recv_bytes()
            except EOFError:
                return
            try:
                call = call or closing.enter_context(work.open())
                pipe.send((call(unpickled(io.BytesIO(content), ITEM)),))
            except PipelineError as error:
                pipe.send(_Raised(error))
            except Exception as error:  # noqa: BLE001  # one of somebody's own class may not survive the way
                pipe.send(_Raised(RunError(f"a worker failed: {error!r}\n{traceback.format_exc()}")))


def _end_with_parent() -> None:
    """End this process as soon as its parent is gone: nobody waits for its results."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
