"""What exports leave in the run folder: no two write one file, what is gone is written again, what is stale is said."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.summary import summary
from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, RunError
from pipeline.planning.plan import load
from pipeline.results import record
from pipeline.running.runner import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.planning.plan import Plan
    from pipeline.results.record import Record

    Run = Callable[..., subprocess.CompletedProcess[str]]

SINK = """
from pathlib import Path
from pipeline import Sink, hookimpl

class Notes(Sink):
    name = "notes"
    file: str = "notes.txt"

    def outputs(self):
        return {outputs}

    def finish(self, results):
        with results.create(self.file) as file:
            file.write(b"noted")
        {returns}

@hookimpl
def pipeline_stages():
    return [Notes]
"""
WROTE = "return [results.folder / self.file]"


def plan(project: Path, *sets: str) -> Plan:
    for name in [name for name in sys.modules if name.startswith("text_pipeline_plugin_")]:
        del sys.modules[name]
    return load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets])


def go(project: Path, *sets: str) -> Record:
    return run(plan(project, *sets))


def swap(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def with_notes(project: Path, *, outputs: str = "[]", returns: str = WROTE) -> Path:
    """Give the project a second export, `notes`, which says what it writes and returns as told."""
    (project / "notes.py").write_text(SINK.format(outputs=outputs, returns=returns))
    swap(project / "shouting.yaml", "[./shouts.py]", "[./shouts.py, ./notes.py]")
    swap(project / "shouting.yaml", "  - export\n", "  - export\n  - notes\n")
    return project


def with_second_export(project: Path, name: str) -> Path:
    swap(
        project / "shouting.yaml",
        "  - export\n",
        f"  - export\n  - use: export\n    as: second\n    with: {{file: {name}}}\n",
    )
    return project


# Two exports, one file


@pytest.mark.parametrize("name", ["documents.jsonl", "Documents.JSONL"])
def test_two_exports_of_one_file_are_a_mistake_in_the_configuration(project: Path, name: str) -> None:
    """Where capitals do not count, as on macOS, both would write the same file."""
    with pytest.raises(ConfigError) as caught:
        plan(with_second_export(project, name))
    assert str(caught.value) == (
        f"{project / 'shouting.yaml'}:13:18: second writes {name!r}, as the export 'export' does: one would replace "
        "the other. Give one of them another `file`."
    )


def test_two_exports_of_two_files_are_none(project: Path) -> None:
    assert [one.path for one in go(with_second_export(project, "more.jsonl")).exports] == [
        "documents.jsonl",
        "more.jsonl",
    ]


def test_an_export_of_a_plugin_that_says_what_it_writes_is_checked_too(project: Path, command: Run) -> None:
    with_notes(project, outputs="['./documents.jsonl']")
    done = command("validate", "shouting.yaml", cwd=project)
    assert done.returncode == 2
    assert done.stderr.startswith("shouting.yaml:11:5: notes writes './documents.jsonl', as the export 'export' does")


@pytest.mark.parametrize(
    ("outputs", "complaint"),
    [
        ("['../notes.txt']", "notes writes '../notes.txt', which lies outside the run folder"),
        ("['..']", "notes writes '..', which lies outside the run folder"),
        ("['x/..']", "notes writes 'x/..', which is the run folder itself"),
        ("['']", "notes writes '', which is the run folder itself"),
        ("['Run.json']", "notes writes 'Run.json', and the run keeps its own state in run.json, log.jsonl, parts"),
        ("['parts/notes.txt']", "notes writes 'parts/notes.txt', and the run keeps its own state in"),
        ("['.lock']", "notes writes '.lock', and the run keeps its own state in"),
        ("'notes.txt'", "notes cannot say what it writes: outputs() returned 'notes.txt' instead of a list of texts."),
        ("None", "notes cannot say what it writes: outputs() returned None instead of a list of texts"),
        ("[self.nothing]", "notes cannot say what it writes: outputs() raised AttributeError"),
    ],
)
def test_an_export_that_does_not_say_right_what_it_writes_is_complained_of(
    project: Path, outputs: str, complaint: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        plan(with_notes(project, outputs=outputs))
    assert complaint in str(caught.value)


@pytest.mark.parametrize("path", ["results.folder / 'notes.txt'", "results.folder / '.' / 'x' / '..' / 'notes.txt'"])
def test_two_exports_that_wrote_one_file_fail_the_run(project: Path, path: str) -> None:
    """What no setting tells is found when both have written."""
    with_notes(project, returns=f"return [{path}]")
    (project / "results" / "x").mkdir(parents=True)
    swap(project / "shouting.yaml", "  - notes\n", "  - notes\n  - use: notes\n    as: again\n")
    with pytest.raises(
        RunError, match=r"the exports 'notes' and 'again' both wrote \S+notes\.txt, so that what 'notes'"
    ):
        go(project)


# What an export returns


@pytest.mark.parametrize(
    ("returns", "error"),
    [
        ("return None", r"finish returned None \(maybe a return is missing\?\) instead of a list of the paths"),
        ("return results.folder / self.file", r"finish returned \S+notes\.txt \(PosixPath\) instead of a list"),
        ("return self.file", r"finish returned 'notes\.txt' \(str\) instead of a list"),
        ("return 7", r"finish returned 7 \(int\) instead of a list"),
        (
            "return [self.file]",
            r"finish returned 'notes\.txt' \(str\) where a Path or an Output was expected",
        ),
        ("return [Path('/tmp/notes.txt')]", "the path /tmp/notes.txt, which lies outside the run folder"),
        ("return [results.folder / '..' / 'shouts.py']", "which lies outside the run folder"),
        ("return [results.folder]", r"the path \S+results, which is the run folder itself"),
        ("return [results.folder / 'gone.txt']", r"the path \S+gone\.txt, where there is no file: write it with"),
        ("return [results.folder / 'parts']", r"the path \S+parts, and the run keeps its own state in"),
    ],
)
def test_what_is_no_list_of_files_in_the_run_folder_is_refused(project: Path, returns: str, error: str) -> None:
    """The error names the stage and its plugin."""
    with_notes(project, returns=returns)
    with pytest.raises(RunError, match=r"the export 'notes', from \./notes\.py \(plugins:\): .*" + error):
        go(project)


def test_an_export_has_to_write_what_it_says(project: Path) -> None:
    with_notes(project, outputs="['other.txt']")
    with pytest.raises(RunError, match=r"finish returned \['notes.txt'\], and its outputs\(\) name 'other.txt'"):
        go(project)


def test_paths_may_come_one_by_one_and_as_links_lead(project: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (project / "results").symlink_to(tmp_path / "elsewhere")
    with_notes(project, returns="yield (results.folder / self.file).resolve()")
    assert [one.path for one in go(project).exports] == ["documents.jsonl", "notes.txt"]


# Written again


@pytest.mark.parametrize("name", ["documents.jsonl", "notes.txt"])
@pytest.mark.parametrize("change", [os.unlink, lambda path: path.write_text("by hand")], ids=["removed", "changed"])
def test_an_output_that_does_not_stand_is_written_again(
    project: Path, name: str, change: Callable[[Path], object]
) -> None:
    go(with_notes(project))
    path = project / "results" / name
    written = path.read_bytes()
    change(path)
    again = go(project)
    assert (path.read_bytes(), again.idle) == (written, False)
    assert "nothing to do" not in summary(again, project / "results")


def test_an_export_that_returns_no_file_writes_in_every_run(project: Path) -> None:
    """Nothing tells whether what it wrote is still there: it may be a database."""
    go(with_notes(project, returns="return []"))
    (project / "results" / "notes.txt").unlink()
    assert not go(project).idle
    assert (project / "results" / "notes.txt").exists()


# Stale


def paths(project: Path) -> list[str]:
    return [one.path for one in record.read(project / "results").stale]


def renamed(project: Path) -> Path:
    """Run the project twice, with another file name the second time."""
    go(project)
    go(project, "stages.export.file=new.jsonl")
    return project / "results"


def test_the_file_of_an_export_that_was_renamed_is_stale(project: Path) -> None:
    renamed(project)
    assert paths(project) == ["documents.jsonl"]


def test_the_file_of_an_export_that_was_removed_is_stale(project: Path) -> None:
    go(with_notes(project))
    swap(project / "shouting.yaml", "  - notes\n", "")
    done = go(project)
    assert "stale, no export writes it any more: " in summary(done, project / "results")
    assert paths(project) == ["notes.txt"]


def test_it_is_stale_as_long_as_it_is_there(project: Path) -> None:
    folder = renamed(project)
    go(project, "stages.export.file=newer.jsonl")
    assert paths(project) == ["documents.jsonl", "new.jsonl"]
    (folder / "documents.jsonl").unlink()
    assert [one.path for one in go(project, "stages.export.file=newer.jsonl").stale] == ["new.jsonl"]


def test_a_file_that_an_export_writes_again_is_not_stale(project: Path) -> None:
    renamed(project)
    go(project)
    assert paths(project) == ["new.jsonl"]


def test_a_stale_file_is_shown_as_such(project: Path, command: Run) -> None:
    renamed(project)
    assert " bytes, stale, no export writes it any more\n" in command("show", "results", cwd=project).stdout


def test_clean_removes_what_is_stale_and_says_so(project: Path, command: Run) -> None:
    folder = renamed(project)
    done = command("clean", "results", cwd=project)
    assert "results/documents.jsonl: removed, no export writes it any more\n" in done.stdout
    assert not (folder / "documents.jsonl").exists()
    assert (folder / "new.jsonl").exists()


def test_clean_leaves_a_file_that_was_changed_since(project: Path, command: Run) -> None:
    folder = renamed(project)
    (folder / "documents.jsonl").write_text("mine now")
    (folder / "own.txt").write_text("never an export's")
    done = command("clean", "results", cwd=project)
    assert "results/documents.jsonl: stays, it was changed since an export wrote it\n" in done.stdout
    assert (folder / "documents.jsonl").read_text() == "mine now"
    assert (folder / "own.txt").exists()
