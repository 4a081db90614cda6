"""Sources: a Source reads documents, in chunks.

It is a frozen dataclass: its fields are its settings in the YAML, its class attributes are its contract. Nothing is
stored on `self`; clients and connections belong in `open`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import msgspec

from pipeline.config.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.documents.document import Document


class Chunk(msgspec.Struct, frozen=True):
    """A piece of the input, which one worker reads.

    name: for people, in logs.
    identity: a hash of all that its documents depend on: their content, ids and source.
    data: what the source's `read` needs to find it; it is pickled on its way to the worker.
    size: the amount of work, in any unit, such as bytes; used to estimate the remaining time.
    """

    name: str
    identity: str
    data: Any
    size: int = 1


class Memo(Protocol):
    """Strings that a source keeps from run to run: what is costly to compute again for an unchanged file."""

    def get(self, key: str) -> str | None:
        """Return the value that was put under `key`, or None."""

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""


class Unreadable(msgspec.Struct, frozen=True):
    """What a source yields in place of a document that it cannot read; `content` goes to quarantine unchanged."""

    id: str
    source: str
    error: str
    content: bytes


class Source(Configured):
    """Where documents come from.

    paths_setting: the setting, a list of paths, that PATH on the command line sets; None if it takes no paths there.
    """

    paths_setting: ClassVar[str | None] = None

    def chunks(self, memo: Memo) -> Iterator[Chunk]:
        """Yield a cheap description of each piece of the input, lazily, always in the same order (in the parent)."""
        raise NotImplementedError

    def read(self, chunk: Chunk) -> Iterator[Document | Unreadable]:
        """Yield the documents of one chunk (in the worker)."""
        raise NotImplementedError

    @contextmanager
    def open(self) -> Iterator[Callable[[Chunk], Iterator[Document | Unreadable]]]:
        """Yield the callable by which a worker reads its chunks. Open clients and connections here: once per worker."""
        yield self.read
