"""The contract of a corpus step."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.stages.corpus import Sketched
from pipeline.stages.stage import Drop
from pipeline.testing.settings import check_pickles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.documents.document import Document
    from pipeline.stages.corpus import Corpus


def check_corpus(step: Corpus, documents: Iterable[Document]) -> None:
    """Raise AssertionError, saying what is wrong, unless `step` keeps the contract on `documents` and on none.

    Sketches and decisions are JSON values; `settle` decides the same whatever the order of the sketches, at most once
    for a document and only for sketched ones; `apply` keeps the id and the keys of a record, or drops it; no method
    changes what it is given, except that `apply` may change the record.
    """
    check_pickles(step)
    records = [as_json(document.record(), "a record") for document in documents]
    sketches = _sketches(step, records)
    decisions = _decisions(step, sketches)
    assert _decisions(step, sketches[::-1]) == decisions, "the decisions depend on the order of the sketches"
    assert _decisions(step, sketches[1::2] + sketches[::2]) == decisions, (
        "the decisions depend on the order of the sketches"
    )
    assert not _decisions(step, []), "without documents there is nothing to decide"
    for at, decision in decisions.items():
        _check_applied(step, records[at], decision)


def as_json(value: object, what: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return a value as it comes back from JSON. Raises AssertionError if JSON cannot hold it."""
    try:
        return msgspec.json.decode(msgspec.json.encode(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise AssertionError(f"{what} is no JSON value ({error}): {value!r:.200}") from error


def _sketches(step: Corpus, records: Sequence[dict[str, Any]]) -> list[Sketched]:
    before = copy.deepcopy(records)
    sketches = [as_json(step.sketch(record), "the sketch") for record in records]
    assert records == before, "sketch changed the record that it was given"
    assert [as_json(step.sketch(record), "the sketch") for record in records] == sketches, "sketch varies"
    return [
        Sketched(at, record["id"], sketch)
        for at, (record, sketch) in enumerate(zip(records, sketches, strict=True))
        if sketch is not None
    ]


def _decisions(step: Corpus, sketches: Sequence[Sketched]) -> dict[int, Any]:
    known, decisions = {one.at for one in sketches}, dict[int, Any]()
    for at, decision in step.settle(iter(sketches)):
        assert at in known, f"settle gave a decision for {at!r}, which is the number of no document that has a sketch"
        assert at not in decisions, f"settle decided twice on document {at}"
        decisions[at] = as_json(decision, "the decision")
    return decisions


def _check_applied(step: Corpus, record: dict[str, Any], decision: object) -> None:
    results = [step.apply(copy.deepcopy(record), copy.deepcopy(decision)) for _ in range(2)]
    assert results[0] == results[1], "apply varies"
    for result in results:
        if isinstance(result, Drop):
            continue
        assert isinstance(result, dict), f"apply returned {type(result).__name__}: return the record or a Drop"
        assert (result.get("id"), list(result)) == (record["id"], list(record)), (
            f"apply returned another record: the id has to stay {record['id']!r}, and the keys {list(record)}"
        )
        as_json(result, "the record")
