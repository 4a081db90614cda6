"""Observers follow a run in the parent; what one raises is logged, and never breaks the run."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import ChunkDone, Observer, Quarantined, RunFinished, RunStarted, hookimpl
from pipeline.config.configuration import parse_override
from pipeline.errors import RunError
from pipeline.planning.plan import load
from pipeline.plugin.checking import check_observer
from pipeline.plugin.registry import find_plugins
from pipeline.running.progress import ProgressBar
from pipeline.running.runner import RunOptions, retry, run

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.results.record import Record

IN_A_FILE = """
from pathlib import Path
from pipeline import Observer, hookimpl

class Noting(Observer):
    def run_started(self, event):
        self.path = event.folder / "noted.txt"
        self.path.write_text("started\\n")
    def run_finished(self, event):
        with self.path.open("a") as file:
            file.write(f"{event.record.read} read\\n")

class Failing(Observer):
    def chunk_done(self, event):
        raise ValueError("told to raise")

@hookimpl
def pipeline_observers():
    return [CLASS]
"""


class Plugin:
    """A plugin from Python with observers."""

    def __init__(self, *observers: type[Observer]) -> None:
        self.observers = list(observers)

    @hookimpl
    def pipeline_observers(self) -> list[type[Observer]]:
        return self.observers


class Recording(Observer):
    """Records the events of the runs of a test, by the name of the method."""

    seen: list[tuple[str, Any]] = []

    def run_started(self, event: RunStarted) -> None:
        self.seen.append(("run_started", event))

    def quarantined(self, event: Quarantined) -> None:
        self.seen.append(("quarantined", event))

    def chunk_done(self, event: ChunkDone) -> None:
        self.seen.append(("chunk_done", event))

    def run_finished(self, event: RunFinished) -> None:
        self.seen.append(("run_finished", event))


@pytest.fixture
def seen() -> list[tuple[str, Any]]:
    """Give the events that `Recording` records during the test."""
    Recording.seen = []
    return Recording.seen


def go(project: Path, *observers: type[Observer], sets: tuple[str, ...] = (), limit: int | None = None) -> Record:
    overrides = [parse_override(one) for one in sets]
    plan = load(project / "shouting.yaml", overrides=overrides, plugins=[Plugin(*observers)] if observers else [])
    return run(plan, RunOptions(limit=limit))


def named(project: Path, source: str) -> None:
    """Let the configuration name a plugin `observing.py` with this source."""
    (project / "observing.py").write_text(source)
    config = project / "shouting.yaml"
    config.write_text(config.read_text().replace("[./shouts.py]", "[./shouts.py, ./observing.py]"))


def logged(project: Path, event: str) -> list[dict[str, Any]]:
    lines = (project / "results" / "log.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["event"] == event]


def quarantine_one(project: Path) -> None:
    (project / "input" / "b.txt").write_text("Please RAISE now.")


def test_an_observer_receives_the_events_of_a_run(project: Path, seen: list[tuple[str, Any]]) -> None:
    done = go(project, Recording)
    assert [name for name, _ in seen] == ["run_started", "chunk_done", "run_finished"]
    started, chunk, finished = (event for _, event in seen)
    assert (started.name, started.folder, started.chunks) == ("shouting", project / "results", 1)
    assert (started.config, started.terminal) == (project / "shouting.yaml", None)
    assert (chunk.documents, chunk.quarantined, chunk.done, chunk.total) == (3, 0, started.size, started.size)
    assert (finished.record, finished.error) == (done, None)


def test_an_observer_receives_each_document_in_quarantine(project: Path, seen: list[tuple[str, Any]]) -> None:
    quarantine_one(project)
    (project / "input" / "c.txt").write_bytes(b"\x00\xff\x81 no text")
    go(project, Recording)
    documents = {event.id: event for name, event in seen if name == "quarantined"}
    assert documents.keys() == {"b.txt", "c.txt"}
    failed = documents["b.txt"]
    assert (failed.source, failed.stage, failed.error) == ("input/b.txt", "shouts", "ValueError: told to raise")
    assert failed.place.startswith("shouts.py:")
    assert json.loads(failed.file.read_bytes())["id"] == "b.txt"
    assert [event.quarantined for name, event in seen if name == "chunk_done"] == [2]


def test_workers_in_other_processes_tell_the_observers_of_the_parent_the_same(project: Path) -> None:
    source = IN_A_FILE.replace("CLASS", "Noting") + (
        "\nNoting.quarantined = lambda self, event: self.path.write_text(f'{event.id} {event.file.exists()}\\n')"
    )
    named(project, source)
    quarantine_one(project)
    noted = []
    for executor in ("serial", "processes"):
        go(project, sets=(f"run.executor={executor}", "run.workers=2", f"run.folder={executor}"))
        noted.append((project / executor / "noted.txt").read_text())
    assert noted == ["b.txt True\n3 read\n"] * 2


def test_a_retry_tells_of_the_documents_that_stay_in_quarantine(project: Path, seen: list[tuple[str, Any]]) -> None:
    quarantine_one(project)
    plan = load(project / "shouting.yaml", plugins=[Plugin(Recording)])
    run(plan)
    seen.clear()
    retry(plan)
    assert [name for name, _ in seen] == ["run_started", "quarantined", "chunk_done", "run_finished"]
    assert seen[1][1].id == "b.txt"


def test_a_run_with_nothing_to_do_starts_and_finishes(project: Path, seen: list[tuple[str, Any]]) -> None:
    go(project)
    go(project, Recording)
    assert [name for name, _ in seen] == ["run_started", "run_finished"]
    assert (seen[0][1].chunks, seen[1][1].record.idle) == (0, True)


def test_with_a_limit_the_sizes_are_in_documents(project: Path, seen: list[tuple[str, Any]]) -> None:
    go(project, Recording, limit=2)
    (chunk,) = (event for name, event in seen if name == "chunk_done")
    assert (chunk.size, chunk.done, chunk.total) == (2, 2, 2)


def test_a_run_that_fails_is_finished_with_its_error(project: Path, seen: list[tuple[str, Any]]) -> None:
    quarantine_one(project)
    with pytest.raises(RunError) as caught:
        go(project, Recording, sets=("run.on_error=stop",))
    name, event = seen[-1]
    assert (name, event.record, event.error) == ("run_finished", None, caught.value)


class Interrupting(Observer):
    """Is stopped by Ctrl-C in each method."""

    def run_started(self, event: RunStarted) -> None:
        del event
        raise KeyboardInterrupt

    def run_finished(self, event: RunFinished) -> None:
        del event
        raise KeyboardInterrupt


class Never(Recording):
    """Records too; it comes after one that is interrupted."""


def test_ctrl_c_in_an_observer_stops_the_run_and_finishes_what_was_started(
    project: Path, seen: list[tuple[str, Any]]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(project, Recording, Interrupting, Never)
    assert [name for name, _ in seen] == ["run_started", "run_finished"]
    assert isinstance(seen[-1][1].error, KeyboardInterrupt)


def test_an_observer_that_raises_is_logged_once_and_the_run_goes_on(project: Path) -> None:
    named(project, IN_A_FILE.replace("CLASS", "Failing"))
    (project / "input" / "d.jsonl").write_text('{"text": "One."}\n' * 3)  # a second chunk
    assert go(project).read == 6
    warning, traceback = logged(project, "observer failed")
    assert warning["level"] == "warning"
    about = [warning[key] for key in ("plugin", "observer", "method", "error")]
    assert about == ["./observing.py", "Failing", "chunk_done", "ValueError: told to raise (observing.py:15)"]
    assert "Traceback" in traceback["exception"]


class Exiting(Recording):
    """Calls sys.exit when it is made."""

    def __init__(self) -> None:
        sys.exit("told to exit")


class Counting(Observer):
    """Counts its objects."""

    made = 0

    def __init__(self) -> None:
        Counting.made += 1

    def __len__(self) -> int:
        return 0

    def chunk_done(self, event: ChunkDone) -> None:
        del event


def test_an_observer_that_cannot_be_made_is_logged_and_receives_nothing(
    project: Path, seen: list[tuple[str, Any]]
) -> None:
    assert go(project, Exiting).read == 3
    assert seen == []
    assert [one["method"] for one in logged(project, "observer failed")] == ["__init__"] * 2


def test_each_run_makes_one_object_of_an_observer(project: Path) -> None:
    Counting.made = 0
    go(project, Counting)
    assert Counting.made == 1


def test_a_plugin_that_the_configuration_names_may_have_observers(project: Path) -> None:
    named(project, IN_A_FILE.replace("CLASS", "Noting"))
    go(project)
    assert (project / "results" / "noted.txt").read_text() == "started\n3 read\n"


def test_the_results_are_the_same_with_an_observer(project: Path) -> None:
    go(project, sets=("run.folder=without",))
    go(project, Recording)
    results = [(project / folder / "documents.jsonl").read_bytes() for folder in ("without", "results")]
    assert results[0] == results[1]


def test_a_configuration_that_gets_an_observer_has_nothing_to_do_again(project: Path) -> None:
    go(project)
    named(project, IN_A_FILE.replace("CLASS", "Noting"))
    assert go(project).idle


def test_the_progress_bar_comes_in_by_the_hook() -> None:
    assert [(one.item, one.plugin.package) for one in find_plugins().observers] == [(ProgressBar, "text-pipeline")]


def test_a_run_without_a_terminal_does_not_import_rich_for_the_bar(project: Path) -> None:
    before = set(sys.modules)
    go(project)
    assert "rich.progress" not in set(sys.modules) - before


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "class Mine: pass",
            "pipeline_observers gave <class 'Mine'>, which is no class made from Observer",
        ),
        (
            "class Mine(Observer):\n    def chunk_finished(self, event): pass",
            "Mine has no method of an observer: write run_started, quarantined, chunk_done or run_finished",
        ),
    ],
)
def test_a_class_that_is_no_observer_says_what_is_wrong(tmp_path: Path, source: str, reason: str) -> None:
    code = f"from pipeline import Observer, hookimpl\n{source}\nMine.__module__ = 'builtins'\n"
    (tmp_path / "mine.py").write_text(f"{code}@hookimpl\ndef pipeline_observers():\n    return [Mine]\n")
    (broken,) = find_plugins(["./mine.py"], tmp_path).broken
    assert broken.reason == f"TypeError: {reason}"


@pytest.mark.parametrize("kind", [ProgressBar, Recording])
def test_an_observer_keeps_the_contract(kind: type[Observer], seen: list[tuple[str, Any]]) -> None:
    check_observer(kind)
    assert kind is ProgressBar or {name for name, _ in seen} == {
        *("run_started", "quarantined", "chunk_done", "run_finished")
    }


class Needy(Observer):
    """Cannot be made without an argument."""

    def __init__(self, url: str) -> None:
        self.url = url

    def chunk_done(self, event: ChunkDone) -> None:
        del event


class Hopeful(Observer):
    """Thinks that each run succeeds."""

    def run_finished(self, event: RunFinished) -> None:
        assert event.record.read >= 0  # type: ignore[union-attr]  # that is its mistake


class Dividing(Observer):
    """Thinks that each run has chunks."""

    def run_started(self, event: RunStarted) -> None:
        self.share = 1 / event.chunks


class Returning(Observer):
    """Returns what nobody reads."""

    def chunk_done(self, event: ChunkDone) -> None:
        return event.documents  # type: ignore[return-value]  # that is its mistake


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Needy, "Needy cannot be made without arguments: TypeError: "),
        (Hopeful, "Hopeful.run_finished raised in a run that failed: AttributeError: "),
        (Dividing, "Dividing.run_started raised in a run with nothing to do: ZeroDivisionError: "),
        (Returning, "Returning.chunk_done returned 2: return nothing"),
        (RunStarted, "which is no class made from Observer"),
    ],
)
def test_the_test_kit_says_what_is_wrong_with_an_observer(kind: type[Observer], said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        check_observer(kind)


def test_an_observer_given_from_python_works_with_every_executor(project: Path, seen: list[tuple[str, Any]]) -> None:
    """It stays in the parent, so it need not reach the workers."""
    plan = load(project / "shouting.yaml", overrides=["run.executor=processes"], plugins=[Plugin(Recording)])
    run(plan)
    assert [name for name, _ in seen] == ["run_started", "chunk_done", "run_finished"]
