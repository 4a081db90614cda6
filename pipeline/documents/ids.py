"""Finds ids that several documents of a run share, from 8 bytes a document: people join results by id."""

from __future__ import annotations

from array import array
from collections import Counter
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pipeline.documents.part import PartFile

WIDTH = 8
"""Bytes of a digest. Among ten million ids, two have the same digest by chance in three of a million runs."""
SHARDS = 256
NAMED = 3  # ids in a warning


class Identified(msgspec.Struct):
    """The fields of a record that name its document."""

    id: str
    source: str = ""


def digest(id: str) -> bytes:
    """Return the first bytes of the SHA-256 of an id."""
    return sha256(id.encode()).digest()[:WIDTH]


class Ids:
    """The digests of the ids of all documents; memory: 8 bytes a document."""

    def __init__(self) -> None:
        self._shards = [array("Q") for _ in range(SHARDS)]  # several, so that only one at a time becomes a set

    def add(self, digests: bytes) -> None:
        """Add the digests of a part's summary."""
        for number in _numbers(digests):
            self._shards[number % SHARDS].append(number)

    def shared(self) -> dict[int, int]:
        """Return the digest of each id that several documents have, and how many have it."""
        repeated = (numbers for numbers in self._shards if len(set(numbers)) < len(numbers))
        counts = (Counter(numbers) for numbers in repeated)
        return {number: times for count in counts for number, times in count.items() if times > 1}


def _numbers(digests: bytes) -> array[int]:
    return array("Q", digests[: len(digests) // WIDTH * WIDTH])


def first_shared(shared: Mapping[int, int], parts: Iterable[PartFile]) -> list[str]:
    """Return the first few of the `shared` ids, each with the sources of its first two documents."""
    places: dict[int, list[tuple[PartFile, int]]] = {}
    for number, part, line in _places(parts, shared):
        if number in places or len(places) < NAMED:
            places.setdefault(number, []).append((part, line))
        if len(places) == min(NAMED, len(shared)) and all(len(of_id) > 1 for of_id in places.values()):
            break
    return [_named(of_id[:2]) for of_id in places.values()]


def _places(parts: Iterable[PartFile], shared: Mapping[int, int]) -> Iterator[tuple[int, PartFile, int]]:
    """Yield the part and the line, from 0, of each document with a `shared` id, in the order of the input."""
    for part in parts:
        for line, number in enumerate(_numbers(part.summary().ids)):
            if number in shared:
                yield number, part, line


def _named(places: Iterable[tuple[PartFile, int]]) -> str:
    records = [msgspec.json.decode(next(islice(part.lines(), line, None)), type=Identified) for part, line in places]
    return f"{records[0].id} ({' and '.join(record.source or 'no source' for record in records)})"
