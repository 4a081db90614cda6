"""Executors keep one contract: the same results, a bounded number in hand, and deaths as values."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import select
import subprocess
import sys
import tempfile
import threading
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import RunError
from pipeline.executors.contract import Died, Executor, Silent, checked_worker_count
from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXECUTORS: dict[str, type[Executor]] = {"serial": Serial, "processes": Processes}
WORK = """
import os, signal, time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

@dataclass(frozen=True)
class Work:
    opened: str = ""
    alive: str = ""

    @contextmanager
    def open(self, trace):
        if self.opened:
            with open(self.opened, "a") as file:
                file.write(f"{os.getpid()}\\n")
        if self.alive:
            os.open(self.alive, os.O_WRONLY)  # closed when the process ends, however it ends
        yield partial(done, trace)

def done(trace, item):
    told = str(item)
    if told.startswith("note"):
        trace.note.write_text("a note")
    if told.startswith("stack"):
        trace.stack.write_text("a stack")
    if told == "silent":
        trace.beat()
        os.kill(os.getpid(), signal.SIGSTOP)
    if told == "slow without a beat":
        time.sleep(2.5)
    if told == "raise":
        raise ValueError("told to")
    if told.endswith("exit"):
        os._exit(7)
    if told == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{item}!"
"""


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> type:
    """Work that a spawned process can import, which the tests' own modules it cannot."""
    (tmp_path / "some_work.py").write_text(WORK)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delitem(sys.modules, "some_work", raising=False)
    kind = importlib.import_module("some_work").Work
    assert isinstance(kind, type)
    return kind


@pytest.mark.parametrize("name", ["serial", "processes"])
def test_every_item_comes_back_with_its_result(work: type, name: str) -> None:
    assert sorted(EXECUTORS[name](workers=2).map(work(), ["a", "b", "c"])) == [("a", "a!"), ("b", "b!"), ("c", "c!")]


@pytest.mark.parametrize("name", ["serial", "processes"])
def test_an_exception_of_the_work_is_raised(work: type, name: str) -> None:
    """From another process come its words: its class may be known only there."""
    with pytest.raises((ValueError, RunError), match="told to"):
        list(EXECUTORS[name](workers=2).map(work(), ["a", "raise"]))


@pytest.mark.parametrize(("item", "reason"), [("exit", "exit code 7"), ("kill", "killed by SIGKILL")])
def test_a_death_costs_the_item_in_hand_only(work: type, item: str, reason: str) -> None:
    results = dict(Processes(workers=2).map(work(), ["a", item, "b", "c"]))
    assert results == {"a": "a!", item: Died(reason), "b": "b!", "c": "c!"}


@pytest.mark.parametrize(("item", "died"), [("note exit", (b"a note", "")), ("stack exit", (b"", "a stack"))])
def test_what_a_worker_wrote_before_its_death_travels_in_died(work: type, item: str, died: tuple[bytes, str]) -> None:
    assert dict(Processes(workers=1).map(work(), [item])) == {item: Died("exit code 7", *died)}


def test_the_note_of_an_earlier_item_is_not_that_of_a_later_one(work: type) -> None:
    results = dict(Processes(workers=1).map(work(), ["note", "stack", "exit"]))
    assert results["exit"] == Died("exit code 7")


def test_the_folders_of_the_workers_are_removed(work: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    list(Processes(workers=2).map(work(), ["note", "note exit", "stack", "a"]))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_stopped_worker_is_reported_as_silent_and_can_be_killed(work: type) -> None:
    """The other worker goes on meanwhile."""
    mapped = Processes(workers=2).map(work(), ["silent", "a", "b"])
    outcomes: dict[str, object] = {}
    for item, outcome in mapped:
        if isinstance(outcome, Silent):
            assert (item, outcome.seconds >= 1) == ("silent", True)
            mapped.kill(item, "told to")
        else:
            outcomes[item] = outcome
    assert outcomes == {"silent": Died("killed: told to"), "a": "a!", "b": "b!"}


def test_work_that_never_beats_is_not_reported_as_silent(work: type) -> None:
    assert list(Processes(workers=1).map(work(), ["slow without a beat"])) == [
        ("slow without a beat", "slow without a beat!")
    ]


def test_a_killed_item_has_died_even_if_its_result_is_on_the_way(work: type) -> None:
    mapped = Processes(workers=1).map(work(), ["a", "b", "c"])
    first = next(mapped)
    mapped.kill("b", "told to")
    assert [first, *mapped] == [("a", "a!"), ("b", Died("killed: told to")), ("c", "c!")]


def test_an_item_that_no_worker_has_is_not_killed(work: type) -> None:
    mapped = Processes(workers=1).map(work(), ["a", "b"])
    first = next(mapped)
    mapped.kill("a", "told to")
    assert [first, *mapped] == [("a", "a!"), ("b", "b!")]


def test_serial_cannot_kill_an_item(work: type) -> None:
    with pytest.raises(RunError, match=r"'a' is in this process, which cannot be killed \(told to\)"):
        Serial().map(work(), ["a"]).kill("a", "told to")


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("2", r"returned '2' \(str\) from worker_count: return a number from 1 up"),
        (0, r"returned 0 \(int\)"),
        (True, r"returned True \(bool\)"),
        (None, r"returned None \(NoneType\)"),
        (KeyError("no cluster"), "failed in worker_count: KeyError: 'no cluster'"),
    ],
)
def test_an_executor_that_cannot_count_its_workers_is_named(returned: object, said: str) -> None:
    class Odd(Executor):
        name = "odd"

        def worker_count(self) -> int:
            if isinstance(returned, Exception):
                raise returned
            return returned  # type: ignore[return-value]  # that is the mistake

    with pytest.raises(RunError, match=f"^the executor 'odd' {said}"):
        checked_worker_count(Odd())


@pytest.mark.parametrize("name", ["serial", "processes"])
def test_without_items_nothing_is_opened(work: type, name: str, tmp_path: Path) -> None:
    assert list(EXECUTORS[name](workers=2).map(work(str(tmp_path / "opened")), [])) == []
    assert not (tmp_path / "opened").exists()


def test_each_process_opens_the_work_once(work: type, tmp_path: Path) -> None:
    list(Processes(workers=2).map(work(str(tmp_path / "opened")), list("abcdefgh")))
    opened = (tmp_path / "opened").read_text().split()
    assert len(opened) == len(set(opened)) <= 2


@pytest.mark.parametrize("name", ["serial", "processes"])
def test_few_items_are_taken_ahead(work: type, name: str) -> None:
    """Input of any length is never held as a whole."""
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = EXECUTORS[name](workers=2).map(work(), items())
    next(results)
    assert len(taken) <= 6
    results.close()


def test_an_item_whose_class_a_worker_cannot_import_names_the_class_and_its_module(
    work: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("only_here")
    exec("class Item(str): pass", vars(module))  # noqa: S102  # a module without a file: no other process has it
    monkeypatch.setitem(sys.modules, "only_here", module)
    expected = r"an item for a worker does not unpickle, at the class 'Item' of the module 'only_here' \(ModuleNotFound"
    with pytest.raises(RunError, match=expected):
        list(Processes(workers=1).map(work(), [module.Item("a")]))


def test_an_item_that_does_not_pickle_says_what_in_it(work: type) -> None:
    with pytest.raises(
        RunError, match=r"an item for a worker does not pickle \(.*cannot pickle '_thread\.lock' object"
    ):
        list(Processes(workers=1).map(work(), [{"held": threading.Lock()}]))


@pytest.mark.usefixtures("work")
def test_a_script_that_runs_at_its_top_is_told_why_no_worker_begins(tmp_path: Path) -> None:
    """A spawned worker imports the script that is the main program, which would run it again."""
    code = "from pipeline.executors.processes import Processes; from some_work import Work\n"
    (tmp_path / "script.py").write_text(f"{code}list(Processes(workers=2).map(Work(), ['a', 'b']))\n")
    program = [sys.executable, str(tmp_path / "script.py")]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert "call run() under `if __name__ == '__main__':`" in done.stderr


def test_a_worker_that_dies_between_items_costs_nothing(work: type) -> None:
    results = Processes(workers=1).map(work(), ["a", "b", "c", "d"])
    first = next(results)
    for worker in multiprocessing.active_children():
        worker.kill()
        worker.join()
    # The item that it had just been given may die with it, and is then told so; nothing else is lost.
    assert sorted(item for item, _ in [first, *results]) == ["a", "b", "c", "d"]


@pytest.mark.usefixtures("work")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """SIGKILL gives the parent no chance to clean up, and still no worker stays behind: each holds a pipe open."""
    os.mkfifo(tmp_path / "alive")
    alive = os.open(tmp_path / "alive", os.O_RDONLY | os.O_NONBLOCK)
    code = (
        "import sys, time; from pipeline.executors.processes import Processes; from some_work import Work\n"
        "if __name__ == '__main__':\n"
        f"    results = Processes(workers=2).map(Work(alive={str(tmp_path / 'alive')!r}), ['a', 'b'])\n"
        "    next(results), next(results)\n"
        "    print('ready', flush=True); time.sleep(600)\n"
    )
    (tmp_path / "parent.py").write_text(code)
    with subprocess.Popen([sys.executable, str(tmp_path / "parent.py")], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "ready\n"
        assert select.select([alive], [], [], 0)[0] == []
        parent.kill()
    assert select.select([alive], [], [], 60)[0] == [alive]
    assert os.read(alive, 1) == b""
    os.close(alive)
