"""The contract of an executor as a check that runs: small real work, in the workers that the executor starts."""

from __future__ import annotations

import os
import signal
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pipeline.errors import PipelineError
from pipeline.executors.contract import Died, Silent, Trace, checked_worker_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.executors.contract import Executor, Mapped

NOTE, STACK = b"\xff a note", "a stack"
"""What the work leaves behind before it dies."""
MANY = 1000
"""Items of which an executor may take only a few ahead."""
AHEAD = 16
"""How many items per worker an executor may take before the first result is read."""
ENDLESS_SECONDS = 60.0
"""When work that waits to be killed gives up, so that a check of a wrong executor ends."""
CLOSE_SECONDS = 20.0
"""How long after `close` a worker may still be seen to work."""
PERIOD = 0.05
"""Seconds between two lines that endless work writes into its file."""
_opened = False


def check_executor(executor: Executor) -> None:
    """Raise AssertionError, saying what is wrong, unless `executor` keeps the contract on small work.

    All items come out once, as the objects that went in, in any order; an exception of the work reaches the caller; few
    items are taken ahead; `close` ends the work. Unless the executor has `same_process`, a worker that is killed comes
    out as Died with its note and stack, silent work is reported, `kill` ends one item, and work is opened before an
    item is unpickled. The workers must see the temporary folder of this machine, as they see the run folder in a run.

    It takes some seconds, and half a minute with an executor whose workers are slow to start.
    """
    workers = checked_worker_count(executor)
    with TemporaryDirectory(prefix="text-pipeline-") as name:
        work = _Work(Path(name), os.getpid())
        _check_results(executor, work)
        _check_exception(executor, work)
        _check_lazy(executor, work, workers)
        if executor.same_process:
            _check_closed(executor, work)
        else:
            _check_death(executor, work)
            _check_kill(executor, work)
            _check_close(executor, work)


class _Item:
    """An item that tells the work what to do. Items with the same name are equal."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Item) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __reduce__(self) -> tuple[Callable[..., _Item], tuple[str, int]]:
        return _unpickled, (self.name, os.getpid())

    def __repr__(self) -> str:
        return f"<{self.name}>"


def _unpickled(name: str, pickled_in: int) -> _Item:
    """Return an item. Raises PipelineError in a worker in which no work is open."""
    if not _opened and os.getpid() != pickled_in:
        message = "the executor unpickles an item before it opens the work, which may import the class of the item"
        raise PipelineError(message)
    return _Item(name)


@dataclass(frozen=True)
class _Work:
    """Work that does what its items say.

    folder: in it the work leaves signs of what it does. caller: the process that checks the executor.
    """

    folder: Path
    caller: int

    @contextmanager
    def open(self, trace: Trace | None) -> Iterator[Callable[[_Item], str]]:
        global _opened  # noqa: PLW0603  # once per process, as the contract says
        _opened = True
        try:
            yield partial(self._do, trace)
        finally:
            with suppress(OSError):  # nobody closed it in time: the folder is gone
                (self.folder / "closed").touch()

    def _do(self, trace: Trace | None, item: _Item) -> str:
        if item.name == "raise":
            raise PipelineError("told to raise")
        if item.name in {"note", "die"} and trace:
            trace.note.write_bytes(NOTE)
            trace.stack.write_text(STACK)
        if item.name.startswith("die"):
            assert os.getpid() != self.caller, "the work runs in the process of the caller: declare same_process = True"
            os.kill(os.getpid(), signal.SIGKILL)
        if item.name == "endless" and trace:
            self._work_on(trace)
        return f"{item.name} done, {'with' if trace else 'without'} a trace"

    def _work_on(self, trace: Trace) -> None:
        """Beat once; then write into a file until somebody ends this process, or nobody does."""
        trace.beat()
        end = time.monotonic() + ENDLESS_SECONDS
        with (self.folder / "signs").open("ab", buffering=0) as signs:
            while time.monotonic() < end:
                signs.write(b".")
                time.sleep(PERIOD)


def _check_results(executor: Executor, work: _Work) -> None:
    given = [_Item(str(number)) for number in range(7)]
    results = [(item, outcome) for item, outcome in executor.map(work, iter(given)) if not isinstance(outcome, Silent)]
    identities = sorted(id(item) for item, _ in results)
    assert identities == sorted(map(id, given)), (
        f"{len(given)} items went in, {len(results)} came out: each comes out once, as the object that went in"
    )
    for item, outcome in results:
        trace = "without" if executor.same_process else "with"
        assert outcome == f"{item.name} done, {trace} a trace", (
            f"{outcome!r:.120} came out for {item!r}: expected the result of the work, opened "
            f"{trace} a Trace since same_process is {executor.same_process}"
        )
    assert list(executor.map(work, ())) == [], "something came out, although no item went in"


def _check_exception(executor: Executor, work: _Work) -> None:
    raised = _exception_of(executor.map(work, map(_Item, ("a", "raise", "b"))))
    assert (type(raised), str(raised)) == (PipelineError, "told to raise"), (
        f"the work raised PipelineError('told to raise'), and the caller received {raised!r:.120}"
    )


def _exception_of(mapped: Mapped[Any, Any]) -> Exception | None:
    """Return what the caller of an executor receives as an exception; None if all items come out."""
    try:
        for _ in mapped:
            pass
    except Exception as error:  # noqa: BLE001  # whatever it is, it is compared
        return error
    finally:
        mapped.close()
    return None


def _check_lazy(executor: Executor, work: _Work, workers: int) -> None:
    taken = 0

    def items() -> Iterator[_Item]:
        nonlocal taken
        for number in range(MANY):
            taken += 1
            yield _Item(str(number))

    mapped = executor.map(work, items())
    first = next(mapped, None)
    mapped.close()
    assert first is not None, "nothing came out"
    most = AHEAD * workers
    assert taken <= most, f"{taken} of {MANY} items were taken before the first result was read; at most {most} may be"
    assert next(mapped, None) is None, "something came out after close()"


def _check_closed(executor: Executor, work: _Work) -> None:
    (work.folder / "closed").unlink(missing_ok=True)
    mapped = executor.map(work, iter([_Item("a"), _Item("b")]))
    next(mapped)
    mapped.close()
    assert (work.folder / "closed").exists(), "close() left the work open"


def _check_death(executor: Executor, work: _Work) -> None:
    given = [_Item(name) for name in ("a", "die", "note", "die at once", "b")]
    outcomes = {item.name: outcome for item, outcome in executor.map(work, iter(given))}
    died, at_once = (_death(name, outcomes.get(name)) for name in ("die", "die at once"))
    assert (died.note, died.stack) == (NOTE, STACK), (
        f"Died has the note {died.note!r:.60} and the stack {died.stack!r:.60}: expected what the work wrote into the "
        f"files of its Trace, {NOTE!r} and {STACK!r}"
    )
    assert (at_once.note, at_once.stack) == (b"", ""), (
        "Died has the note or the stack of another item: call trace.clear() after each item"
    )
    others = {name for name, outcome in outcomes.items() if isinstance(outcome, str)}
    assert others == {"a", "note", "b"}, f"two workers were killed; of the other items only {sorted(others)} came out"


def _death(name: str, outcome: object) -> Died:
    """Return the outcome of an item whose worker was killed. Raises AssertionError if it is not Died with a reason."""
    assert isinstance(outcome, Died), (
        f"the worker of the item {name!r} was killed, and {outcome!r:.120} came out: expected Died"
    )
    reason: object = outcome.reason
    assert reason, "Died.reason is empty: let it say how the worker ended"
    assert isinstance(reason, str), f"Died.reason is {reason!r:.60}: expected a text that says how the worker ended"
    return outcome


def _check_kill(executor: Executor, work: _Work) -> None:
    """Kill two equal items, one after the other: which one is meant is a question of identity."""
    given = [_Item("endless"), _Item("endless")]
    mapped, killed, died = executor.map(work, iter(given)), list[Any](), list[Any]()
    mapped.kill(_Item("endless"), "a worker that has an equal item is not meant")
    for item, outcome in mapped:
        if not isinstance(outcome, Silent):
            died.append((item, outcome))
        elif len(killed) == len(died):
            assert outcome.seconds > 0, f"Silent({outcome.seconds}): expected the seconds since the last beat"
            killed.append(item)
            mapped.kill(item, "told to")
    expected = [(id(item), Died("killed: told to")) for item in killed]
    found = [(id(item), outcome) for item, outcome in died]
    assert killed, "work that beat once and then no more was never reported as Silent"
    assert found == expected, (
        f"kill(item, 'told to') was called for {len(killed)} items, one after the other; {died!r:.200} came out: "
        "expected Died('killed: told to') for the object that was killed"
    )


def _check_close(executor: Executor, work: _Work) -> None:
    mapped = executor.map(work, iter([_Item("endless")]))
    _, outcome = next(mapped)
    assert isinstance(outcome, Silent), f"{outcome!r:.120} came out where Silent was expected"
    mapped.close()
    signs, end = work.folder / "signs", time.monotonic() + CLOSE_SECONDS
    before = -1
    while (size := signs.stat().st_size) != before and time.monotonic() < end:
        before = size
        time.sleep(20 * PERIOD)
    assert size == before, f"a worker still works {CLOSE_SECONDS:g} s after close()"
