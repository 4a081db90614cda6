"""A cause that makes many documents fail is told once, and stops a run whose every document fails by it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.config.configuration import parse_override
from pipeline.documents.failures import MOST_KINDS, FailureGroup, grouped
from pipeline.errors import ConfigError, RunError
from pipeline.planning.plan import load
from pipeline.running.failure_limit import SAMPLE
from pipeline.running.runner import retry, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.results.record import Record

    Run = Callable[..., subprocess.CompletedProcess[str]]


def write(project: Path, failing: int, fine: int = 0) -> None:
    """Put so many documents into the input that fail, and so many that do not, the failing ones first."""
    for old in (project / "input").iterdir():
        old.unlink()
    for number in range(failing + fine):
        text = "Please RAISE now." if number < failing else "LOUD and fine."
        (project / "input" / f"{number:03}.txt").write_text(text)


def go(project: Path, *overrides: str) -> Record:
    return run(load(project / "shouting.yaml", overrides=list(map(parse_override, overrides))))


def raising_line(project: Path) -> int:
    lines = (project / "shouts.py").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if "raise ValueError" in line)


# Told once


def test_the_record_groups_failures_by_kind(project: Path) -> None:
    write(project, failing=5, fine=5)
    (group,) = go(project).failures
    place = f"shouts.py:{raising_line(project)}"
    assert group == FailureGroup("shouts", "ValueError: told to raise", place, 5, "000.txt")


def test_a_rerun_keeps_the_groups_of_parts_that_were_there(project: Path) -> None:
    write(project, failing=2, fine=2)
    groups = go(project).failures
    (project / "input" / "late.txt").write_text("LATE.")
    assert go(project).failures == groups


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_the_terminal_shows_the_first_failure_of_a_kind_and_the_table_how_many(
    project: Path, command: Run, executor: str
) -> None:
    write(project, failing=12, fine=1)
    done = command("run", "shouting.yaml", "--executor", executor, cwd=project)
    assert done.stderr.count("told to raise") == 1
    assert (
        f"\n  12  stage 'shouts': ValueError: told to raise (shouts.py:{raising_line(project)})  first: 000.txt\n"
    ) in done.stdout


def test_the_log_has_every_failure(project: Path, command: Run) -> None:
    write(project, failing=12, fine=1)
    command("run", "shouting.yaml", cwd=project)
    events = map(json.loads, (project / "results" / "log.jsonl").read_text().splitlines())
    assert sum(event["event"] == "quarantined" for event in events) == 12


def test_numbers_in_an_error_make_no_new_kind() -> None:
    groups = [FailureGroup("ingest", f"line {number} is damaged", "", 1, str(number)) for number in range(3)]
    (group,) = grouped(groups)
    assert (group.count, group.error, group.first) == (3, "line 0 is damaged", "0")


def test_errors_of_ever_new_kinds_end_in_one_group() -> None:
    """What a part keeps of failures is bounded, whatever a source says."""
    kinds = [FailureGroup("ingest", chr(ord("A") + number), "", 1, str(number)) for number in range(MOST_KINDS + 7)]
    found = grouped(kinds)
    assert (len(found), found[-1].error, found[-1].count) == (MOST_KINDS + 1, "other errors", 7)


# Stopped early


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_run_whose_first_documents_all_fail_stops_with_the_first_error(project: Path, executor: str) -> None:
    write(project, failing=SAMPLE + 60)
    with pytest.raises(RunError) as raised:
        go(project, f"run.executor={executor}")
    place = f"shouts.py:{raising_line(project)}"
    assert str(raised.value).startswith("stopped, since all of 20 documents failed (run.max_failures is 100%).")
    assert f", in stage 'shouts': ValueError: told to raise ({place}). Fix the cause" in str(raised.value)


def test_a_run_that_stopped_early_goes_on_once_the_cause_is_mended(project: Path) -> None:
    write(project, failing=SAMPLE + 60)
    with pytest.raises(RunError):
        go(project)
    plugin = project / "shouts.py"
    plugin.write_text(plugin.read_text().replace('"RAISE" in', '"CRASH" in'))
    assert go(project).exported == SAMPLE + 60


def test_a_run_with_one_document_that_is_done_does_not_stop_by_itself(project: Path) -> None:
    write(project, failing=0, fine=1)
    for number in range(SAMPLE + 20):
        (project / "input" / f"late-{number:03}.txt").write_text("Please RAISE now.")
    assert go(project).quarantined == SAMPLE + 20


def test_few_documents_that_all_fail_are_no_reason_to_stop(project: Path) -> None:
    write(project, failing=SAMPLE - 1)
    assert go(project).quarantined == SAMPLE - 1


@pytest.mark.parametrize(("limit", "said"), [("3", "all of 3 documents"), ("50%", "all of 20 documents")])
def test_the_limit_is_a_number_or_a_share(project: Path, limit: str, said: str) -> None:
    write(project, failing=SAMPLE + 5, fine=5)
    with pytest.raises(RunError, match=said):
        go(project, f"run.max_failures={limit}")


def test_the_limit_can_be_switched_off(project: Path) -> None:
    write(project, failing=SAMPLE + 10)
    assert go(project, "run.max_failures=false").quarantined == SAMPLE + 10


@pytest.mark.parametrize("limit", ["0", "-1", "true", "half", "150%", "0%"])
def test_a_limit_that_is_none_is_refused(project: Path, limit: str) -> None:
    with pytest.raises(ConfigError, match=r"max_failures"):
        go(project, f"run.max_failures={limit}")


def test_a_retry_in_which_all_fail_again_does_not_stop(project: Path) -> None:
    write(project, failing=SAMPLE + 10, fine=1)
    go(project, "run.max_failures=false")
    assert retry(load(project / "shouting.yaml")).quarantined == SAMPLE + 10
