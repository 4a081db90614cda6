"""Worker processes on this machine, by pebble: a hang, a kill or an `os._exit` costs the item in hand and nothing else.

Processes are spawned, not forked: the same on Linux and macOS, and safe beside threads. Each opens the work with its
first item and ends when its parent is gone.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from pipeline.executors.contract import Died

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess

    from pipeline.executors.contract import Item, Opening, Result

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
        first = list(islice(coming, self.workers))
        if not first:
            return
        # No more processes than there are items to do.
        spawn = multiprocessing.get_context("spawn")
        pool = ProcessPool(len(first), context=spawn, initializer=_begin, initargs=(work,))
        try:
            yield from self._mapped(pool, chain(first, coming))
        except BaseException:
            pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
            raise
        else:
            pool.close()  # type: ignore[no-untyped-call]
        finally:
            pool.join()

    def _mapped(self, pool: ProcessPool, coming: Iterator[Item]) -> Iterator[tuple[Item, Any]]:
        waiting: dict[Future[Any], Item] = {}
        while True:
            for item in islice(coming, self.workers * AHEAD - len(waiting)):
                waiting[pool.schedule(_do, args=(item,))] = item
            if not waiting:
                return
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), _outcome(future)


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
    if _Worker.call is None:
        _Worker.call = _Worker.closing.enter_context(_Worker.work.open())
    return _Worker.call(item)


def _end_with(parent: BaseProcess) -> None:
    """End this process as soon as its parent is gone: nobody waits for its results."""
    parent.join()
    os._exit(1)
