"""The time limit: a worker that exceeds it on a document ends, and leaves its stack in a file.

A stage that never returns may hold Python's lock, as a regular expression does, and then no other Python thread runs.
So `faulthandler` watches the time, from a thread that does not need the lock.
"""

from __future__ import annotations

import faulthandler
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def time_limit(seconds: float, stack: Path) -> Iterator[Callable[[], None]]:
    """Yield a function that restarts the time limit: the process has `seconds` from that call.

    If the time is over before the next call and before the end of the block, the process ends with exit code 1, and
    the file `stack` holds the stack of every thread. Otherwise that file is removed after the block.
    """
    with stack.open("w") as file:
        try:
            yield lambda: faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        finally:
            faulthandler.cancel_dump_traceback_later()
    stack.unlink(missing_ok=True)
