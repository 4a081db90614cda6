"""The benchmarks that score run on the smallest gold there can be, and print a row for each system."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench"
TEXT = "“It rained on Monday,” Ada Holm said in Oslo."
GOLD: dict[str, dict[str, object]] = {
    "entities": {"entities": [{"start": 23, "end": 31, "label": "PERSON"}, {"start": 40, "end": 44, "label": "GPE"}]},
    "quotes": {
        "quotes": [{"start": 1, "end": 20, "kind": "direct", "speaker": {"start": 23, "end": 31, "heads": [[27, 31]]}}]
    },
    "dates": {"dct": "2021-05-05", "dates": [{"start": 14, "end": 20, "type": "DATE", "value": "2021-05-03"}]},
}


def ran(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, str(BENCH / f"{name}.py"), *map(str, arguments)]
    # Named, since a Python with a safe path, as the wheel is tested with, does not look beside a script.
    environment = {**os.environ, "PYTHONPATH": str(BENCH), "PYTHONUTF8": "1"}
    return subprocess.run(program, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("name", "row", "scores"),
    [
        ("entities", "all corrections", ["100.0", "100.0", "100.0", "–"]),
        ("quotes", "ours", ["100.0"] * 6),
        ("quotes", "between marks, nearest name", ["100.0"] * 6),
        ("dates", "ours", ["100.0", "100.0", "100.0"]),
    ],
)
def test_a_system_that_finds_all_of_the_gold_has_full_scores(
    name: str, row: str, scores: list[str], tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": "x", "text": TEXT, **GOLD[name]}) + "\n")
    without = ["--without", "HeidelTime,Microsoft recognizers,dateparser"] if name == "dates" else []
    done = ran(name, gold, *without)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith(row)] or [done.stderr]
    assert line.removeprefix(row).split()[: len(scores)] == scores


def test_the_benchmark_of_a_run_leaves_out_each_table_of_which_nothing_is_asked() -> None:
    done = ran("parse", "--articles", "0", "--many", "0", "--memory", "0", "0")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize("name", GOLD)
def test_gold_that_cannot_be_read_is_told_in_a_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text('{"id": "x", "text": "It rained."}\n')
    done = [ran(name, tmp_path / file) for file in ("none.jsonl", "gold.jsonl")]
    last = [one.stderr.splitlines()[-1] for one in done]
    assert [one.returncode for one in done] == [2, 2]
    assert "No such file" in last[0]
    assert f"a line of the gold has no '{name}'" in last[1]
