"""All items in this process, one after another: for debugging, and for small inputs."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from pipeline.errors import RunError
from pipeline.executors.contract import Executor, Item, Mapped, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from pipeline.executors.contract import Openable


class Serial(Executor):
    """All work in this process, one item after another, for debugging and small inputs.

    It never yields Died: if its process dies, the run dies.
    """

    name = "serial"
    same_process = True

    def worker_count(self) -> int:
        """Return 1."""
        return 1

    def map(self, work: Openable[Item, Result], items: Iterable[Item]) -> Mapped[Item, Result]:
        """Map in order; the work is opened when the first item arrives."""
        return _MappedHere(_results(work, items))


class _MappedHere(Mapped[Item, Result]):
    """The items that this process works on."""

    def __init__(self, results: Generator[tuple[Item, Result], None, None]) -> None:
        self._results = results

    def __next__(self) -> tuple[Item, Result]:
        return next(self._results)

    def kill(self, item: Item, reason: str) -> None:
        """Raise RunError: the worker is the process of the caller."""
        raise RunError(f"{item!r:.80} is in this process, which cannot be killed ({reason}): run.executor is serial")

    def close(self) -> None:
        self._results.close()


def _results(work: Openable[Item, Result], items: Iterable[Item]) -> Generator[tuple[Item, Result], None, None]:
    call: Callable[[Item], Result] | None = None
    with ExitStack() as stack:
        for item in items:
            call = call or stack.enter_context(work.open(None))
            yield item, call(item)
