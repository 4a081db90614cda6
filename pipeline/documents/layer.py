"""Checks a layer: every annotation lies in the text, and every field has the type that is declared.

A fast check goes through the layer field by field, and nearly all layers pass it. Only if it fails, a slow check
goes through each annotation and finds the fault, if there is one.
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
"""Takes values of one type and the length of the text; returns whether the values are valid."""
Checks = dict[type, Check | None]
"""For each type that a value may have, the further check that it must pass, if any."""


def check_layer(annotations: Sequence[Annotation], layer: str, length: int) -> None:
    """Raise StageError, naming layer, type and field, unless a text of that length can have this layer."""
    for kind in dict.fromkeys(map(type, annotations)):
        if not issubclass(kind, Annotation):
            raise StageError(f"layer {layer!r} takes annotations, got {kind.__name__}")
        of_kind = [one for one in annotations if type(one) is kind]
        if not _pass_fast_check(kind, of_kind, length):
            for annotation in of_kind:
                _check_slowly(annotation, f"layer {layer!r}: {kind.__name__}", length)


def _check_slowly(annotation: Annotation, where: str, length: int) -> None:
    _check_fields(annotation, where)
    for span in spans_of(annotation):
        if not 0 <= span.start < span.end <= length:
            raise StageError(
                f"{where} has the span {span.start}:{span.end}, "
                f"which is {'empty' if span.start == span.end else 'not'} in the text of {length} characters"
            )


def _pass_fast_check(kind: type[Span], spans: Sequence[Any], length: int) -> bool:
    """Return whether spans of one type are certain to pass `_check_slowly`; False means unknown."""
    allowed = _allowed_in(kind)
    fields = zip(allowed, zip(*map(msgspec.structs.astuple, spans), strict=True), strict=False)
    valid = bool(allowed) and all(_all_valid(checks, values, length) for checks, values in fields)
    return valid and all(0 <= one.start < one.end <= length for one in spans)


@cache
def _allowed_in(kind: type[Span]) -> tuple[Checks, ...]:
    """Return the checks of each field of a type; empty if one of them needs the slow check."""
    try:
        _decoder(kind)  # raises TypeError for types that JSON cannot distinguish
        allowed = tuple(_checks(one.type) for one in fields_of(kind))
    except (TypeError, NameError):
        return ()
    checks_itself = hasattr(kind, "__post_init__")
    return allowed if all(allowed) and not checks_itself else ()


def _checks(kind: types.Type) -> Checks:
    """Return the checks of a field with the type `kind`; empty if it needs the slow check."""
    members = kind.types if isinstance(kind, types.UnionType) else (kind,)
    checks: Checks = {}
    for one in members:
        check = _check_of(one)
        if check is None:
            return {}
        checks.update([check])
    return checks


def _check_of(kind: types.Type) -> tuple[type, Check | None] | None:
    """Return the type of the values of one kind, and their check; None if they need the slow check."""
    if isinstance(kind, types.EnumType) and issubclass(kind.cls, StrEnum):
        return kind.cls, None
    if isinstance(kind, types.StructType) and issubclass(kind.cls, Span):
        return kind.cls, partial(_pass_fast_check, kind.cls)
    if isinstance(kind, types.VarTupleType) and kind == types.VarTupleType(kind.item_type):
        return tuple, partial(_all_within, _checks(kind.item_type))
    # A plain type without bounds.
    return PLAIN[type(kind)] if type(kind) in PLAIN and kind == type(kind)() else None


def _all_valid(checks: Checks, values: Sequence[object], length: int) -> bool:
    """Return whether all values have one of the allowed types, and pass the check of their type."""
    kinds = set(map(type, values))
    for kind in kinds:
        check = checks.get(kind, _never)
        if check and not check(values if len(kinds) == 1 else [one for one in values if type(one) is kind], length):
            return False
    return True


def _never(_values: object, _length: int) -> bool:
    return False


def _all_within(checks: Checks, values: Iterable[tuple[object, ...]], length: int) -> bool:
    return _all_valid(checks, list(chain.from_iterable(values)), length)


def _are_text(values: Iterable[str], _length: int) -> bool:
    return not LONE_SURROGATE.search("".join(set(values)))


def _are_integers(values: Sequence[int], _length: int) -> bool:
    return min(values) >= -(2**63) and max(values) < 2**63


def _are_numbers(values: Iterable[float], _length: int) -> bool:
    return all(-(2**63) <= one < 2**63 for one in values)  # False for NaN and the infinities


# Types of fields that need no slow check, with the type that their values have and its check.
PLAIN: dict[type[types.Type], tuple[type, Check | None]] = {
    types.StrType: (str, _are_text),
    types.IntType: (int, _are_integers),
    types.FloatType: (float, _are_numbers),
    types.BoolType: (bool, None),
    types.NoneType: (NoneType, None),
}


def _check_fields(annotation: Annotation, where: str) -> None:
    """Raise StageError unless every field has exactly its declared type, so that every format can hold it."""
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
    """Return what is wrong with a value that not every format can hold, and what to give instead; else ""."""
    if type(value) not in (str, int, float, bool):
        return f"it is of type {type(value).__name__}; give a plain str, int, float or bool, an enum, a Span or a tuple"
    if (isinstance(value, int) and not -(2**63) <= value < 2**63) or (isinstance(value, float) and not isfinite(value)):
        return "numbers are finite and fit in 64 bits; give None or a str"
    return ""


def _same(given: object, read: object) -> bool:
    """Return whether two values are equal and have the same types; an int may stand for a float."""
    if isinstance(given, tuple) and isinstance(read, tuple):
        return len(given) == len(read) and all(map(_same, given, read))
    if isinstance(given, Span) and type(given) is type(read):
        return all(_same(getattr(given, name), getattr(read, name)) for name in given.__struct_fields__)
    return given == read and (type(given) is type(read) or type(read) is float)


@cache
def _decoder(kind: type[Span]) -> msgspec.json.Decoder[Span]:
    return msgspec.json.Decoder(kind, strict=True)
