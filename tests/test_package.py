"""What is installed is whole: its modules, data files, entry points and command. `make test` asks it of the wheel too.

The tests read the tree, and ask the package that their Python imports: beside the tree that is the tree itself.
"""

from __future__ import annotations

import ast
import importlib
import json
import tomllib
from importlib.metadata import distribution, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import pipeline
import plugins
from pipeline.config.configuration import parse_override
from pipeline.planning.plan import load
from pipeline.running.runner import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
INSTALLED = {package.__name__: Path(package.__path__[0]) for package in (pipeline, plugins)}


def files(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder, what Python keeps of compiled modules left aside."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


MODULES = [
    ".".join([package, *Path(name).with_suffix("").parts]).removesuffix(".__init__")
    for package in INSTALLED
    for name in sorted(files(ROOT / package))
    if name.endswith(".py")
]


@pytest.mark.parametrize("package", INSTALLED)
def test_every_file_of_a_package_is_installed_as_it_is(package: str) -> None:
    """Modules, tables of words, and the mark that it has types."""
    wanted, installed = files(ROOT / package), files(INSTALLED[package])
    assert installed.keys() == wanted.keys()
    assert [name for name in wanted if installed[name] != wanted[name]] == []
    assert "py.typed" in installed


@pytest.mark.parametrize("module", MODULES)
def test_every_module_can_be_imported(module: str) -> None:
    place = importlib.import_module(module).__file__
    assert place
    assert Path(place).is_relative_to(INSTALLED[module.partition(".")[0]])


def test_every_name_of_the_public_page_is_there() -> None:
    page = ast.parse((ROOT / "pipeline" / "__init__.py").read_text(encoding="utf-8"))
    imported = [one for node in ast.walk(page) if isinstance(node, ast.ImportFrom) for one in node.names]
    names = [one.asname for one in imported if one.asname == one.name]
    assert {"Stage", "ConfigError", "Plan", "load", "run"} <= {*names}
    assert [name for name in (*names, *pipeline.LATER) if not hasattr(pipeline, name)] == []
    assert pipeline.__version__ == PROJECT["version"]


def test_the_version_and_what_is_needed_are_those_of_the_project() -> None:
    metadata = distribution(PROJECT["name"]).metadata
    assert metadata["Version"] == PROJECT["version"]
    needed = {one for one in metadata.get_all("Requires-Dist", []) if "extra ==" not in one}
    assert len(needed) == len(PROJECT["dependencies"])


@pytest.mark.parametrize("name", PROJECT["entry-points"]["text_pipeline"])
def test_every_built_in_plugin_comes_in_by_its_entry_point(name: str) -> None:
    (entry,) = entry_points(group="text_pipeline", name=name)
    assert entry.value == PROJECT["entry-points"]["text_pipeline"][name]
    assert entry.dist
    assert entry.dist.name == PROJECT["name"]
    if name == "core":
        assert entry.load().pipeline_commands()
    else:
        assert name in [stage.name for stage in entry.load().pipeline_stages()]


def test_the_command_says_what_it_can_do(command: Run) -> None:
    done = command("--help")
    assert (done.returncode, done.stderr) == (0, "")
    for name in ("run", "validate", "show", "plugins", "retry", "clean", "cache"):
        assert f"\n  {name} " in done.stdout


def test_the_default_configuration_runs_by_the_command(command: Run, tmp_path: Path) -> None:
    """In worker processes, as it says: they find the plugins for themselves."""
    done = command("run", "configs/default.yaml", "--folder", tmp_path / "results", "--set", "run.parses=false")
    assert (done.returncode, done.stderr) == (0, "")
    records = read(tmp_path / "results")
    assert [record["id"] for record in records] == sorted(path.name for path in (ROOT / "seeds").iterdir())
    for layer in ("entities", "quotes", "dates"):
        assert all(record[layer] for record in records), layer


def test_the_default_configuration_runs_from_python(tmp_path: Path) -> None:
    sets = [f"run.folder={tmp_path / 'results'}", "run.executor=serial", "run.parses=false"]
    plan = load(ROOT / "configs" / "default.yaml", overrides=[parse_override(one) for one in sets])
    assert run(plan).exported == len(read(tmp_path / "results")) == len(list((ROOT / "seeds").iterdir()))
    assert run(plan).made == 0


def read(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
