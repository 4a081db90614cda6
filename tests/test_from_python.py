"""From Python: a mapping as configuration, values to set, the documents of a record; URLs; a source that is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

import pipeline
from pipeline import ConfigError, InputPath, PipelineError, load, read_run, run
from pipeline.config import located_yaml, mapping
from pipeline.results import record as records
from pipeline.running.finished_plan import plan_of_finished_run
from pipeline.running.runner import retry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Run


def config(*stages: Any, **run_settings: Any) -> dict[str, Any]:  # noqa: ANN401  # as in the YAML
    """Return the configuration of the fixture `project` as a mapping, with other stages between source and export."""
    source = {"use": "ingest", "with": {"paths": ["input/"]}}
    settings = {"folder": "results", "executor": "serial", **run_settings}
    return {"name": "given", "plugins": ["./shouts.py"], "run": settings, "stages": [source, *stages, "export"]}


@pytest.fixture
def here(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the fixture `project`, as the working directory."""
    monkeypatch.chdir(project)
    return project


def complaints(given: Mapping[str, Any], *overrides: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(given, overrides=overrides)
    return list(map(str, caught.value.complaints))


# A configuration as a mapping


def test_a_mapping_gives_the_bytes_that_the_same_yaml_gives(here: Path) -> None:
    run(load("shouting.yaml"))
    from_yaml = (here / "results" / "documents.jsonl").read_bytes()
    run(load(config("shouts", folder="other")))
    assert (here / "other" / "documents.jsonl").read_bytes() == from_yaml


def test_a_mapping_reaches_worker_processes(here: Path) -> None:
    assert run(load(config("shouts", executor="processes", workers=2))).exported == 3
    assert (here / "results" / "documents.jsonl").is_file()


@pytest.mark.usefixtures("here")
def test_a_complaint_about_a_mapping_names_the_key_path() -> None:
    faulty = config({"use": "shouts", "with": {"shortest": "three", "loudest": 4}})
    assert complaints(faulty) == [
        "stages[1].with.loudest: shouts: unknown setting 'loudest'. There is shortest.",
        'stages[1].with.shortest: shouts: shortest is "three"; expected a whole number.',
    ]
    assert complaints({}) == [
        "the configuration: the setting 'name' is missing.",
        "the configuration: the setting 'run' is missing.",
        "the configuration: the setting 'stages' is missing.",
    ]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({1, 2}, "this is a set, which YAML cannot hold"),
        (pipeline.Secret("hunter2"), "this is a Secret, which YAML cannot hold"),
        (float("nan"), "this is no finite number"),
        (10**200, "this number is too large"),
        ("\ud800", "half of a character"),
    ],
)
def test_what_yaml_cannot_hold_is_refused_and_not_shown(value: object, message: str) -> None:
    (complaint,) = complaints(config({"use": "shouts", "with": {"shortest": value}}))
    assert complaint.startswith(f"stages[1].with.shortest: {message}")
    assert "hunter2" not in complaint


@pytest.mark.usefixtures("here")
def test_a_key_that_is_no_text_and_data_without_end_are_refused() -> None:
    endless: dict[str, Any] = config()
    endless["run"]["run"] = endless["run"]
    assert any("nest over 50 deep" in complaint for complaint in complaints(endless))
    assert complaints(config({"use": "shouts", "with": {3: 1}})) == [
        "stages[1].with: a key here is an int: write keys as whole texts."
    ]


def test_a_path_and_a_tuple_are_what_yaml_has_for_them(here: Path) -> None:
    given = config("shouts", folder=here / "results")
    given["stages"][0] = {"use": "ingest", "with": {"paths": (PurePosixPath("input"),)}}
    assert run(load(given)).exported == 3


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "n",
        "1e3",
        "007",
        "12:30",
        ".5",
        ".inf",
        "",
        " a",
        "#x",
        "a: b",
        "- a",
        "é\u2028\x85\0",
        "\U0001f600",
        "*a",
    ],
)
def test_every_text_is_the_same_text_in_the_yaml_of_a_mapping(text: str) -> None:
    given: dict[str, Any] = {"key": text, text or "k": [text, {}, [], None, True, 1, 1e20, -0.5]}
    assert located_yaml.read(mapping.as_yaml(given), "written").data == given


def test_the_record_keeps_a_mapping_as_yaml_with_variables_by_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTEST", "input/")
    given = config("shouts")
    given["stages"][0] = {"use": "ingest", "with": {"paths": ["${SHORTEST}"]}}
    written = run(load(given)).written
    assert located_yaml.read(written, "written").data == given
    assert not any(b"input/" in path.read_bytes() for path in here.glob("results/*.json"))


def test_a_secret_in_a_mapping_is_a_variable(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin = "from pipeline import Stage, Secret, hookimpl\n"
    plugin += "class Asks(Stage):\n    name = 'asks'\n    token: Secret\n    def process(self, document):\n"
    plugin += "        return document.with_metadata(length=len(self.token.reveal()))\n"
    plugin += "@hookimpl\ndef pipeline_stages():\n    return [Asks]\n"
    (here / "asks.py").write_text(plugin)
    advice = "write ${NAME} in its place, and set the environment variable NAME."
    given = {**config({"use": "asks", "with": {"token": "hunter2"}}), "plugins": ["./asks.py"]}
    assert complaints(given) == [
        f"stages[1].with.token: asks: token is a secret: {advice}",
    ]
    monkeypatch.setenv("TOKEN", "hunter2")
    record = run(load({**config({"use": "asks", "with": {"token": "${TOKEN}"}}), "plugins": ["./asks.py"]}))
    assert {document["metadata"]["length"] for document in record.documents()} == {7}
    assert "hunter2" not in (here / "results" / "run.json").read_text()


def test_retry_makes_the_plan_of_a_mapping_from_the_record(here: Path, command: Run) -> None:
    (here / "input" / "a.txt").write_text("RAISE")
    assert run(load(config("shouts"))).quarantined == 1
    (here / "elsewhere").mkdir()
    done = command("retry", "../results", cwd=here / "elsewhere")
    assert (done.returncode, "1 in quarantine" in done.stdout) == (3, True), done.stderr


def test_retry_says_that_a_plugin_given_from_python_is_lost(here: Path) -> None:
    import importlib.util

    spec = importlib.util.spec_from_file_location("given_shouts", here / "shouts.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    given = {**config("shouts"), "plugins": []}
    assert run(load(given, plugins=[module])).exported == 3
    with pytest.raises(ConfigError, match=r"shouts came from plugins given from Python.*Name these plugins under"):
        plan_of_finished_run(here / "results")


def test_retry_says_that_the_folder_of_a_mapping_was_moved(here: Path) -> None:
    run(load(config("shouts")))
    shutil.move(here / "results", here / "moved")
    with pytest.raises(ConfigError, match="the run in moved wrote to results: move the folder back"):
        plan_of_finished_run(Path("moved"))


def test_a_changed_plugin_is_said_to_need_a_run_from_python(here: Path) -> None:
    (here / "input" / "a.txt").write_text("RAISE")
    run(load(config("shouts")))
    with pytest.raises(PipelineError, match=r"run\(load\(…\)\) of the same configuration does again"):
        retry(load(config({"use": "shouts", "with": {"shortest": 4}})))


# Values to set


@pytest.mark.usefixtures("here")
def test_overrides_are_texts_as_after_set() -> None:
    plan = load("shouting.yaml", overrides=["run.workers=2", "stages.shouts.shortest=5"])
    assert plan.config.settings.run.workers == 2
    assert "shortest=5" in repr(plan.steps[0].stage)
    assert load(config("shouts"), overrides=["run.workers=2"]).config.settings.run.workers == 2
    known = "which has ingest, shouts, export. Did you mean 'shouts'?"
    assert complaints(config("shouts"), "run.workers=many", "stages.shout.shortest=5") == [
        "--set run.workers=many: run.workers is \"many\"; expected a whole number or 'auto'.",
        f"--set stages.shout.shortest=5: there is no stage 'shout' in the configuration, {known}",
    ]


# The documents of a record


def exported(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "documents.jsonl").read_text().splitlines()]


def test_a_record_gives_the_documents_that_the_export_has(here: Path) -> None:
    record = run(load("shouting.yaml"))
    assert list(record.documents()) == exported(here / "results")
    assert list(run(load("shouting.yaml")).documents()) == exported(here / "results")
    assert list(read_run("results").documents()) == exported(here / "results")


def test_a_record_gives_the_documents_as_corpus_steps_leave_them(here: Path) -> None:
    (here / "input" / "d.txt").write_text("VERY loud.")
    record = run(load(config("shouts", "duplicates")))
    assert [document["id"] for document in record.documents()] == ["a.txt", "b.txt", "c.txt"]
    assert list(read_run(here / "results").documents()) == exported(here / "results")


def test_the_record_of_a_moved_folder_gives_its_documents(here: Path) -> None:
    run(load("shouting.yaml"))
    assert "folder" not in json.loads((here / "results" / "run.json").read_text())
    shutil.move(here / "results", here / "moved")
    assert list(read_run("moved").documents()) == exported(here / "moved")


@pytest.mark.parametrize(
    ("given", "remedy"), [("shouting.yaml", "pipeline run shouting.yaml"), (config("shouts"), r"run\(load\(…\)\)")]
)
def test_a_part_that_is_gone_or_damaged_is_named_with_what_to_type(here: Path, given: Any, remedy: str) -> None:  # noqa: ANN401
    record = run(load(given))
    part = here / "results" / "parts" / f"{record.parts[0]}.jsonl"
    part.write_bytes(b"{\n" + part.read_bytes())
    with pytest.raises(PipelineError, match=rf"the part .* is damaged .*: delete it, and {remedy}.* makes it again"):
        list(record.documents())
    part.unlink()
    with pytest.raises(PipelineError, match=rf"the part .* is gone: {remedy}.* makes it again"):
        list(record.documents())


def test_reading_an_old_record_needs_no_new_fields(here: Path) -> None:
    """A record that an earlier version wrote has no `base`."""
    run(load("shouting.yaml"))
    content = json.loads((here / "results" / "run.json").read_text())
    del content["base"]
    (here / "results" / "run.json").write_text(json.dumps(content))
    assert records.read("results").base == ""


# URLs as input


@pytest.mark.usefixtures("here")
def test_ingest_names_each_url_that_it_cannot_read() -> None:
    given = config("shouts")
    given["stages"][0] = {"use": "ingest", "with": {"paths": ["s3://bucket/x", "https://example.org/a.txt", "input"]}}
    with pytest.raises(PipelineError) as caught:
        run(load(given))
    reads = "ingest reads no URL, only .txt, .md or .jsonl files on this machine: download it, or pipe it to -"
    assert str(caught.value).splitlines() == [f"s3://bucket/x: {reads}", f"https://example.org/a.txt: {reads}"]


def test_a_file_url_is_a_path(here: Path) -> None:
    (here / "with blank").mkdir()
    (here / "with blank" / "ü.txt").write_text("text")
    given = config()
    given["stages"][0] = {"use": "ingest", "with": {"paths": [f"{(here / 'with blank').as_uri()}/%C3%BC.txt"]}}
    assert [document["id"] for document in run(load(given)).documents()] == ["ü.txt"]


@pytest.mark.usefixtures("here")
def test_a_file_url_of_another_machine_is_a_complaint() -> None:
    given = config()
    given["stages"][0] = {"use": "ingest", "with": {"paths": ["file://server/a.txt"]}}
    (complaint,) = complaints(given)
    assert "'file://server/a.txt' names no file on this machine: write file:///folder/file" in complaint


def test_an_input_path_knows_whether_it_is_a_url() -> None:
    assert InputPath("s3://bucket/x", Path("configs")).url == "s3://bucket/x"
    assert InputPath("a:b/c.txt", Path("configs")).url is None
    assert InputPath("-", Path("configs")).url is None
    with pytest.raises(ValueError, match="is a URL, not a path"):
        InputPath("s3://bucket/x", Path()).path  # noqa: B018  # it raises


def test_a_url_on_the_command_line_stays_as_typed(project: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", "https://example.org/a.txt", cwd=project)
    assert done.stderr.startswith("pipeline: https://example.org/a.txt: ingest reads no URL")


# A source that is opened

SOURCE = '''
from contextlib import contextmanager
from pathlib import Path
from pipeline import Chunk, Document, Source, hookimpl

class Table(Source):
    """Read lines of a file that is opened once per worker."""
    name = "table"
    broken: bool = False

    def chunks(self, memo):
        for number in range(3):
            yield Chunk(f"line {number}", f"{number}", number)

    def read(self, chunk):
        with self.open() as read:
            yield from read(chunk)

    @contextmanager
    def open(self):
        if self.broken:
            raise OSError("no connection")
        with Path("log.txt").open("a") as log:
            log.write("opened\\n")
            def read(chunk):
                log.write(f"read {chunk.data}\\n")
                yield Document.from_raw(f"text {chunk.data}", id=str(chunk.data))
            yield read
            log.write("closed\\n")

@hookimpl
def pipeline_stages():
    return [Table]
'''


def table(*, broken: bool = False) -> dict[str, Any]:
    Path("table.py").write_text(SOURCE)
    stages = [{"use": "table", "with": {"broken": broken}}, "export"]
    return {"name": "t", "plugins": ["./table.py"], "run": {"folder": "out", "executor": "serial"}, "stages": stages}


def test_a_worker_opens_the_source_once_and_closes_it_at_the_end(here: Path) -> None:
    assert [document["text"] for document in run(load(table())).documents()] == ["text 0", "text 1", "text 2"]
    assert (here / "log.txt").read_text().splitlines() == ["opened", "read 0", "read 1", "read 2", "closed"]


@pytest.mark.usefixtures("here")
def test_a_source_that_cannot_be_opened_is_named() -> None:
    with pytest.raises(PipelineError, match=r"(?s)table.*open.*no connection"):
        run(load(table(broken=True)))
