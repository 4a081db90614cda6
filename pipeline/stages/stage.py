"""The classes that a plugin author writes: a Source reads documents, a Stage annotates them, a Sink writes the results.

Each is a frozen dataclass: its fields are its settings in the YAML, its class attributes are its contract. Nothing is
stored on `self`; models and connections belong in `open`.
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
    """What a stage returns in place of a document that is left out of the results, with the reason."""

    reason: str


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


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Configured:
    """What sources, stages and sinks share: a name, a version, and settings as the fields of a frozen dataclass.

    depends_on: the installed distributions, as pip names them, that the output depends on: their versions are part of
    the fingerprint, like the stage's own.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    depends_on: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        """Make the class a frozen dataclass. Raises TypeError if a setting has the name of a part of the contract."""
        dataclass(frozen=True, kw_only=True)(cls)
        for setting in fields(cls):  # type: ignore[arg-type]  # the line above made it a dataclass
            if hasattr(Configured, setting.name) or setting.name in CONTRACT | METHODS:
                advice = "give the setting another name" if setting.name in METHODS else "write it without a type"
                raise TypeError(f"{cls.__name__}.{setting.name} is part of a stage's contract: {advice}")


CONTRACT = frozenset(
    {"name", "version", "depends_on", "paths_setting", "requires", "provides", "needs_parse", "edits_text"}
)
METHODS = frozenset({"chunks", "read", "open", "process", "process_batch", "finish", "outputs", "tally"})


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


class Stage(Configured):
    """A step that every document passes. It is pure, so that a failing batch can run again one document at a time.

    requires: the layers that an earlier stage must provide, with their types.
    provides: the layers that this stage sets, with their types; a layer in both is refined.
    needs_parse: what it reads of `document.parse`: "entities", "sentences", "dependencies", "tags", "lemmas".
    edits_text: whether it calls `with_edits`.
    version: raise it when the output changes.
    """

    requires: ClassVar[Mapping[str, type[Annotation]]] = {}
    provides: ClassVar[Mapping[str, type[Annotation]]] = {}
    needs_parse: ClassVar[AbstractSet[str]] = frozenset()
    edits_text: ClassVar[bool] = False

    def process(self, document: Document) -> Document | Drop:
        """Return the document with this stage's layers, or a Drop."""
        raise NotImplementedError

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document | Drop]]:
        """Yield the callable that does the work, once per worker. Load models and open connections here."""
        yield self.process

    def process_batch(
        self, documents: Sequence[Document], process: Callable[[Document], Document | Drop]
    ) -> Sequence[Document | Drop]:
        """Return one result per document, in order; `process` is the callable that `open` yielded."""
        return [process(document) for document in documents]

    def tally(self, document: Document) -> Mapping[str, int]:
        """Return counts for a document that leaves this stage, such as `{"mentions": 12}`; the run's table sums them.

        By default, the number of annotations in each layer that this stage provides.
        """
        return {layer: len(document.layers.get(layer, ())) for layer in self.provides}


class Sink(Configured):
    """Where results go."""

    def outputs(self) -> Sequence[str]:
        """Return the paths, in the run folder, of the files that `finish` will write, as far as the settings say.

        The plan checks them before anything is read: no two exports may write the same file. `finish` returns these
        files too.
        """
        return ()

    def finish(self, results: Results) -> Iterable[Path]:
        """Write the results of the run (in the parent) through `results.create`, and return the files written.

        They lie in the run folder. A sink that returns no file writes in every run, since its output cannot be checked.
        """
        raise NotImplementedError


AnyStage = Source | Stage | Sink
