"""All in this process, one item after the other: for debugging, and for input too small to be worth a process."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from pipeline.executors.contract import Died, Item, Opening, Result


@dataclass(frozen=True)
class Serial:
    """The executor `serial`. A death here is the death of the run, so it never yields Died."""

    def map(
        self, work: Opening[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with its result, in order; the work is opened when the first item comes."""
        call: Callable[[Item], Result] | None = None
        with ExitStack() as stack:
            for item in items:
                call = call or stack.enter_context(work.open())
                yield item, call(item)
