"""A configuration is checked before anything is read: every fault at its line, all of them at once."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError
from pipeline.planning.plan import Plan, load

HEAD = """\
name: test
run:
  folder: results
stages:
"""
STAGES = """\
  - use: ingest
    with: {paths: [input/]}
  - clean
  - entities
  - quotes
  - dates
  - export
"""
INGEST = "  - use: ingest\n    with: {paths: [input/]}\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with an `input/`, so that complaints name the file as `test.yaml`."""
    (tmp_path / "input").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def complaints(text: str, *sets: str) -> list[str]:
    """Return the complaints about a configuration, as printed."""
    Path("test.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(Path("test.yaml"), overrides=[parse_override(one) for one in sets])
    return [str(complaint) for complaint in caught.value.complaints]


def plan(text: str, *sets: str) -> Plan:
    Path("test.yaml").write_text(text)
    return load(Path("test.yaml"), overrides=[parse_override(one) for one in sets])


BROKEN = {
    "an unknown stage": (
        HEAD + STAGES.replace("- quotes", "- quote"),
        "test.yaml:9:5: there is no stage 'quote'. Did you mean 'quotes'?",
    ),
    "an unknown setting": (
        HEAD + STAGES.replace("paths:", "path:"),
        "test.yaml:6:12: ingest: unknown setting 'path'. Did you mean 'paths'?",
    ),
    "a setting of the wrong type": (
        HEAD + INGEST + "  - use: export\n    with:\n      file: 3\n",
        "test.yaml:9:13: export: file is 3; expected a text.",
    ),
    "a number in quotes": (
        HEAD.replace("folder: results", 'folder: results\n  workers: "2"') + STAGES,
        """test.yaml:4:12: run.workers is "2"; expected a whole number or 'auto'. Remove the quotes.""",
    ),
    "a missing setting": (
        HEAD + "  - ingest\n  - export\n",
        "test.yaml:5:5: ingest: the setting 'paths' is missing.",
    ),
    "a layer that no earlier stage provides": (
        HEAD + STAGES.replace("  - entities\n", ""),
        (
            "test.yaml:8:5: quotes requires the layer 'entities', which no earlier stage provides. "
            "Add a stage that provides it, such as `- entities`."
        ),
    ),
    "a layer that only a later stage provides": (
        HEAD + STAGES.replace("  - entities\n  - quotes\n", "  - quotes\n  - entities\n"),
        (
            "test.yaml:8:5: quotes requires the layer 'entities', which no earlier stage provides. "
            "Put entities before it."
        ),
    ),
    "a stage that provides what is provided": (
        HEAD + INGEST + "  - dates\n  - use: dates\n    as: again\n  - export\n",
        "test.yaml:8:10: again provides the layer 'dates', as dates does.",
    ),
    "a source that is not first": (
        HEAD + "  - clean\n" + INGEST + "  - export\n",
        "test.yaml:6:10: the source 'ingest' has to be the first stage, and the only one.",
    ),
    "no source": (
        HEAD + "  - clean\n  - export\n",
        "test.yaml:5:5: the first stage has to be a source, such as ingest; it is 'clean'.",
    ),
    "an export that is not last": (
        HEAD + INGEST + "  - export\n  - clean\n",
        "test.yaml:7:5: the export 'export' has to stand last: only exports may follow.",
    ),
    "no export": (
        HEAD + INGEST + "  - clean\n",
        "test.yaml:7:5: nothing is written: let the last stage be an export, such as `- export`.",
    ),
    "an edit of text that is parsed": (
        HEAD + INGEST + "  - entities\n  - clean\n  - export\n",
        "test.yaml:8:5: clean edits the text after entities had it parsed: put it before entities.",
    ),
    "one name twice": (
        HEAD + INGEST + "  - clean\n  - clean\n  - export\n",
        "test.yaml:8:5: the stage 'clean' stands here twice: give it another name with `as: NAME`.",
    ),
    "duplicate keys": (
        "name: one\n" + HEAD + STAGES,
        "test.yaml:2:1: The key name stands twice, first at test.yaml:1:1. Remove one.",
    ),
    "an unknown key": (
        "nmae: one\n" + HEAD + STAGES,
        "test.yaml:1:1: unknown setting 'nmae'. Did you mean 'name'?",
    ),
    "a stage entry with an unknown key": (
        HEAD + STAGES.replace("    with:", "    wiht:"),
        "test.yaml:6:5: unknown key 'wiht' in a stage. Did you mean 'with'?",
    ),
    "a run folder inside the input": (
        HEAD.replace("results", "input/results") + STAGES,
        (
            "test.yaml:3:11: the run folder lies inside the input 'input/': it would read its own results. "
            "Choose a folder outside."
        ),
    ),
    "a run folder that is a file": (
        HEAD.replace("results", "test.yaml") + STAGES,
        r"test.yaml:3:11: the run folder 'test.yaml' cannot be made: .*test.yaml is not a folder.",
    ),
    "a model that is not installed": (
        "model: xx_klingon_sm\n" + HEAD + STAGES,
        (
            "test.yaml:1:8: the spaCy model 'xx_klingon_sm' is not installed: python -m pip install xx_klingon_sm, "
            "or name another"
        ),
    ),
    "an executor that is none": (
        HEAD.replace("folder: results", "folder: results\n  executor: threads") + STAGES,
        "test.yaml:4:13: there is no executor 'threads'. There is serial, processes.",
    ),
    "a plugin file that is not there": (
        "plugins: [./mine.py]\n" + HEAD + STAGES,
        r"test.yaml:1:11: the plugin './mine.py' cannot be used: FileNotFoundError: there is no .*mine.py",
    ),
    "a variable that is not set": (
        HEAD.replace("results", "${NO_SUCH_FOLDER}") + STAGES,
        (
            "test.yaml:3:11: the environment variable NO_SUCH_FOLDER is not set; "
            "for the characters themselves write $${NO_SUCH_FOLDER}."
        ),
    ),
    "yes for true": (
        HEAD + INGEST + "  - use: clean\n    with: {furniture: yes}\n  - export\n",
        'test.yaml:8:23: yes is true to some readers of YAML and a text to others. Write true, or quote it: "yes".',
    ),
    "no stages": (
        "name: test\nrun: {folder: results}\nstages: []\n",
        "test.yaml:3:9: stages is []; expected at least 1 item.",
    ),
    "a text where a list belongs": (
        HEAD + STAGES.replace("[input/]", "input/"),
        'test.yaml:6:19: ingest: paths is "input/"; expected a list. Write [input/].',
    ),
    "no run folder": (
        HEAD.replace("results", "''") + STAGES,
        'test.yaml:3:11: run.folder is ""; expected at least 1 character.',
    ),
    "a NUL in a path": (
        HEAD.replace("results", '"re\\0sults"') + STAGES,
        "test.yaml:3:11: a NUL character stands in this text: no path and no name has one.",
    ),
    "a folder with a name that is too long": (
        HEAD.replace("results", "x" * 300) + STAGES,
        "test.yaml:3:11: the run folder 'x+' cannot be made: File name too long.",
    ),
    "a stage that is a number": (HEAD + "  - 3\n", "test.yaml:5:5: a stage is a name, or `use: NAME` with `with:`."),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=BROKEN)
def test_a_fault_is_named_at_its_line(text: str, expected: str) -> None:
    found = complaints(text)
    assert any(one == expected or re.fullmatch(expected, one) for one in found), found


def test_all_faults_come_at_once() -> None:
    """A file with six faults, of the YAML's shape, the settings and the stages, names all six in their order."""
    text = (
        "name: test\ncolour: red\nrun:\n  folder: results\n  workers: 0\nstages:\n"
        "  - use: ingest\n    with: {paths: 3}\n  - quote\n  - use: clean\n    with: {speed: 2}\n  - entitys\n"
    )
    lines = [int(one.split(":")[1]) for one in complaints(text)]
    assert lines == [2, 5, 8, 9, 11, 12]


def test_a_file_that_is_not_there_suggests_its_neighbour() -> None:
    Path("default.yaml").write_text("")
    with pytest.raises(ConfigError, match=r"defualt\.yaml: there is no such file\. Did you mean 'default\.yaml'\?"):
        load(Path("defualt.yaml"))


def test_a_configuration_that_is_not_utf8_says_where() -> None:
    Path("test.yaml").write_bytes(b"name: caf\xe9\n")
    with pytest.raises(ConfigError, match="not UTF-8 at byte 9"):
        load(Path("test.yaml"))


def test_a_valid_configuration_gives_a_plan_of_its_stages() -> None:
    assert [one.name for one in plan(HEAD + STAGES).planned] == [
        "ingest", "clean", "entities", "quotes", "dates", "export",
    ]  # fmt: skip


def test_set_changes_a_setting_of_the_named_stage() -> None:
    changed = plan(HEAD + STAGES, "stages.export.file=other.jsonl")
    assert vars(changed.planned[-1].stage) == {"file": "other.jsonl"}


def test_set_changes_a_value_of_the_run() -> None:
    assert plan(HEAD + STAGES, "run.workers=3").config.settings.run.workers == 3


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("stages.quote.x=1", "there is no stage 'quote' in the configuration"),
        ("stages.export.fiel=a", "export: unknown setting 'fiel'. Did you mean 'file'?"),
        ("stages.export.file=3", "export: file is 3; expected a text."),
        ("stages.export=3", "say stages.NAME.SETTING=VALUE; the stages are ingest, clean"),
        ("run.workers=many", """run.workers is "many"; expected a whole number or 'auto'."""),
        ("run.wrokers=2", "unknown setting 'wrokers'. Did you mean 'workers'?"),
        ("run.workers=yes", "yes is true to some readers of YAML"),
        ("name", "write KEY=VALUE"),
    ],
)
def test_a_mistake_in_set_names_what_was_typed(typed: str, expected: str) -> None:
    (found,) = complaints(HEAD + STAGES, typed)
    assert found.startswith(f"--set {typed}: ")
    assert expected in found


def test_a_variable_is_replaced_by_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESULTS", "elsewhere")
    assert plan(HEAD.replace("results", "${RESULTS}/today") + STAGES).config.folder.parts[-2:] == ("elsewhere", "today")


def test_a_doubled_dollar_stands_for_the_characters() -> None:
    assert plan(HEAD.replace("results", "$${RESULTS}") + STAGES).config.folder.name == "${RESULTS}"


def test_checking_imports_no_spacy(here: Path) -> None:
    """A mistake is reported without the half second that importing spaCy takes."""
    Path("test.yaml").write_text(HEAD + STAGES)
    code = "import sys; from pipeline.planning.plan import load; load('test.yaml'); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
