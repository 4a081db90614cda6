"""Installed plugins: their dependencies count, a misspelt hook is reported, and a name clash can be solved."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version as distribution_version
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.plugins import plugins as list_plugins
from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError
from pipeline.planning.plan import load
from pipeline.plugin.registry import find_plugins
from pipeline.results import record
from pipeline.running.runner import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.planning.plan import Plan

    Run = Callable[..., subprocess.CompletedProcess[str]]

OURS = f"text-pipeline {distribution_version('text-pipeline')}"

STAGE = """
from pipeline import Stage, hookimpl

class Theirs(Stage):
    \"\"\"Does nothing.\"\"\"
    name = "{name}"
    depends_on = {depends_on}
    setting: int = 1
    def process(self, document):
        return document

@hookimpl
def pipeline_stages():
    return [Theirs]
"""

CONFIG = """\
name: test
{top}
run: {{folder: results, executor: serial}}
stages:
  - use: ingest
    with: {{paths: [input/]}}
  - {stage}
  - export
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder whose distributions are installed."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    return folder


def install(site: Path, name: str, source: str, *, version: str = "1.0", plugin: bool = True) -> None:
    """Install a distribution of one module, which is a plugin by its entry point."""
    module = name.replace("-", "_")
    (site / f"{module}.py").write_text(source)
    (site / f"{module}.dist-info").mkdir(exist_ok=True)
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    (site / f"{module}.dist-info" / "METADATA").write_text(metadata)
    points = f"[text_pipeline]\n{module} = {module}\n" if plugin else ""
    (site / f"{module}.dist-info" / "entry_points.txt").write_text(points)
    sys.modules.pop(module, None)


def stage(name: str = "theirs", depends_on: str = "()") -> str:
    return STAGE.format(name=name, depends_on=depends_on)


def plan(folder: Path, use: str, top: str = "plugins: []", *sets: str) -> Plan:
    (folder / "input").mkdir(exist_ok=True)
    (folder / "input" / "a.txt").write_text("A text.")
    (folder / "test.yaml").write_text(CONFIG.format(top=top, stage=use))
    return load(folder / "test.yaml", overrides=[parse_override(one) for one in sets])


def faults(folder: Path, use: str, top: str = "plugins: []") -> list[str]:
    with pytest.raises(ConfigError) as caught:
        plan(folder, use, top)
    return [f"{one.message} {one.hint}".strip() for one in caught.value.complaints]


def reason(registry_plugin: str) -> str:
    return next(one.reason for one in find_plugins().broken if one.plugin.name == registry_plugin)


def test_a_new_version_of_what_a_stage_depends_on_makes_the_parts_anew(tmp_path: Path, site: Path) -> None:
    install(site, "my-company", stage(depends_on="('their-words',)"))
    made = []
    for version in ("1.0", "1.0", "1.1"):
        install(site, "their-words", "", version=version, plugin=False)
        made.append(run(plan(tmp_path, "theirs")).made)
    assert made == [1, 0, 1]
    assert record.read(tmp_path / "results").versions["their-words"] == "1.1"


def test_a_new_version_of_what_a_sink_depends_on_exports_anew(tmp_path: Path, site: Path) -> None:
    sink = stage(depends_on="('their-words',)").replace("Stage", "Sink").replace("process(self, d", "finish(self, d")
    install(site, "my-company", sink)
    fingerprints = []
    for version in ("1.0", "1.1"):
        install(site, "their-words", "", version=version, plugin=False)
        fingerprints.append(plan(tmp_path, "theirs").exports_fingerprint)
    assert len(set(fingerprints)) == 2


def test_the_record_has_the_version_of_what_the_stages_of_the_plan_depend_on(tmp_path: Path) -> None:
    assert "ftfy" in record.versions(one.stage for one in plan(tmp_path, "clean").planned)
    assert "ftfy" not in record.versions(one.stage for one in plan(tmp_path, "dates").planned)


@pytest.mark.parametrize(
    ("depends_on", "said"),
    [
        (
            "('no-such-words',)",
            (
                "ImportError: Theirs depends on 'no-such-words', and no such distribution is installed: "
                "python -m pip install no-such-words"
            ),
        ),
        (
            "('yaml',)",
            (
                "ImportError: Theirs depends on 'yaml', and no such distribution is installed: "
                "write 'PyYAML', which brings that module"
            ),
        ),
        ("'ftfy'", "TypeError: Theirs.depends_on is 'ftfy': write a tuple of names, such as ('ftfy',)"),
    ],
)
def test_what_a_stage_depends_on_has_to_be_installed(site: Path, depends_on: str, said: str) -> None:
    install(site, "my-company", stage(depends_on=depends_on))
    assert reason("my_company") == said


def test_no_setting_is_called_depends_on(site: Path) -> None:
    install(site, "my-company", stage().replace("setting: int", "depends_on: int"))
    assert reason("my_company").startswith("TypeError: Theirs.depends_on is part of a stage's contract")


def test_a_stage_is_shown_with_what_it_depends_on(capsys: pytest.CaptureFixture[str]) -> None:
    list_plugins("clean")
    assert "\ndepends on: ftfy 6." in capsys.readouterr().out


HOOK = "\n@hookimpl{options}\ndef pipeline_stagse():\n    return []\n"


def test_a_misspelt_hook_is_told_although_another_is_right(site: Path) -> None:
    install(site, "my-company", stage() + HOOK.format(options=""))
    assert reason("my_company") == "TypeError: there is no hook 'pipeline_stagse'. Did you mean 'pipeline_stages'?"


def test_other_plugins_stay_usable_beside_one_with_a_misspelt_hook(site: Path) -> None:
    install(site, "a-company", stage() + HOOK.format(options=""))
    install(site, "my-company", stage())
    registry = find_plugins()
    assert [one.plugin.name for one in registry.broken] == ["a_company"]
    assert {"theirs", "quotes", "export"} <= set(registry.names())


def test_an_optional_hook_may_be_unknown(site: Path) -> None:
    install(site, "my-company", stage() + HOOK.format(options="(optionalhook=True)"))
    assert "theirs" in find_plugins().names()


def test_a_clash_says_what_to_type(tmp_path: Path, site: Path) -> None:
    install(site, "my-company", stage("dates"))
    (said,) = faults(tmp_path, "dates")
    assert said == (
        f"the stage 'dates' is brought by my-company 1.0 and by {OURS}. Write `use: my-company:dates` or "
        "`use: text-pipeline:dates`. Or leave a package out: `without: [my-company]`."
    )


@pytest.mark.parametrize("use", ["my-company:dates", "use: my-company:dates", "text-pipeline:dates"])
def test_a_stage_is_chosen_by_its_package_and_keeps_its_name(tmp_path: Path, site: Path, use: str) -> None:
    install(site, "my-company", stage("dates"))
    chosen = plan(tmp_path, use).planned[1]
    assert chosen.registered.origin.split()[0] in use
    assert chosen.name == "dates"


def test_a_chosen_stage_is_set_by_its_name(tmp_path: Path, site: Path) -> None:
    install(site, "my-company", stage("dates"))
    chosen = plan(tmp_path, "my-company:dates", "plugins: []", "stages.dates.setting=5").planned[1]
    assert getattr(chosen.stage, "setting", None) == 5


def test_a_local_stage_is_chosen_by_its_entry_under_plugins(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(stage("dates"))
    chosen = plan(tmp_path, "./mine.py:dates", "plugins: [./mine.py]").planned[1]
    assert (chosen.name, chosen.registered.origin) == ("dates", "./mine.py (plugins:)")


def test_a_package_that_is_misspelt_suggests_the_nearest(tmp_path: Path) -> None:
    (said,) = faults(tmp_path, "text-pipelin:dates")
    assert said == "there is no stage 'text-pipelin:dates'. Did you mean 'text-pipeline:dates'?"


def test_a_package_can_be_left_out(tmp_path: Path, site: Path) -> None:
    install(site, "my-company", stage("dates"))
    assert plan(tmp_path, "dates", "without: [my-company]").planned[1].registered.origin.startswith("text-pipeline ")


def test_a_package_that_is_left_out_is_not_imported(tmp_path: Path, site: Path) -> None:
    install(site, "my-company", stage())
    plan(tmp_path, "dates", "without: [my-company]")
    assert "my_company" not in sys.modules


def test_a_package_that_is_not_there_cannot_be_left_out(tmp_path: Path, site: Path) -> None:
    install(site, "my-company", stage())
    (said,) = faults(tmp_path, "dates", "without: [my-compny]")
    assert said == "no installed package 'my-compny' brings plugins. Did you mean 'my-company'?"


def test_the_list_of_plugins_shows_clashes(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install(site, "my-company", stage("dates"))
    list_plugins()
    printed = capsys.readouterr()
    packages = [line.split()[2] for line in printed.out.splitlines() if line.startswith("dates ")]
    assert packages == ["my-company", "text-pipeline"]
    assert printed.err.startswith(f"the stage 'dates' is brought by my-company 1.0 and by {OURS}. Write")


def test_the_list_of_plugins_is_that_of_the_configuration(
    tmp_path: Path, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install(site, "my-company", stage("dates"))
    (tmp_path / "mine.py").write_text(stage("mine"))
    top = "plugins: [./mine.py]\nwithout: [my-company, nobody]"
    (tmp_path / "test.yaml").write_text(CONFIG.format(top=top, stage="dates"))
    list_plugins(config=tmp_path / "test.yaml")
    printed = capsys.readouterr()
    assert "my-company" not in printed.out
    assert "\nmine " in printed.out
    assert "test.yaml:3:23: no installed package 'nobody' brings plugins." in printed.err


def test_one_of_two_stages_with_one_name_can_be_shown_alone(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install(site, "my-company", stage("dates"))
    list_plugins("my-company:dates")
    printed = capsys.readouterr().out
    assert printed.startswith("dates · stage · version 1 · from my-company 1.0\n")
    assert "text-pipeline" not in printed


def test_an_unknown_stage_is_explained_by_its_broken_plugin(tmp_path: Path, site: Path) -> None:
    install(site, "theirs", "import no_such_module")
    (said,) = faults(tmp_path, "theirs")
    assert said == (
        "there is no stage 'theirs': the plugin 'theirs' (theirs 1.0) cannot be used: "
        "ModuleNotFoundError: No module named 'no_such_module' (theirs.py:1)."
    )


@pytest.mark.parametrize("hiding", ["plugins/__init__.py", "plugins.py"])
def test_what_hides_the_built_in_stages_is_named_once(tmp_path: Path, hiding: str) -> None:
    """A script sees what lies beside it before it sees what is installed."""
    (tmp_path / hiding).parent.mkdir(exist_ok=True)
    (tmp_path / hiding).write_text("")
    done = _script(tmp_path)
    path = tmp_path / hiding.removesuffix("/__init__.py")
    what = "file" if path.is_file() else "folder"
    assert done.stdout == (
        f"the {what} {path} hides the package `plugins` of text-pipeline, which has the built-in stages: "
        "rename it, or start from another folder.\n"
    )


def test_a_folder_of_plugins_without_an_init_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "ingest.py").write_text("")
    assert _script(tmp_path).stdout == "ingest dates export\n"


def test_the_command_is_not_misled_by_where_it_is_started(tmp_path: Path, command: Run) -> None:
    for name in ("pipeline.py", "plugins.py"):
        (tmp_path / name).write_text("")
    assert command("plugins", cwd=tmp_path).returncode == 0


def _script(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that loads a configuration and prints its stages, or what is wrong."""
    (folder / "input").mkdir()
    (folder / "test.yaml").write_text(CONFIG.format(top="plugins: []", stage="dates"))
    lines = [
        "from pipeline import PipelineError, load",
        "try: print(*(one.name for one in load('test.yaml').planned))",
        "except PipelineError as error: print(error)",
    ]
    (folder / "script.py").write_text("\n".join(lines))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    program = [sys.executable, "script.py"]
    return subprocess.run(program, cwd=folder, env=environment, capture_output=True, text=True, check=False)
