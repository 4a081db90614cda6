"""Stages: a Stage is a step that every document passes, and annotates it.

It is a frozen dataclass: its fields are its settings in the YAML, its class attributes are its contract. Nothing is
stored on `self`; models and connections belong in `open`.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

import msgspec

from pipeline.config.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pipeline.documents.annotation import Annotation
    from pipeline.documents.document import Document


class Drop(msgspec.Struct, frozen=True):
    """What a stage returns in place of a document that is left out of the results, with the reason."""

    reason: str


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
