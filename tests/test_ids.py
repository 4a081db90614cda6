"""Documents that share an id are all kept, and the run says so: whether they come in one chunk or in several."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.cli.summary import summary
from pipeline.config.configuration import parse_override
from pipeline.documents.ids import Ids, digest
from pipeline.planning.plan import load
from pipeline.results import record
from pipeline.running.runner import retry, run

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.planning.plan import Plan
    from pipeline.results.record import Record

TWICE = {"in one chunk": {"a": ["7", "8", "7"]}, "in two chunks": {"a": ["7", "8"], "b": ["7"]}}


def plan(project: Path, files: dict[str, list[str]], *, text: str = "It is LOUD.") -> Plan:
    """Write a file of JSON lines for each of `files`, a record an id, and give the plan over them."""
    for path in (project / "input").iterdir():
        path.unlink()
    for name, ids in files.items():
        lines = [json.dumps({"number": one, "text": f"{text} {at}"}) + "\n" for at, one in enumerate(ids)]
        (project / "input" / f"{name}.jsonl").write_text("".join(lines))
    return load(project / "shouting.yaml", overrides=[parse_override("stages.ingest.fields={id: number}")])


def go(project: Path, files: dict[str, list[str]], *, text: str = "It is LOUD.") -> Record:
    return run(plan(project, files, text=text))


def exported(project: Path) -> list[str]:
    lines = (project / "results" / "documents.jsonl").read_text().splitlines()
    return [json.loads(line)["id"] for line in lines]


def warnings(project: Path) -> list[dict[str, Any]]:
    lines = (project / "results" / "log.jsonl").read_text().splitlines()
    return [line for line in map(json.loads, lines) if line["event"] == "documents share an id with another"]


@pytest.mark.parametrize("files", TWICE.values(), ids=TWICE)
def test_documents_that_share_an_id_are_exported_and_counted(project: Path, files: dict[str, list[str]]) -> None:
    done = go(project, files)
    assert exported(project) == ["7", "8", "7"]
    assert (done.duplicate_ids, record.read(project / "results").duplicate_ids) == (2, 2)


@pytest.mark.parametrize(
    ("files", "second"),
    [(TWICE["in one chunk"], "input/a.jsonl#line=3"), (TWICE["in two chunks"], "input/b.jsonl#line=1")],
    ids=TWICE,
)
def test_the_warning_names_the_id_with_both_sources(project: Path, files: dict[str, list[str]], second: str) -> None:
    go(project, files)
    (warning,) = warnings(project)
    assert (warning["level"], warning["documents"]) == ("warning", 2)
    assert warning["first"] == [f"7 (input/a.jsonl#line=1 and {second})"]


def test_of_many_shared_ids_the_first_three_are_named(project: Path) -> None:
    go(project, {"a": list("54321"), "b": list("12345")})
    (warning,) = warnings(project)
    assert warning["documents"] == 10
    assert [one.split()[0] for one in warning["first"]] == ["5", "4", "3"]


def test_the_table_of_a_run_says_how_many_share_an_id(project: Path) -> None:
    done = go(project, TWICE["in two chunks"])
    assert "2 documents share an id with another, which results are joined by; " in summary(done, project / "results")


def test_a_run_that_finds_nothing_to_do_still_says_so(project: Path) -> None:
    go(project, TWICE["in two chunks"])
    again = go(project, TWICE["in two chunks"])
    assert (again.made, again.duplicate_ids) == (0, 2)


def test_distinct_ids_are_no_reason_to_warn(project: Path) -> None:
    assert go(project, {"a": ["7", "8"], "b": ["9"]}).duplicate_ids == 0
    assert warnings(project) == []


def test_ids_are_told_apart_and_counted_by_their_digests() -> None:
    ids = Ids()
    ids.add(b"".join(digest(str(number)) for number in range(2000)))
    ids.add(b"".join(digest(str(number)) for number in (3, 5, 3)))
    assert sorted(ids.shared().values()) == [2, 3]


# In quarantine


@pytest.mark.parametrize("files", [*TWICE.values(), {"a": ["7", "7", "7"]}], ids=[*TWICE, "all the same"])
def test_each_of_two_failing_documents_with_one_id_is_kept(project: Path, files: dict[str, list[str]]) -> None:
    done = go(project, files, text="Please RAISE now.")
    kept = [json.loads(path.read_text()) for path in (project / "results" / "quarantine").iterdir()]
    assert done.quarantined == len(kept) == 3
    assert len({one["source"] for one in kept}) == 3


SAME = """
from pipeline import Chunk, Document, Source, hookimpl

class Same(Source):
    name = "same"
    def chunks(self, memo):
        yield Chunk("all", "all", None)
    def read(self, chunk):
        for _ in range(3):
            yield Document.from_raw("RAISE", id="7")

@hookimpl
def pipeline_stages():
    return [Same]
"""


def test_failing_documents_that_are_the_same_in_all_are_each_kept(project: Path) -> None:
    (project / "same.py").write_text(SAME)
    config = project / "shouting.yaml"
    config.write_text(
        config.read_text()
        .replace("[./shouts.py]", "[./shouts.py, ./same.py]")
        .replace("  - use: ingest\n    with: {paths: [input/]}\n", "  - same\n")
    )
    done = run(load(config))
    assert done.quarantined == len(list((project / "results" / "quarantine").iterdir())) == 3


def test_a_retry_tries_each_of_the_documents_with_one_id(project: Path) -> None:
    """One comes through, the other fails again and stays, whole."""
    plugin, broken = project / "shouts.py", project / "broken"
    told = f'"RAISE" in document.text and (document.text.endswith("2") or os.path.exists({str(broken)!r}))'
    plugin.write_text(plugin.read_text().replace('"RAISE" in document.text', told))
    broken.touch()
    todo = plan(project, {"a": ["7", "8", "7"]}, text="Please RAISE now.")
    run(todo)
    broken.unlink()
    after = retry(todo)
    assert (after.exported, after.quarantined, exported(project)) == (2, 1, ["7", "8"])
    (kept,) = (project / "results" / "quarantine").iterdir()
    assert json.loads(kept.read_text())["raw"].endswith(" 2")
