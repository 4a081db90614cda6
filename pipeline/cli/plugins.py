"""`pipeline plugins`: list what plugins provide and where each comes from; describe one stage."""

from __future__ import annotations

import dataclasses
import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.commands import HOOK, Commands, command_name
from pipeline.cli.formatting import columns, format_complaints
from pipeline.documents.annotation import MODULES
from pipeline.errors import Complaint, ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.documents.annotation import Annotation
    from pipeline.plugin.registry import Declared, Registered, Registry
    from pipeline.stages.kinds import AnyStage


def plugins(
    stage: Annotated[str | None, typer.Argument(metavar="[STAGE]", help="Show this stage in full.")] = None,
    config: Annotated[
        Path | None, typer.Option(metavar="CONFIG", help="Include the plugins that this YAML names.")
    ] = None,
) -> None:
    """List what plugins provide and where it comes from; with STAGE, its settings, what it requires and provides."""
    from pipeline.planning import checks

    registry = _registry(config)
    if stage is None:
        commands = Commands.of(registry)
        print("\n".join(_listed(registry, commands)))
        _warn(" ".join(checks.name_clash(name, found)) for name, found in registry.clashes().items())
        _warn(_notices(commands))
        return
    found = registry.named(stage)
    if not found:
        raise ConfigError([Complaint(None, *checks.unknown_stage(stage, registry))])
    print("\n\n".join(_described(registered) for registered in found))


def _registry(config: Path | None) -> Registry:
    """Return what all plugins provide, or those that a configuration names; print what is wrong with it."""
    from pipeline.config.configuration import read_config
    from pipeline.planning import checks
    from pipeline.plugin.registry import OF_A_RUN, find_plugins

    hooks = (*OF_A_RUN, HOOK)
    if config is None:
        registry = find_plugins(hooks_called=hooks)
    else:
        read = read_config(config)
        registry = find_plugins(read.settings.plugins, read.base, without=read.settings.without, hooks_called=hooks)
        _warn([format_complaints([*read.complaints, *checks.without_complaints(read, registry)])])
    _warn(map(str, registry.broken))
    return registry


def _warn(messages: Iterable[str]) -> None:
    for message in filter(None, messages):
        print(message, file=sys.stderr)


def _listed(registry: Registry, commands: Commands) -> list[str]:
    """Return a table: the stages, then the executors, the observers and the commands."""
    groups = [
        [[one.kind.name, _kind(one), one.origin, _first_line(one.kind)] for one in registry.stages],
        [_row(one.item.name, "executor", one) for one in registry.executors],
        [_row(one.item.__name__, "observer", one) for one in registry.observers],
        [_row(name, "command", one) for name, one in commands.declared.items()],
    ]
    rows = [["name", "kind", "from", "what it does"]]
    for group in groups:
        rows += [*group, [""] * 4]
    return columns(rows[:-1])


def _row(name: str, kind: str, declared: Declared[Any]) -> list[str]:
    return [name, kind, declared.plugin.origin, _first_line(declared.item)]


def _notices(commands: Commands) -> Iterator[str]:
    """Yield a line for each command that cannot be typed, and why."""
    for hidden in commands.hidden:
        name = command_name(hidden.item)
        kept = commands.declared[name].plugin.origin
        yield f"the command {name!r} of {hidden.plugin.origin} is hidden by that of {kept}"
    for one in commands.not_installed:
        name = command_name(one.item)
        yield f"the command {name!r} of {one.plugin.origin} cannot be typed: only an installed package adds commands"
    yield from map(str, commands.broken)


def _kind(registered: Registered) -> str:
    return registered.kind.__mro__[1].__name__.lower()


def _first_line(item: type | Callable[..., None]) -> str:
    return _docstring(item).partition("\n")[0]


def _docstring(kind: type | Callable[..., None]) -> str:
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
