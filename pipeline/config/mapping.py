"""A configuration given from Python as a mapping: it becomes YAML text, and the place of a value is its key path.

The text is what a run records, so that `pipeline retry` can read the configuration again. A complaint names the key
path, such as `stages[2].with.minimum`, in place of file, line and column.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import yaml

from pipeline.config import located_yaml
from pipeline.config.located_yaml import MAX_CHARACTERS, MAX_DEPTH, MAX_DIGITS, LocatedYaml
from pipeline.errors import Complaint, ConfigError, Place

if TYPE_CHECKING:
    from pipeline.config.located_yaml import Data, Path, Scalar

NAME = "the configuration"
"""The place of a complaint about the whole mapping."""

_SIMPLE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WITHOUT_QUOTES = re.compile(r"(\.{0,2}/)?[A-Za-z_][A-Za-z0-9_./-]*")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}


def as_yaml(config: Mapping[str, Any]) -> str:
    """Return a mapping as YAML text that `located_yaml` reads as the same data; a tuple is a list, a path is its text.

    Raises ConfigError, with every complaint, if it holds what YAML cannot hold.
    """
    complaints: list[Complaint] = []
    data = _plain(config, (), complaints)
    if complaints:
        raise ConfigError(complaints)
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=MAX_CHARACTERS)


def with_key_paths(written: str) -> LocatedYaml:
    """Return the data of a text that `as_yaml` made, with key paths as places. Raises ConfigError as `read` does."""
    located = located_yaml.read(written, NAME)
    keys = {path: key_path(path) for path in located.keys}
    return LocatedYaml(located.data, keys, {path: key_path(path) for path in located.values})


def key_path(path: Path) -> Place:
    """Return the place of a value in a mapping: keys with dots, positions in brackets."""
    shown = ""
    for key in path:
        if isinstance(key, str) and _SIMPLE_KEY.fullmatch(key):
            shown += f".{key}"
        else:
            shown += f"[{key!r}]"
    return Place(shown.removeprefix(".") or NAME, 0, 0)


def _plain(value: object, path: Path, complaints: list[Complaint]) -> Data:
    """Return `value` as plain data; parts that are refused are null, and have a complaint."""
    if isinstance(value, Mapping | list | tuple) and len(path) >= MAX_DEPTH:
        complaints.append(Complaint(key_path(path), f"lists and mappings nest over {MAX_DEPTH} deep here."))
        return None
    if isinstance(value, Mapping):
        pairs = [(_key(key, path, complaints), below) for key, below in value.items()]
        return {key: _plain(below, (*path, key), complaints) for key, below in pairs}
    if isinstance(value, list | tuple):
        return [_plain(below, (*path, at), complaints) for at, below in enumerate(value)]
    return _scalar(value, path, complaints)


def _key(key: object, path: Path, complaints: list[Complaint]) -> str:
    if isinstance(key, str) and not _fault(text := str.__str__(key)):
        return text
    complaints.append(Complaint(key_path(path), f"a key here is {_type(key)}: write keys as whole texts."))
    return ""


def _scalar(value: object, path: Path, complaints: list[Complaint]) -> Scalar:
    plain = _without_subclass(value)
    if message := _fault(plain):
        complaints.append(Complaint(key_path(path), message))
        return None
    return plain if isinstance(plain, str | int | float) else None


def _without_subclass(value: object) -> object:
    """Return a text, a number or a path as the type that YAML has: an enum with texts has texts as its values."""
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, bool):
        return value
    for kind in (str, int, float):
        if isinstance(value, kind):
            return str.__str__(value) if isinstance(value, str) else kind(value)
    return value


def _fault(value: object) -> str:
    """Return why YAML cannot hold a scalar, or the empty string. The value is not shown: it may be a secret."""
    if isinstance(value, str):
        return "half of a character stands in this text." if re.search("[\ud800-\udfff]", value) else ""
    if isinstance(value, float) and not math.isfinite(value):
        return "this is no finite number: leave the setting out, or write a text."
    if isinstance(value, int) and abs(value) >= 10**MAX_DIGITS:
        return "this number is too large: write it as a text."
    if value is None or isinstance(value, int | float):
        return ""
    return f"this is {_type(value)}, which YAML cannot hold: write a text, a number, true, false, a list or a mapping."


def _type(value: object) -> str:
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in set('aeiou') else 'a'} {name}"


class _Dumper(yaml.SafeDumper):
    """Writes each text in double quotes unless every reader of YAML takes it for a text without them."""

    def ignore_aliases(self, data: object) -> bool:
        """Write a value that stands in several places out in each."""
        del data
        return True

    def text(self, text: str) -> yaml.ScalarNode:
        """Return the node of a text."""
        plain = _WITHOUT_QUOTES.fullmatch(text) and text.casefold() not in _WORDS
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if plain else '"')


_Dumper.add_representer(str, _Dumper.text)
