"""A corpus step is settled, in the parent: the sketches of all parts go in, decisions for their records come out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import accumulate
from typing import TYPE_CHECKING

import msgspec

from pipeline.running.derivation import Derivation, Sketch
from pipeline.stages import faults
from pipeline.stages.corpus import Corpus, Sketched

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.planning.checks import PlannedStage
    from pipeline.results.derived import PartState
    from pipeline.running.derivation import Deriver


def settled(deriver: Deriver, number: int, states: Sequence[PartState]) -> Iterator[Derivation]:
    """Settle the corpus step `number`, from 0; then yield a derivation for each part, in order, with its decisions.

    Documents are numbered over the run. Decisions wait in a temporary file; memory: one byte for each document. Raises
    PluginError if the step raises, or gives a decision for a document whose sketch it has not read.
    """
    step = deriver.steps[number]
    starts = list(accumulate((state.records for state in states), initial=0))
    with closing(sqlite3.connect("")) as database:  # a temporary file of its own, which SQLite removes
        database.execute("CREATE TABLE decisions (at INTEGER PRIMARY KEY, decision BLOB)")
        with faults.named(step.name, "settle", step.registered.plugin.name):
            sketched = bytearray(starts[-1])
            decisions = _checked(step.stage, _sketches(deriver, step, states, starts, sketched), sketched)
            database.executemany("INSERT INTO decisions VALUES (?, ?)", decisions)
        ordered = database.execute("SELECT at, decision FROM decisions ORDER BY at")
        waiting = next(ordered, None)
        for state, start, end in zip(states, starts, starts[1:], strict=False):
            of_part: list[tuple[int, bytes]] = []
            while waiting is not None and waiting[0] < end:
                of_part.append((waiting[0] - start, waiting[1]))
                waiting = next(ordered, None)
            yield Derivation(state, number + 1, tuple(of_part))


def _sketches(
    deriver: Deriver, step: PlannedStage, states: Sequence[PartState], starts: Sequence[int], sketched: bytearray
) -> Iterator[Sketched]:
    """Yield the sketch of each document in input order, and set its byte in `sketched`."""
    decoder, of_value = msgspec.json.Decoder(Sketch), msgspec.json.Decoder()
    for state, start in zip(states, starts, strict=False):
        with deriver.derived.path(deriver.sketches(step, state)).open("rb") as file:
            for one in map(decoder.decode, file):
                sketched[start + one.at] = 1
                yield Sketched(start + one.at, one.id, of_value.decode(one.sketch))


def _checked(step: object, sketches: Iterator[Sketched], sketched: bytearray) -> Iterator[tuple[int, bytes]]:
    """Yield the number of each document that a step decides on, with the decision as JSON. Raises TypeError."""
    assert isinstance(step, Corpus)  # noqa: S101  # for mypy
    given: object = step.settle(sketches)
    if not isinstance(given, Iterable):
        hint = ": maybe a yield is missing?" if given is None else ""
        raise TypeError(f"it returned {type(given).__name__} instead of pairs (at, decision){hint}")
    for pair in given:
        if not isinstance(pair, tuple) or len(pair) != 2 or type(pair[0]) is not int:  # noqa: PLR2004  # a pair
            raise TypeError(f"it gave {pair!r:.80} where a pair (at, decision) was expected")
        at, decision = pair
        state = sketched[at] if 0 <= at < len(sketched) else 0
        if state != 1:
            reason = "decided on twice" if state else "the number of no document whose sketch it has read"
            raise TypeError(f"it gave a decision for {at}, {reason}: yield the `at` of a Sketched once")
        sketched[at] = 2
        yield at, msgspec.json.encode(decision)
