"""`check_executor` accepts every executor of this project, and says what is wrong with one that breaks the contract."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import Died, Mapped, Silent
from pipeline.executors.checking import check_executor
from pipeline.executors.contract import Item, Result
from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial
from pipeline.plugin.registry import find_plugins

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.executors.contract import Executor, Openable


@pytest.mark.parametrize("kind", [one.item for one in find_plugins().executors])
def test_every_built_in_executor_keeps_the_contract(kind: type[Executor]) -> None:
    check_executor(kind(workers=2))


def test_one_worker_is_enough() -> None:
    check_executor(Processes(workers=1))


class Faulty(Serial):
    """Serial, with a place for mistakes."""

    name = "faulty"

    def map(self, work: Openable[Item, Result], items: Iterable[Item]) -> Mapped[Item, Result]:
        return Changed(self, super().map(work, self.taken(items)))

    def taken(self, items: Iterable[Item]) -> Iterable[Item]:
        return items

    def given(self, item: object, outcome: object) -> tuple[Any, Any]:
        return item, outcome

    def closed(self, mapped: Mapped[Any, Any]) -> None:
        mapped.close()


class Changed(Mapped[Item, Result]):
    def __init__(self, faulty: Faulty, mapped: Mapped[Item, Result]) -> None:
        self.faulty, self.mapped = faulty, mapped

    def __next__(self) -> tuple[Item, Result | Died | Silent]:
        return self.faulty.given(*next(self.mapped))

    def kill(self, item: Item, reason: str) -> None:
        self.mapped.kill(item, reason)

    def close(self) -> None:
        self.faulty.closed(self.mapped)


class Eager(Faulty):
    def taken(self, items: Iterable[Item]) -> Iterable[Item]:
        return list(items)


class Lossy(Faulty):
    def taken(self, items: Iterable[Item]) -> Iterable[Item]:
        return (item for number, item in enumerate(items) if number != 3)


class Copying(Faulty):
    def given(self, item: object, outcome: object) -> tuple[Any, Any]:
        return copy(item), outcome


class Killing(Faulty):
    def given(self, item: object, outcome: object) -> tuple[Any, Any]:
        del outcome
        return item, Died("lost")


class Wrapping(Faulty):
    def given(self, item: object, outcome: object) -> tuple[Any, Any]:
        if repr(item) == "<a>":
            raise RuntimeError("the cluster failed")
        return item, outcome


class Leaving(Faulty):
    def closed(self, mapped: Mapped[Any, Any]) -> None:
        """Leave it open."""


class Disguised(Processes):
    """It says that it works in the process of the caller."""

    name = "disguised"
    same_process = True


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Eager, "1000 of 1000 items were taken before the first result was read; at most 16 may be"),
        (Lossy, "7 items went in, 6 came out"),
        (Copying, "each comes out once, as the object that went in"),
        (Killing, "expected the result of the work, opened without a Trace"),
        (Wrapping, r"the work raised PipelineError\('told to raise'\), and the caller received RuntimeError"),
        (Leaving, r"something came out after close\(\)"),
        (Disguised, "opened without a Trace since same_process is True"),
    ],
)
def test_a_broken_contract_is_explained(kind: type[Executor], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_executor(kind(workers=1))
