"""Corpus steps: they decide by all documents of a run, and the result depends on the documents alone."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, PluginError, RunError
from pipeline.planning.plan import load
from pipeline.results.finished_run import FinishedRun
from pipeline.running.runner import RunOptions, retry, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.results.record import Record

    Run = Callable[..., subprocess.CompletedProcess[str]]

PLUGIN = """
import os, signal
from pathlib import Path
from pipeline import Corpus, Drop, hookimpl

class Rank(Corpus):
    '''Say of each document how many texts of the run are longer; drop the longest.'''

    name = "rank"
    fault: str = ""

    def sketch(self, record):
        if "PERISH" in record["text"] and not (flag := Path(__file__).with_name("died")).exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "dies" and "PERISH" in record["text"]:
            os._exit(7)
        with Path(__file__).with_name("calls").open("a") as calls:
            calls.write(f"sketch {record['id']}\\n")
        return len(record["text"]) if record["text"].strip() else None

    def settle(self, sketches):
        if self.fault == "none":
            return None
        if self.fault == "unread":
            return [(0, 1)]
        ordered = sorted(sketches, key=lambda one: (-one.sketch, one.id))
        pairs = [(one.at, rank) for rank, one in enumerate(ordered)]
        return {"": pairs, "twice": [*pairs, *pairs[:1]], "beyond": [(99, 0)], "no pair": [7],
                "apply": pairs, "other": pairs, "nothing": pairs, "text": pairs, "number": pairs}[self.fault]

    def apply(self, record, rank):
        if self.fault == "apply":
            raise LookupError("told to raise")
        if self.fault == "other":
            return {**record, "id": "another"}
        if self.fault == "text":
            return {**record, "text": 5}
        if self.fault == "number":
            return {**record, "metadata": {"rank": float("nan")}}
        if self.fault == "nothing":
            return None
        if rank == 0:
            return Drop("the longest")
        return {**record, "metadata": {**record["metadata"], "rank": rank}}

@hookimpl
def pipeline_stages():
    return [Rank]
"""
TEXTS = {"a": "One, two.", "b": "Three.", "c": "Four, five, six.", "d": "Seven", "e": " "}


@pytest.fixture
def ranked(project: Path) -> Path:
    """Return a project with the corpus step `rank` after the stage `shouts`, and five documents."""
    (project / "rank.py").write_text(PLUGIN)
    yaml = project / "shouting.yaml"
    text = (
        yaml.read_text().replace("[./shouts.py]", "[./shouts.py, ./rank.py]").replace("- export", "- rank\n  - export")
    )
    yaml.write_text(text)
    write(project, TEXTS)
    return project


def write(project: Path, texts: dict[str, str]) -> None:
    for path in (project / "input").iterdir():
        path.unlink()
    for name, text in texts.items():
        (project / "input" / f"{name}.txt").write_text(text)


def go(project: Path, *sets: str, fresh: bool = False) -> Record:
    plan = load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets])
    return run(plan, RunOptions(fresh=fresh))


def records(project: Path, folder: str = "results") -> dict[str, dict[str, Any]]:
    lines = (project / folder / "documents.jsonl").read_text().splitlines()
    return {(record := json.loads(line))["id"]: record for line in lines}


def ranks(project: Path, folder: str = "results") -> dict[str, int | None]:
    return {id: record["metadata"].get("rank") for id, record in records(project, folder).items()}


def sketched(project: Path) -> list[str]:
    """Return the ids of the documents that were sketched since the last call."""
    path = project / "calls"
    ids = [line.split()[1] for line in path.read_text().splitlines()] if path.exists() else []
    path.unlink(missing_ok=True)
    return ids


EXPECTED = {"a.txt": 1, "b.txt": 2, "d.txt": 3, "e.txt": None}


def test_a_step_decides_by_all_documents(ranked: Path) -> None:
    """The longest document, c, is dropped; a document without a sketch stays as it is."""
    go(ranked)
    assert ranks(ranked) == EXPECTED


def test_a_document_that_a_step_drops_is_accounted_for(ranked: Path) -> None:
    done = go(ranked)
    assert (done.read, done.exported, done.dropped, done.quarantined) == (5, 4, 1, 0)
    assert [one.found for one in done.stages if one.name == "rank"] == [{"changed": 3, "dropped": 1}]


def test_a_reader_of_the_run_folder_sees_what_the_steps_left_without_the_plugin(ranked: Path) -> None:
    go(ranked)
    (ranked / "rank.py").unlink()
    found = FinishedRun.of(ranked / "results").documents()
    assert {one["id"]: one["metadata"].get("rank") for one in found} == EXPECTED


def test_parts_stay_a_function_of_their_chunk(ranked: Path) -> None:
    """A corpus step is an overlay: with and without it, the parts have the same names and bytes."""
    go(ranked)
    with_step = {path.name: path.read_bytes() for path in (ranked / "results/parts").iterdir()}
    yaml = ranked / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - rank\n", ""))
    go(ranked, "run.folder=other")
    assert {path.name: path.read_bytes() for path in (ranked / "other/parts").iterdir()} == with_step


def paths_in_order(order: Iterable[str]) -> str:
    return f"stages.ingest.paths=[{', '.join(f'input/{name}.txt' for name in order)}]"


@pytest.mark.parametrize("order", ["abcde", "edcba", "cadbe"])
def test_the_order_of_the_input_changes_no_decision(ranked: Path, order: str) -> None:
    go(ranked, paths_in_order(order))
    assert ranks(ranked) == EXPECTED
    assert list(ranks(ranked)) == [f"{name}.txt" for name in order if name != "c"]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_executor_and_the_number_of_workers_change_no_byte(ranked: Path, workers: int) -> None:
    write(ranked, {f"{number:03}": "word " * (number % 17 + 1) for number in range(150)})
    go(ranked)
    go(ranked, "run.executor=processes", f"run.workers={workers}", "run.folder=other")
    one, other = (ranked / folder / "documents.jsonl" for folder in ("results", "other"))
    assert one.read_bytes() == other.read_bytes()


def test_only_documents_of_a_changed_part_are_sketched_again(ranked: Path) -> None:
    write(ranked, {f"{number:03}": "word " * number for number in range(1, 150)})
    go(ranked)
    assert len(sketched(ranked)) == 149
    (ranked / "input" / "075a.txt").write_text("new")
    done = go(ranked)
    again = sketched(ranked)
    assert "075a.txt" in again
    assert len(again) == next(one.documents for one in done.stages if one.name == "ingest") < 149


def test_a_change_of_the_step_makes_no_part_again(ranked: Path) -> None:
    go(ranked)
    (ranked / "rank.py").write_text(PLUGIN.replace("rank == 0", "rank == 1"))
    done = go(ranked)
    assert (done.made, ranks(ranked)) == (0, {"b.txt": 2, "c.txt": 0, "d.txt": 3, "e.txt": None})


def test_without_a_change_there_is_nothing_to_do(ranked: Path) -> None:
    go(ranked)
    sketched(ranked)
    assert go(ranked).idle
    assert sketched(ranked) == []


def test_a_fresh_run_sketches_everything_again(ranked: Path) -> None:
    go(ranked)
    sketched(ranked)
    go(ranked, fresh=True)
    assert len(sketched(ranked)) == 5


def test_what_a_run_did_not_use_is_removed(ranked: Path) -> None:
    """Each part has one file of sketches and one overlay."""
    go(ranked)
    (ranked / "input" / "f.txt").write_text("Eight.")
    done = go(ranked)
    assert len(list((ranked / "results/derived/rank").iterdir())) == 2 * done.chunks


def test_a_second_step_sees_what_the_first_left(ranked: Path) -> None:
    """The longest two are dropped, one by each step; the ranks are those of the second."""
    yaml = ranked / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - rank\n", "  - rank\n  - use: rank\n    as: again\n"))
    done = go(ranked)
    assert ranks(ranked) == {"b.txt": 1, "d.txt": 2, "e.txt": None}
    assert (done.read, done.exported, done.dropped) == (5, 3, 2)
    found = {one.name: one.found for one in done.stages}
    assert (found["rank"], found["again"]) == ({"changed": 3, "dropped": 1}, {"changed": 2, "dropped": 1})


def test_a_worker_that_is_killed_while_it_sketches_changes_no_result(ranked: Path) -> None:
    write(ranked, TEXTS | {"c": "Four, five, six. PERISH"})
    go(ranked, "run.executor=processes")
    assert (ranked / "died").exists()
    assert ranks(ranked) == EXPECTED


def test_a_run_ends_with_an_error_if_workers_die_on_one_part_again_and_again(ranked: Path) -> None:
    write(ranked, {"a": "PERISH"})
    with pytest.raises(RunError, match=r"3 workers died, one after another, while rank worked on the part"):
        go(ranked, "run.executor=processes", "stages.rank.fault=dies")


def test_a_run_that_is_killed_between_parts_and_exports_is_continued_by_the_same_command(
    ranked: Path, command: Run
) -> None:
    """The step kills the run while it settles; the next run gives what an undisturbed one gives."""
    plugin = ranked / "rank.py"
    kills = "        os.kill(os.getpid(), signal.SIGKILL)\n        ordered ="
    plugin.write_text(PLUGIN.replace("        ordered =", kills))
    assert command("run", "shouting.yaml", cwd=ranked).returncode == -signal.SIGKILL
    plugin.write_text(PLUGIN)
    assert command("run", "shouting.yaml", cwd=ranked).returncode == 0
    assert ranks(ranked) == EXPECTED


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("none", r"failed in settle: TypeError: it returned NoneType instead of pairs \(at, decision\)"),
        ("no pair", r"failed in settle: TypeError: it gave 7 where a pair \(at, decision\) was expected"),
        ("twice", r"failed in settle: TypeError: it gave a decision for 2, decided on twice"),
        ("beyond", r"failed in settle: TypeError: it gave a decision for 99, the number of no document"),
        ("apply", r"failed in apply: LookupError: told to raise \(rank.py:\d+\)"),
        (
            "other",
            r"failed in apply: TypeError: it returned another record than it was given: id and keys",
        ),
        ("text", r"failed in apply: TypeError: it changed 'text' of '\w.txt' into what no record holds: 5"),
        (
            "number",
            r"failed in apply: TypeError: it changed 'metadata' of '\w.txt' into what no record holds: {'rank': nan}",
        ),
        (
            "unread",
            r"failed in settle: TypeError: it gave a decision for 0, the number of no document whose sketch it has",
        ),
        ("nothing", r"failed in apply: TypeError: it returned NoneType instead of the record or a Drop"),
    ],
)
def test_a_faulty_step_ends_the_run_with_its_name_and_method(ranked: Path, fault: str, error: str) -> None:
    with pytest.raises(PluginError, match=rf"stage 'rank' of the plugin './rank.py' {error}"):
        go(ranked, f"stages.rank.fault={fault}")
    assert not (ranked / "results/run.json").exists()


def test_a_step_that_raises_in_a_worker_process_is_named_too(ranked: Path) -> None:
    with pytest.raises(PluginError, match=r"stage 'rank' of the plugin './rank.py' failed in apply: LookupError"):
        go(ranked, "stages.rank.fault=apply", "run.executor=processes")


def test_a_step_before_a_stage_is_a_mistake_in_the_configuration(ranked: Path) -> None:
    yaml = ranked / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - shouts\n  - rank\n", "  - rank\n  - shouts\n"))
    with pytest.raises(
        ConfigError, match=r"yaml:9:5: the corpus step 'rank' looks at finished documents: put it after"
    ):
        load(yaml)


def test_a_document_takes_part_as_soon_as_a_retry_succeeds(ranked: Path) -> None:
    """The retry writes the part again under its name; what was derived from it before is not used."""
    allowed = "not os.path.exists(os.path.join(os.path.dirname(__file__), 'allowed'))"
    plugin = ranked / "shouts.py"
    plugin.write_text(
        plugin.read_text().replace('"RAISE" in document.text:', f'"RAISE" in document.text and {allowed}:')
    )
    write(ranked, TEXTS | {"f": "RAISE: six, seven, eight."})
    go(ranked)
    assert ranks(ranked) == EXPECTED
    (ranked / "allowed").touch()
    retry(load(ranked / "shouting.yaml"))
    assert ranks(ranked) == {"a.txt": 2, "b.txt": 3, "c.txt": 1, "d.txt": 4, "e.txt": None}
