"""Settings checked by their types: pydantic in strict JSON mode, its errors as complaints at their place in the YAML.

Nothing silently becomes another type, unknown settings are refused, and a message says what stood there.
"""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, TypeVar, get_type_hints

import pydantic

from pipeline.errors import Complaint, PipelineError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from pipeline.located_yaml import Data, LocatedYaml

FORBID_EXTRA = pydantic.ConfigDict(extra="forbid")
UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
WORDS = {
    "Input should be": "expected",
    "String should have": "expected",
    "List should have": "expected",
    " after validation, not 0": "",
    "a valid array": "a list",
    "a valid list": "a list",
    "a valid tuple": "a list",
    "an object": "a mapping",
    "a valid dictionary": "a mapping",
    "a valid string": "a text",
    "a valid integer": "a whole number",
    "a valid boolean": "true or false",
    " in the format YYYY-MM-DD, input is too short": ", such as 2015-07-28",
    "a valid date": "a date",
    "False": "false",
    "True": "true",
}
MISSING = {"missing", "missing_argument", "missing_keyword_only_argument"}

Checked = TypeVar("Checked")
Keys = tuple[str | int, ...]


def adapter(kind: type[Checked]) -> pydantic.TypeAdapter[Checked]:
    """Return pydantic's reader for a class of settings.

    Raises PipelineError where a field has a type that settings cannot have.
    """
    try:
        return pydantic.TypeAdapter(kind)
    except (pydantic.PydanticUserError, NameError) as error:
        message = str(error).partition("\n")[0]
        raise PipelineError(
            f"a setting of {kind.__name__} has a type that cannot be read from YAML: {message}"
        ) from error


def checked(
    kind: type[Checked], data: Mapping[str, Data] | Data, located: LocatedYaml, keys: Keys, *, base: Path | None = None
) -> tuple[Checked | None, list[Complaint]]:
    """Return an instance of `kind` made of plain `data`, or the complaints about it.

    keys: where `data` stands in `located`. base: the folder that paths are relative to.
    """
    try:
        plain = json.dumps(data if data is not None else {})
        return adapter(kind).validate_json(plain, strict=True, context={"base": base}), []
    except pydantic.ValidationError as error:
        return None, _complaints(kind, error, located, keys)


def _complaints(kind: type, error: pydantic.ValidationError, located: LocatedYaml, keys: Keys) -> list[Complaint]:
    """Return one complaint a place: a setting of several types fails once for each of them."""
    found: dict[Keys, Complaint] = {}
    for fault in error.errors(include_url=False):
        path = _known(located, (*keys, *fault["loc"]), keys)
        message = _said(fault["msg"])
        if fault["type"] in UNKNOWN:
            found[path] = _unknown(kind, located, path, keys)
        elif fault["type"] in MISSING:
            path = (*keys, *fault["loc"])
            found[path] = Complaint(located.key_place(path), f"the setting {fault['loc'][-1]!r} is missing.")
        elif path in found:
            either = f"{found[path].message[:-1]} or {message.removeprefix('expected ')}."
            found[path] = dataclasses.replace(found[path], message=either)
        else:
            found[path] = _wrong(fault, located, path, keys, message)
    return list(found.values())


def _said(message: str) -> str:
    """Return pydantic's words in those of somebody who writes YAML."""
    said = message.removeprefix("Value error, ")
    for theirs, ours in WORDS.items():
        said = said.replace(theirs, ours)
    return said


def _wrong(fault: ErrorDetails, located: LocatedYaml, path: Keys, keys: Keys, message: str) -> Complaint:
    name = ".".join(map(str, path[len(keys) :]))
    if fault["type"] == "value_error":
        return Complaint(located.place(path), f"{name}: {message}" if name else message)
    shown = _short(json.dumps(fault["input"], ensure_ascii=False, default=str))
    return Complaint(located.place(path), f"{name or 'this'} is {shown}; {message}.", _cure(fault))


def _cure(fault: ErrorDetails) -> str:
    if fault["type"] in {"list_type", "tuple_type"} and isinstance(fault["input"], str):
        return f"Write [{fault['input']}]."
    return "Remove the quotes." if _only_quoted(fault) else ""


def _only_quoted(fault: ErrorDetails) -> bool:
    """Tell whether a string holds what was asked for, so that only its quotes are in the way."""
    text = fault["input"]
    if not isinstance(text, str):
        return False
    number = text.lstrip("+-").replace(".", "", 1).isdecimal()
    return text in {"true", "false"} if fault["type"] == "bool_type" else number and fault["type"].endswith("_type")


def _unknown(kind: type, located: LocatedYaml, path: Keys, keys: Keys) -> Complaint:
    name = str(path[-1])
    known = _setting_names(kind, path[len(keys) : -1])
    hint = did_you_mean(name, known) or (f"There is {', '.join(known)}." if known else "")
    return Complaint(located.key_place(path), f"unknown setting {name!r}.", hint)


def _setting_names(kind: type, within: Keys) -> list[str]:
    """Return the names of the settings of a class, or of a setting within it that has settings of its own."""
    for name in within:
        kind = get_type_hints(kind).get(str(name), object) if dataclasses.is_dataclass(kind) else object
    return [one.name for one in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else []


def _known(located: LocatedYaml, path: Keys, keys: Keys) -> Keys:
    """Cut from `path` what pydantic adds for the branches of a union, which stand nowhere in the YAML."""
    while len(path) > len(keys) and path not in located.values:
        path = path[:-1]
    return path


def _short(shown: str, limit: int = 60) -> str:
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
