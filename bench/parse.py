"""Compares the cost of a run with hand-written spaCy loops: the table of `make bench-parse`.

    python bench/parse.py [--articles N] [--rounds N] [--many N] [--memory FEW MANY] [--folder FOLDER]

Articles are made up (`articles.py`), or the `.txt` files of a folder. Each line is measured in separate processes,
alternately, in CPU seconds, with model loading on both sides; figures are medians of the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from articles import article

HAND_WRITTEN = """
import sys, spacy
from pathlib import Path
from pipeline.language.model import find_model
nlp = spacy.load(find_model("en_core_web_sm", Path()).path)
if sys.argv[2:]:
    nlp.select_pipes(enable=sys.argv[2:])
texts = (path.read_text() for path in sorted(Path(sys.argv[1]).glob("*.txt")))
found = [[(entity.text, entity.label_) for entity in doc.ents] for doc in nlp.pipe(texts, batch_size=16)]
"""

STAGES = {
    "default": "- clean\n  - entities\n  - quotes\n  - dates",
    "entities": "- entities",
}


class Used(NamedTuple):
    """What a process used: CPU seconds, seconds of wall time, and its peak memory in MiB."""

    cpu: float
    wall: float
    peak: float


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300, help="for the first table; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--many", type=int, default=2000, help="for two workers against one; 0 leaves them out")
    parser.add_argument(
        "--memory", type=int, nargs=2, default=[300, 30_000], metavar=("FEW", "MANY"), help="0 0 leaves it out"
    )
    parser.add_argument("--folder", type=Path, help="a folder of .txt files to use in place of made-up articles")
    options = parser.parse_args()
    if options.articles:
        _against_spacy(options.articles, options.rounds, options.folder)
    if options.many:
        _two_workers(options.many)
    if all(options.memory):
        _memory(*options.memory)


def _against_spacy(count: int, rounds: int, given: Path | None) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        _project(folder, count, given)
        seen: dict[str, list[float]] = {}
        for number in range(rounds):
            for what, cpu in _round(folder, number):
                seen.setdefault(what, []).append(cpu)
        half = {what: median(values) for what, values in seen.items()}
    _line(
        "default config, store empty, against the full pipeline", half["default"] / half["hand-written, full"], "0.85"
    )
    _line("entities only, against an entities-only loop", half["entities"] / half["hand-written, ner"], "0.80")
    _line("second run, after a setting of dates was edited", half["edited"] / half["default"], "0.25")
    print("\n".join(f"    {what}: {value:.1f} CPU s" for what, value in half.items()), flush=True)


def _round(folder: Path, number: int) -> list[tuple[str, float]]:
    """Measure each kind once, alternately with its rival; the edited setting has another value in each round."""
    input_folder = str(folder / "input")
    python = [sys.executable, "-c", HAND_WRITTEN, input_folder]
    measured = [
        ("hand-written, full", _used(python).cpu),
        ("default", _used(_pipeline(folder, "default", "--fresh")).cpu),
    ]
    edited = ["--set", f"stages.dates.document_time={2000 + number}-02-20"]
    measured.append(("edited", _used(_pipeline(folder, "default", *edited)).cpu))
    _clear(folder)
    measured.append(("hand-written, ner", _used([*python, "ner"]).cpu))
    measured.append(("entities", _used(_pipeline(folder, "entities", "--fresh")).cpu))
    _clear(folder)
    return measured


def _two_workers(count: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        _project(folder, count, None)
        parallel = ["--executor", "processes", "--fresh", "--set", "run.parses=false", "--workers"]
        wall = [_used(_pipeline(folder, "default", *parallel, str(workers))).wall for workers in (1, 2)]
    _line(f"two workers against one, wall, {count:,} articles", wall[0] / wall[1], "at least 1.65")


def _memory(few: int, many: int) -> None:
    peaks = []
    for count in (few, many):
        with TemporaryDirectory() as name:
            _project(Path(name), count, None)
            peaks.append(_used(_pipeline(Path(name), "default", "--set", "run.parses=false")).peak)
        print(f"peak memory of a worker at {count:,} articles: {peaks[-1]:.0f} MiB (450)", flush=True)
    _line(f"peak memory at {many:,} against {few:,}", peaks[1] / peaks[0], "1.10")


def _line(what: str, value: float, bound: str) -> None:
    print(f"{what}: {value:.2f} ({bound})", flush=True)


def _project(folder: Path, count: int, given: Path | None) -> None:
    (folder / "input").mkdir()
    for name, stages in STAGES.items():
        source = json.dumps(str(folder / "input"))
        (folder / f"{name}.yaml").write_text(
            f"name: {name}\nrun: {{folder: {name}-results, executor: serial}}\nstages:\n"
            f"  - use: ingest\n    with: {{paths: [{source}]}}\n  {stages}\n  - export\n"
        )
    texts = [path.read_text() for path in sorted(given.glob("*.txt"))[:count]] if given else map(article, range(count))
    for number, text in enumerate(texts):
        (folder / "input" / f"{number:06}.txt").write_text(text)


def _clear(folder: Path) -> None:
    subprocess.run([*_pipeline(folder, "default", command="cache"), "--clear"], check=True, stdout=subprocess.DEVNULL)


def _pipeline(folder: Path, config: str, *options: str, command: str = "run") -> list[str]:
    return [str(Path(sys.executable).with_name("pipeline")), command, str(folder / f"{config}.yaml"), *options]


def _used(program: list[str]) -> Used:
    began = time.perf_counter()
    # Let Python write and use compiled modules, as for every installed package, even if the shell forbids it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    running = subprocess.Popen(program, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(running.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(program)}")
    # Kibibytes on Linux, bytes on macOS.
    peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return Used(used.ru_utime + used.ru_stime, time.perf_counter() - began, peak)


if __name__ == "__main__":
    main()
