"""The contract of what a plugin declares: all that can be checked without data, when the plugin is registered."""

from __future__ import annotations

import inspect
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import TYPE_CHECKING

from pipeline.documents.annotation import check_annotation_type
from pipeline.errors import did_you_mean
from pipeline.executors.contract import Executor
from pipeline.language.components import ASSIGNS
from pipeline.plugin.observer import Observer
from pipeline.stages.corpus import Corpus
from pipeline.stages.sink import Sink
from pipeline.stages.source import Source
from pipeline.stages.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.config.configured import Configured
    from pipeline.stages.kinds import AnyStage

RECORD_KEYS = {"id", "source", "text", "metadata", "file"}
METHODS: dict[type, tuple[str, ...]] = {
    Source: ("chunks", "read"),
    Stage: ("process", "process_batch", "open"),
    Corpus: ("sketch", "settle", "apply"),
    Sink: ("write", "finish"),
}
"""The methods that the author writes: all of them, or one or more for the kinds in ONE_IS_ENOUGH."""
ONE_IS_ENOUGH = (Stage, Sink)


def check_stage_class(kind: object) -> None:
    """Raise TypeError if `kind` breaks the contract, ImportError if a distribution that it depends on is missing."""
    if not inspect.isclass(kind) or not issubclass(kind, Source | Stage | Corpus | Sink):
        raise TypeError(f"pipeline_stages gave {kind!r}, which is no class made from Source, Stage, Corpus or Sink")
    _check_name(kind)
    _check_methods(kind)
    _check_dependencies(kind)
    if issubclass(kind, Source):
        _check_paths_setting(kind)
    if issubclass(kind, Stage):
        _check_contract(kind)


def _check_name(kind: type) -> None:
    name = getattr(kind, "name", None)
    if not isinstance(name, str) or not name or set(name) & set(". =/:"):
        raise TypeError(
            f"{kind.__name__} needs a name without dots, slashes, colons and blanks: name = {kind.__name__.lower()!r}"
        )


def _check_methods(kind: type[AnyStage]) -> None:
    """Raise TypeError if a class lacks a method, or has none of those of which one is enough."""
    base = next(base for base in METHODS if issubclass(kind, base))
    missing = [method for method in METHODS[base] if method not in _defined_by_author(kind)]
    if missing and (base not in ONE_IS_ENOUGH or len(missing) == len(METHODS[base])):
        raise TypeError(f"{kind.__name__} has no method `{missing[0]}`")


def _defined_by_author(kind: type) -> set[str]:
    """Return the names that the classes of the author define, without those that `pipeline.stages` defines."""
    return {name for one in kind.__mro__ if one not in METHODS for name in vars(one)}


def check_executor_class(kind: object) -> None:
    """Raise TypeError if `kind` is no executor, ImportError if a distribution that it depends on is missing."""
    if not inspect.isclass(kind) or not issubclass(kind, Executor):
        raise TypeError(f"pipeline_executors gave {kind!r}, which is no class made from Executor")
    _check_name(kind)
    for method in ("worker_count", "map"):
        if getattr(kind, method) is getattr(Executor, method):
            raise TypeError(f"{kind.__name__} has no method `{method}`")
    _check_dependencies(kind)


def check_observer_class(kind: object) -> None:
    """Raise TypeError if `kind` is no observer, or has none of the methods of one."""
    if not inspect.isclass(kind) or not issubclass(kind, Observer):
        raise TypeError(f"pipeline_observers gave {kind!r}, which is no class made from Observer")
    events = [name for name in vars(Observer) if not name.startswith("_")]
    if all(getattr(kind, name) is getattr(Observer, name) for name in events):
        raise TypeError(f"{kind.__name__} has no method of an observer: write {', '.join(events[:-1])} or {events[-1]}")


def check_command(function: object) -> None:
    """Raise TypeError if `function` cannot be a command."""
    if not inspect.isfunction(function):
        raise TypeError(f"pipeline_commands gave {function!r}, which is no function")
    name = function.__name__
    if not name.isidentifier() or name.startswith("_"):
        raise TypeError(f"pipeline_commands gave {name}: a command needs a function whose name starts with a letter")
    if inspect.iscoroutinefunction(function):
        raise TypeError(f"the command {name} is an async function, which nobody awaits: call asyncio.run in it")


def _check_dependencies(kind: type[Configured]) -> None:
    declared: object = kind.depends_on
    if not isinstance(declared, tuple | list) or not all(isinstance(name, str) for name in declared):
        raise TypeError(f"{kind.__name__}.depends_on is {declared!r}: write a tuple of names, such as ('ftfy',)")
    for name in kind.depends_on:
        try:
            version(name)
        except PackageNotFoundError:
            owners = packages_distributions().get(name)
            advice = f"write {owners[0]!r}, which brings that module" if owners else f"python -m pip install {name}"
            message = f"{kind.__name__} depends on {name!r}, and no such distribution is installed: {advice}"
            raise ImportError(message) from None


def _check_paths_setting(kind: type[Source]) -> None:
    settings = [one.name for one in fields(kind)]
    if kind.paths_setting is not None and kind.paths_setting not in settings:
        hint = did_you_mean(str(kind.paths_setting), settings) or f"there is {', '.join(settings) or 'none'}"
        raise TypeError(f"{kind.__name__}.paths_setting: there is no setting {kind.paths_setting!r}; {hint}")


def _check_contract(kind: type[Stage]) -> None:
    unknown = sorted(set(kind.needs_parse) - set(ASSIGNS))
    if unknown:
        raise TypeError(f"{kind.__name__}.needs_parse: unknown {unknown[0]!r}; there is {', '.join(ASSIGNS)}")
    for layer, annotation in {**kind.requires, **kind.provides}.items():
        if layer in RECORD_KEYS:
            raise TypeError(f"{kind.__name__}: the name {layer!r} is taken in the record: choose another for the layer")
        check_annotation_type(annotation)


CHECKS: dict[str, Callable[[object], None]] = {
    "pipeline_stages": check_stage_class,
    "pipeline_executors": check_executor_class,
    "pipeline_commands": check_command,
    "pipeline_observers": check_observer_class,
}
"""For each hook, the check of one item that it returns."""
