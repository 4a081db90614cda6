"""`pipeline run`: run a configuration, and print what came of it."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.summary import Watching

if TYPE_CHECKING:
    from pipeline.config.configuration import Config as Read
    from pipeline.config.configuration import Override
    from pipeline.stages.stage import Source

Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="The YAML file that says what to do.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a value: run.workers=2, or stages.NAME.SETTING=VALUE."),
]


Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Read these instead; results go to FOLDER-try, if no --folder is given."),
]
Folder = Annotated[str | None, typer.Option(metavar="DIR", help="Where results go, instead of run.folder.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="How many processes work.")]
Executor = Annotated[str | None, typer.Option(metavar="NAME", help="serial or processes.")]


Fresh = Annotated[bool, typer.Option("--fresh", help="Do everything again, the parses too, whatever is there.")]
Limit = Annotated[int | None, typer.Option(min=1, metavar="N", help="Read the first N documents only, as if PATH.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print what is logged, as it happens.")]
LogFormat = Annotated[str, typer.Option(metavar="text|json", help="How log lines are printed.")]


def run(
    config: Config,
    paths: Paths = None,
    *,
    set_: Set = None,
    folder: Folder = None,
    workers: Workers = None,
    executor: Executor = None,
    fresh: Fresh = False,
    limit: Limit = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
    log_format: LogFormat = "text",
) -> None:
    """Run CONFIG: read the input, pass it through the stages, write what was found.

    What was done before is not done again. PATH and --limit try the configuration: results go to FOLDER-try.
    """
    from pipeline.planning.plan import load
    from pipeline.running.runner import run as run_plan

    options = {"folder": folder and str(Path(folder).absolute()), "workers": workers, "executor": executor}
    overrides = [*set_overrides(set_), *_run_overrides(options)]
    trying = _trying(config, paths or [], overrides, limit=limit)
    plan = load(config, overrides=[*overrides, *trying])
    watching = Watching(quiet, verbose, log_format)
    watching.carry_out(plan, lambda how: run_plan(plan, how), fresh=fresh, limit=limit)


def set_overrides(typed: list[str] | None) -> list[Override]:
    """Return what the options `--set` say."""
    from pipeline.config.configuration import parse_override

    return [parse_override(one) for one in typed or ()]


def _run_overrides(options: dict[str, Any]) -> list[Override]:
    from pipeline.config.configuration import Override

    given = {name: value for name, value in options.items() if value is not None}
    return [Override(("run", name), value, f"--{name} {value}") for name, value in given.items()]


def _trying(config: Path, paths: list[str], overrides: list[Override], *, limit: int | None) -> list[Override]:
    """Return what naming paths sets: the source reads them; and, with a limit too, the folder is `FOLDER-try`."""
    from pipeline.config.configuration import Override, read_config

    if not paths and limit is None:
        return []
    read = read_config(config, overrides)
    typed = f"PATH {' '.join(paths)}" if paths else f"--limit {limit}"
    trying: list[Override] = []
    if paths and (source := _source(read)):
        keys = ("stages", 0, "with", _paths_setting(*source, typed))
        trying.append(Override(keys, [_seen_from(read.base, path) for path in paths], typed))
    if read.settings.run.folder and not any(override.typed.startswith("--folder ") for override in overrides):
        trying.append(Override(("run", "folder"), f"{read.settings.run.folder.rstrip('/')}-try", typed))
    return trying


def _source(read: Read) -> tuple[str, type[Source]] | None:
    """Return the source with its name in the plan; None where the first stage is none, which the plan complains of."""
    from pipeline.plugin.registry import find_plugins
    from pipeline.stages.stage import Source

    registry = find_plugins(read.settings.plugins, read.base)
    first = [(entry.name, registry.named(entry.use)) for entry in read.entries if entry.keys == ("stages", 0)]
    return next(((name, one.kind) for name, found in first for one in found if issubclass(one.kind, Source)), None)


def _paths_setting(name: str, source: type[Source], typed: str) -> str:
    """Return the setting that paths on the command line go to. Raises ConfigError where the source takes none."""
    from pipeline.errors import Complaint, ConfigError, Place

    if source.paths_setting is not None:
        return source.paths_setting
    settings = ", ".join(one.name for one in fields(source))
    hint = f"Say what it reads by --set stages.{name}.SETTING=VALUE; its settings are {settings}." if settings else ""
    message = f"the source {name!r} takes no paths on the command line{'.' if settings else ', and has no settings.'}"
    raise ConfigError([Complaint(Place(typed, 0, 0), message, hint)])


def _seen_from(base: Path, path: str) -> str:
    """Return a path as the YAML would write it: relative to its folder, unless it is absolute or standard input."""
    return path if path == "-" or Path(path).is_absolute() else os.path.relpath(path, base)
