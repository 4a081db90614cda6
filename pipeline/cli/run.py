"""`pipeline run`: run a configuration, and print a summary."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.summary import RunDisplay

if TYPE_CHECKING:
    from pipeline.config.configuration import Config as Read
    from pipeline.config.configuration import Override
    from pipeline.stages.source import Source

Config = Annotated[Path, typer.Argument(metavar="CONFIG", help="The YAML file of the configuration.")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a value: run.workers=2, or stages.NAME.SETTING=VALUE."),
]
Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATH]...", help="Read these instead; results go to FOLDER-try, unless --folder is given."),
]
Folder = Annotated[str | None, typer.Option(metavar="DIR", help="The run folder, instead of run.folder.")]
Workers = Annotated[int | None, typer.Option(metavar="N", help="How many worker processes run.")]
Executor = Annotated[str | None, typer.Option(metavar="NAME", help="serial, processes, or one of a plugin.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Do everything again, the parses too.")]
Limit = Annotated[
    int | None, typer.Option(min=1, metavar="N", help="Read only the first N documents; results go to FOLDER-try.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Print every log event.")]
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
    """Run CONFIG: read the input, pass it through the stages, write the results.

    Work of earlier runs is not done again. PATH and --limit try the configuration: results go to FOLDER-try.
    """
    from pipeline.planning.plan import load
    from pipeline.running.runner import run as run_plan

    options = {"folder": folder and str(Path(folder).absolute()), "workers": workers, "executor": executor}
    overrides = [*set_overrides(set_), *_run_overrides(options)]
    trial = _trial_overrides(config, paths or [], overrides, limit=limit)
    plan = load(config, overrides=[*overrides, *trial])
    display = RunDisplay(quiet, verbose, log_format)
    display.carry_out(plan, lambda run_options: run_plan(plan, run_options), fresh=fresh, limit=limit)


def set_overrides(typed: list[str] | None) -> list[Override]:
    """Return the overrides of the options `--set`."""
    from pipeline.config.configuration import parse_override

    return [parse_override(one) for one in typed or ()]


def _run_overrides(options: dict[str, Any]) -> list[Override]:
    from pipeline.config.configuration import Override

    given = {name: value for name, value in options.items() if value is not None}
    return [Override(("run", name), value, f"--{name} {value}") for name, value in given.items()]


def _trial_overrides(config: Path, paths: list[str], overrides: list[Override], *, limit: int | None) -> list[Override]:
    """Return the overrides of a trial: the source reads `paths`, if any, and the run folder is FOLDER-try."""
    from pipeline.config.configuration import Override, read_config

    if not paths and limit is None:
        return []
    read = read_config(config, overrides)
    typed = f"PATH {' '.join(paths)}" if paths else f"--limit {limit}"
    trial: list[Override] = []
    if paths and (source := _source(read)):
        keys = ("stages", 0, "with", _paths_setting(*source, typed))
        trial.append(Override(keys, [_relative_to(read.base, path) for path in paths], typed))
    if read.settings.run.folder and not any(override.typed.startswith("--folder ") for override in overrides):
        trial.append(Override(("run", "folder"), f"{read.settings.run.folder.rstrip('/')}-try", typed))
    return trial


def _source(read: Read) -> tuple[str, type[Source]] | None:
    """Return the source and its name in the plan; None if the first stage is no source, as the plan reports."""
    from pipeline.plugin.registry import find_plugins
    from pipeline.stages.source import Source

    registry = find_plugins(read.settings.plugins, read.base)
    first = [(entry.name, registry.named(entry.use)) for entry in read.entries if entry.keys == ("stages", 0)]
    return next(((name, one.kind) for name, found in first for one in found if issubclass(one.kind, Source)), None)


def _paths_setting(name: str, source: type[Source], typed: str) -> str:
    """Return the setting for paths from the command line. Raises ConfigError if the source has none."""
    from pipeline.errors import Complaint, ConfigError, Place

    if source.paths_setting is not None:
        return source.paths_setting
    settings = ", ".join(one.name for one in fields(source))
    hint = f"Say what it reads by --set stages.{name}.SETTING=VALUE; its settings are {settings}." if settings else ""
    message = f"the source {name!r} takes no paths on the command line{'.' if settings else ', and has no settings.'}"
    raise ConfigError([Complaint(Place(typed, 0, 0), message, hint)])


def _relative_to(base: Path, path: str) -> str:
    """Return a path relative to the folder of the YAML, unless it is absolute, a URL, or standard input (`-`)."""
    from pipeline.config.setting_types import is_url

    return path if path == "-" or is_url(path) or Path(path).is_absolute() else os.path.relpath(path, base)
