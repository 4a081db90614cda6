"""The contract of every executor, and what it yields for an item whose worker died."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeVar

import msgspec

from pipeline.config.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from contextlib import AbstractContextManager

Item = TypeVar("Item")
Result = TypeVar("Result")
Taken_contra = TypeVar("Taken_contra", contravariant=True)
Given_co = TypeVar("Given_co", covariant=True)


class Died(msgspec.Struct, frozen=True):
    """The worker died while it processed the item; `reason` says how ("killed by SIGKILL", "exit code 3")."""

    reason: str


class Openable(Protocol[Taken_contra, Given_co]):
    """Work that is sent to a process as data and opened there."""

    def open(self) -> AbstractContextManager[Callable[[Taken_contra], Given_co]]:
        """Yield the function that processes one item."""


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

    def map(
        self, work: Openable[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with its result or Died; closing the generator ends the workers."""
        raise NotImplementedError
