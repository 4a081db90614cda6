"""Worker processes on this machine, by pebble: a kill or an `os._exit` costs the item in hand and nothing else.

Processes are spawned, not forked: the same on Linux and macOS, and safe beside threads. Each opens the work with its
first item and ends when its parent is gone.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import threading
import traceback
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from pipeline.errors import PipelineError, RunError
from pipeline.executors.contract import Died

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from multiprocessing.process import BaseProcess

    from pipeline.executors.contract import Item, Opening, Result

NEVER_BEGAN = (
    "the worker processes end before they begin. In a script, call run() under `if __name__ == '__main__':`, for each "
    "worker imports the script; or use run.executor: serial"
)
AHEAD = 2
"""Items held per worker: one in hand and one waiting, so that no worker idles and memory stays bounded."""


@dataclass(frozen=True)
class Processes:
    """The executor `processes`."""

    workers: int

    def map(
        self, work: Opening[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with its result or its Died, as they come."""
        coming = iter(items)
        while first := list(islice(coming, self.workers)):
            # No more processes than there are items to do.
            crew = _Crew(len(first), work)
            try:
                yield from crew.map(chain(first, coming))
            except BrokenProcessPool as error:
                # A worker that dies between two items takes the pool along. What was held goes to another pool, unless
                # this one did nothing at all.
                if not crew.done:
                    raise RunError(NEVER_BEGAN) from error
                coming = chain(crew.waiting.values(), coming)
            else:
                return


class _Crew:
    """A pool of workers that hold one work; `waiting` are the items in their hands, `done` how many they gave back."""

    def __init__(self, workers: int, work: object) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pool = ProcessPool(workers, context=spawn, initializer=_begin, initargs=(work,))
        self._ahead = workers * AHEAD
        self.waiting: dict[Future[Any], Any] = {}
        self.done = 0

    def map(self, coming: Iterator[Item]) -> Iterator[tuple[Item, Any]]:
        """Yield each item with what became of it; the workers end with the generator, at once if it is closed."""
        try:
            yield from self._mapped(coming)
        except BaseException:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
            raise
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        finally:
            self._pool.join()

    def _mapped(self, coming: Iterator[Item]) -> Iterator[tuple[Item, Any]]:
        while True:
            for item in islice(coming, self._ahead - len(self.waiting)):
                self._schedule(item)
            if not self.waiting:
                return
            finished, _ = wait(self.waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                outcome = _outcome(future)
                self.done += 1
                yield self.waiting.pop(future), outcome

    def _schedule(self, item: object) -> None:
        try:
            self.waiting[self._pool.schedule(_do, args=(item,))] = item
        except RuntimeError as error:  # how a pool that broke a moment ago refuses
            self.waiting[Future()] = item
            raise BrokenProcessPool(str(error)) from error


def _outcome(future: Future[Any]) -> Any:  # noqa: ANN401  # what the work gives is known to the caller of `map` alone
    try:
        return future.result()
    except ProcessExpired as error:
        return Died(_death(error.exitcode))


def _death(code: int | None) -> str:
    if code is not None and code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


class _Worker:
    """What one worker process holds: the work it was given, and the function that opening it gave."""

    work: Any = None
    call: Any = None
    closing = ExitStack()


def _begin(work: object) -> None:
    """Set up a worker process; the work is opened with the first item, so that what it raises has a place to go."""
    # Ctrl-C reaches the whole group of processes; the parent decides what becomes of the workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(_Worker.closing.close)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _Worker.work = work


def _do(item: object) -> object:
    try:
        if _Worker.call is None:
            _Worker.call = _Worker.closing.enter_context(_Worker.work.open())
        return _Worker.call(item)
    except PipelineError:
        raise
    except Exception as error:  # noqa: BLE001  # one of somebody's own class may not survive the way to the parent
        raise RunError(f"a worker failed: {error!r}\n{traceback.format_exc()}") from None


def _end_with(parent: BaseProcess) -> None:
    """End this process as soon as its parent is gone: nobody waits for its results."""
    parent.join()
    os._exit(1)
