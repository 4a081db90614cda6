"""The value of `run.executor`: the name of an executor, or `{use: NAME, with: {…}}` with settings of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import Complaint, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.config.located_yaml import Data, LocatedYaml

KEYS = ("run", "executor")
"""Where it stands in the YAML."""
EXECUTOR_KEYS = ("use", "with")


@dataclass(frozen=True)
class ExecutorEntry:
    """Which executor runs the plan, with `${NAME}` in its settings replaced: no `repr` shows them."""

    use: str
    settings: Mapping[str, Data] = field(repr=False)


def executor_entry(value: Data, located: LocatedYaml, complaints: list[Complaint]) -> ExecutorEntry | None:
    """Return what `run.executor` says; None, with the reasons added to `complaints`, if it cannot be read."""
    if isinstance(value, str):
        return ExecutorEntry(value, {})
    if not isinstance(value, dict):
        complaints.append(Complaint(located.place(KEYS), "an executor is a name, or `use: NAME` with `with:`."))
        return None
    for key in value.keys() - set(EXECUTOR_KEYS):
        hint = did_you_mean(key, EXECUTOR_KEYS) or "Settings of an executor stand under `with:`."
        complaints.append(Complaint(located.key_place((*KEYS, key)), f"unknown key {key!r} in an executor.", hint))
    use, settings = value.get("use"), value.get("with")
    if not isinstance(use, str):
        complaints.append(Complaint(located.place((*KEYS, "use")), "an executor needs `use: NAME`."))
        return None
    if settings is not None and not isinstance(settings, dict):
        message = "`with:` holds settings: `SETTING: VALUE` lines."
        complaints.append(Complaint(located.place((*KEYS, "with")), message))
        return None
    return ExecutorEntry(use, settings or {})
