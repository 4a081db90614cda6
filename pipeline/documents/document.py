"""The document: an immutable text with named layers of typed annotations, and a map back to its source.

A document never changes: `with_layer`, `with_metadata`, `with_edits` and `pieces` return new ones. Offsets are code
points, spans are half-open; they index `document.text`, and `document.source_span` gives the place in `document.raw`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.documents.annotation import LONE_SURROGATE, Annotation, Span, in_order, layer_within, moved_layer
from pipeline.documents.layer import check_layer
from pipeline.documents.offsets import Edit, OffsetMap, apply
from pipeline.documents.pieces import check_pieces, piece_id
from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from spacy.tokens import Doc

BYTE_ORDER_MARK = "\ufeff"
UNEDITED = OffsetMap()


@dataclass(frozen=True)
class Document:
    """One text on its way through the stages.

    id: the path relative to the ingest root (with the record within it), or the id that the record itself has; of a
    piece also its key, after `#`.
    source: URI of the file, relative to the configuration if the configuration names it by a relative path.
    raw: the decoded text as read, without byte-order mark, lone surrogates as U+FFFD, line ends as they are.
    text: what annotations index into: `raw` until a stage edits it.
    offsets: the map from `text` to `raw`.
    metadata: plain JSON values about the document (`title`, `published`, …).
    layers: annotations by layer name, each layer in the order of its spans.
    """

    id: str
    source: str
    raw: str
    text: str
    offsets: OffsetMap = UNEDITED
    metadata: Mapping[str, Any] = field(default_factory=dict)
    layers: Mapping[str, tuple[Annotation, ...]] = field(default_factory=dict)
    _parse: Doc | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "metadata", MappingProxyType(dict(self.metadata)))
        object.__setattr__(self, "layers", MappingProxyType(dict(self.layers)))

    def __reduce__(self) -> tuple[Callable[..., Document], tuple[Any, ...]]:
        """Pickle everything except the parse, which stays in the worker that made it."""
        values = [getattr(self, one.name) for one in fields(self) if one.name != "_parse"]
        return Document, tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in values)

    @classmethod
    def from_raw(
        cls, raw: str, *, id: str = "text", source: str = "", metadata: Mapping[str, Any] | None = None
    ) -> Document:
        """Return the document of a decoded text, without a byte-order mark and with lone surrogates as U+FFFD."""
        clean = printable(raw.removeprefix(BYTE_ORDER_MARK))
        return cls(id, source, clean, clean).with_metadata(**(metadata or {}))

    @property
    def raw_hash(self) -> str:
        """The SHA-256 of `raw` in UTF-8, in hexadecimal: what `sha256sum` prints for a plain UTF-8 file."""
        return sha256(self.raw.encode()).hexdigest()

    @property
    def parse(self) -> Doc:
        """The part of the shared spaCy parse of `text` that the running stage declares in its `needs_parse`.

        Its offsets are those of `text`; it is read only, and exists only while the stage runs. Raises StageError if the
        stage declares nothing.
        """
        if self._parse is None:
            raise StageError(
                "document.parse was read, but there is no parse: say in the stage what it reads, "
                'for example needs_parse = {"sentences"}'
            )
        return self._parse

    @property
    def has_parse(self) -> bool:
        """Whether `parse` can be read."""
        return self._parse is not None

    def with_parse(self, parse: Doc | None) -> Document:
        """Return this document with `parse` as its shared parse; the worker calls this, stages do not."""
        return replace(self, _parse=parse)

    def with_metadata(self, /, **values: object) -> Document:
        """Return this document with `values` added to its metadata.

        Raises StageError for a value that JSON cannot hold, or that changes when it is written as JSON and read again.
        """
        try:
            read = msgspec.json.decode(msgspec.json.encode(values))
        except (TypeError, ValueError) as error:
            raise StageError(f"metadata takes JSON values only: {error}") from error
        for key, value in values.items():
            if read[key] != value:
                raise StageError(
                    f"metadata takes JSON values only: {key} is {value!r}, and would come back as {read[key]!r}"
                )
        return replace(self, metadata={**self.metadata, **values}) if values else self

    def with_layer(self, name: str, annotations: Iterable[Annotation]) -> Document:
        """Return this document with `annotations`, sorted by span, as its layer `name`; they replace an older layer.

        Raises StageError for an annotation outside the text, an empty span, or a field of another type than declared.
        """
        layer = list(annotations)
        check_layer(layer, name, len(self.text))
        return replace(self, layers={**self.layers, name: in_order(layer)})

    def with_edits(self, edits: Iterable[Edit]) -> Document:
        """Return this document with its text edited. Annotations move along; one of which nothing is left is dropped.

        edits: in offsets of the present `text`, in any order. Raises ValueError if two overlap or one lies outside the
        text; StageError if the document is parsed already, or if an edit writes a lone surrogate.
        """
        text, change = apply(self.text, edits)
        if not change.changes:
            return self
        if self._parse is not None:
            raise StageError("the text was edited after it was parsed: put the stage before those that need the parse")
        if LONE_SURROGATE.search(text):
            raise StageError("an edit writes a lone surrogate, which no file can hold: write U+FFFD in its place")
        layers = {name: moved_layer(layer, change) for name, layer in self.layers.items()}
        return replace(self, text=text, offsets=self.offsets.then(change), layers=layers)

    def pieces(self, spans: Iterable[Span], keys: Iterable[str] | None = None) -> tuple[Document, ...]:
        """Return a document for each span of the text: what a stage with `splits` returns in place of this one.

        A piece has the text of its span, and the raw text, source and metadata of this document. Its id is `ID#KEY`:
        the id of this document, and the key of the piece, or its number from 1. Annotations that are wholly within a
        piece move along, with their spans that are; all others are dropped.

        spans: in the order of the text, not empty, without overlaps; text between them is left out. keys: one for each
        span, all different; they stay the same if other pieces are added. Raises StageError for other spans or keys,
        and if the document is parsed already.
        """
        if self._parse is not None:
            raise StageError("the text was split after it was parsed: put the stage before those that need the parse")
        ordered = list(spans)
        names = [str(number) for number in range(1, len(ordered) + 1)] if keys is None else list(keys)
        check_pieces(ordered, names, len(self.text))
        return tuple(map(self._piece, ordered, names))

    def _piece(self, span: Span, key: str) -> Document:
        layers = {name: layer_within(layer, span.start, span.end) for name, layer in self.layers.items()}
        offsets, text = self.offsets.within(span.start, span.end), self.text[span.start : span.end]
        return replace(self, id=piece_id(self.id, key), text=text, offsets=offsets, layers=layers)

    def source_span(self, span: Span) -> Span:
        """Return the place in `raw` from which `span` comes."""
        return Span(*self.offsets.trace(span.start, span.end))

    def record(self) -> dict[str, Any]:
        """Return the record of this document, as exports have it: every span with its place in `raw` and its text."""
        layers = {name: [self._projected(annotation) for annotation in layer] for name, layer in self.layers.items()}
        return {"id": self.id, "source": self.source, "text": self.text, "metadata": dict(self.metadata), **layers}

    def _projected(self, span: Span) -> dict[str, Any]:
        place = self.source_span(span)
        own: dict[str, Any] = {
            "start": span.start,
            "end": span.end,
            "source_start": place.start,
            "source_end": place.end,
            "text": self.text[span.start : span.end],
        }
        for name in span.__struct_fields__[2:]:
            own[name] = self._projected_value(getattr(span, name))
        return own

    def _projected_value(self, value: object) -> object:
        if isinstance(value, Span):
            return self._projected(value)
        if isinstance(value, tuple):
            return [self._projected_value(item) for item in value]
        return value

    def __repr__(self) -> str:
        counts = "".join(f", {name}={len(layer)}" for name, layer in self.layers.items())
        return f"Document({self.id!r}, {len(self.text):,} characters{counts})"

    def _repr_html_(self) -> str:
        """Return this document as HTML, for notebooks."""
        from pipeline.display.html import html

        return html(msgspec.to_builtins(self.record()), list(self.layers))


def printable(text: str) -> str:
    """Return `text` with lone surrogates, which no file can hold, as U+FFFD; the length stays the same."""
    return LONE_SURROGATE.sub("\ufffd", text)
