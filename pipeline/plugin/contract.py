"""The contract of a stage class: what can be checked without data, when its plugin is registered."""

from __future__ import annotations

import inspect
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from typing import TYPE_CHECKING

from pipeline.documents.annotation import check_annotation_type
from pipeline.errors import did_you_mean
from pipeline.language.components import ASSIGNS
from pipeline.stages.stage import Sink, Source, Stage

if TYPE_CHECKING:
    from pipeline.stages.stage import AnyStage

RECORD_KEYS = {"id", "source", "text", "metadata", "file"}
METHODS: dict[type, tuple[str, ...]] = {
    Source: ("chunks", "read"),
    Stage: ("process", "process_batch", "open"),
    Sink: ("finish",),
}
"""The methods that the author writes: for a source and a sink all of them, for a stage one or more."""


def check_stage_class(kind: object) -> None:
    """Raise TypeError if `kind` breaks the contract, ImportError if a distribution that it depends on is missing."""
    if not inspect.isclass(kind) or not issubclass(kind, Source | Stage | Sink):
        raise TypeError(f"pipeline_stages gave {kind!r}, which is no class made from Source, Stage or Sink")
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
    """Raise TypeError if a source or sink lacks a method, or a stage has none of those that do its work."""
    base = next(base for base in METHODS if issubclass(kind, base))
    missing = [method for method in METHODS[base] if method not in _defined_by_author(kind)]
    if missing and (base is not Stage or len(missing) == len(METHODS[Stage])):
        raise TypeError(f"{kind.__name__} has no method `{missing[0]}`")


def _defined_by_author(kind: type) -> set[str]:
    """Return the names that the classes of the author define, without those that `pipeline.stages` defines."""
    return {name for one in kind.__mro__ if one.__module__ != Stage.__module__ for name in vars(one)}


def _check_dependencies(kind: type[AnyStage]) -> None:
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
