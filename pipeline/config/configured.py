"""What a plugin author configures in the YAML: a class whose fields are its settings.

Sources, stages, corpus steps, sinks and executors are such classes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Configured:
    """A class that the YAML configures: a name, a version, and settings as the fields of a frozen dataclass.

    depends_on: the installed distributions, as pip names them, that the output depends on: their versions are part of
    the fingerprint, like the stage's own.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    depends_on: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        """Make the class a frozen dataclass. Raises TypeError if a setting has the name of a part of the contract."""
        dataclass(frozen=True, kw_only=True)(cls)
        for setting in fields(cls):  # type: ignore[arg-type]  # the line above made it a dataclass
            if hasattr(Configured, setting.name) or setting.name in CONTRACT | METHODS:
                advice = "give the setting another name" if setting.name in METHODS else "write it without a type"
                raise TypeError(f"{cls.__name__}.{setting.name} is part of a stage's contract: {advice}")


CONTRACT = frozenset(
    {
        *("name", "version", "depends_on", "paths_setting", "requires", "provides", "needs_parse", "edits_text"),
        *("splits", "same_process"),
    }
)
"""The class attributes of the kinds of plugins."""
METHODS = frozenset(
    {
        *("chunks", "read", "open", "process", "process_batch", "tally"),
        *("sketch", "settle", "apply", "outputs", "write", "finish", "stands"),
        *("map", "worker_count"),
    }
)
"""The methods of the kinds of plugins."""
