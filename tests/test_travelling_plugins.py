"""Local plugins reach the workers as they were when the plan was made, whatever happens to their files afterwards."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import RunError
from pipeline.planning.plan import Plan, load
from pipeline.plugin import local_plugins
from pipeline.running.runner import run
from pipeline.running.worker_setup import WorkerSetup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STAGE = """
from pathlib import Path
from pipeline import Document, InputFile, Stage, hookimpl

class Mine(Stage):
    name = "mine"
    words: InputFile | None = None

    def process(self, document):
        import helper
        return document.with_metadata(said=helper.WORD)

@hookimpl
def pipeline_stages():
    return [Mine]
"""
READING = "from pathlib import Path\nWORD = (Path(__file__).parent / 'data' / 'word.txt').read_text()\n"
CONFIG = """\
name: travelling
plugins: [{plugin}]
run: {{folder: results, executor: processes, workers: 1}}
stages:
  - use: ingest
    with: {{paths: [input/]}}
  - {stage}
  - export
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a plugin that is a file with a helper, and one that is a folder with a data file."""
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "a.txt").write_text("One.")
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "mine.py").write_text(STAGE)
    (tmp_path / "file" / "helper.py").write_text("WORD = 'first'\n")
    (tmp_path / "mine" / "data").mkdir(parents=True)
    (tmp_path / "mine" / "__init__.py").write_text(STAGE.replace("import helper", "from . import helper"))
    (tmp_path / "mine" / "helper.py").write_text(READING)
    (tmp_path / "mine" / "data" / "word.txt").write_text("first")
    return tmp_path


def plan(folder: Path, plugin: str, stage: str = "mine") -> Plan:
    (folder / "my.yaml").write_text(CONFIG.format(plugin=plugin, stage=stage))
    return load(folder / "my.yaml")


def said(folder: Path) -> object:
    return json.loads((folder / "results" / "documents.jsonl").read_text())["metadata"]["said"]


@pytest.mark.parametrize(
    "change",
    [
        shutil.rmtree,
        lambda plugin: plugin.rename(plugin.with_name("moved")),
        lambda plugin: (plugin / "helper.py").write_text("WORD = 'second'\n"),
    ],
    ids=["removed", "moved", "edited"],
)
@pytest.mark.parametrize(("plugin", "within"), [("./file/mine.py", "file"), ("./mine", "mine")])
def test_workers_import_the_code_that_the_plan_was_made_from(
    folder: Path, plugin: str, within: str, change: Callable[[Path], object]
) -> None:
    made = plan(folder, plugin)
    change(folder / within)
    run(made)
    assert said(folder) == "first"


def test_the_part_has_the_name_that_it_has_if_nothing_changes(folder: Path) -> None:
    undisturbed = run(plan(folder, "./mine"))
    made = plan(folder, "./mine")
    shutil.rmtree(folder / "results")
    shutil.rmtree(folder / "mine")
    assert run(made).parts == undisturbed.parts


def test_an_edited_data_file_has_its_old_content_in_the_workers(folder: Path) -> None:
    made = plan(folder, "./mine")
    (folder / "mine" / "data" / "word.txt").write_text("second")
    run(made)
    assert said(folder) == "first"


def test_a_failure_names_the_file_of_the_author(folder: Path) -> None:
    (folder / "mine" / "helper.py").write_text(f"{READING}raise ValueError('told to')\n")
    made = plan(folder, "./mine")
    shutil.rmtree(folder / "mine")
    run(made)
    (entry,) = (folder / "results" / "quarantine").iterdir()
    kept = json.loads(entry.read_text())
    assert (kept["error"], kept["place"]) == ("ValueError: told to", "mine/helper.py:3")
    assert f'File "{folder.resolve()}/mine/helper.py", line 3' in kept["traceback"]
    assert "raise ValueError('told to')" in kept["traceback"]


def test_data_that_is_too_large_to_travel_is_read_where_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_plugins, "MOST_DATA", 4)
    made = plan(folder, "./mine")
    (local,) = made.local.values()
    assert local
    assert (dict(local.data), "mine/data/word.txt" in local.files) == ({}, True)
    run(made)
    assert said(folder) == "first"


def test_data_that_is_too_large_to_travel_must_stay_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_plugins, "MOST_DATA", 4)
    made = plan(folder, "./mine")
    (folder / "mine" / "data" / "word.txt").write_text("second")
    with pytest.raises(RunError, match=r"mine/data/word\.txt was changed or removed since the run began"):
        run(made)
    assert not list((folder / "results" / "parts").glob("[!.]*"))


def test_a_worker_refuses_a_plan_that_is_not_that_of_the_run(folder: Path) -> None:
    words = folder / "words.txt"
    words.write_text("first")
    made = plan(folder, "./mine", "{use: mine, with: {words: words.txt}}")
    setup = WorkerSetup.of(made, folder / "results", fresh=False)
    words.write_text("second")
    with pytest.raises(RunError, match="a worker built another plan than that of the run"), setup.open(None):
        pass
