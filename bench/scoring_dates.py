"""Scores how well temporal expressions are found and resolved, as in TempEval-3 (UzZaman et al. 2013).

Strict: the same extent. Relaxed: at least one shared token; expressions are paired one to one, equal extents first,
then those that share most. Value: relaxed, times the share of pairs whose values are equal strings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scoring import Counts, f1

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from timeml import Expression

TOKEN = re.compile(r"\w+|[^\w\s]")


def counts(text: str, gold: Sequence[Expression], system: Sequence[Expression]) -> Counts:
    """Return the counts of one text; `scores` takes the sum over texts."""
    pairs = paired(text, gold, system)
    return {
        "tokens": len(TOKEN.findall(text)),
        "gold": len(gold),
        "system": len(system),
        "relaxed": len(pairs),
        "strict": sum(one[:2] == other[:2] for one, other in pairs),
        "value": sum(one.value == other.value for one, other in pairs),
    }


def paired(text: str, gold: Sequence[Expression], system: Sequence[Expression]) -> list[tuple[Expression, Expression]]:
    """Return the pairs of expressions that share a token."""
    candidates = sorted(
        (one[:2] != other[:2], -tokens, abs(one.start - other.start), number, at)
        for number, one in enumerate(gold)
        for at, other in enumerate(system)
        if (tokens := _tokens(text, max(one.start, other.start), min(one.end, other.end)))
    )
    left, right, pairs = set[int](), set[int](), []
    for *_, number, at in candidates:
        if number not in left and at not in right:
            left.add(number)
            right.add(at)
            pairs.append((gold[number], system[at]))
    return pairs


def _tokens(text: str, start: int, end: int) -> int:
    """Return how many tokens are in a stretch of text, including those that its edges cut."""
    return len(TOKEN.findall(text, start, end)) if start < end else 0


def scores(total: Mapping[str, float]) -> dict[str, float]:
    """Return F1, 0 to 100: `strict`, `relaxed` and `value`, from summed counts."""
    strict, relaxed = (f1(total[name], total["system"], total["gold"]) for name in ("strict", "relaxed"))
    return {"strict": strict, "relaxed": relaxed, "value": relaxed * total["value"] / (total["relaxed"] or 1)}
