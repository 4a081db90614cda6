"""Fixtures of several test files: a project in a temporary folder, and the command as a user types it."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

Run = Callable[..., subprocess.CompletedProcess[str]]

# No example fails because the machine was slow; in CI the parent gives the same examples every time.
settings.register_profile("suite", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# Tests start the command some two hundred times: each start would compile all its modules again, half a second long.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

TERMINAL = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "PYTHON_COLORS")
"""Environment variables that describe the terminal in which pytest was started; typer and rich obey them."""

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
            re.match("(a|a)*b", "a" * 60)  # holds the lock of Python almost forever
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


@pytest.fixture(autouse=True, scope="session")
def _any_environment() -> Iterator[None]:
    """Make output independent of the terminal, and find the command `pipeline` of the Python that runs the tests."""
    with pytest.MonkeyPatch.context() as patched:
        for name in (*TERMINAL, "GITHUB_ACTIONS", "PY_COLORS"):
            patched.delenv(name, raising=False)
        patched.setenv("TERM", "xterm-256color")
        patched.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        yield


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a configuration `shouting.yaml`, its plugin, and three small documents."""
    (tmp_path / "shouts.py").write_text(PLUGIN)
    (tmp_path / "shouting.yaml").write_text(CONFIG)
    (tmp_path / "input").mkdir()
    for name, text in {"a": "This is LOUD! indeed.", "b": "Nothing here.", "c": "VERY loud."}.items():
        (tmp_path / "input" / f"{name}.txt").write_text(text)
    return tmp_path


@pytest.fixture
def command() -> Run:
    """Return a function that runs the command `pipeline` in a new process."""

    def run(*arguments: str | Path, cwd: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
        program = ["pipeline", *map(str, arguments)]
        return subprocess.run(program, cwd=cwd, input=stdin, capture_output=True, encoding="utf-8", check=False)

    return run


@pytest.fixture
def calls() -> Callable[[Callable[[], object]], int]:
    """Return a function that counts the function calls of some work: a measure of cost without a clock.

    A regular expression is one call, however long it takes.
    """

    def counted(work: Callable[[], object]) -> int:
        seen = Counter[str]()
        before = sys.getprofile()
        gc.disable()  # it may call callbacks of other code at any moment
        sys.setprofile(lambda _frame, event, _argument: seen.update([event]))
        try:
            work()
        finally:
            sys.setprofile(before)
            gc.enable()
        return seen["call"] + seen["c_call"]

    return counted
