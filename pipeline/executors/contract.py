"""What every executor keeps to, and what it yields for an item whose process ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from contextlib import AbstractContextManager

Item = TypeVar("Item")
Result = TypeVar("Result")
Taken_contra = TypeVar("Taken_contra", contravariant=True)
Given_co = TypeVar("Given_co", covariant=True)


class Died(msgspec.Struct, frozen=True):
    """The worker died with the item in hand; `reason` says of what ("killed by SIGKILL", "exit code 3")."""

    reason: str


class Opening(Protocol[Taken_contra, Given_co]):
    """Work that crosses to a process as data and is opened there."""

    def open(self) -> AbstractContextManager[Callable[[Taken_contra], Given_co]]:
        """Give the function that does one item."""


class Executor(Protocol):
    """Maps work over items.

    It opens the work once per process, and before it unpickles an item there. It yields each item with its result, or
    Died, in any order, and holds a bounded number of items at a time. An exception that the work raises is raised here;
    a death is the caller's to deal with.
    """

    def map(
        self, work: Opening[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with what became of it; closing the generator ends the workers."""
