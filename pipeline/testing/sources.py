"""The contract of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.documents.document import Document
from pipeline.stages.source import Chunk, Unreadable
from pipeline.testing.settings import check_pickles, through_pickle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.stages.source import Source


class Remembered(dict[str, str]):
    """A memo that holds its texts in memory."""

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        self[key] = value


def check_source(source: Source) -> None:
    """Raise AssertionError, saying what is wrong, unless `source` keeps the contract on the input it is set to read.

    The chunks are the same each time, with an empty memo and with a filled one; they pickle, and have distinct
    identities; a chunk that went through pickle gives the same documents each time, with distinct ids.
    """
    check_pickles(source)
    memo = Remembered()
    chunks = list(source.chunks(memo))
    for chunk in chunks:
        assert isinstance(chunk, Chunk), f"chunks gave {type(chunk).__name__} where a Chunk was expected"
    read_chunks = [through_pickle(one, f"the chunk {one.name!r}", "put plain values into data") for one in chunks]
    assert list(source.chunks(memo)) == chunks, "with a filled memo, chunks gives something else"
    assert list(source.chunks(Remembered())) == chunks, "the second time, chunks gives something else"
    _check_distinct([chunk.identity for chunk in chunks], "two chunks have the identity")
    first, second = _read(source, read_chunks), _read(source, read_chunks)
    assert first == second, "the second time, read gives other documents"
    _check_distinct([one.id for one in first], "two documents have the id")


def _read(source: Source, chunks: Sequence[Chunk]) -> list[Document | Unreadable]:
    """Read all chunks as a worker does."""
    with source.open() as read:
        documents = [document for chunk in chunks for document in read(chunk)]
    for one in documents:
        assert isinstance(one, Document | Unreadable), f"read gave {type(one).__name__}: yield Document or Unreadable"
    return documents


def _check_distinct(values: Sequence[str], message: str) -> None:
    seen: set[str] = set()
    for value in values:
        assert value not in seen, f"{message} {value!r}"
        seen.add(value)
