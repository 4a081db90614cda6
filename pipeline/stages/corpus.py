"""Corpus steps: a Corpus looks at the documents of the whole run, between the stages and the sinks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.config.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.stages.stage import Drop


class Sketched(msgspec.Struct, frozen=True):
    """A document of the run as `settle` receives it: its number in the run (from 0), its id, and its sketch."""

    at: int
    id: str
    sketch: Any


class Corpus(Configured):
    """A step that needs all documents. It decides by small sketches, so that the documents are not held in memory.

    A record is a document as exports have it (`Document.record`). Sketches and decisions are plain JSON values.
    The result must not depend on the order of the sketches.
    """

    def sketch(self, record: Mapping[str, Any]) -> Any:  # noqa: ANN401  # any JSON value
        """Return what `settle` has to know of a document; None if the document does not take part (in the worker).

        It is kept beside the part of the document, and is made again only if the part or this step changes.
        """
        raise NotImplementedError

    def settle(self, sketches: Iterable[Sketched]) -> Iterable[tuple[int, Any]]:
        """Yield `(at, decision)` for each document that `apply` is to change (once, in the parent)."""
        raise NotImplementedError

    def apply(self, record: dict[str, Any], decision: Any) -> dict[str, Any] | Drop:  # noqa: ANN401  # any JSON value
        """Return the record as the decision says, or a Drop (in the worker)."""
        raise NotImplementedError
