"""Checks settings by their types: pydantic in strict JSON mode; its errors become complaints at places in the YAML.

No value silently becomes another type, and unknown settings are refused. A message shows what was written: `${NAME}`
and not its value, and nothing of a setting that contains a Secret.
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
"""`${NAME}`, an environment variable, and `$${NAME}`, which means the text `${NAME}`."""

FORBID_EXTRA = pydantic.ConfigDict(extra="forbid")
UNKNOWN = {"extra_forbidden", "unexpected_keyword_argument"}
PLAIN_WORDS = {
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
    """Return pydantic's adapter for a class of settings.

    Raises PipelineError if a field has a type that settings cannot have.
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
    """Return an instance of `kind` made of plain `data`, or None and the complaints about it.

    keys: the keys of `data` in `located`. base: the folder to which paths are relative.
    """
    reader = adapter(kind)
    checking = _Checking(reader.core_schema, located, keys)
    plain, context = json.dumps(data if data is not None else {}), {"base": base}
    literal = checking.literal_secrets(_faults(reader, plain, {**context, CONCEALED: True})) if checking.secrets else {}
    try:
        made = reader.validate_json(plain, strict=True, context=context)
    except pydantic.ValidationError as error:
        return None, _redacted(checking.complaints(error.errors(include_url=False), literal))
    return (None, _redacted(literal.values())) if literal else (made, [])


def _faults(reader: pydantic.TypeAdapter[Any], plain: str, context: dict[str, Any]) -> list[ErrorDetails]:
    try:
        reader.validate_json(plain, strict=True, context=context)
    except pydantic.ValidationError as error:
        return error.errors(include_url=False)
    return []


def _settings_of(schema: Any, definitions: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401  # nested plain data
    """Return pydantic's schema of each setting of a class, by name; nothing if `schema` is not that of a class."""
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
    """Turns pydantic's errors about one class of settings into complaints. schema: pydantic's schema of the class."""

    schema: Any
    located: LocatedYaml
    keys: Keys

    @cached_property
    def definitions(self) -> Mapping[str, Any]:
        """The schemas to which others refer."""
        return {one["ref"]: one for one in self.schema.get("definitions", ())}

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The settings whose types contain a Secret, at any depth: their values are never shown."""
        settings = _settings_of(self.schema, self.definitions)
        return frozenset(name for name, one in settings.items() if _has_secret(one, self.definitions))

    def literal_secrets(self, faults: Iterable[ErrorDetails]) -> dict[Keys, Complaint]:
        """Return a complaint for each secret that is written out in the configuration. faults: one for each Secret."""
        secrets = dict(self._located(fault) for fault in faults if fault["type"] == CONCEALED)
        literal = [
            path for path, written in secrets.items() if not (isinstance(written, str) and _has_variable(written))
        ]
        return {path: self._literal(path) for path in literal}

    def _literal(self, path: Keys) -> Complaint:
        place = self.located.place(path)
        typed = place.file.partition("=")[0] if path in self.located.values else "--set KEY"
        hint = "" if not place.file.startswith("--set ") else f"Type {typed}='${{NAME}}', in single quotes."
        advice = "write ${NAME} in its place, and set the environment variable NAME."
        return Complaint(place, f"{self._name(path)} is a secret: {advice}", hint, hidden=True)

    def complaints(self, faults: Iterable[ErrorDetails], known: Mapping[Keys, Complaint]) -> list[Complaint]:
        """Return one complaint for each place, although a setting with several types has a fault for each type.

        known: complaints about secrets, to which nothing is added.
        """
        complaints: dict[Keys, Complaint] = {}
        for fault in faults:
            path, written = self._located(fault)
            message = _plain_message(fault["msg"])
            if fault["type"] in UNKNOWN:
                complaints[path] = self._unknown(path)
            elif fault["type"] in MISSING:
                path = (*self.keys, *fault["loc"])
                complaints[path] = Complaint(self.located.key_place(path), f"the setting {path[-1]!r} is missing.")
            elif path in complaints:
                either = f"{complaints[path].message[:-1]} or {message.removeprefix('expected ')}."
                complaints[path] = dataclasses.replace(complaints[path], message=either)
            elif path not in known:
                complaints[path] = self._wrong(fault, path, written, message)
        return [*known.values(), *complaints.values()]

    def _located(self, fault: ErrorDetails) -> tuple[Keys, Data]:
        """Return the keys of the value that has a fault, and the value as written.

        Keys that pydantic adds for the branches of a union are left out: they are not in the YAML.
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
        if _has_variable(written):
            shown, hint = written, "The value of a variable is a text." if fault["type"].endswith("_type") else ""
        else:
            shown, hint = fault["input"], _advice(fault)
        value = _short(json.dumps(shown, ensure_ascii=False, default=str))
        return Complaint(place, f"{name or 'this'} is {value}; {message}.", hint)

    def _settings(self, within: Keys) -> dict[str, Any]:
        """Return the settings of the class, or of the class within it at the keys `within`."""
        settings = _settings_of(self.schema, self.definitions)
        for name in within:
            settings = _settings_of(settings.get(str(name)), self.definitions)
        return settings

    def _unknown(self, path: Keys) -> Complaint:
        name = str(path[-1])
        known = list(self._settings(path[len(self.keys) : -1]))
        hint = did_you_mean(name, known) or (f"There is {', '.join(known)}." if known else "")
        # It may be the misspelt name of a secret.
        place, hidden = self.located.key_place(path), bool(self.secrets)
        return Complaint(place, f"unknown setting {name!r}.", hint, hidden=hidden)


def _has_variable(written: Data) -> bool:
    """Return whether plain data contains a variable, `${NAME}`."""
    return any(not escaped for escaped, _ in VARIABLE.findall(json.dumps(written)))


def _redacted(complaints: Iterable[Complaint]) -> list[Complaint]:
    """Return the complaints without the value in `--set KEY=VALUE` if that may be a secret."""
    complaints = list(complaints)
    hidden = {complaint.place for complaint in complaints if complaint.hidden}
    return [
        dataclasses.replace(one, place=_without_value(one.place)) if one.place in hidden else one for one in complaints
    ]


def _without_value(place: Place | None) -> Place | None:
    if place is None or not place.file.startswith("--set "):
        return place
    return dataclasses.replace(place, file=f"{place.file.partition('=')[0]}=…")


def _plain_message(message: str) -> str:
    """Return pydantic's message in the words of somebody who writes YAML."""
    plain = message.removeprefix("Value error, ")
    for theirs, ours in PLAIN_WORDS.items():
        plain = plain.replace(theirs, ours)
    return plain


def _advice(fault: ErrorDetails) -> str:
    if fault["type"] in {"list_type", "tuple_type"} and isinstance(fault["input"], str):
        return f"Write [{fault['input']}]."
    return "Remove the quotes." if _only_quoted(fault) else ""


def _only_quoted(fault: ErrorDetails) -> bool:
    """Return whether a value is wrong only because it is in quotes."""
    text = fault["input"]
    if not isinstance(text, str):
        return False
    number = text.lstrip("+-").replace(".", "", 1).isdecimal()
    return text in {"true", "false"} if fault["type"] == "bool_type" else number and fault["type"].endswith("_type")


def _short(shown: str, limit: int = 60) -> str:
    return shown if len(shown) <= limit else f"{shown[:limit]}…"
