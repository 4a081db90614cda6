"""`pipeline run`: run a configuration, and print what came of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.shown import columns

if TYPE_CHECKING:
    from pipeline.config import Override
    from pipeline.plan import Plan
    from pipeline.runner import Record

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


def run(
    config: Config,
    paths: Paths = None,
    *,
    set_: Set = None,
    folder: Folder = None,
    workers: Workers = None,
    executor: Executor = None,
) -> None:
    """Run CONFIG: read the input, pass it through the stages, write what was found."""
    from pipeline.plan import load
    from pipeline.runner import run as run_plan

    options = {"folder": folder and str(Path(folder).absolute()), "workers": workers, "executor": executor}
    overrides = [*set_overrides(set_), *_run_overrides(options)]
    plan = load(config, overrides=[*overrides, *_trying(config, paths or [], overrides)])
    record = run_plan(plan, terminal=sys.stderr)
    print(summary(plan, record))
    if record.tally.quarantined:
        raise typer.Exit(3)


def set_overrides(typed: list[str] | None) -> list[Override]:
    """Return what the options `--set` say."""
    from pipeline.config import parse_override

    return [parse_override(one) for one in typed or ()]


def _run_overrides(options: dict[str, Any]) -> list[Override]:
    from pipeline.config import Override

    given = {name: value for name, value in options.items() if value is not None}
    return [Override(("run", name), value, f"--{name} {value}") for name, value in given.items()]


def _trying(config: Path, paths: list[str], overrides: list[Override]) -> list[Override]:
    """Return what naming paths sets: the source reads them, and the folder is `FOLDER-try`, if none was given."""
    from pipeline.config import Override, read_config

    if not paths:
        return []
    typed = f"PATH {' '.join(paths)}"
    read = read_config(config, overrides)
    reads = Override(("stages", 0, "with", "paths"), [_seen_from(read.base, path) for path in paths], typed)
    if any(override.typed.startswith("--folder ") for override in overrides):
        return [reads]
    return [reads, Override(("run", "folder"), f"{read.settings.run.folder.rstrip('/')}-try", typed)]


def _seen_from(base: Path, path: str) -> str:
    """Return a path as the YAML would write it: relative to its folder, unless it is absolute or standard input."""
    return path if path == "-" or Path(path).is_absolute() else os.path.relpath(path, base)


def summary(plan: Plan, record: Record) -> str:
    """Return the table of a run: per stage the documents, the seconds and what was found."""
    tally = record.tally
    model = f" · {plan.model.name} {plan.model.version}" if plan.model else ""
    head = f"{record.name} · {_count(tally.read, 'document')} · {_count(record.workers, 'worker')}{model}"
    rows = [["  stage", "documents", "seconds", "found"]]
    for name in [name for name in tally.seconds if name != "parse" or plan.model]:
        found = ", ".join(f"{count} {what}" for what, count in tally.found.get(name, {}).items())
        rows.append([f"  {name}", str(tally.documents.get(name, 0)), f"{tally.seconds[name]:.2f}", found])
    return "\n".join([head, *columns(rows, right=(1, 2)), *_where(record), _last_line(record)])


def _where(record: Record) -> list[str]:
    if not record.tally.quarantined:
        return []
    return [f"what failed is kept, with the reason, in {shown_path(record.folder / 'quarantine')}"]


def _last_line(record: Record) -> str:
    tally = record.tally
    counts = f"{tally.exported} exported, {tally.dropped} dropped, {len(tally.quarantined)} in quarantine"
    written = ", ".join(shown_path(path) for path in record.written)
    return f"{_count(tally.read, 'document')}: {counts} · {record.seconds:.1f} s · {written}"


def shown_path(path: Path) -> str:
    """Return a path as a person standing here would type it."""
    relative = os.path.relpath(path)
    return relative if len(relative) < len(str(path)) else str(path)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
