"""The key `run.executor`: a name, or a name with settings, which are checked as those of a stage."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, RunError
from pipeline.planning.plan import load
from pipeline.running.runner import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.executors.contract import Executor

    Run = Callable[..., subprocess.CompletedProcess[str]]

PLUGIN = """
from pipeline import Secret, hookimpl
from pipeline.executors.serial import Serial

class Far(Serial):
    name = "far"
    address: str
    retries: int = 1
    token: Secret | None = None

    def __post_init__(self):
        if self.retries > 9:
            raise ValueError("too many retries")

@hookimpl
def pipeline_executors():
    return [Far]
"""
HEAD = "name: far\nplugins: [./far.py]\nrun:\n  folder: results\n  workers: 3\n  executor: "
STAGES = "\nstages:\n  - use: ingest\n    with: {paths: [input/]}\n  - export\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "far.py").write_text(PLUGIN)
    (tmp_path / "input").mkdir()
    (tmp_path / "input" / "a.txt").write_text("One.")
    return tmp_path


def executor(folder: Path, written: str, *sets: str, head: str = HEAD) -> Executor:
    (folder / "far.yaml").write_text(head + written + STAGES)
    return load(folder / "far.yaml", overrides=[parse_override(one) for one in sets]).executor


def complaint(folder: Path, written: str, *sets: str, head: str = HEAD) -> str:
    with pytest.raises(ConfigError) as raised:
        executor(folder, written, *sets, head=head)
    return str(raised.value).replace(f"{folder}/", "")


def test_an_executor_has_settings_of_its_own_and_the_workers_of_the_run(folder: Path) -> None:
    made = executor(folder, "{use: far, with: {address: 'ray://head', retries: 2}}")
    assert {name: getattr(made, name) for name in ("name", "address", "retries", "workers")} == {
        "name": "far",
        "address": "ray://head",
        "retries": 2,
        "workers": 3,
    }


def test_a_name_alone_and_a_name_under_use_are_the_same(folder: Path) -> None:
    assert executor(folder, "serial") == executor(folder, "{use: serial}")


def test_a_setting_of_the_executor_can_be_set_on_the_command_line(folder: Path) -> None:
    made = executor(folder, "far", "run.executor.with.address=ray://other")
    assert vars(made)["address"] == "ray://other"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("3", "far.yaml:6:13: an executor is a name, or `use: NAME` with `with:`."),
        ("{with: {address: a}}", "far.yaml:6:13: an executor needs `use: NAME`."),
        (
            "{use: serial, width: 3}",
            "far.yaml:6:27: unknown key 'width' in an executor. Did you mean 'with'?",
        ),
        ("{use: serial, with: 3}", "far.yaml:6:33: `with:` holds settings: `SETTING: VALUE` lines."),
        ("far", "far.yaml:6:3: far: the setting 'address' is missing."),
        (
            "{use: far, with: {adress: a}}",
            (
                "far.yaml:6:24: far: the setting 'address' is missing.\nfar.yaml:6:31: far: unknown setting 'adress'. "
                "Did you mean 'address'?"
            ),
        ),
        (
            "{use: far, with: {address: a, retries: '2'}}",
            'far.yaml:6:52: far: retries is "2"; expected a whole number. Remove the quotes.',
        ),
        (
            "{use: far, with: {address: a, workers: 2}}",
            "far.yaml:6:43: far: 'workers' does not stand here. Write it as run.workers.",
        ),
        (
            "{use: serial, with: {speed: 2}}",
            "far.yaml:6:34: the executor 'serial' has no settings of its own.",
        ),
        ("{use: fare}", "far.yaml:6:19: there is no executor 'fare'. Did you mean 'far'?"),
    ],
)
def test_a_mistake_is_reported_at_its_place(folder: Path, written: str, said: str) -> None:
    assert complaint(folder, written) == said


def test_a_token_written_out_is_refused_and_not_shown(folder: Path) -> None:
    said = complaint(folder, "{use: far, with: {address: a, token: hunter2}}")
    assert "far: token is a secret: write ${NAME} in its place" in said
    assert "hunter2" not in said


def test_no_repr_of_the_configuration_shows_a_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAR_TOKEN", "hunter2")
    executor(folder, "{use: far, with: {address: a, token: '${FAR_TOKEN}'}}")
    assert "hunter2" not in repr(load(folder / "far.yaml"))


def test_an_executor_that_refuses_its_settings_is_named_with_its_plugin(folder: Path) -> None:
    said = complaint(folder, "{use: far, with: {address: a, retries: 10}}")
    assert said.startswith("far.yaml:6:")
    assert "too many retries" in said


def test_two_executors_of_one_name_are_named_with_their_plugins(folder: Path) -> None:
    (folder / "near.py").write_text(PLUGIN)
    head = HEAD.replace("[./far.py]", "[./far.py, ./near.py]")
    assert complaint(folder, "{use: far, with: {address: a}}", head=head) == (
        "far.yaml:6:19: the executor 'far' is brought by the plugin './far.py' (./far.py (plugins:)) "
        "and by the plugin './near.py' (./near.py (plugins:)). Rename one."
    )
    assert executor(folder, "serial", head=head).name == "serial"  # the others can still be used


def test_a_broken_plugin_may_be_why_an_executor_is_unknown(folder: Path) -> None:
    (folder / "far.py").write_text("import no_such_library")
    said = complaint(folder, "cluster")
    assert "there is no executor 'cluster'. It may be in './far.py', which cannot be used." in said


def test_an_executor_without_map_is_a_broken_plugin(folder: Path) -> None:
    (folder / "far.py").write_text(
        "from pipeline import hookimpl\nfrom pipeline.executors.contract import Executor\n"
        "class Idle(Executor):\n    name = 'idle'\n    def worker_count(self): return 1\n"
        "@hookimpl\ndef pipeline_executors(): return [Idle]\n"
    )
    assert "TypeError: Idle has no method `map`" in complaint(folder, "idle")


def test_the_number_of_workers_is_checked_before_anything_is_read(folder: Path) -> None:
    (folder / "far.py").write_text(PLUGIN + "    \nFar.worker_count = lambda self: 0\n")
    executor(folder, "{use: far, with: {address: a}}")
    with pytest.raises(RunError, match="the executor 'far' returned 0"):
        run(load(folder / "far.yaml"))
    assert not (folder / "results" / "parts").exists()


def test_the_option_replaces_the_executor_and_the_record_has_its_name(folder: Path, command: Run) -> None:
    executor(folder, "{use: far, with: {address: a}}")
    done = command("run", folder / "far.yaml", "--quiet")
    assert done.returncode == 0, done.stderr
    assert json.loads((folder / "results" / "run.json").read_text())["executor"] == "far"
    done = command("run", folder / "far.yaml", "--quiet", "--fresh", "--executor", "serial")
    assert done.returncode == 0, done.stderr
    assert json.loads((folder / "results" / "run.json").read_text())["executor"] == "serial"
