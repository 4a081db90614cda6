"""Annotations: spans with typed fields, the types that these fields may have, and how annotations move with edits.

All code here goes through the fields by their types, so a plugin writes none for its layers.
"""

from __future__ import annotations

import inspect
import re
from bisect import bisect_left
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_type_hints

import msgspec
from msgspec import inspect as types

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.documents.offsets import OffsetMap

AnySpan = TypeVar("AnySpan", bound="Span")
MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")
Place = Callable[[int, int], tuple[int, int]]
"""Takes a span of the old text; returns the span in the new text, an empty one if nothing is left."""
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Span(msgspec.Struct, frozen=True):
    """A stretch of a document's text: `text[start:end]`, in code points."""

    start: int
    end: int


class Annotation(Span, frozen=True):
    """A span with the fields of its layer's type.

    A subclass declares its fields as scalars, enums, spans (or subclasses of `Span` with fields of their own), tuples
    of these, or None; `check_annotation_type` refuses anything else, so that edits and exports need no code for it.
    """


def spans_of(span: Span) -> Iterator[Span]:
    """Yield `span` and every span within its fields."""
    return (value for value in values_of(span) if isinstance(value, Span))


def values_of(value: object) -> Iterator[object]:
    """Yield `value` and all values within it, at any depth."""
    yield value
    if isinstance(value, Span):
        for name in value.__struct_fields__:
            yield from values_of(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from values_of(item)


def in_order(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Return annotations sorted by their spans; those with equal spans keep their order."""
    return tuple(sorted(annotations, key=attrgetter("start", "end")))


def moved_layer(layer: Iterable[Annotation], change: OffsetMap) -> tuple[Annotation, ...]:
    """Return the annotations at their places in the edited text, without those of which nothing is left."""
    forward = change.inverse()
    moved = (_moved(annotation, forward.trace) for annotation in layer)
    # Sort again: two spans that started within one replacement now start at the same place.
    return in_order(annotation for annotation in moved if annotation is not None)


def layer_within(layer: Sequence[Annotation], start: int, end: int) -> tuple[Annotation, ...]:
    """Return the annotations of an ordered layer that are wholly in `text[start:end]`, at their places in that text.

    A span in a field is treated as if its text was deleted, unless it is wholly inside too.
    """

    def place(first: int, last: int) -> tuple[int, int]:
        return (first - start, last - start) if start <= first and last <= end else (0, 0)

    inside = layer[bisect_left(layer, start, key=_start) : bisect_left(layer, end, key=_start)]
    moved = (_moved(annotation, place) for annotation in inside)
    return tuple(annotation for annotation in moved if annotation is not None)


_start = attrgetter("start")


def _moved(span: AnySpan, place: Place) -> AnySpan | None:
    """Return `span` in the new text, or None if nothing is left of it or of a span in one of its required fields."""
    start, end = place(span.start, span.end)
    if start == end:
        return None
    values: dict[str, Any] = {}
    for name in span.__struct_fields__[2:]:
        value = getattr(span, name)
        values[name] = _moved_value(value, place)
        if values[name] is None and value is not None and name not in _optional_fields(type(span)):
            return None
    return msgspec.structs.replace(span, start=start, end=end, **values)


def _moved_value(value: object, place: Place) -> object:
    if isinstance(value, Span):
        return _moved(value, place)
    if isinstance(value, tuple):
        moved = [(item, _moved_value(item, place)) for item in value]
        return tuple(after for before, after in moved if after is not None or before is None)
    return value


def _holds_none(kind: types.Type) -> bool:
    return isinstance(kind, types.NoneType) or (isinstance(kind, types.UnionType) and kind.includes_none)


@cache
def _optional_fields(kind: type[Span]) -> frozenset[str]:
    return frozenset(one.name for one in fields_of(kind) if _holds_none(one.type))


def fields_of(kind: type[Span]) -> tuple[types.Field, ...]:
    """Return the fields of a type as msgspec describes them, `start` and `end` first."""
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
"""The fields that `Document.record` adds to every annotation."""


def check_annotation_type(kind: object) -> None:
    """Raise TypeError, naming the field, unless `kind` is a frozen Annotation of scalars, enums and spans."""
    if not (isinstance(kind, type) and issubclass(kind, Annotation)):
        raise TypeError(
            f"{kind!r} is not an Annotation: write `class {getattr(kind, '__name__', 'Mine')}(Annotation): …`"
        )
    if not kind.__struct_config__.frozen:
        raise TypeError(f"{kind.__name__} can be changed in place: leave out frozen=False")
    try:
        declared = fields_of(kind)
    except NameError as error:
        raise TypeError(f"a field of {kind.__name__} has a type that is not imported at run time: {error}") from error
    for one in declared:
        if one.name in IN_RECORD:
            raise TypeError(f"{kind.__name__}.{one.name}: every record has this of its own; choose another name")
        if not _is_allowed(one.type, (kind,)):
            raise TypeError(
                f"{kind.__name__}.{one.name} has a type that no layer can hold: use str, int, float, bool, an enum, "
                f"a Span, a tuple of these (with spans: tuple[Span, ...]), or None"
            )


def _is_allowed(kind: types.Type, within: tuple[type, ...], *, spans: bool = True) -> bool:
    """Return whether a field of a layer's type may have the type `kind`.

    within: the classes whose fields lead to it; no class may contain itself. spans: whether spans are allowed; in a
    tuple of fixed length they are not, since an edit may leave nothing of a span.
    """
    if isinstance(kind, types.UnionType):
        return all(_is_allowed(one, within, spans=spans) for one in kind.types)
    if isinstance(kind, types.VarTupleType):
        return _is_allowed(kind.item_type, within, spans=spans)
    if isinstance(kind, types.TupleType):
        return all(_is_allowed(one, within, spans=False) for one in kind.item_types)
    if isinstance(kind, types.StructType):
        return spans and _is_allowed_span(kind, within)
    return isinstance(kind, SCALARS)


def _is_allowed_span(kind: types.StructType, within: tuple[type, ...]) -> bool:
    """Return whether `kind` is a frozen class of spans that is not among the classes `within`, with plain fields."""
    frozen_span = issubclass(kind.cls, Span) and kind.cls.__struct_config__.frozen and kind.cls not in within
    return frozen_span and all(_is_allowed(one.type, (*within, kind.cls)) for one in kind.fields)


def field_types(kind: type[Annotation]) -> dict[str, str]:
    """Return the fields of a layer's type, in order, with their types as text."""
    return {name: MODULES.sub("", inspect.formatannotation(hint)) for name, hint in get_type_hints(kind).items()}
