"""The command as a person types it: what it prints, where, and its exit codes."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_run_ends_with_0_and_a_table_of_what_was_found(project: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "shouting · 3 documents · 1 worker\n" in done.stdout
    assert re.search(r"^  shouts          3     \d+\.\d\d  2 shouts$", done.stdout, re.MULTILINE)
    assert "3 documents: 3 exported, 0 dropped, 0 in quarantine · " in done.stdout
    assert re.search(r"^  export          3     \d+\.\d\d  results/documents\.jsonl$", done.stdout, re.MULTILINE)
    assert done.stdout.endswith(" s · next: pipeline show results\n")


def test_documents_in_quarantine_end_with_3_and_say_where_they_are(project: Path, command: Run) -> None:
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    done = command("run", "shouting.yaml", cwd=project)
    assert done.returncode == 3
    assert "in quarantine, each with its reason: results/quarantine · " in done.stdout
    assert "[error    ] quarantined [pipeline] " in done.stderr


def test_a_mistake_in_the_configuration_ends_with_2_and_shows_the_line(project: Path, command: Run) -> None:
    config = project / "shouting.yaml"
    config.write_text(config.read_text().replace("- shouts", "- shoutz"))
    done = command("validate", "shouting.yaml", cwd=project)
    assert done.returncode == 2
    assert done.stderr == (
        "shouting.yaml:9:5: there is no stage 'shoutz'. Did you mean 'shouts'?\n      - shoutz\n        ^\n"
    )


def test_a_valid_configuration_is_said_to_be_one(project: Path, command: Run) -> None:
    done = command("validate", "shouting.yaml", cwd=project)
    assert (done.returncode, done.stdout) == (0, "shouting.yaml is valid: ingest → shouts → export\n")


def test_validating_reads_nothing_and_writes_nothing(project: Path, command: Run) -> None:
    command("validate", "shouting.yaml", cwd=project)
    assert not (project / "results").exists()


def test_a_run_that_fails_ends_with_1_and_no_traceback(project: Path, command: Run) -> None:
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    done = command("run", "shouting.yaml", "--set", "run.on_error=stop", cwd=project)
    assert done.returncode == 1
    said = r"stopped at b\.txt, in stage 'shouts': ValueError: told to raise \(shouts\.py:\d+\) \(on_error: stop\)"
    assert re.search(rf"pipeline: {said}\n$", done.stderr)
    assert "Traceback" not in done.stderr


def test_input_that_is_not_there_is_named_without_a_traceback(project: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", "nowhere.txt", cwd=project)
    assert done.returncode == 1
    assert "nowhere.txt" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["run"], ["run", "shouting.yaml", "--speed", "9"], ["fly"]])
def test_a_mistake_on_the_command_line_ends_with_2(project: Path, command: Run, arguments: list[str]) -> None:
    done = command(*arguments, cwd=project)
    assert done.returncode == 2
    assert "Usage: pipeline" in done.stderr


def test_naming_paths_reads_them_and_spares_the_real_results(project: Path, command: Run) -> None:
    command("run", "shouting.yaml", cwd=project)
    (project / "elsewhere.txt").write_text("SOMETHING else.")
    done = command("run", "shouting.yaml", "elsewhere.txt", cwd=project)
    assert "results-try/documents.jsonl" in done.stdout
    (line,) = (project / "results-try" / "documents.jsonl").read_text().splitlines()
    assert json.loads(line)["id"] == "elsewhere.txt"
    assert len((project / "results" / "documents.jsonl").read_text().splitlines()) == 3


def test_standard_input_is_a_document(project: Path, command: Run) -> None:
    command("run", "shouting.yaml", "-", "--folder", "piped", cwd=project, stdin="This is LOUD!")
    (line,) = (project / "piped" / "documents.jsonl").read_text().splitlines()
    assert json.loads(line)["text"] == "This is LOUD!"


def test_a_folder_and_paths_on_the_command_line_are_relative_to_where_one_stands(project: Path, command: Run) -> None:
    (project / "deep").mkdir()
    command("run", "../shouting.yaml", "../input/a.txt", "--folder", "here", cwd=project / "deep")
    assert (project / "deep" / "here" / "documents.jsonl").is_file()


SOURCE = """
from pathlib import Path
from pipeline import Chunk, Document, InputPath, Source, hookimpl

class Rows(Source):
    name = "rows"
    tables: tuple[InputPath, ...] = ()
    query: str = ""

    def chunks(self, memo):
        for table in self.tables:
            yield Chunk(table.written, table.path.read_text(), str(table.path))

    def read(self, chunk):
        for number, line in enumerate(Path(chunk.data).read_text().splitlines()):
            yield Document.from_raw(line, id=str(number))

@hookimpl
def pipeline_stages():
    return [Rows]
"""


@pytest.fixture
def rows(project: Path) -> Path:
    """Give the project with a source of its own, called `all` in the plan."""
    (project / "rows.py").write_text(SOURCE)
    config = project / "shouting.yaml"
    text = config.read_text().replace("[./shouts.py]", "[./shouts.py, ./rows.py]")
    config.write_text(text.replace("  - use: ingest\n    with: {paths: [input/]}\n", "  - use: rows\n    as: all\n"))
    return project


def test_paths_go_to_the_setting_that_the_source_names(rows: Path, command: Run) -> None:
    (rows / "rows.py").write_text(SOURCE.replace('"rows"\n', '"rows"\n    paths_setting = "tables"\n'))
    (rows / "deep").mkdir()
    (rows / "deep" / "table.csv").write_text("one LOUD\ntwo\n")
    done = command("run", "../shouting.yaml", "table.csv", cwd=rows / "deep")
    assert done.returncode == 0, done.stderr
    assert len((rows / "results-try" / "documents.jsonl").read_text().splitlines()) == 2


def test_a_source_that_takes_no_paths_says_what_to_set(rows: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", "table.csv", cwd=rows)
    said = "PATH table.csv: the source 'all' takes no paths on the command line."
    hint = "Say what it reads by --set stages.all.SETTING=VALUE; its settings are tables, query."
    assert (done.returncode, done.stderr) == (2, f"{said} {hint}\n")


def test_paths_for_a_plan_without_a_source_earn_the_complaint_about_the_plan(project: Path, command: Run) -> None:
    config = project / "shouting.yaml"
    config.write_text(config.read_text().replace("use: ingest", "use: ingets"))
    done = command("run", "shouting.yaml", "a.txt", cwd=project)
    assert (done.returncode, "there is no stage 'ingets'. Did you mean 'ingest'?" in done.stderr) == (2, True)


def test_a_command_that_is_not_on_the_path_is_named_as_it_was_called(project: Path) -> None:
    """After `make run`, what is printed as next can be typed as it stands."""
    (project / "bin").symlink_to(Path(sys.executable).parent)
    program, elsewhere = ["bin/pipeline", "run", "shouting.yaml"], {**os.environ, "PATH": os.defpath}
    done = subprocess.run(program, cwd=project, env=elsewhere, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.endswith(" · next: bin/pipeline show results\n")


def test_a_terminal_shows_how_the_run_goes_on(project: Path) -> None:
    """The bar is drawn on the standard error, and only where that is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(["pipeline", "run", "shouting.yaml"], cwd=project, stdout=subprocess.DEVNULL, stderr=theirs):
        os.close(theirs)
        drawn = b"".join(until_closed(ours))
    assert b"3 documents \xc2\xb7 " in drawn


def until_closed(terminal: int) -> Iterator[bytes]:
    """Yield what is written on a terminal, as it comes: it holds a few kilobytes, then the program waits."""
    with (
        os.fdopen(terminal, "rb", buffering=0) as file,
        contextlib.suppress(OSError),
    ):  # so Linux says that it is closed
        while piece := file.read(1024):
            yield piece


def test_what_is_printed_and_written_is_the_same_in_every_locale(project: Path) -> None:
    """In the locale C, without Python's own way out of it, Python prints ASCII only and reads file names as ASCII."""
    person = os.fsdecode("Zoë".encode())
    (project / "input" / f"{person}.txt").write_bytes("“LOUD!” – 😀".encode())

    def seen(**locale: str) -> list[bytes]:
        # Without `site`, which does not read the name of a virtual environment in ASCII where that name is not ASCII.
        start = [sys.executable, "-S", "-c", "from pipeline.cli import main; main()"]
        streams, environment = [], {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **locale}
        for arguments in (["run", "shouting.yaml", "--fresh", "--quiet"], ["show", "results", person], ["fly"]):
            program = [*start, *arguments]
            done = subprocess.run(program, cwd=project, env=environment, capture_output=True, check=False)
            streams += [done.stdout, done.stderr]
        return [*streams, (project / "results" / "documents.jsonl").read_bytes()]

    utf_8 = seen(PYTHONUTF8="1")
    assert any("Zoë.txt" in one.decode() and "“" in one.decode() for one in utf_8[:-1])
    assert seen(LC_ALL="C", PYTHONUTF8="0") == utf_8


def test_quiet_prints_nothing_of_a_run_that_went_well(project: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", "--quiet", cwd=project)
    assert (done.stdout, done.stderr) == ("", "")


def test_verbose_prints_what_is_logged(project: Path, command: Run) -> None:
    assert "run begins" in command("run", "shouting.yaml", "--verbose", cwd=project).stderr


def test_log_lines_can_be_json(project: Path, command: Run) -> None:
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    done = command("run", "shouting.yaml", "--log-format", "json", cwd=project)
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["quarantined"]


def test_a_log_format_that_is_none_suggests_the_nearest(project: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", "--log-format", "jason", cwd=project)
    assert (done.returncode, done.stderr) == (2, "--log-format jason: there is no such format. Did you mean 'json'?\n")


def test_the_list_of_plugins_says_where_each_stage_comes_from(command: Run) -> None:
    lines = command("plugins").stdout.splitlines()
    assert any(line.split()[:2] == ["quotes", "stage"] and "text-pipeline " in line for line in lines)


def test_one_stage_is_shown_with_settings_types_and_defaults(project: Path, command: Run) -> None:
    done = command("plugins", "shouts", "--config", "shouting.yaml", cwd=project)
    assert "provides: shouts (Shout: start, end, loud)" in done.stdout
    assert "  shortest  int   3" in done.stdout


def test_a_stage_that_is_not_there_suggests_the_nearest(command: Run) -> None:
    done = command("plugins", "quote")
    assert (done.returncode, done.stderr) == (2, "there is no stage 'quote'. Did you mean 'quotes'?\n")


def test_a_stage_without_a_docstring_is_described_without_one(project: Path, command: Run) -> None:
    plugin = project / "shouts.py"
    plugin.write_text(plugin.read_text() + "\nclass Quiet(Shouts):\n    name = 'quiet'\n")
    plugin.write_text(plugin.read_text().replace("return [Shouts", "return [Quiet, Shouts"))
    done = command("plugins", "quiet", "--config", "shouting.yaml", cwd=project)
    assert done.returncode == 0
    assert "Quiet(" not in done.stdout


def test_a_broken_plugin_is_reported_and_the_others_listed(project: Path, command: Run) -> None:
    (project / "shouts.py").write_text("import no_such_module")
    done = command("plugins", "--config", "shouting.yaml", cwd=project)
    assert "the plugin './shouts.py' (./shouts.py (plugins:)) cannot be used: ModuleNotFoundError" in done.stderr
    assert "quotes" in done.stdout


def test_importing_a_plugin_imports_no_spacy() -> None:
    code = "import sys, plugins.entities, plugins.quotes; print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
