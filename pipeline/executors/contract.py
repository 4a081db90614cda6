"""The contract of every executor: what it maps, what it yields, and what a worker leaves behind when it dies."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, Protocol, TypeVar

import msgspec

from pipeline.config.configured import Configured
from pipeline.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

Item = TypeVar("Item")
Result = TypeVar("Result")
Taken_contra = TypeVar("Taken_contra", contravariant=True)
Given_co = TypeVar("Given_co", covariant=True)

MOST_BYTES = 1 << 20
"""The most bytes of a note, and of a stack, that travel in Died; the rest is cut off."""


class Died(msgspec.Struct, frozen=True):
    """The worker died while it processed the item.

    reason: how it died ("killed by SIGKILL", "exit code 3"). note, stack: what the work had written into the files of
    its Trace for this item; empty if it had written nothing.
    """

    reason: str
    note: bytes = b""
    stack: str = ""


class Silent(msgspec.Struct, frozen=True):
    """The worker still has the item, and its work has not called `Trace.beat` for this many seconds."""

    seconds: float


def _no_beat() -> None:
    """Tell nobody: for work in the process of the caller, and for tests."""


@dataclass(frozen=True)
class Trace:
    """What an executor gives to the work in a worker whose death it survives.

    folder: a temporary folder for this worker, on its machine. The executor makes it, and removes it after the worker's
    end, however the worker ends. beat: tells the executor that the work goes on; it never waits. Call it about once a
    second at most.
    """

    folder: Path
    beat: Callable[[], None] = _no_beat

    @property
    def note(self) -> Path:
        """The file in which the work notes what it does now."""
        return self.folder / "note"

    @property
    def stack(self) -> Path:
        """The file in which the work leaves its stack before it ends its own process."""
        return self.folder / "stack"

    def clear(self) -> None:
        """Remove the two files: the executor calls this in the worker after each item, before it sends the result."""
        self.note.unlink(missing_ok=True)
        self.stack.unlink(missing_ok=True)

    def died(self, reason: str) -> Died:
        """Return Died with the content of the two files, and remove the folder: after the worker's end."""
        left = Died(reason, _start_of(self.note), _start_of(self.stack).decode(errors="replace"))
        self.remove()
        return left

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Openable(Protocol[Taken_contra, Given_co]):
    """Work that is sent to a process as data and opened there."""

    def open(self, trace: Trace | None) -> AbstractContextManager[Callable[[Taken_contra], Given_co]]:
        """Yield the function that processes one item. trace: None if the death of the process cannot be survived."""


class Mapped(ABC, Generic[Item, Result]):
    """Items on their way through an executor: an iterator that one thread uses.

    It yields each item once with its result or with Died, in any order. In between, about once a second, it yields
    `(item, Silent(seconds))` for each item whose work has called `beat` once, and then not for a second or more.
    """

    def __iter__(self) -> Mapped[Item, Result]:
        """Return itself."""
        return self

    @abstractmethod
    def __next__(self) -> tuple[Item, Result | Died | Silent]:
        """Return the next item with its outcome, or with Silent. Raises what the work raised."""

    @abstractmethod
    def kill(self, item: Item, reason: str) -> None:
        """End the worker that has this item (the same object); the item then comes out as Died(f"killed: {reason}").

        An item that no worker has is ignored. Raises RunError if the executor has `same_process`.
        """

    @abstractmethod
    def close(self) -> None:
        """End all workers at once, unless they have ended; nothing more is yielded."""


class Executor(Configured):
    """Maps work over items.

    An executor opens the work once per process, before it unpickles an item there. It yields each item with its result
    or Died, in any order, and holds a bounded number of items at a time. An exception that the work raises is raised to
    the caller; the caller decides what to do about Died.

    same_process: whether the work runs in the process of the caller.
    workers: how many workers there are, or "auto" for as many as suit the executor.
    """

    same_process: ClassVar[bool] = False

    workers: int | Literal["auto"] = "auto"

    def worker_count(self) -> int:
        """Return how many workers `map` uses."""
        raise NotImplementedError

    def map(self, work: Openable[Item, Result], items: Iterable[Item]) -> Mapped[Item, Result]:
        """Start to map; the items are taken when they are needed."""
        raise NotImplementedError


def checked_worker_count(executor: Executor) -> int:
    """Return how many workers an executor uses. Raises RunError, naming the executor, if it cannot say."""
    try:
        count: object = executor.worker_count()
    except Exception as error:
        raise RunError(
            f"the executor {executor.name!r} failed in worker_count: {type(error).__name__}: {error}"
        ) from error
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        found = f"{count!r:.80} ({type(count).__name__})"
        raise RunError(f"the executor {executor.name!r} returned {found} from worker_count: return a number from 1 up")
    return count


def _start_of(file: Path) -> bytes:
    """Return the first MOST_BYTES of a file; nothing if it cannot be read."""
    with suppress(OSError), file.open("rb") as content:
        return content.read(MOST_BYTES)
    return b""
