"""The identity of a stage: everything that decides its output, as plain data to be hashed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pipeline.config.setting_types import InputFile, InputPath, Secret
from pipeline.stages.dependencies import dependency_versions

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from pipeline.stages.kinds import AnyStage


def stage_identity(name: str, stage: AnyStage, code_hash: str) -> list[Any]:
    """Return what decides the output of a stage: its names, version, code, dependencies, layers and settings.

    Not included: secrets; the paths of the input, since the identity of a chunk covers their content; the path of any
    other file, since its content counts.
    """
    layers = {layer: list(kind.__struct_fields__) for layer, kind in getattr(stage, "provides", {}).items()}
    return [stage.name, name, stage.version, code_hash, dependency_versions(stage), layers, _settings(stage)]


def _settings(value: DataclassInstance) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}


UNCOUNTED = InputPath | Secret
"""The types of settings that are not part of the identity."""


def _plain(value: object) -> object:
    """Return a setting as plain data: a file as the hash of its content; input paths and secrets as None."""
    if isinstance(value, UNCOUNTED):
        return None
    if isinstance(value, InputFile):
        return sha256(value.path.read_bytes()).hexdigest()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _settings(value)
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Mapping | Sequence | AbstractSet) and not isinstance(value, bytes):
        return _plain_container(value)
    return str(value)


def _plain_container(value: Mapping[object, object] | Sequence[object] | AbstractSet[object]) -> object:
    """Return a mapping as a dict, a sequence as a list, and a set as a sorted list, of plain data."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    items = [_plain(item) for item in value if not isinstance(item, UNCOUNTED)]
    return sorted(items, key=repr) if isinstance(value, AbstractSet) else items
