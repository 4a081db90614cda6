"""The same bytes from `serial`, from `processes`, and from the executor that the documentation shows, a plugin."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.config.configuration import parse_override
from pipeline.planning.plan import load
from pipeline.running.runner import run

PAGE = Path(__file__).resolve().parents[1] / "docs" / "write-an-executor.md"
EXECUTORS = ("serial", "processes", "one-each")
CONFIG = """\
name: same
plugins: [./shouts.py, ./one_each.py]
run: {folder: results, workers: 2, max_failures: false}
stages:
  - use: ingest
    with: {paths: [input/]}
  - clean
  - shouts
  - duplicates
  - use: export
    with: {file: "documents/*.jsonl.gz"}
  - use: export
    as: whole
"""


@pytest.fixture
def folder(project: Path) -> Path:
    """Return a project whose input is several chunks, with the plugin of the page."""
    page = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python one_each.py\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (project / "one_each.py").write_text(code)
    (project / "same.yaml").write_text(CONFIG)
    (project / "input" / "copy.txt").write_text("Nothing  HERE.")
    (project / "input" / "fails.txt").write_text("RAISE this.")
    for number in range(65):  # three chunks
        (project / "input" / f"{number}.txt").write_text(f"Text {number} is LOUD!")
    return project


def results(folder: Path, executor: str) -> dict[str, bytes]:
    """Return all that a run exports and puts into quarantine, by path."""
    sets = (f"run.executor={executor}", f"run.folder={executor}")
    run(load(folder / "same.yaml", overrides=[parse_override(one) for one in sets]))
    found = folder / executor
    files = [found / "documents.jsonl", *found.glob("documents/*"), *found.glob("quarantine/*")]
    return {str(file.relative_to(found)): file.read_bytes() for file in files}


def test_all_executors_give_the_same_bytes(folder: Path) -> None:
    serial, processes, plugin = (results(folder, executor) for executor in EXECUTORS)
    assert sum(name.startswith("documents/") for name in serial) > 2  # several chunks
    assert serial == processes
    assert serial == plugin


def test_a_document_that_kills_or_hangs_its_worker_makes_no_difference(folder: Path) -> None:
    """Between the executors that survive it; its failure tells how its worker ended."""
    (folder / "input" / "dies.txt").write_text("Now DIE please.")
    (folder / "input" / "hangs.txt").write_text("HANG on.")
    same = folder / "same.yaml"
    same.write_text(same.read_text().replace("workers: 2", "time_limit: 1, workers: 2"))
    processes, plugin = (results(folder, executor) for executor in EXECUTORS[1:])
    kept = [json.loads(content) for name, content in plugin.items() if name.startswith("quarantine/")]
    assert {one["id"]: (one["stage"], one["error"]) for one in kept} == {
        "fails.txt": ("shouts", "ValueError: told to raise"),
        "dies.txt": ("shouts", "the worker died (exit code 7)"),
        "hangs.txt": ("shouts", "it took longer than 1 s (run.time_limit)"),
    }
    assert _without_stacks(processes) == _without_stacks(plugin)


def _without_stacks(found: dict[str, bytes]) -> dict[str, object]:
    """Leave out the stack of a worker that hung, which has the frames of the executor."""
    quarantine = {name: json.loads(content) for name, content in found.items() if name.startswith("quarantine/")}
    return {**found, **{name: {**kept, "traceback": ""} for name, kept in quarantine.items()}}
