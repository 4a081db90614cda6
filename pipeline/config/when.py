"""The condition `when:` of a stage: the metadata of the documents that it is for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.errors import Complaint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config.located_yaml import Data, LocatedYaml

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class When:
    """For each key of the metadata, the values that fit. None fits a key that is absent too."""

    conditions: Mapping[str, tuple[Scalar, ...]]

    def fits(self, metadata: Mapping[str, Any]) -> bool:
        """Return whether each key has one of its values; a list in the metadata fits if one of its items does."""
        return all(_fits(metadata.get(key), values) for key, values in self.conditions.items())

    def absent(self, metadata: Mapping[str, Any]) -> list[str]:
        """Return the keys that the metadata do not have, unless their absence fits."""
        return [key for key, values in self.conditions.items() if key not in metadata and None not in values]

    def as_data(self) -> dict[str, list[Scalar]]:
        """Return the conditions as plain data."""
        return {key: list(values) for key, values in self.conditions.items()}


def _fits(value: object, values: tuple[Scalar, ...]) -> bool:
    items = value if isinstance(value, list) else [value]
    return any(_is_same(item, one) for item in items for one in values)


def _is_same(one: object, other: Scalar) -> bool:
    """Return whether two values are equal; true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def read_when(
    data: Data, keys: tuple[str | int, ...], located: LocatedYaml, complaints: list[Complaint]
) -> When | None:
    """Return the condition at `keys`; None if it cannot be read, with the reasons added to `complaints`."""
    if not isinstance(data, dict) or not data:
        found = "is empty" if data in ({}, None) else "holds no keys"
        complaints.append(
            Complaint(
                located.place(keys), f"`when:` {found}: write keys of the metadata, as in `when: {{language: en}}`."
            )
        )
        return None
    before = len(complaints)
    conditions = {key: _values(key, value, (*keys, key), located, complaints) for key, value in data.items()}
    return When(conditions) if len(complaints) == before else None


def _values(
    key: str, value: Data, keys: tuple[str | int, ...], located: LocatedYaml, complaints: list[Complaint]
) -> tuple[Scalar, ...]:
    """Return the values of one key: a value, or a list of them."""
    values = value if isinstance(value, list) else [value]
    scalars = tuple(one for one in values if isinstance(one, str | int | float | bool | None))
    if not values or len(scalars) < len(values):
        found = "an empty list, which fits no document" if not values else "more than single values"
        message = f"`when:` has {found} for {key!r}: write a value, or a list of values: `{key}: [en, und]`."
        complaints.append(Complaint(located.place(keys), message))
    return scalars
