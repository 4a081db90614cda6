"""The command line, made from the functions that installed plugins declare as commands.

The built-in commands come first: for one of them, no other plugin is imported here.
"""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from pipeline.errors import PipelineError, PluginError, did_you_mean
from pipeline.plugin.registry import OURS, Broken, find_core, find_plugins
from pipeline.stages.faults import described, message_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.plugin.registry import Declared, Registry

HOOK = "pipeline_commands"
OF_TYPER = [one for one in inspect.getmro(typer.BadParameter) if issubclass(one, Exception) and one is not Exception]
"""BadParameter, and the classes above it, which typer does not export: those of `context.fail`."""
NO_FAULTS: tuple[type[Exception], ...] = (PipelineError, typer.Exit, typer.Abort, *OF_TYPER, BrokenPipeError, EOFError)
"""The exceptions by which a command may end; click or `main` say what is to be said."""


@dataclass
class Commands:
    """The commands of a registry, by name, as click knows them, and where each comes from.

    hidden: those with the name of an earlier one. broken: those that cannot be a command. not_installed: those of
    plugins that a configuration names, which is not known when the command line is read.
    """

    by_name: dict[str, Any] = field(default_factory=dict)
    declared: dict[str, Declared[Callable[..., None]]] = field(default_factory=dict)
    hidden: list[Declared[Callable[..., None]]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    not_installed: list[Declared[Callable[..., None]]] = field(default_factory=list)

    @classmethod
    def of(cls, registry: Registry) -> Commands:
        """Return the commands of a registry: of two with one name, the built-in one, or the first."""
        commands = cls()
        for declared in sorted(registry.commands, key=lambda one: one.plugin.package != OURS):
            commands._add(declared)
        return commands

    def _add(self, declared: Declared[Callable[..., None]]) -> None:
        name = command_name(declared.item)
        if not declared.plugin.installed:
            self.not_installed.append(declared)
        elif name in self.declared:
            self.hidden.append(declared)
        else:
            try:
                self.by_name[name] = _command(name, declared)
            except Exception as error:  # noqa: BLE001  # typer may raise anything for an annotation that it does not know
                reason = f"its command {name!r} ({_place(declared.item)}): {message_of(error)}"
                self.broken.append(Broken(declared.plugin, reason))
            else:
                self.declared[name] = declared


def command_name(function: Callable[..., None]) -> str:
    """Return the name of the command that a function is: `import_` is `import`, `word_count` is `word-count`."""
    return function.__name__.rstrip("_").replace("_", "-")


def command_line() -> Callable[[], None]:
    """Return the function that reads the command line and carries out its command."""
    return _CommandLine(
        name="pipeline",
        commands=Commands.of(find_core(HOOK)).by_name,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Find who said what, about whom and when, in any number of articles.",
        epilog="Exit codes: 0 done, 1 failed, 2 a mistake in configuration or command line, 3 documents are in "
        "quarantine, 130 stopped by Ctrl-C or SIGTERM.",
    )


class _CommandLine(TyperGroup):
    """The built-in commands; those of other plugins are added when a name is none of them, or all are listed."""

    def _add_all(self) -> list[Broken]:
        """Add the commands of all plugins, and return the plugins that are broken."""
        registry = find_plugins(hooks_called=(HOOK,))
        commands = Commands.of(registry)
        self.commands = commands.by_name
        return [*registry.broken, *commands.broken]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401  # typer does not export the type
        """Return the names of all commands."""
        self._add_all()
        return super().list_commands(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  # typer does not export the types
        """Return the command that the arguments name, and its arguments.

        A name that is none is answered by the nearest one, and by the plugins that are broken.
        """
        name = args[0]
        broken = [] if name in self.commands else self._add_all()
        if name not in self.commands and not name.startswith("-"):
            hint = did_you_mean(name, self.commands) or f"There is {', '.join(self.commands)}."
            ctx.fail("\n".join([f"there is no command {name!r}. {hint}", *map(str, broken)]))
        return super().resolve_command(ctx, args)


def _command(name: str, declared: Declared[Callable[..., None]]) -> Any:  # noqa: ANN401  # a click.Command, which typer does not export
    ours = declared.plugin.package == OURS
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(declared.item if ours else _named(name, declared))
    return typer.main.get_command(app)


def _named(name: str, declared: Declared[Callable[..., None]]) -> Callable[..., None]:
    """Return the command of a plugin so that an exception names command, plugin, file and line."""

    @wraps(declared.item)
    def call(*args: object, **options: object) -> None:
        try:
            declared.item(*args, **options)
        except NO_FAULTS:
            raise
        except Exception as error:
            if sys.flags.dev_mode:
                raise
            failed = f"the command {name!r} of the plugin {declared.plugin.name!r} ({declared.plugin.origin}) failed"
            hint = "The environment variable PYTHONDEVMODE=1 shows the traceback."
            raise PluginError(f"{failed}: {described(error)}. {hint}") from error

    return call


def _place(function: Callable[..., None]) -> str:
    code = inspect.unwrap(function).__code__
    return f"{Path(code.co_filename).name}:{code.co_firstlineno}"
