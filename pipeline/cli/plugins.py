"""`pipeline plugins`: list the stages and where each comes from; describe one stage."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.formatting import columns, format_complaints
from pipeline.documents.annotation import MODULES
from pipeline.errors import Complaint, ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.documents.annotation import Annotation
    from pipeline.plugin.registry import Registered, Registry
    from pipeline.stages.kinds import AnyStage


def plugins(
    stage: Annotated[str | None, typer.Argument(metavar="[STAGE]", help="Show this stage in full.")] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="CONFIG", help="Include the plugins that this YAML names.")
    ] = None,
) -> None:
    """List all stages and where each comes from; with STAGE, its settings, what it requires and provides."""
    from pipeline.planning import checks

    registry = _registry(config)
    if stage is None:
        print("\n".join(_listed(registry)))
        _warn(" ".join(checks.name_clash(name, found)) for name, found in registry.clashes().items())
        return
    found = registry.named(stage)
    if not found:
        raise ConfigError([Complaint(None, *checks.unknown_stage(stage, registry))])
    print("\n\n".join(_described(registered) for registered in found))


def _registry(config: Path | None) -> Registry:
    """Return all stages, or those that a configuration can use; print what is wrong with the configuration."""
    from pipeline.config.configuration import read_config
    from pipeline.planning import checks
    from pipeline.plugin.registry import find_plugins

    if config is None:
        registry = find_plugins()
    else:
        read = read_config(config)
        registry = find_plugins(read.settings.plugins, read.base, without=read.settings.without)
        _warn([format_complaints([*read.complaints, *checks.without_complaints(read, registry)])])
    _warn(map(str, registry.broken))
    return registry


def _warn(messages: Iterable[str]) -> None:
    for message in filter(None, messages):
        print(message, file=sys.stderr)


def _listed(registry: Registry) -> list[str]:
    rows = [["stage", "kind", "from", "what it does"]]
    rows += [
        [stage.kind.name, _kind(stage), stage.origin, _docstring(stage.kind).partition("\n")[0]]
        for stage in registry.stages
    ]
    return columns(rows)


def _kind(registered: Registered) -> str:
    return registered.kind.__mro__[1].__name__.lower()


def _docstring(kind: type) -> str:
    """Return the docstring that the author wrote; for a class without one, dataclasses wrote its signature."""
    text = inspect.getdoc(kind) or ""
    return "" if text.startswith(f"{kind.__name__}(") else text


def _described(registered: Registered) -> str:
    from pipeline.stages.dependencies import dependency_versions

    kind: Any = registered.kind
    head = f"{kind.name} · {_kind(registered)} · version {kind.version} · from {registered.origin}"
    lines = [head, "", _docstring(kind)]
    for heading, layers in (("requires", getattr(kind, "requires", {})), ("provides", getattr(kind, "provides", {}))):
        lines += [f"{heading}: {layer} ({_fields(annotation)})" for layer, annotation in layers.items()]
    if needs := getattr(kind, "needs_parse", ()):
        lines.append(f"reads of the parse: {', '.join(sorted(needs))}")
    if kind.depends_on:
        versions = dependency_versions(kind).items()
        lines.append(f"depends on: {', '.join(f'{name} {version}' for name, version in versions)}")
    return "\n".join([*lines, "", *_settings(kind)])


def _fields(annotation: type[Annotation]) -> str:
    return f"{annotation.__name__}: {', '.join(annotation.__struct_fields__)}"


def _settings(kind: type[AnyStage]) -> list[str]:
    fields = dataclasses.fields(kind)
    if not fields:
        return ["settings: none"]
    rows = [[f"  {field.name}", _type_name(field.type), _default(field)] for field in fields]
    return ["settings (under `with:`):", *columns([["  name", "type", "default"], *rows])]


def _type_name(kind: object) -> str:
    written = kind if isinstance(kind, str) else inspect.formatannotation(kind)
    return MODULES.sub("", written)


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return repr(field.default)
    if field.default_factory is not dataclasses.MISSING:
        return repr(field.default_factory())
    return "required"
