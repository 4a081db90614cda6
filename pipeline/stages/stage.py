"""What a plugin writes: a Source gives documents, a Stage works on them, a Sink writes what was found.

Each is a frozen dataclass: its fields are its settings in the YAML, its class attributes are its contract. Nothing is
stored on `self`; models and connections live in what `open` gives.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, dataclass_transform

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from pipeline.documents.annotation import Annotation
    from pipeline.documents.document import Document
    from pipeline.documents.part import Results


class Drop(msgspec.Struct, frozen=True):
    """What a stage gives in place of a document that does not belong in the results, with the reason."""

    reason: str


class Chunk(msgspec.Struct, frozen=True):
    """A piece of the input that a worker reads in one go.

    name: what a person calls it, for logs.
    identity: a hash of all that the documents read from it depend on: their content, ids and source.
    data: what the source's `read` needs to find it again; it crosses to the worker by pickle.
    size: how much there is to do, in any unit, such as bytes: what the time left is reckoned by.
    """

    name: str
    identity: str
    data: Any
    size: int = 1


class Memo(Protocol):
    """What a source remembers from run to run, text by text: what is costly to find out of a file that is unchanged."""

    def get(self, key: str) -> str | None:
        """Return what was put under `key`, or None."""

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""


class Unreadable(msgspec.Struct, frozen=True):
    """What a source gives in place of a document that cannot be read; it goes to quarantine as it is."""

    id: str
    source: str
    error: str
    content: bytes


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Configured:
    """What sources, stages and sinks share: a name, a version, and settings as the fields of a frozen dataclass.

    depends_on: the installed distributions, as pip names them, that the output depends on: their versions count with
    the stage's own.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    depends_on: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        """Make the class a frozen dataclass, and refuse a setting that hides a part of the contract."""
        dataclass(frozen=True, kw_only=True)(cls)
        for one in fields(cls):  # type: ignore[arg-type]  # the line above made it a dataclass
            if hasattr(Configured, one.name) or one.name in CONTRACT | METHODS:
                advice = "give the setting another name" if one.name in METHODS else "write it without a type"
                raise TypeError(f"{cls.__name__}.{one.name} is part of a stage's contract: {advice}")


CONTRACT = frozenset(
    {"name", "version", "depends_on", "paths_setting", "requires", "provides", "needs_parse", "edits_text"}
)
METHODS = frozenset({"chunks", "read", "open", "process", "process_batch", "finish", "outputs", "tally"})


class Source(Configured):
    """Where documents come from.

    paths_setting: the setting, a list of paths, that PATH on the command line sets; None where it takes no paths there.
    """

    paths_setting: ClassVar[str | None] = None

    def chunks(self, memo: Memo) -> Iterator[Chunk]:
        """Yield cheap descriptions of the input's pieces, lazily and always in the same order (in the parent)."""
        raise NotImplementedError

    def read(self, chunk: Chunk) -> Iterator[Document | Unreadable]:
        """Yield the documents of one chunk (in the worker)."""
        raise NotImplementedError


class Stage(Configured):
    """A step that every document passes: pure, so that a failing batch can be replayed one document at a time.

    requires: layers that an earlier stage has to provide, with their types.
    provides: layers that this stage writes, with their types; a layer in both is refined.
    needs_parse: what it reads of `document.parse`: "entities", "sentences", "dependencies", "tags", "lemmas".
    edits_text: whether it calls `with_edits`.
    version: raise it when the output changes.
    """

    requires: ClassVar[Mapping[str, type[Annotation]]] = {}
    provides: ClassVar[Mapping[str, type[Annotation]]] = {}
    needs_parse: ClassVar[AbstractSet[str]] = frozenset()
    edits_text: ClassVar[bool] = False

    def process(self, document: Document) -> Document | Drop:
        """Return the document with this stage's findings, or a Drop."""
        raise NotImplementedError

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document | Drop]]:
        """Give the callable that does the work, once per worker; models and connections live here."""
        yield self.process

    def process_batch(
        self, documents: Sequence[Document], process: Callable[[Document], Document | Drop]
    ) -> Sequence[Document | Drop]:
        """Return a result per document, in order; `process` is what `open` gave."""
        return [process(document) for document in documents]

    def tally(self, document: Document) -> Mapping[str, int]:
        """Return what the run's table sums over the documents as they leave this stage, such as `{"mentions": 12}`.

        By default, how many annotations each layer has that this stage provides.
        """
        return {layer: len(document.layers.get(layer, ())) for layer in self.provides}


class Sink(Configured):
    """Where results go."""

    def outputs(self) -> Sequence[str]:
        """Return the files that `finish` will write, by their paths in the run folder, as far as the settings tell.

        The plan asks, before anything is read, so that two exports do not write one file. `finish` returns these too.
        """
        return ()

    def finish(self, results: Results) -> Iterable[Path]:
        """Write the results of the run (in the parent) through `results.create`, and return the files written.

        They lie in the run folder. A sink that returns no file writes in every run, as nothing tells what stands.
        """
        raise NotImplementedError


AnyStage = Source | Stage | Sink
