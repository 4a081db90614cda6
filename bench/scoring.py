"""Common functions of the scorers: counts of one document, their sum, F1, and an error message for invalid gold."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline import PipelineError

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterable, Iterator, Mapping

Counts = dict[str, float]
Place = tuple[int, int]


def summed(documents: Iterable[Mapping[str, float]]) -> defaultdict[str, float]:
    """Return the sum of counts; a missing count is 0."""
    total: defaultdict[str, float] = defaultdict(float)
    for counts in documents:
        for name, count in counts.items():
            total[name] += count
    return total


def f1(right: float, found: float, wanted: float) -> float:
    """Return the harmonic mean of precision (`right` of `found`) and recall (`right` of `wanted`), 0 to 100."""
    return 200 * right / (found + wanted) if found + wanted else 0.0


def shared(one: Place, other: Place) -> int:
    """Return how many characters two places share; 0 or less if none."""
    return min(one[1], other[1]) - max(one[0], other[0])


@contextmanager
def told(parser: ArgumentParser) -> Iterator[None]:
    """End with one line and no traceback if the gold cannot be read or the model is not installed."""
    try:
        yield
    except KeyError as error:
        parser.error(f"a line of the gold has no {error}")
    except (OSError, ValueError, PipelineError) as error:
        parser.error(str(error))
