"""Kills runs at random moments, adds and removes files, and compares with an undisturbed run; measures memory.

make soak        (some ten minutes; python bench/soak.py --help for other sizes)
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from articles import article

if TYPE_CHECKING:
    import resource

CONFIG = """\
name: soak
run: {folder: results}
stages:
  - use: ingest
    with: {paths: [input/]}
  - clean
  - entities
  - quotes
  - dates
  - export
"""


def main() -> None:
    """Do both, and print the results; exit with 1 if bytes differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--small", type=int, nargs=2, default=[300, 10_000], metavar=("FEW", "MANY"))
    options = parser.parse_args()
    same = [_killed(name, options.articles, options.kills) for name in ("serial", "processes")]
    _memory(*options.small)
    sys.exit(not all(same))


def _project(folder: Path, count: int, words: int = 500) -> None:
    (folder / "input").mkdir()
    (folder / "soak.yaml").write_text(CONFIG)
    for number in range(count):
        (folder / "input" / f"{number:05}.txt").write_text(article(number, words))


def _run(folder: Path, *options: str) -> subprocess.Popen[bytes]:
    program = [str(Path(sys.executable).with_name("pipeline")), "run", "soak.yaml", "--quiet", *options]
    return subprocess.Popen(program, cwd=folder)


def _killed(executor: str, count: int, kills: int) -> bool:
    chance = random.Random(kills)  # noqa: S311  # the same moments every time, as far as the machine allows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _project(folder, count)
        for number in range(kills):
            running = _run(folder, "--executor", executor)
            time.sleep(chance.uniform(0.1, 4))
            running.kill()
            running.wait()
            (folder / "input" / f"new-{number}.txt").write_text(article(10_000 + number))
            (folder / "input" / f"{chance.randrange(count):05}.txt").unlink(missing_ok=True)
        parts = len(list((folder / "results" / "parts").glob("*.jsonl")))
        ended = _run(folder, "--executor", executor).wait()
        _run(folder, "--executor", "serial", "--folder", "undisturbed").wait()
        results, undisturbed = ((folder / run / "documents.jsonl").read_bytes() for run in ("results", "undisturbed"))
        same = ended == 0 and results == undisturbed
        print(
            f"{executor}: {count} articles, {kills} kills, {parts} parts before the last run; "
            f"{len(results):,} bytes, {'the same as' if same else 'DIFFERENT FROM'} an undisturbed run",
            flush=True,
        )
        return same


def _memory(few: int, many: int) -> None:
    """Print the peak memory of a run in one process over few and over many small documents."""
    peaks = {}
    for count in (few, many):
        with tempfile.TemporaryDirectory() as name:
            _project(Path(name), count, words=60)
            running = _run(Path(name), "--executor", "serial")
            _, _, used = os.wait4(running.pid, 0)
            # Kibibytes on Linux, bytes on macOS.
            peaks[count] = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
            print(
                f"serial: {count:,} small documents, peak {peaks[count]:.0f} MiB, {_seconds(used):.0f} CPU s",
                flush=True,
            )
    print(f"memory at {many:,} against {few:,}: {peaks[many] / peaks[few]:.2f}")


def _seconds(used: resource.struct_rusage) -> float:
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
