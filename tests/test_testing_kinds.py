"""The test kit says what is wrong with a source, a corpus step or a sink that breaks its contract."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import Chunk, Corpus, Document, Drop, InputPath, Output, Sink, Source
from pipeline.testing import check_corpus, check_sink, check_source
from plugins.ingest import Ingest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline import Memo, Part, Results, Sketched, Unreadable

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [Document.from_raw(f"Text {at}.", id=f"{at}.txt") for at in range(5)]
numbers = count()


# Sources


class Words(Source):
    """A document for each word, a chunk for each two."""

    name = "words"
    fault: str = ""

    def chunks(self, memo: Memo) -> Iterator[Chunk]:
        words = ["one", "two", "three", "four"]
        if self.fault == "varies":
            words.append(str(next(numbers)))
        if self.fault == "memo" and memo.get("seen"):
            words.pop()
        memo.put("seen", "yes")
        for at in range(0, len(words), 2):
            identity = "same" if self.fault == "identity" else f"{at}"
            data: object = Lock() if self.fault == "pickle" else tuple(words[at : at + 2])
            yield Chunk(f"words from {at}", identity, data)

    def read(self, chunk: Chunk) -> Iterator[Document | Unreadable]:
        for word in chunk.data:
            id = "same" if self.fault == "ids" else word
            text = f"{word} {next(numbers)}" if self.fault == "read" else word
            yield Document.from_raw(text, id=id)
        if self.fault == "type":
            yield "a text"  # type: ignore[misc]


def test_a_source_that_keeps_the_contract_passes() -> None:
    check_source(Words())


def test_the_built_in_source_keeps_the_contract() -> None:
    check_source(Ingest(paths=(InputPath("seeds", ROOT),)))


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("varies", "chunks gives something else"),
        ("memo", "with a filled memo, chunks gives something else"),
        ("identity", "two chunks have the identity 'same'"),
        ("pickle", r"the chunk 'words from 0' does not pickle .*: put plain values into data"),
        ("read", "the second time, read gives other documents"),
        ("ids", "two documents have the id 'same'"),
        ("type", "read gave str: yield Document or Unreadable"),
    ],
)
def test_the_error_says_how_a_source_breaks_the_contract(fault: str, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_source(Words(fault=fault))


# Corpus steps


class Longest(Corpus):
    """Mark each document with the number of documents of its length."""

    name = "longest"
    fault: str = ""

    def sketch(self, record: Any) -> Any:  # noqa: ANN401  # any JSON value
        if self.fault == "sketch":
            record["text"] = "changed"
        if self.fault == "varies":
            return next(numbers)
        return {3j} if self.fault == "json" else len(record["text"])

    def settle(self, sketches: Iterable[Sketched]) -> Iterator[tuple[int, Any]]:
        seen = list(sketches)
        for order, one in enumerate(seen):
            yield one.at, order if self.fault == "order" else one.sketch
        if self.fault == "none" and not seen:
            yield 0, 0
        if self.fault == "twice":
            yield seen[0].at, 0
        if self.fault == "beyond":
            yield 99, 0

    def apply(self, record: dict[str, Any], decision: Any) -> dict[str, Any] | Drop:  # noqa: ANN401
        if self.fault == "key":
            return {**record, "more": decision}
        if self.fault == "returns":
            return None  # type: ignore[return-value]
        return {**record, "metadata": {"same": decision}} if self.fault != "drop" else Drop("told to")


@pytest.mark.parametrize("fault", ["", "drop"])
def test_a_corpus_step_that_keeps_the_contract_passes(fault: str) -> None:
    check_corpus(Longest(fault=fault), DOCUMENTS)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("sketch", "sketch changed the record that it was given"),
        ("varies", "sketch varies"),
        ("json", "the sketch is no JSON value"),
        ("order", "the decisions depend on the order of the sketches"),
        ("none", "settle gave a decision for 0, which is the number of no document"),
        ("twice", "settle decided twice on document 0"),
        ("beyond", "settle gave a decision for 99, which is the number of no document"),
        ("key", "apply returned another record: the id has to stay '0.txt', and the keys"),
        ("returns", "apply returned NoneType: return the record or a Drop"),
    ],
)
def test_the_error_says_how_a_corpus_step_breaks_the_contract(fault: str, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_corpus(Longest(fault=fault), DOCUMENTS)


# Sinks


class Listed(Sink):
    """Write the ids of all documents."""

    name = "listed"
    fault: str = ""

    def outputs(self) -> list[str]:
        return ["other.txt"] if self.fault == "outputs" else ["ids.txt"]

    def write(self, part: Part, target: Path) -> None:
        varying = str(next(numbers)) if self.fault == "share" else ""
        target.write_text("".join(record["id"] for record in part.records()) + varying)

    def finish(self, results: Results) -> list[Path | Output]:
        if self.fault == "stray":
            (results.folder / "stray.txt").touch()
        with results.create("ids.txt") as file:
            for part in results.parts:
                assert part.share
                file.write(part.share.read_bytes())
            if self.fault == "varies":
                file.write(str(next(numbers)).encode())
        wrong: dict[str, Callable[[], Any]] = {
            "type": lambda: "ids.txt",
            "gone": lambda: results.folder / "gone.txt",
            "outside": lambda: Path(sys.executable),
            "stands": lambda: Output("a://b", "c"),
            "uri": lambda: Output("b", "c"),
        }
        return [results.folder / "ids.txt", *([wrong[self.fault]()] if self.fault in wrong else [])]


def test_a_sink_that_keeps_the_contract_passes() -> None:
    check_sink(Listed(), DOCUMENTS)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("outputs", r"outputs\(\) names 'other.txt', and finish did not return it"),
        ("share", "write gives other bytes the second time"),
        ("stray", "finish wrote stray.txt and did not return it"),
        ("varies", "the second time, listed wrote other bytes"),
        ("type", "finish returned 'ids.txt': return Paths and Outputs"),
        ("gone", "finish returned .*gone.txt, which does not exist"),
        ("outside", "outside results.folder"),
        ("stands", "the output a://b does not stand, just after it was written"),
        ("uri", "the URI 'b' has no scheme"),
    ],
)
def test_the_error_says_how_a_sink_breaks_the_contract(fault: str, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_sink(Listed(fault=fault), DOCUMENTS)
