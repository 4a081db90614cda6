"""A worker that dies, hangs or is stopped while it derives from a part: tried again, then named with its part."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import RunError
from pipeline.planning.plan import load
from pipeline.running import time_limit as limits
from pipeline.running.runner import run

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.results.record import Record

PLUGIN = """
import os
import re
import signal
import time
from pathlib import Path
from pipeline import Corpus, Sink, hookimpl

TROUBLE = {
    "exit": lambda: os._exit(7),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "hang": lambda: re.match("(a|a)*b", "a" * 60),  # holds the lock of Python almost forever
    "slow": lambda: time.sleep(0.3),
}

class Troubled(Sink):
    name = "troubled"
    kind: str = "none"
    times: int = 1

    def write(self, part, target):
        for record in part.records():
            self.cause_trouble()
        target.write_text("a share")

    def cause_trouble(self):
        deaths = Path(__file__).with_name("deaths")
        before = deaths.stat().st_size if deaths.exists() else 0
        if self.kind != "none" and before < self.times:
            with deaths.open("a") as file:
                file.write("x")
            TROUBLE[self.kind]()

class Sketching(Corpus):
    name = "sketching"
    kind: str = "exit"
    times: int = 1

    def sketch(self, record):
        Troubled(kind=self.kind, times=self.times).cause_trouble()
        return 1

    def settle(self, sketches):
        return ()

    def apply(self, record, decision):
        return record

@hookimpl
def pipeline_stages():
    return [Troubled, Sketching]
"""

CONFIG = """\
name: troubled
plugins: [./troubled.py]
run: {folder: results, executor: processes, workers: 1}
stages:
  - use: ingest
    with: {paths: [input/]}
  - export
  - troubled
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "troubled.py").write_text(PLUGIN)
    (tmp_path / "troubled.yaml").write_text(CONFIG)
    (tmp_path / "input").mkdir()
    for name in "abc":
        (tmp_path / "input" / f"{name}.txt").write_text(f"Text {name}.")
    return tmp_path


def go(folder: Path, *sets: str) -> Record:
    return run(load(folder / "troubled.yaml", overrides=[parse_override(one) for one in sets]))


@pytest.mark.parametrize("kind", ["exit", "stop", "hang"])
def test_a_share_whose_worker_died_or_was_silent_is_written_by_another(
    folder: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GRACE", 1.0)
    record = go(folder, f"stages.troubled.kind={kind}", "run.time_limit=1")
    assert (record.exported, record.quarantined) == (3, 0)
    lines = (folder / "results" / "documents.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a.txt", "b.txt", "c.txt"]


def test_a_sink_whose_workers_always_die_is_named_with_the_part(folder: Path) -> None:
    with pytest.raises(RunError, match=r"^3 workers died, .*while troubled worked on the part \w+: .*\(exit code 7\)"):
        go(folder, "stages.troubled.kind=exit", "stages.troubled.times=99")


def test_a_sink_that_always_hangs_ends_the_run_and_the_limit_is_named(folder: Path) -> None:
    with pytest.raises(RunError, match=r"while troubled worked on .*: it took longer than 1 s \(run.time_limit\)"):
        go(folder, "stages.troubled.kind=hang", "stages.troubled.times=99", "run.time_limit=1")
    assert "in cause_trouble" in (folder / "results" / "log.jsonl").read_text()  # the stack


def test_a_corpus_step_whose_worker_died_is_tried_again(folder: Path) -> None:
    config = folder / "troubled.yaml"
    config.write_text(config.read_text().replace("  - export", "  - sketching\n  - export"))
    record = go(folder)
    assert (record.exported, record.quarantined) == (3, 0)


def test_the_time_limit_of_a_sink_begins_again_with_each_record(folder: Path) -> None:
    """Seven records of 0.3 s each take longer than the limit together."""
    for name in "defg":
        (folder / "input" / f"{name}.txt").write_text(f"Text {name}.")
    record = go(folder, "stages.troubled.kind=slow", "stages.troubled.times=99", "run.time_limit=1.5")
    assert record.exported == 7
    assert (folder / "deaths").read_text() == 7 * "x"  # written once: no worker was ended in between
