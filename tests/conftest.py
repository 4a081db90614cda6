"""What several test files share: a project in a folder of its own, and the command as a user types it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

ENVIRONMENT = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}

Run = Callable[..., subprocess.CompletedProcess[str]]

PLUGIN = '''
import os
import re
from pipeline import Annotation, Document, Drop, Stage, hookimpl

class Shout(Annotation):
    loud: bool

class Shouts(Stage):
    """Mark words in capitals; obey the words RAISE, DROP, DIE and HANG."""

    name = "shouts"
    provides = {"shouts": Shout}
    shortest: int = 3

    def process(self, document: Document) -> Document | Drop:
        if "RAISE" in document.text:
            raise ValueError("told to raise")
        if "DROP" in document.text:
            return Drop("told to drop")
        if "DIE" in document.text:
            os._exit(7)
        if "HANG" in document.text:
            re.match("(a|a)*b", "a" * 60)  # holds the lock of Python for as good as ever
        found, at = [], 0
        for word in document.text.split(" "):
            if word.isupper() and len(word) >= self.shortest:
                found.append(Shout(at, at + len(word), loud=word.endswith("!")))
            at += len(word) + 1
        return document.with_layer("shouts", found)

@hookimpl
def pipeline_stages():
    return [Shouts]
'''

CONFIG = """\
name: shouting
plugins: [./shouts.py]
run:
  folder: results
  executor: serial
stages:
  - use: ingest
    with: {paths: [input/]}
  - shouts
  - export
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a folder with a configuration `shouting.yaml`, its plugin, and three small documents."""
    (tmp_path / "shouts.py").write_text(PLUGIN)
    (tmp_path / "shouting.yaml").write_text(CONFIG)
    (tmp_path / "input").mkdir()
    for name, text in {"a": "This is LOUD! indeed.", "b": "Nothing here.", "c": "VERY loud."}.items():
        (tmp_path / "input" / f"{name}.txt").write_text(text)
    return tmp_path


@pytest.fixture
def command() -> Run:
    """Give the command `pipeline`, run in a process of its own."""

    def run(*arguments: str | Path, cwd: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
        program = ["pipeline", *map(str, arguments)]
        return subprocess.run(
            program, cwd=cwd, input=stdin, capture_output=True, text=True, check=False, env=ENVIRONMENT
        )

    return run
