"""All items in this process, one after another: for debugging, and for small inputs."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from pipeline.executors.contract import Executor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from pipeline.executors.contract import Died, Item, Openable, Result


class Serial(Executor):
    """All work in this process, one item after another, for debugging and small inputs.

    It never yields Died: if its process dies, the run dies.
    """

    name = "serial"
    same_process = True

    def worker_count(self) -> int:
        """Return 1."""
        return 1

    def map(
        self, work: Openable[Item, Result], items: Iterable[Item]
    ) -> Generator[tuple[Item, Result | Died], None, None]:
        """Yield each item with its result, in order; open the work when the first item arrives."""
        call: Callable[[Item], Result] | None = None
        with ExitStack() as stack:
            for item in items:
                call = call or stack.enter_context(work.open())
                yield item, call(item)
