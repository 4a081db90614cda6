"""The nouns: a document is an immutable text with named layers of typed annotations, and a map back to its source.

Everything here is a value. `with_layer`, `with_metadata` and `with_edits` return new documents; no stage assigns.
Offsets are code points, spans half-open; an annotation's offsets index `document.text`, and `document.source_span`
gives the place in `document.raw`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from functools import cache
from hashlib import sha256
from math import isfinite
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec
from msgspec import inspect as types

from pipeline.errors import StageError
from pipeline.offsets import Edit, OffsetMap, apply

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from spacy.tokens import Doc

AnySpan = TypeVar("AnySpan", bound="Span")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
BYTE_ORDER_MARK = "\ufeff"
UNEDITED = OffsetMap()


class Span(msgspec.Struct, frozen=True):
    """A stretch of a document's text: `text[start:end]`, in code points."""

    start: int
    end: int


class Annotation(Span, frozen=True):
    """A finding: a span with the fields of its layer's type.

    A subclass declares its fields as scalars, enums, spans (or subclasses of `Span` with fields of their own), tuples
    of these, or None; `check_annotation_type` refuses anything else, so that edits and exports need no code for it.
    """


@dataclass(frozen=True)
class Document:
    """One text on its way through the stages.

    id: the path relative to the ingest root (with the record within it), or the id that the record itself carries.
    source: URI of the file, relative to the configuration where that names it so.
    raw: the decoded text as read, without byte-order mark, lone surrogates as U+FFFD, line ends as they are.
    text: what annotations index into: `raw` until a stage edits it.
    offsets: leads from `text` to `raw`.
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
        """Pickle all but the parse, which stays in the worker that made it."""
        values = [getattr(self, one.name) for one in fields(self) if one.name != "_parse"]
        return Document, tuple(dict(value) if isinstance(value, MappingProxyType) else value for value in values)

    @classmethod
    def from_raw(
        cls, raw: str, *, id: str = "text", source: str = "", metadata: Mapping[str, Any] | None = None
    ) -> Document:
        """Return the document of a decoded text; a byte-order mark goes, lone surrogates become U+FFFD."""
        clean = LONE_SURROGATE.sub("\ufffd", raw.removeprefix(BYTE_ORDER_MARK))
        return cls(id, source, clean, clean).with_metadata(**(metadata or {}))

    @property
    def raw_hash(self) -> str:
        """The SHA-256 of `raw` in UTF-8, in hexadecimal: for a plain UTF-8 file what `sha256sum` prints."""
        return sha256(self.raw.encode()).hexdigest()

    @property
    def parse(self) -> Doc:
        """The shared spaCy parse of `text`: offsets agree, it is read only and lives while the stage runs.

        Raises StageError where no stage of the plan asked for a parse.
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
        """Return this document with `values`, plain JSON ones, added to its metadata.

        Raises StageError for a value that would come back from JSON as another.
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
        """Return this document with the layer `name` holding `annotations`, sorted by span; an older one is replaced.

        Raises StageError for an annotation outside the text, an empty span, or a field of another type than declared.
        """
        layer = list(annotations)
        for annotation in layer:
            _check_annotation(annotation, name, len(self.text))
        return replace(self, layers={**self.layers, name: _in_order(layer)})

    def with_edits(self, edits: Iterable[Edit]) -> Document:
        """Return this document with its text edited; annotations move along, those with nothing left are dropped.

        `edits` are in offsets of the present `text`, in any order. Raises ValueError where two overlap or one lies
        outside, StageError once the document is parsed, and for a lone surrogate.
        """
        text, change = apply(self.text, edits)
        if not change.changes:
            return self
        if self._parse is not None:
            raise StageError("the text was edited after it was parsed: put the stage before those that need the parse")
        if LONE_SURROGATE.search(text):
            raise StageError("an edit writes a lone surrogate, which no file can hold: write U+FFFD in its place")
        layers = {name: _moved_layer(layer, change) for name, layer in self.layers.items()}
        return replace(self, text=text, offsets=self.offsets.then(change), layers=layers)

    def source_span(self, span: Span) -> Span:
        """Return the place in `raw` that `span` came from."""
        return Span(*self.offsets.to_old(span.start, span.end))

    def record(self) -> dict[str, Any]:
        """Return what an export says of this document: every span with its source place and its text."""
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


def spans_of(span: Span) -> Iterator[Span]:
    """Yield `span` and every span within its fields."""
    return (value for value in _values(span) if isinstance(value, Span))


def _values(value: object) -> Iterator[object]:
    """Yield `value` and all that it holds."""
    yield value
    if isinstance(value, Span):
        for name in value.__struct_fields__:
            yield from _values(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _values(item)


def _in_order(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    return tuple(sorted(annotations, key=attrgetter("start", "end")))


def _check_annotation(annotation: Annotation, layer: str, length: int) -> None:
    if not isinstance(annotation, Annotation):
        raise StageError(f"layer {layer!r} takes annotations, got {type(annotation).__name__}")
    where = f"layer {layer!r}: {type(annotation).__name__}"
    _check_fields(annotation, where)
    for span in spans_of(annotation):
        if not 0 <= span.start < span.end <= length:
            raise StageError(
                f"{where} has the span {span.start}:{span.end}, "
                f"which is {'empty' if span.start == span.end else 'not'} in the text of {length} characters"
            )


def _check_fields(annotation: Annotation, where: str) -> None:
    """Raise StageError unless every field holds exactly what its type says, so that it comes back from any format."""
    for name in annotation.__struct_fields__:
        for value in _values(getattr(annotation, name)):
            if not isinstance(value, (Span, tuple, Enum, NoneType)) and (fault := _fault(value)):
                raise StageError(f"{where}.{name} holds {value!r}: {fault}")
    try:
        read = _decoder(type(annotation)).decode(msgspec.json.encode(annotation))
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise StageError(f"{where}: {error}") from error
    for name in annotation.__struct_fields__:
        given, expected = getattr(annotation, name), getattr(read, name)
        if not _same(given, expected):
            raise StageError(f"{where}.{name} is {given!r}, expected {expected!r}")


def _fault(value: object) -> str:
    """Return what to give in place of a value that not every format can hold, or the empty string."""
    if type(value) not in (str, int, float, bool):
        return f"it is of type {type(value).__name__}; give a plain str, int, float or bool, an enum, a Span or a tuple"
    if (isinstance(value, int) and not -(2**63) <= value < 2**63) or (isinstance(value, float) and not isfinite(value)):
        return "numbers are finite and fit in 64 bits; give None or a str"
    return ""


def _same(given: object, read: object) -> bool:
    """Tell whether two values are equal and of the same types; an int may stand for a float."""
    if isinstance(given, tuple) and isinstance(read, tuple):
        return len(given) == len(read) and all(map(_same, given, read))
    if isinstance(given, Span) and type(given) is type(read):
        return all(_same(getattr(given, name), getattr(read, name)) for name in given.__struct_fields__)
    return given == read and (type(given) is type(read) or type(read) is float)


@cache
def _decoder(kind: type[Span]) -> msgspec.json.Decoder[Span]:
    return msgspec.json.Decoder(kind, strict=True)


def _moved_layer(layer: Iterable[Annotation], change: OffsetMap) -> tuple[Annotation, ...]:
    moved = (_moved(annotation, change) for annotation in layer)
    # In order again: two spans that began within one replacement now begin together.
    return _in_order(annotation for annotation in moved if annotation is not None)


def _moved(span: AnySpan, change: OffsetMap) -> AnySpan | None:
    """Return `span` in the edited text; None where nothing is left of it or of a span that it cannot do without."""
    start, end = change.to_new(span.start, span.end)
    if start == end:
        return None
    values: dict[str, Any] = {}
    for name in span.__struct_fields__[2:]:
        value = getattr(span, name)
        values[name] = _moved_value(value, change)
        if values[name] is None and value is not None and name not in _optional_fields(type(span)):
            return None
    return msgspec.structs.replace(span, start=start, end=end, **values)


def _moved_value(value: object, change: OffsetMap) -> object:
    if isinstance(value, Span):
        return _moved(value, change)
    if isinstance(value, tuple):
        moved = [(item, _moved_value(item, change)) for item in value]
        return tuple(after for before, after in moved if after is not None or before is None)
    return value


def _holds_none(kind: types.Type) -> bool:
    return isinstance(kind, types.NoneType) or (isinstance(kind, types.UnionType) and kind.includes_none)


@cache
def _optional_fields(kind: type[Span]) -> frozenset[str]:
    return frozenset(one.name for one in _fields(kind) if _holds_none(one.type))


def _fields(kind: type[Span]) -> tuple[types.Field, ...]:
    return cast("types.StructType", types.type_info(kind)).fields


SCALARS = (
    types.NoneType,
    types.BoolType,
    types.IntType,
    types.FloatType,
    types.StrType,
    types.EnumType,
    types.LiteralType,
)


IN_RECORD = frozenset({"source_start", "source_end", "text"})


def check_annotation_type(kind: object) -> None:
    """Raise TypeError, naming the field, unless `kind` is a frozen Annotation made of scalars, enums and spans."""
    if not (isinstance(kind, type) and issubclass(kind, Annotation)):
        raise TypeError(
            f"{kind!r} is not an Annotation: write `class {getattr(kind, '__name__', 'Mine')}(Annotation): …`"
        )
    if not kind.__struct_config__.frozen:
        raise TypeError(f"{kind.__name__} can be changed in place: leave out frozen=False")
    try:
        declared = _fields(kind)
    except NameError as error:
        raise TypeError(f"a field of {kind.__name__} has a type that is not imported at run time: {error}") from error
    for one in declared:
        if one.name in IN_RECORD:
            raise TypeError(f"{kind.__name__}.{one.name}: every record has this of its own; choose another name")
        if not _is_plain(one.type, (kind,)):
            raise TypeError(
                f"{kind.__name__}.{one.name} has a type that no layer can hold: use str, int, float, bool, an enum, "
                f"a Span, a tuple of these (with spans: tuple[Span, ...]), or None"
            )


def _is_plain(kind: types.Type, within: tuple[type, ...], *, spans: bool = True) -> bool:
    """Tell whether a layer can hold `kind`, which stands in the classes `within`: no class may hold itself.

    A tuple of fixed length holds no spans, since an edit may leave nothing of one.
    """
    if isinstance(kind, types.UnionType):
        return all(_is_plain(one, within, spans=spans) for one in kind.types)
    if isinstance(kind, types.VarTupleType):
        return _is_plain(kind.item_type, within, spans=spans)
    if isinstance(kind, types.TupleType):
        return all(_is_plain(one, within, spans=False) for one in kind.item_types)
    if isinstance(kind, types.StructType):
        own = issubclass(kind.cls, Span) and kind.cls not in within and kind.cls.__struct_config__.frozen
        return spans and own and all(_is_plain(one.type, (*within, kind.cls)) for one in kind.fields)
    return isinstance(kind, SCALARS)
