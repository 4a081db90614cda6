"""Annotations: findings as spans with typed fields; what a layer may hold, and how they move when the text is edited.

Everything walks the fields by their types, so that a layer of a plugin needs no code for it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from enum import Enum, StrEnum
from functools import cache, partial
from math import isfinite
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_type_hints

import msgspec
from msgspec import inspect as types

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.offsets import OffsetMap

AnySpan = TypeVar("AnySpan", bound="Span")
MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")


LONE_SURROGATE = re.compile("[\ud800-\udfff]")
Check = Callable[[Any, int], bool]
"""Tells of a value, in a text of so many characters, whether it is right."""
Checks = dict[type, Check | None]
"""For each type that a value may be of, what else it must pass."""


class Span(msgspec.Struct, frozen=True):
    """A stretch of a document's text: `text[start:end]`, in code points."""

    start: int
    end: int


class Annotation(Span, frozen=True):
    """A finding: a span with the fields of its layer's type.

    A subclass declares its fields as scalars, enums, spans (or subclasses of `Span` with fields of their own), tuples
    of these, or None; `check_annotation_type` refuses anything else, so that edits and exports need no code for it.
    """


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


def in_order(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Return annotations sorted by their spans; those with equal spans keep their order."""
    return tuple(sorted(annotations, key=attrgetter("start", "end")))


def check_annotation(annotation: Annotation, layer: str, length: int) -> None:
    """Raise StageError, naming layer, type and field, unless a layer of a text of that length can hold `annotation`."""
    if not isinstance(annotation, Annotation):
        raise StageError(f"layer {layer!r} takes annotations, got {type(annotation).__name__}")
    if _is_right(annotation, length):
        return
    where = f"layer {layer!r}: {type(annotation).__name__}"
    _check_fields(annotation, where)
    for span in spans_of(annotation):
        if not 0 <= span.start < span.end <= length:
            raise StageError(
                f"{where} has the span {span.start}:{span.end}, "
                f"which is {'empty' if span.start == span.end else 'not'} in the text of {length} characters"
            )


def _is_right(span: Span, length: int) -> bool:
    """Tell whether a span surely passes the checks of `check_annotation`: most do, and this is ten times faster."""
    allowed = _allowed_in(type(span))
    for name, checks in allowed:
        value = getattr(span, name)
        check = checks.get(type(value), _never)
        if check is not None and not check(value, length):
            return False
    return bool(allowed) and 0 <= span.start < span.end <= length


@cache
def _allowed_in(kind: type[Span]) -> tuple[tuple[str, Checks], ...]:
    """Return the fields of a type with what each may hold; nothing where one may hold what takes a closer look."""
    try:
        _decoder(kind)  # it refuses types that JSON cannot tell apart
        allowed = tuple((one.name, _checks(one.type)) for one in _fields(kind))
    except (TypeError, NameError):
        return ()
    checks_itself = hasattr(kind, "__post_init__")
    return allowed if all(checks for _, checks in allowed) and not checks_itself else ()


def _checks(kind: types.Type) -> Checks:
    """Return, for each type that a value may be of, what else it must pass; nothing where that takes a closer look."""
    members = kind.types if isinstance(kind, types.UnionType) else (kind,)
    checks: Checks = {}
    for one in members:
        if isinstance(one, types.EnumType) and issubclass(one.cls, StrEnum):
            checks[one.cls] = None
        elif isinstance(one, types.StructType) and issubclass(one.cls, Span):
            checks[one.cls] = _is_right
        elif isinstance(one, types.VarTupleType) and one == types.VarTupleType(one.item_type):
            checks[tuple] = partial(_all_right, _checks(one.item_type))
        elif type(one) in PLAIN and one == type(one)():  # one without bounds
            checks.update([PLAIN[type(one)]])
        else:
            return {}
    return checks


def _all_right(checks: Checks, values: tuple[object, ...], length: int) -> bool:
    found = ((value, checks.get(type(value), _never)) for value in values)
    return all(check is None or check(value, length) for value, check in found)


def _never(_value: object, _length: int) -> bool:
    return False


def _is_text(value: str, _length: int) -> bool:
    return value.isascii() or not LONE_SURROGATE.search(value)


def _is_number(value: float, _length: int) -> bool:
    return -(2**63) <= value < 2**63


# What a field holds that needs no closer look; what it may hold beside that is never taken for it.
PLAIN: dict[type[types.Type], tuple[type, Check | None]] = {
    types.StrType: (str, _is_text),
    types.IntType: (int, _is_number),
    types.FloatType: (float, _is_number),
    types.BoolType: (bool, None),
    types.NoneType: (NoneType, None),
}


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


def moved_layer(layer: Iterable[Annotation], change: OffsetMap) -> tuple[Annotation, ...]:
    """Return annotations as they stand in the edited text, without those of which nothing is left."""
    forward = change.inverse()
    moved = (_moved(annotation, forward) for annotation in layer)
    # In order again: two spans that began within one replacement now begin together.
    return in_order(annotation for annotation in moved if annotation is not None)


def _moved(span: AnySpan, forward: OffsetMap) -> AnySpan | None:
    """Return `span` in the edited text; None where nothing is left of it or of a span that it cannot do without."""
    start, end = forward.trace(span.start, span.end)
    if start == end:
        return None
    values: dict[str, Any] = {}
    for name in span.__struct_fields__[2:]:
        value = getattr(span, name)
        values[name] = _moved_value(value, forward)
        if values[name] is None and value is not None and name not in _optional_fields(type(span)):
            return None
    return msgspec.structs.replace(span, start=start, end=end, **values)


def _moved_value(value: object, forward: OffsetMap) -> object:
    if isinstance(value, Span):
        return _moved(value, forward)
    if isinstance(value, tuple):
        moved = [(item, _moved_value(item, forward)) for item in value]
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


def field_types(kind: type[Annotation]) -> dict[str, str]:
    """Return the fields of a layer's type, in order, with their types as text."""
    return {name: MODULES.sub("", inspect.formatannotation(hint)) for name, hint in get_type_hints(kind).items()}
