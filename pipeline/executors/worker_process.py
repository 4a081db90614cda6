"""What runs in a worker process of the executor `processes`: it opens the work, and processes items as they arrive."""

from __future__ import annotations

import io
import multiprocessing
import os
import select
import signal
import threading
import traceback
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError, RunError
from pipeline.executors.contract import Trace
from pipeline.executors.pickling import unpickled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from pathlib import Path

ITEM = "an item for a worker"
"""The name of an item in messages; only the caller of `map` knows more about the item."""

CLOSE = b""
"""What a worker receives in place of an item when there are no more."""


class Started:
    """The first message of a worker: it runs, and its imports succeeded."""


class Beat:
    """The message that the work goes on."""


@dataclass(frozen=True)
class Raised:
    """The message of a worker when the work raised."""

    error: Exception


def serve(pipe: Connection, work: Any, folder: Path) -> None:  # noqa: ANN401  # an Openable, of any items
    """Process items as they arrive until the pipe is closed; a result is sent as a tuple of one."""
    # Ctrl-C reaches the whole group of processes; the parent decides when workers end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    trace = Trace(folder, partial(_beat, pipe))
    threading.Thread(target=_end_with_parent, args=(trace,), daemon=True).start()
    call: Callable[[object], object] | None = None
    with _raising_in_parent(pipe), ExitStack() as closing:
        pipe.send(Started())
        for content in _received(pipe):
            with _raising_in_parent(pipe):
                call = call or closing.enter_context(work.open(trace))
                result = call(unpickled(io.BytesIO(content), ITEM))
                trace.clear()  # before the parent learns of the result: no later item is blamed for this one's note
                pipe.send((result,))


def _beat(pipe: Connection) -> None:
    """Send a beat, unless the pipe is full because the parent does not read: the work must not wait for it."""
    writable = select.poll()
    writable.register(pipe.fileno(), select.POLLOUT)
    if writable.poll(0):
        with suppress(OSError):  # the parent has closed the pipe
            pipe.send(Beat())


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
        pipe.send(Raised(error))


def _end_with_parent(trace: Trace) -> None:
    """End this process as soon as its parent has ended: nobody waits for its results, or removes its folder."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        trace.remove()
        os._exit(1)
