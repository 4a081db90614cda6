"""Stages: a Stage is a step that every document passes, and annotates it.

It is a frozen dataclass: its fields are its settings in the YAML, its class attributes are its contract. Nothing is
stored on `self`; models and connections belong in `open`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

import msgspec

from pipeline.config.configured import Configured
from pipeline.documents.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from pipeline.documents.annotation import Annotation


class Drop(msgspec.Struct, frozen=True):
    """What a stage returns in place of a document that is left out of the results, with the reason."""

    reason: str


Given = Document | Drop | Sequence[Document]
"""What a stage gives for a document: the document, a Drop, or, if it splits documents, the pieces."""


class Stage(Configured):
    """A step that every document passes. It is pure, so that a failing batch can run again one document at a time.

    requires: the layers that an earlier stage must provide, with their types.
    provides: the layers that this stage sets, with their types; a layer in both is refined.
    needs_parse: what it reads of `document.parse`: "entities", "sentences", "dependencies", "tags", "lemmas".
    edits_text: whether it calls `with_edits`.
    splits: whether it may return several documents for one: pieces made with `Document.pieces`.
    version: raise it when the output changes.
    """

    requires: ClassVar[Mapping[str, type[Annotation]]] = {}
    provides: ClassVar[Mapping[str, type[Annotation]]] = {}
    needs_parse: ClassVar[AbstractSet[str]] = frozenset()
    edits_text: ClassVar[bool] = False
    splits: ClassVar[bool] = False

    def process(self, document: Document) -> Given:
        """Return the document with this stage's layers, or a Drop; a stage that splits may return several documents."""
        raise NotImplementedError

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Given]]:
        """Yield the callable that does the work, once per worker. Load models and open connections here."""
        yield self.process

    def process_batch(self, documents: Sequence[Document], process: Callable[[Document], Given]) -> Sequence[Given]:
        """Return one result per document, in order; `process` is the callable that `open` yielded."""
        return [process(document) for document in documents]

    def tally(self, document: Document) -> Mapping[str, int]:
        """Return counts for a document that leaves this stage, such as `{"mentions": 12}`; the run's table sums them.

        By default, the number of annotations in each layer that this stage provides.
        """
        return {layer: len(document.layers.get(layer, ())) for layer in self.provides}
