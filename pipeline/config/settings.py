"""Settings checked by their types: pydantic in strict JSON mode, its errors as complaints at their place in the YAML.

Nothing silently becomes another type, unknown settings are refused, and a message says what was written: `${NAME}` and
not what it stands for, and nothing of a setting that has a Secret.
"""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pydantic

from pipeline.config.setting_types import CONCEALED
from pipeline.errors import Complaint, PipelineError, Place, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from pipeline.config.located_yaml import Data, LocatedYaml

VARIABLE = re.compile(r"\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""`${NAME}`, an environment variable, and `$${NAME}`, which stands for the characters."""

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
    reader = adapter(kind)
    checking = _Checking(reader.core_schema, located, keys)
    plain, context = json.dumps(data if data is not None else {}), {"base": base}
    literal = checking.literal_secrets(_faults(reader, plain, {**context, CONCEALED: True})) if checking.secrets else {}
    try:
        made = reader.validate_json(plain, strict=True, context=context)
    except pydantic.ValidationError as error:
        return None, _covered(checking.complaints(error.errors(include_url=False), literal))
    return (None, _covered(literal.values())) if literal else (made, [])


def _faults(reader: pydantic.TypeAdapter[Any], plain: str, context: dict[str, Any]) -> list[ErrorDetails]:
    try:
        reader.validate_json(plain, strict=True, context=context)
    except pydantic.ValidationError as error:
        return error.errors(include_url=False)
    return []


def _settings_of(schema: Any, definitions: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401  # nested plain data
    """Return the settings of a class, by name, in pydantic's description of it; of what is no class, none."""
    while schema and schema["type"] != "dataclass-args":
        schema = definitions[schema["schema_ref"]] if "schema_ref" in schema else schema.get("schema")
    return {one["name"]: one["schema"] for one in schema["fields"]} if schema else {}


def _has_secret(schema: Any, definitions: Mapping[str, Any]) -> bool:  # noqa: ANN401  # as above
    if isinstance(schema, list | tuple):
        return any(_has_secret(one, definitions) for one in schema)
    if not isinstance(schema, dict):
        return False
    _check_choices(schema.get("choices", ()))
    reference = schema.get("schema_ref", "")
    if reference in definitions:
        others = {name: one for name, one in definitions.items() if name != reference}
        return _has_secret(definitions[reference], others)
    return CONCEALED in schema.get("metadata", ()) or _has_secret(list(schema.values()), definitions)


def _check_choices(choices: Iterable[Any]) -> None:
    """Raise PipelineError if a Secret is one of several types that a setting can have."""
    if any(CONCEALED in one.get("metadata", ()) for one in choices if isinstance(one, dict)):
        raise PipelineError("a Secret stands beside another type in a setting: None is the only one that can")


@dataclasses.dataclass(frozen=True)
class _Checking:
    """The faults of one class of settings on their way to complaints. schema: pydantic's description of the class."""

    schema: Any
    located: LocatedYaml
    keys: Keys

    @cached_property
    def definitions(self) -> Mapping[str, Any]:
        """The descriptions that others refer to."""
        return {one["ref"]: one for one in self.schema.get("definitions", ())}

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The settings in whose types a Secret stands, however deep: what is written for them is never shown."""
        settings = _settings_of(self.schema, self.definitions)
        return frozenset(name for name, one in settings.items() if _has_secret(one, self.definitions))

    def literal_secrets(self, faults: Iterable[ErrorDetails]) -> dict[Keys, Complaint]:
        """Return a complaint for each Secret that stands in the configuration itself; each has a fault in `faults`."""
        reached = dict(self._reached(fault) for fault in faults if fault["type"] == CONCEALED)
        literal = [path for path, written in reached.items() if not (isinstance(written, str) and _varies(written))]
        return {path: self._literal(path) for path in literal}

    def _literal(self, path: Keys) -> Complaint:
        place = self.located.place(path)
        typed = place.file.partition("=")[0] if path in self.located.values else "--set KEY"
        hint = "" if place.line else f"Type {typed}='${{NAME}}', in single quotes."
        cure = "write ${NAME} in its place, and set the environment variable NAME."
        return Complaint(place, f"{self._name(path)} is a secret: {cure}", hint, hidden=True)

    def complaints(self, faults: Iterable[ErrorDetails], known: Mapping[Keys, Complaint]) -> list[Complaint]:
        """Return one complaint a place: a setting of several types fails once for each of them.

        known: complaints about secrets, of which nothing more is said.
        """
        found: dict[Keys, Complaint] = {}
        for fault in faults:
            path, written = self._reached(fault)
            message = _said(fault["msg"])
            if fault["type"] in UNKNOWN:
                found[path] = self._unknown(path)
            elif fault["type"] in MISSING:
                path = (*self.keys, *fault["loc"])
                found[path] = Complaint(self.located.key_place(path), f"the setting {path[-1]!r} is missing.")
            elif path in found:
                either = f"{found[path].message[:-1]} or {message.removeprefix('expected ')}."
                found[path] = dataclasses.replace(found[path], message=either)
            elif path not in known:
                found[path] = self._wrong(fault, path, written, message)
        return [*known.values(), *found.values()]

    def _reached(self, fault: ErrorDetails) -> tuple[Keys, Data]:
        """Return where a fault lies, and what is written there.

        Left out is what pydantic adds for the branches of a union, which stand nowhere in the YAML.
        """
        path, written = list[str | int](), self.located.data
        for key in (*self.keys, *fault["loc"]):
            if isinstance(written, dict) and key in written:
                written = written[str(key)]
            elif isinstance(written, list) and isinstance(key, int) and key < len(written):
                written = written[key]
            else:
                continue
            path.append(key)
        return tuple(path), written

    def _name(self, path: Keys) -> str:
        return ".".join(map(str, path[len(self.keys) :]))

    def _wrong(self, fault: ErrorDetails, path: Keys, written: Data, message: str) -> Complaint:
        name, place = self._name(path), self.located.place(path)
        if fault["type"] == "value_error":
            return Complaint(place, f"{name}: {message}" if name else message)
        if self.secrets.intersection(fault["loc"][:1] or self.secrets):
            return Complaint(place, f"{name} has a secret, and is not shown; {message}.", hidden=True)
        if _varies(written):
            shown, hint = written, "What a variable holds is a text." if fault["type"].endswith("_type") else ""
        else:
            shown, hint = fault["input"], _cure(fault)
        said = _short(json.dumps(shown, ensure_ascii=False, default=str))
        return Complaint(place, f"{name or 'this'} is {said}; {message}.", hint)

    def _settings(self, within: Keys) -> dict[str, Any]:
        """Return the settings of the class, or those of a setting within it that has settings of its own."""
        settings = _settings_of(self.schema, self.definitions)
        for name in within:
            settings = _settings_of(settings.get(str(name)), self.definitions)
        return settings

    def _unknown(self, path: Keys) -> Complaint:
        name = str(path[-1])
        known = list(self._settings(path[len(self.keys) : -1]))
        hint = did_you_mean(name, known) or (f"There is {', '.join(known)}." if known else "")
        # Its name may be that of a secret, mistyped.
        place, hidden = self.located.key_place(path), bool(self.secrets)
        return Complaint(place, f"unknown setting {name!r}.", hint, hidden=hidden)


def _varies(written: Data) -> bool:
    """Return whether a variable stands in plain data."""
    return any(not escaped for escaped, _ in VARIABLE.findall(json.dumps(written)))


def _covered(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Return the complaints without what was typed behind `--set KEY=`, where that may be a secret."""
    complaints = list(complaints)
    hidden = {complaint.place for complaint in complaints if complaint.hidden}
    return [dataclasses.replace(one, place=_key_of(one.place)) if one.place in hidden else one for one in complaints]


def _key_of(place: Place | None) -> Place | None:
    if place is None or not place.file.startswith("--set "):
        return place
    return dataclasses.replace(place, file=f"{place.file.partition('=')[0]}=…")


def _said(message: str) -> str:
    """Return pydantic's words in those of somebody who writes YAML."""
    said = message.removeprefix("Value error, ")
    for theirs, ours in WORDS.items():
        said = said.replace(theirs, ours)
    return said


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


def _short(shown: str, limit: int = 60) -> str:
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
