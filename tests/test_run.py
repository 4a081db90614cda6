"""A run from first to last: what is written, what goes to quarantine, and that it is the same whoever carries it."""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, RunError
from pipeline.planning.plan import load
from pipeline.running import time_limit as limits
from pipeline.running.runner import run

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from pipeline.results.record import Record


def go(project: Path, *sets: str) -> Record:
    return run(load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets]))


def records(project: Path, name: str = "documents.jsonl") -> list[dict[str, Any]]:
    lines = (project / "results" / name).read_text().splitlines()
    return [json.loads(line) for line in lines]


def write(project: Path, name: str, text: str) -> None:
    (project / "input" / name).write_text(text)


def quarantine(project: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted((project / "results" / "quarantine").glob("*"))]


def test_every_document_is_exported_in_the_order_of_its_path(project: Path) -> None:
    go(project)
    assert [record["id"] for record in records(project)] == ["a.txt", "b.txt", "c.txt"]


def test_a_record_has_its_text_and_a_key_for_each_layer(project: Path) -> None:
    go(project)
    assert records(project)[0] == {
        "id": "a.txt",
        "source": "input/a.txt",
        "text": "This is LOUD! indeed.",
        "metadata": {},
        "shouts": [{"start": 8, "end": 13, "source_start": 8, "source_end": 13, "text": "LOUD!", "loud": True}],
    }


def test_a_layer_without_findings_is_an_empty_list(project: Path) -> None:
    go(project)
    assert records(project)[1]["shouts"] == []


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_processes_write_the_bytes_that_serial_writes(project: Path, workers: int) -> None:
    for number in range(60):
        write(project, f"more-{number:02}.txt", f"Number {number} is QUITE loud.")
    go(project)
    go(project, "run.executor=processes", f"run.workers={workers}", "run.folder=other")
    one, other = (project / folder / "documents.jsonl" for folder in ("results", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_a_document_that_a_stage_raises_on_is_alone_in_quarantine(project: Path) -> None:
    write(project, "b.txt", "Please RAISE now.")
    record = go(project)
    assert [kept["id"] for kept in records(project)] == ["a.txt", "c.txt"]
    assert record.quarantined == 1


def test_quarantine_holds_the_document_whole_with_error_stage_and_traceback(project: Path) -> None:
    write(project, "b.txt", "Please RAISE now.")
    go(project)
    (kept,) = quarantine(project)
    assert (kept["id"], kept["stage"], kept["error"]) == ("b.txt", "shouts", "ValueError: told to raise")
    assert kept["raw"] == "Please RAISE now."
    assert 'raise ValueError("told to raise")' in kept["traceback"]


def test_a_worker_that_dies_costs_the_guilty_document_only(project: Path) -> None:
    """`os._exit` in a stage takes the process down; the chunk is replayed and one document goes to quarantine."""
    write(project, "b.txt", "Now DIE please.")
    go(project, "run.executor=processes", "run.workers=2")
    assert [kept["id"] for kept in records(project)] == ["a.txt", "c.txt"]
    assert [(kept["id"], kept["error"]) for kept in quarantine(project)] == [("b.txt", "the worker died (exit code 7)")]


def test_a_document_that_takes_longer_than_the_limit_is_alone_in_quarantine(project: Path) -> None:
    """The stage hangs in a regular expression, so that nothing in its process can interrupt it."""
    write(project, "b.txt", "Please HANG on.")
    go(project, "run.executor=processes", "run.time_limit=2")
    assert [kept["id"] for kept in records(project)] == ["a.txt", "c.txt"]
    (kept,) = quarantine(project)
    assert (kept["id"], kept["error"]) == ("b.txt", "it took longer than 2 s (run.time_limit)")
    assert "shouts.py" in kept["traceback"]


def test_a_run_within_the_limit_leaves_no_trace_of_it(project: Path) -> None:
    go(project, "run.executor=processes", "run.time_limit=60")
    assert not list((project / "results" / "parts").glob(".*"))


def test_a_document_that_stops_its_process_is_alone_in_quarantine(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped process cannot end itself at the limit: the parent kills it."""
    monkeypatch.setattr(limits, "GRACE", 1.0)
    plugin = project / "shouts.py"
    stop = "os.kill(os.getpid(), 19 if os.uname().sysname == 'Linux' else 17)"  # SIGSTOP
    plugin.write_text(plugin.read_text().replace("os._exit(7)", stop))
    write(project, "b.txt", "Now DIE please.")
    go(project, "run.executor=processes", "run.time_limit=1")
    assert [kept["id"] for kept in records(project)] == ["a.txt", "c.txt"]
    (kept,) = quarantine(project)
    error = "the worker died (killed: no progress for longer than 1 s (run.time_limit))"
    assert (kept["id"], kept["stage"], kept["error"]) == ("b.txt", "shouts", error)


def test_two_deadly_documents_in_one_chunk_are_both_found(project: Path) -> None:
    write(project, "a.txt", "Now DIE please.")
    write(project, "c.txt", "You DIE too.")
    go(project, "run.executor=processes")
    assert [kept["id"] for kept in quarantine(project)] == ["a.txt", "c.txt"]
    assert [kept["id"] for kept in records(project)] == ["b.txt"]


def test_a_death_leaves_no_temporary_file_behind(project: Path) -> None:
    write(project, "b.txt", "Now DIE please.")
    go(project, "run.executor=processes")
    assert not list((project / "results" / "parts").glob(".*"))


@pytest.mark.parametrize("raised", ["SystemExit(0)", "ValueError('\\udcff')", "RecursionError()"])
def test_whatever_a_stage_raises_costs_its_document_only(project: Path, raised: str) -> None:
    plugin = project / "shouts.py"
    plugin.write_text(plugin.read_text().replace('ValueError("told to raise")', raised))
    write(project, "b.txt", "Please RAISE now.")
    record = go(project)
    assert (record.exported, record.quarantined) == (2, 1)


def test_a_file_name_that_is_no_text_is_read(project: Path) -> None:
    (project / "input" / os.fsdecode(b"bad\xffname.txt")).write_text("LOUD too.")
    assert go(project).exported == 4


def test_a_dropped_document_is_counted_and_not_exported(project: Path) -> None:
    write(project, "b.txt", "Better DROP it.")
    tally = go(project)
    assert (tally.read, tally.exported, tally.dropped) == (3, 2, 1)


def test_stopping_on_error_names_the_document_and_writes_no_export(project: Path) -> None:
    write(project, "b.txt", "Please RAISE now.")
    with pytest.raises(RunError, match=r"stopped at b\.txt, in stage 'shouts': ValueError: told to raise"):
        go(project, "run.on_error=stop")
    assert not (project / "results" / "documents.jsonl").exists()


def test_a_part_that_is_there_is_not_made_again(project: Path) -> None:
    first, second = go(project), go(project)
    assert (first.made, second.made) == (1, 0)


def test_a_repaired_plugin_empties_the_quarantine(project: Path) -> None:
    write(project, "b.txt", "Please RAISE now.")
    go(project)
    plugin = project / "shouts.py"
    plugin.write_text(plugin.read_text().replace('"RAISE" in', '"CRASH" in'))
    for name in [name for name in sys.modules if name.startswith("text_pipeline_plugin_shouts")]:
        del sys.modules[name]
    assert go(project).exported == 3
    assert quarantine(project) == []


def test_the_log_binds_run_chunk_stage_and_document(project: Path) -> None:
    """What a plugin logs by the standard library, in a worker, comes with its context."""
    plugin = project / "shouts.py"
    says = "        __import__('logging').getLogger('mine').warning('heard %s', 'it')\n"
    plugin.write_text(plugin.read_text().replace("        found, at", f"{says}        found, at"))
    go(project, "run.executor=processes")
    lines = [json.loads(line) for line in (project / "results" / "log.jsonl").read_text().splitlines()]
    heard = next(line for line in lines if line["event"] == "heard it" and line["document"] == "a.txt")
    assert heard["run"] == "shouting"
    assert heard["stage"] == "shouts"
    assert heard["logger"] == "mine"
    assert heard["chunk"]


def test_a_plugin_given_from_python_runs_in_this_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = plugin_module(project, monkeypatch)
    config = project / "shouting.yaml"
    config.write_text(config.read_text().replace("plugins: [./shouts.py]\n", ""))
    assert run(load(config, plugins=[module])).exported == 3


def test_a_plugin_given_from_python_stays_in_this_process(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = plugin_module(project, monkeypatch)
    config = project / "shouting.yaml"
    config.write_text(config.read_text().replace("plugins: [./shouts.py]\n", ""))
    with pytest.raises(ConfigError, match="plugins given from Python do not reach other processes"):
        run(load(config, plugins=[module], overrides=[parse_override("run.executor=processes")]))


def plugin_module(project: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(project)
    monkeypatch.delitem(sys.modules, "shouts", raising=False)
    return importlib.import_module("shouts")


SOURCE = '''
from pipeline import Chunk, Document, Source, hookimpl

class Row:
    def __init__(self, text):
        self.text = text

class Broken(Row):
    def __reduce__(self):
        return Row, ()  # Row takes a text

class Rows(Source):
    """Give the documents of a table."""

    name = "rows"
    data: str = "Row('This is LOUD!')"

    def chunks(self, memo):
        yield Chunk("row 1", self.data, eval(self.data))

    def read(self, chunk):
        yield Document.from_raw(chunk.data.text, id="1")

@hookimpl
def pipeline_stages():
    return [Rows]
'''


@pytest.fixture
def table(project: Path) -> Path:
    """Give the project with a source in a file plugin, whose chunks hold a class of that file."""
    (project / "rows.py").write_text(SOURCE)
    config = project / "shouting.yaml"
    text = config.read_text().replace("[./shouts.py]", "[./shouts.py, ./rows.py]")
    config.write_text(text.replace("  - use: ingest\n    with: {paths: [input/]}\n", "  - rows\n"))
    return project


def test_a_chunk_may_hold_a_class_of_the_plugin_file(table: Path) -> None:
    """A worker imports the file before it unpickles the chunk."""
    assert go(table, "run.executor=processes").exported == 1


@pytest.mark.parametrize(
    ("data", "fault"), [("lambda: 1", "<lambda>"), ("__import__('socket')", "cannot pickle 'module' object")]
)
def test_a_chunk_that_does_not_pickle_is_named_with_what_does_not(table: Path, data: str, fault: str) -> None:
    with pytest.raises(RunError) as caught:
        go(table, f'stages.rows.data="{data}"')
    assert str(caught.value).startswith("the chunk 'row 1' of the source 'rows' does not pickle (")
    assert fault in str(caught.value)


def test_a_chunk_that_does_not_unpickle_names_its_class(table: Path) -> None:
    expected = (
        r"a chunk of the source 'rows' does not unpickle, "
        r"at the class 'Row' of the module 'text_pipeline_plugin_\w+\.rows'"
    )
    with pytest.raises(RunError, match=expected):
        go(table, "stages.rows.data=\"Broken('a')\"")
