"""The time limit: a worker that spends longer on a document ends, and leaves behind where it was.

A stage that never returns may hold Python's lock, as a regular expression does, and then no thread of Python gets a
word in. So `faulthandler` watches, from a thread without the lock.
"""

from __future__ import annotations

import faulthandler
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@contextmanager
def watched(seconds: float, stack: Path) -> Iterator[Callable[[], None]]:
    """Give a function that gives the process another `seconds` from now.

    When they are over before it is called again or the block is left, the process ends with exit code 1 and `stack`
    holds the stack of every thread. Otherwise that file is gone after the block.
    """
    with stack.open("w") as file:
        try:
            yield lambda: faulthandler.dump_traceback_later(seconds, exit=True, file=file)
        finally:
            faulthandler.cancel_dump_traceback_later()
    stack.unlink(missing_ok=True)
