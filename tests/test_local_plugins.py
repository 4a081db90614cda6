"""A plugin named by path is a file with the modules beside it, or a folder; only it imports them, all are hashed."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from pipeline import Document, Stage
from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError
from pipeline.planning.plan import load
from pipeline.plugin.registry import find_plugins
from pipeline.running.runner import run

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.plugin.registry import Registry

STAGE = """
from pipeline import Annotation, Document, Stage, hookimpl
{imports}

class Mine(Stage):
    name = "{name}"
    def process(self, document):
        return document.with_metadata(said={said})

@hookimpl
def pipeline_stages():
    return [Mine]
"""

CONFIG = """\
name: local
plugins: [{plugin}]
run: {{folder: results, executor: serial, parses: false}}
stages:
  - use: ingest
    with: {{paths: [input/]}}
  - mine
  - export
"""


def stage(imports: str = "", said: str = "None", name: str = "mine") -> str:
    return STAGE.format(imports=imports, said=said, name=name)


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    return folder


def said(folder: Path, plugin: str = "./mine.py") -> object:
    """Return what the stage `mine` of a plugin says."""
    return said_by(find_plugins([plugin], folder))


def said_by(registry: Registry, name: str = "mine") -> object:
    assert [broken.reason for broken in registry.broken] == []
    (one,) = registry.named(name)
    assert issubclass(one.kind, Stage)
    result = one.kind().process(Document.from_raw("text"))
    assert isinstance(result, Document)
    return result.metadata["said"]


def code_hash(folder: Path, plugin: str) -> str:
    (one,) = find_plugins([plugin], folder).named("mine")
    return one.code_hash


def fault(folder: Path, plugin: str) -> str:
    (broken,) = find_plugins([plugin], folder).broken
    return broken.reason


@pytest.mark.parametrize(
    ("imports", "value"),
    [
        ("import helper", "helper.SAID"),
        ("from helper import SAID", "SAID"),
        ("from . import helper", "helper.SAID"),
        ("from .helper import SAID as word", "word"),
        ("import parts.inner", "parts.inner.SAID"),
        ("import parts.inner as inner", "inner.SAID"),
        ("from parts import inner", "inner.SAID"),
    ],
)
def test_a_file_imports_the_modules_beside_it(tmp_path: Path, imports: str, value: str) -> None:
    parts = {"parts/__init__.py": "", "parts/inner.py": "import helper\nSAID = helper.SAID"}
    written(tmp_path, {"mine.py": stage(imports, value), "helper.py": "SAID = 'hi'"})
    assert said(written(tmp_path, parts)) == "hi"


def test_an_import_within_a_function_finds_the_modules_beside_too(tmp_path: Path) -> None:
    lazy = "def lazy():\n    from helper import SAID\n    return SAID"
    assert said(written(tmp_path, {"mine.py": stage(lazy, "lazy()"), "helper.py": "SAID = 'hi'"})) == "hi"


@pytest.mark.parametrize("plugin", ["./mine", "./mine/", "../here/mine"])
@pytest.mark.parametrize("imports", ["from .helper import SAID", "from mine.helper import SAID"])
def test_a_folder_with_an_init_is_a_plugin(tmp_path: Path, plugin: str, imports: str) -> None:
    files = {"here/mine/__init__.py": stage(imports, "SAID"), "here/mine/helper.py": "SAID = 'hi'"}
    written(tmp_path, files)
    assert said(tmp_path / "here", plugin) == "hi"


def test_helpers_of_one_name_in_two_folders_do_not_meet(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written(tmp_path / name, {"mine.py": stage("from helper import SAID", "SAID", name)})
        written(tmp_path / name, {"helper.py": f"SAID = {name!r}"})
    registry = find_plugins(["one/mine.py", "two/mine.py"], tmp_path)
    assert [said_by(registry, name) for name in ("one", "two")] == ["one", "two"]


def test_only_the_plugin_imports_its_helper(tmp_path: Path) -> None:
    """For all others, the same name is that of an installed module."""
    before = list(sys.path)
    written(tmp_path, {"mine.py": stage("import helper, yaml", "yaml.SAID"), "yaml.py": "SAID = 'mine'"})
    assert said(written(tmp_path, {"helper.py": ""})) == "mine"
    assert sys.path == before
    assert "helper" not in sys.modules
    assert sys.modules["yaml"] is yaml


@pytest.mark.parametrize("name", ["json", "pipeline", "plugins"])
def test_a_file_beside_hides_neither_the_standard_library_nor_this_project(tmp_path: Path, name: str) -> None:
    written(tmp_path, {"mine.py": stage(f"import {name}", f"hasattr({name}, 'HIDING')"), f"{name}.py": "HIDING = 1"})
    assert said(tmp_path) is False


def test_an_edited_helper_is_imported_anew_in_the_same_process(tmp_path: Path) -> None:
    """Whatever its size and time are: a notebook may save it twice a second."""
    written(tmp_path, {"mine.py": stage("import far", "far.near.SAID"), "far.py": "import near"})
    assert said(written(tmp_path, {"near.py": "SAID = 1"})) == 1
    assert said(written(tmp_path, {"near.py": "SAID = 2"})) == 2


def test_an_edited_helper_makes_the_parts_anew(tmp_path: Path) -> None:
    config = CONFIG.format(plugin="./mine.py")
    written(tmp_path, {"mine.py": stage("from helper import SAID", "SAID"), "c.yaml": config, "input/a.txt": "A text."})
    made = []
    for content in ("SAID = 1", "SAID = 1", "SAID = 2"):
        written(tmp_path, {"helper.py": content})
        made.append(run(load(tmp_path / "c.yaml")).made)
    assert made == [1, 0, 1]
    assert json.loads((tmp_path / "results" / "documents.jsonl").read_text())["metadata"] == {"said": 2}


@pytest.mark.parametrize(
    ("plugin", "file", "counts"),
    [
        ("./mine.py", "helper.py", True),
        ("./mine.py", "lazy.py", True),
        ("./mine.py", "other.py", False),
        ("./mine.py", "words.txt", False),
        ("./mine", "mine/words.txt", True),
        ("./mine", "mine/deep/other.py", True),
        ("./mine", "mine/.git/index", False),
        ("./mine", "helper.py", True),
        ("./mine", "other.py", False),
    ],
)
def test_what_a_plugin_imports_counts_and_all_files_of_a_folder(
    tmp_path: Path,
    plugin: str,
    file: str,
    counts: bool,  # noqa: FBT001  # a row of the table
) -> None:
    code = stage("import helper")
    written(tmp_path, {"mine.py": code, "mine/__init__.py": code, "helper.py": "def later():\n    import lazy"})
    written(tmp_path, dict.fromkeys(["lazy.py", "other.py", "mine/words.txt", "mine/deep/other.py"], ""))
    before = code_hash(tmp_path, plugin)
    written(tmp_path, {file: "# changed"})
    assert (code_hash(tmp_path, plugin) != before) is counts


def test_the_hash_of_a_plugin_does_not_depend_on_its_folder(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        written(tmp_path / folder, {"mine.py": stage("import helper"), "helper.py": ""})
    assert code_hash(tmp_path / "one", "./mine.py") == code_hash(tmp_path / "two", "./mine.py")


def test_plugins_of_one_folder_share_the_modules_beside_them(tmp_path: Path) -> None:
    """So one can provide a layer of a type that another requires."""
    written(tmp_path, {name: stage("import helper", "id(helper)", name[:3]) for name in ("one.py", "two.py")})
    registry = find_plugins(["./one.py", "./two.py"], written(tmp_path, {"helper.py": ""}))
    assert said_by(registry, "one") == said_by(registry, "two")


SOURCE = """
from hashlib import sha256
from helper import Where
from pipeline import Chunk, Document, Source, hookimpl

class Lines(Source):
    name = "lines"
    def chunks(self, memo):
        yield Chunk("one", sha256(b"one").hexdigest(), Where("one"))
    def read(self, chunk):
        yield Document.from_raw(chunk.data.text, id=chunk.name)

@hookimpl
def pipeline_stages():
    return [Lines]
"""


def test_a_value_of_a_helpers_class_reaches_a_worker_process(tmp_path: Path) -> None:
    helper = "from dataclasses import dataclass\n\n@dataclass\nclass Where:\n    text: str\n"
    config = "name: lines\nplugins: [./lines.py]\nrun: {folder: results, workers: 1}\nstages: [lines, export]\n"
    written(tmp_path, {"lines.py": SOURCE, "helper.py": helper, "c.yaml": config})
    assert run(load(tmp_path / "c.yaml")).exported == 1


def test_a_worker_process_imports_the_modules_beside_a_plugin(tmp_path: Path) -> None:
    lazy = "import os\ndef lazy():\n    import helper\n    return helper.SAID"
    written(tmp_path, {"mine.py": stage(lazy, "[lazy(), os.getpid()]"), "helper.py": "SAID = 'hi'"})
    written(tmp_path, {"c.yaml": CONFIG.format(plugin="./mine.py"), "input/a.txt": "A text."})
    run(load(tmp_path / "c.yaml", overrides=[parse_override("run.executor=processes")]))
    greeting, process = json.loads((tmp_path / "results" / "documents.jsonl").read_text())["metadata"]["said"]
    assert greeting == "hi"
    assert process != os.getpid()


@pytest.mark.parametrize(
    ("files", "plugin", "reason"),
    [
        (
            {"mine/a.py": ""},
            "./mine",
            r"the folder .*/mine has no __init__\.py: add an empty one, or name a file in it",
        ),
        ({"mine.py": ""}, "./mime.py", r"there is no file .*/mime\.py\. Did you mean 'mine\.py'\?"),
        ({"mine": ""}, "./mine", r".*/mine is no Python file: its name does not end in \.py"),
        (
            {"my.stage.py": ""},
            "./my.stage.py",
            r"the name of a module has no dots: rename 'my\.stage', to 'my_stage' say",
        ),
        (
            {"mine.py": "import helper.no", "helper.py": ""},
            "./mine.py",
            r"No module named 'helper\.no'; 'helper' is not",
        ),
        (
            {"mine.py": "from helper import no", "helper.py": ""},
            "./mine.py",
            r"cannot import name 'no' from 'helper' \(",
        ),
        ({"mine.py": "import helper", "helper.py": "\n1 / 0"}, "./mine.py", r"division by zero \(helper\.py:2\)"),
        (
            {"mine/__init__.py": "import helper", "mine/helper.py": ""},
            "./mine",
            r"No module named 'helper'; within a folder with an __init__\.py write: from \. import helper",
        ),
    ],
)
def test_a_plugin_that_cannot_be_imported_says_why(
    tmp_path: Path, files: dict[str, str], plugin: str, reason: str
) -> None:
    assert re.search(rf"^\w+: {reason}", fault(written(tmp_path, files), plugin))


def test_a_helper_that_fails_is_a_complaint_at_the_plugin(tmp_path: Path) -> None:
    written(
        tmp_path, {"mine.py": stage("import helper"), "helper.py": "(", "c.yaml": CONFIG.format(plugin="./mine.py")}
    )
    written(tmp_path, {"input/a.txt": ""})
    with pytest.raises(
        ConfigError, match=r"c\.yaml:2:11: the plugin './mine\.py' cannot be used: SyntaxError: .*helper"
    ):
        load(tmp_path / "c.yaml")
