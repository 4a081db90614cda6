"""The time limit: a worker that exceeds it on a document ends, and leaves its stack in a file of its trace.

A stage that never returns may hold Python's lock, as a regular expression does, and then no other Python thread runs.
So `faulthandler` watches the time, from a thread that does not need the lock. A worker that cannot end itself, such as
a stopped process, is killed by the parent: its work beats, and the executor reports when the beats stop.
"""

from __future__ import annotations

import faulthandler
import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from pipeline.executors.contract import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import Literal

    from pipeline.executors.contract import Died, Item, Mapped, Result, Trace

BEAT_SECONDS = 1.0
"""The least time between two beats of a worker."""

GRACE = 5.0
"""For how many seconds more than the time limit a worker may be silent: it beats every second, and may be slow to."""


@contextmanager
def time_limit(seconds: float, trace: Trace) -> Iterator[Callable[[], None]]:
    """Yield a function that restarts the time limit: the process has `seconds` from that call.

    If the time is over before the next call and before the end of the block, the process ends with exit code 1, and
    the file `trace.stack` holds the stack of every thread. Otherwise that file is removed after the block.
    """
    beaten = float("-inf")
    with trace.stack.open("w") as file:

        def restart() -> None:
            nonlocal beaten
            faulthandler.dump_traceback_later(seconds, exit=True, file=file)
            if time.monotonic() - beaten >= BEAT_SECONDS:
                beaten = time.monotonic()
                trace.beat()

        try:
            yield restart
        finally:
            faulthandler.cancel_dump_traceback_later()
    trace.stack.unlink(missing_ok=True)


def limited(seconds: float | Literal[False], trace: Trace | None) -> AbstractContextManager[Callable[[], None]]:
    """Limit the time between two calls of the function that is yielded, unless the run would die with this process."""
    return time_limit(seconds, trace) if seconds and trace else nullcontext(lambda: None)


def finished_in_time(mapped: Mapped[Item, Result], seconds: float | None) -> Iterator[tuple[Item, Result | Died]]:
    """Yield each item with its result or Died; kill a worker that is silent for `seconds` and GRACE, None for no limit.

    A worker is silent from its first beat on: to open the work takes as long as it takes.
    """
    for item, outcome in mapped:
        if not isinstance(outcome, Silent):
            yield item, outcome
        elif seconds is not None and outcome.seconds > seconds + GRACE:
            mapped.kill(item, f"no progress for longer than {seconds:g} s (run.time_limit)")


def cause_of(died: Died, seconds: float | None) -> str:
    """Return why a worker died: a stack that it left means that it exceeded the time limit of `seconds`."""
    if died.stack and seconds is not None:
        return f"it took longer than {seconds:g} s (run.time_limit)"
    return f"the worker died ({died.reason})"
