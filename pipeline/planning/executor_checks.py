"""The executor of a plan: found by its name among those that plugins provide, with settings that are checked."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pipeline.config.executor_entry import KEYS
from pipeline.config.settings import checked
from pipeline.errors import Complaint, PipelineError
from pipeline.planning.checks import unknown
from pipeline.plugin.registry import OURS
from pipeline.stages.faults import described

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config.configuration import Config
    from pipeline.config.executor_entry import ExecutorEntry
    from pipeline.executors.contract import Executor
    from pipeline.plugin.registry import Declared, Registry

WORKERS = "workers"
"""The setting of every executor that `run.workers` sets."""


def planned_executor(config: Config, registry: Registry, complaints: list[Complaint]) -> Executor | None:
    """Return the executor that `run.executor` names, with its settings; or None, with reasons in `complaints`."""
    entry = config.executor
    if entry is None:
        return None
    candidates = [one for one in registry.executors if one.item.name == entry.use]
    if len(candidates) != 1:
        known = list(dict.fromkeys(one.item.name for one in registry.executors))
        reason = _clash(entry.use, candidates) if candidates else unknown("executor", entry.use, known, registry)
        use = (*KEYS, "use") if (*KEYS, "use") in config.located.values else KEYS
        complaints.append(Complaint(config.located.place(use), *reason))
        return None
    return _made(config, entry, candidates[0], complaints)


def _clash(name: str, candidates: Sequence[Declared[type[Executor]]]) -> tuple[str, str]:
    """Return message and hint for a name that several executors have."""
    plugins = [one.plugin for one in candidates]
    origins = " and by ".join(f"the plugin {one.name!r} ({one.origin})" for one in plugins)
    others = [one.package for one in plugins if one.installed and one.package != OURS]
    hint = f"Leave a package out: `without: [{others[0]}]`." if others else "Rename one."
    return f"the executor {name!r} is brought by {origins}.", hint


def _made(
    config: Config, entry: ExecutorEntry, declared: Declared[type[Executor]], complaints: list[Complaint]
) -> Executor | None:
    """Return the executor with its settings and the number of workers; or None, with reasons in `complaints`."""
    keys = (*KEYS, "with")
    if wrong := _of_no_use(entry, declared.item):
        name, message, hint = wrong
        complaints.append(Complaint(config.located.key_place((*keys, name)), message, hint))
        return None
    try:
        executor, faults = checked(declared.item, entry.settings, config.located, keys, base=config.base)
        complaints += [dataclasses.replace(one, message=f"{entry.use}: {one.message}") for one in faults]
        return dataclasses.replace(executor, workers=config.settings.run.workers) if executor else None
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the class is a plugin's, and may raise anything
        reason = str(error) if isinstance(error, PipelineError) else described(error)
        message = f"the executor {entry.use!r} of the plugin {declared.plugin.name!r} cannot be made: {reason}"
        complaints.append(Complaint(config.located.place(KEYS), message))
        return None


def _of_no_use(entry: ExecutorEntry, kind: type[Executor]) -> tuple[str, str, str] | None:
    """Return a setting that cannot stand under `with:`, with message and hint: `workers`, or any if there are none."""
    if WORKERS in entry.settings:
        return WORKERS, f"{entry.use}: {WORKERS!r} does not stand here.", "Write it as run.workers."
    if entry.settings and len(dataclasses.fields(kind)) == 1:
        return next(iter(entry.settings)), f"the executor {entry.use!r} has no settings of its own.", ""
    return None
