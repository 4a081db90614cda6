"""What a layer holds: every annotation in the text, every field of the type that is declared.

Most layers are right, and that is soon told field by field; where it is not, a close look at each annotation says what
is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, StrEnum
from functools import cache, partial
from itertools import chain
from math import isfinite
from types import NoneType
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import inspect as types

from pipeline.documents.annotation import LONE_SURROGATE, Annotation, Span, fields_of, spans_of, values_of
from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Check = Callable[[Any, int], bool]
"""Tells of values of one type, in a text of so many characters, whether they are right."""
Checks = dict[type, Check | None]
"""For each type that a value may be of, what else it must pass."""


def check_layer(annotations: Sequence[Annotation], layer: str, length: int) -> None:
    """Raise StageError, naming layer, type and field, unless a layer of a text of that length can hold them."""
    for kind in dict.fromkeys(map(type, annotations)):
        if not issubclass(kind, Annotation):
            raise StageError(f"layer {layer!r} takes annotations, got {kind.__name__}")
        alike = [one for one in annotations if type(one) is kind]
        if not _are_right(kind, alike, length):
            for annotation in alike:
                _check_closely(annotation, f"layer {layer!r}: {kind.__name__}", length)


def _check_closely(annotation: Annotation, where: str, length: int) -> None:
    _check_fields(annotation, where)
    for span in spans_of(annotation):
        if not 0 <= span.start < span.end <= length:
            raise StageError(
                f"{where} has the span {span.start}:{span.end}, "
                f"which is {'empty' if span.start == span.end else 'not'} in the text of {length} characters"
            )


def _are_right(kind: type[Span], spans: Sequence[Any], length: int) -> bool:
    """Tell whether spans of one type surely pass `_check_closely`: most do, and field by field that is soon told."""
    allowed = _allowed_in(kind)
    fields = zip(allowed, zip(*map(msgspec.structs.astuple, spans), strict=True), strict=False)
    right = bool(allowed) and all(_all_right(checks, values, length) for checks, values in fields)
    return right and all(0 <= one.start < one.end <= length for one in spans)


@cache
def _allowed_in(kind: type[Span]) -> tuple[Checks, ...]:
    """Return what each field of a type may hold; nothing where one may hold what takes a closer look."""
    try:
        _decoder(kind)  # it refuses types that JSON cannot tell apart
        allowed = tuple(_checks(one.type) for one in fields_of(kind))
    except (TypeError, NameError):
        return ()
    checks_itself = hasattr(kind, "__post_init__")
    return allowed if all(allowed) and not checks_itself else ()


def _checks(kind: types.Type) -> Checks:
    """Return, for each type that a value may be of, what else it must pass; nothing where that takes a closer look."""
    members = kind.types if isinstance(kind, types.UnionType) else (kind,)
    checks: Checks = {}
    for one in members:
        check = _check_of(one)
        if check is None:
            return {}
        checks.update([check])
    return checks


def _check_of(kind: types.Type) -> tuple[type, Check | None] | None:
    """Return the type of the values of one kind, and their check; None if that takes a closer look."""
    if isinstance(kind, types.EnumType) and issubclass(kind.cls, StrEnum):
        return kind.cls, None
    if isinstance(kind, types.StructType) and issubclass(kind.cls, Span):
        return kind.cls, partial(_are_right, kind.cls)
    if isinstance(kind, types.VarTupleType) and kind == types.VarTupleType(kind.item_type):
        return tuple, partial(_all_within, _checks(kind.item_type))
    # A plain type without bounds.
    return PLAIN[type(kind)] if type(kind) in PLAIN and kind == type(kind)() else None


def _all_right(checks: Checks, values: Sequence[object], length: int) -> bool:
    """Tell whether all values are of types that are allowed, and pass what else those of each type must."""
    kinds = set(map(type, values))
    for kind in kinds:
        check = checks.get(kind, _never)
        if check and not check(values if len(kinds) == 1 else [one for one in values if type(one) is kind], length):
            return False
    return True


def _never(_values: object, _length: int) -> bool:
    return False


def _all_within(checks: Checks, values: Iterable[tuple[object, ...]], length: int) -> bool:
    return _all_right(checks, list(chain.from_iterable(values)), length)


def _are_text(values: Iterable[str], _length: int) -> bool:
    return not LONE_SURROGATE.search("".join(set(values)))


def _are_integers(values: Sequence[int], _length: int) -> bool:
    return min(values) >= -(2**63) and max(values) < 2**63


def _are_numbers(values: Iterable[float], _length: int) -> bool:
    return all(-(2**63) <= one < 2**63 for one in values)  # which none is that is not one


# What a field holds that needs no closer look; what it may hold beside that is never taken for it.
PLAIN: dict[type[types.Type], tuple[type, Check | None]] = {
    types.StrType: (str, _are_text),
    types.IntType: (int, _are_integers),
    types.FloatType: (float, _are_numbers),
    types.BoolType: (bool, None),
    types.NoneType: (NoneType, None),
}


def _check_fields(annotation: Annotation, where: str) -> None:
    """Raise StageError unless every field holds exactly what its type says, so that it comes back from any format."""
    for name in annotation.__struct_fields__:
        for value in values_of(getattr(annotation, name)):
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
