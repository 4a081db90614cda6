"""What the documentation shows is run: its files are written, its commands typed, its Python executed, in order.

A block of code whose opening line names a file (```yaml questions.yaml) is that file. In a `console` block each line
after `$ ` is typed, and the lines below it are what is printed, seconds left aside.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.config.schema import RunSettings, Settings
from plugins.layers import DateExpression, Entity, Quote

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SITE = "site"
"""The folder in which a page installs packages."""
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md"))]


def typed(command: str, folder: Path) -> str:
    """Return what a command prints; the set-up commands of `make` are only looked up in the Makefile.

    `pip install` installs without an index, for the commands and the Python of the page alone.
    """
    if command.startswith("make "):
        assert f"\n{command.split()[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8"), command
        return ""
    if command.startswith("pip install "):
        offline = "--no-index --no-deps --no-build-isolation --disable-pip-version-check --quiet"
        command = f"{sys.executable} -m {command} {offline} --target {SITE}"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(folder / SITE)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in {0, 3}, done.stderr
    return done.stdout + done.stderr


def plain(printed: str) -> str:
    """Take from a printed text what differs from run to run: seconds, the number of workers, the width of columns."""
    without_figures = re.sub(r"\d+\.\d+(?= |$)", "0.0", printed, flags=re.MULTILINE)
    return re.sub(r" +", " ", re.sub(r"\d+ workers?", "N workers", without_figures)).strip()


def holds(value: object, wanted: object) -> bool:
    """Tell whether `wanted` stands somewhere in plain data."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value == wanted or any(holds(item, wanted) for item in items)


def follow(page: Path, folder: Path) -> None:
    for language, name, content in BLOCK.findall(page.read_text(encoding="utf-8")):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
        elif language == "console":
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content, re.MULTILINE):
                printed = typed(command, folder)
                assert not expected or plain(printed) == plain(expected), command
        elif language == "json":
            exported = [
                json.loads(line)
                for path in folder.rglob("documents.jsonl")
                for line in path.read_text(encoding="utf-8").splitlines()
            ]
            assert holds(exported, json.loads(content)), content
        elif language == "python":
            # What a page imports beside the package is a file that it has just told the reader to write.
            path = f"{folder}{os.pathsep}{folder / SITE}"
            run = {"cwd": folder, "env": {**os.environ, "PYTHONPATH": path}, "input": content}
            done = subprocess.run([sys.executable, "-"], capture_output=True, encoding="utf-8", check=False, **run)
            assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_what_it_says(page: str, tmp_path: Path) -> None:
    for name in ("configs", "seeds"):
        shutil.copytree(ROOT / name, tmp_path / name)
    follow(ROOT / page, tmp_path)


@pytest.mark.parametrize("page", [*PAGES, "CHANGELOG.md"])
def test_every_link_within_the_project_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    missing = [link for link in links if not (ROOT / page).parent.joinpath(link).exists()]
    assert missing == []


def test_every_module_stands_in_the_page_on_the_life_of_a_run() -> None:
    page = (ROOT / "docs" / "life-of-a-run.md").read_text(encoding="utf-8")
    files = [path for path in (ROOT / "pipeline").rglob("*.py") if "cli" not in path.parts]
    modules = [path.parent.name if path.stem == "__init__" else path.stem for path in files]
    assert [module for module in modules if not re.search(rf"\b{module}\b", page)] == []


def test_every_guarantee_names_a_test_that_is_there() -> None:
    page = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
    promises = [row for row in page.splitlines() if row.startswith("| ") and not row.startswith("| promise")]
    assert [row for row in promises if "::" not in row] == []
    named = re.findall(r"`(\S+\.py)::(\w+)`", page)
    missing = [
        (file, test)
        for file, test in named
        if f"def {test}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")
    ]
    assert missing == []


def test_every_key_of_the_yaml_stands_in_the_page_on_the_configuration() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    keys = [one.name for kind in (Settings, RunSettings) for one in fields(kind)]
    assert [key for key in keys if f"{key}:" not in page] == []


def test_every_field_of_a_built_in_layer_stands_in_the_page_on_the_results() -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    names = [name for kind in (Entity, Quote, DateExpression) for name in kind.__struct_fields__]
    assert [name for name in names if f"`{name}`" not in page] == []
