"""What exports wrote: checked as they return it, and compared with what earlier runs left in the run folder."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RunError
from pipeline.planning.checks import file_key
from pipeline.results.record import ExportRecord, Record
from pipeline.stages.stage import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.planning.checks import Planned
    from pipeline.planning.plan import Plan

WRITE = "write it with results.create(NAME), and return results.folder / NAME"


def paths_of(one: Planned, returned: object, folder: Path) -> list[Path]:
    """Return the paths in what `finish` of an export returned, each as `folder` and the path in it.

    Raises RunError where that is no list of files in the run folder, or lacks one that `outputs` names.
    """
    if isinstance(returned, str | os.PathLike) or not isinstance(returned, Iterable):
        found = "None (maybe a return is missing?)" if returned is None else _shown(returned)
        raise _wrong(one, f"{found} instead of a list of the paths that it wrote: {WRITE} in a list; [] for none")
    inside = [_inside(one, path, folder) for path in returned]
    known = {file_key(path) for path in inside}
    missing = (
        [name for name in one.stage.outputs() if file_key(name) not in known] if isinstance(one.stage, Sink) else []
    )
    if missing:
        raise _wrong(one, f"{inside or 'no path'}, and its outputs() name {missing[0]!r}: let both say the same")
    return [folder / path for path in inside]


def _inside(one: Planned, path: object, folder: Path) -> str:
    """Return a path relative to the run folder. Raises RunError where it is no file in there."""
    if not isinstance(path, Path):
        raise _wrong(one, f"{_shown(path)} where a Path was expected: {WRITE}")
    if path.is_dir():
        raise _wrong(one, f"the folder {path}: return the paths of the files in it")
    relative = _relative(path, folder)
    if relative is None:
        raise _wrong(one, f"the path {path}, which lies outside the run folder {folder}: {WRITE}")
    if not path.is_file():
        raise _wrong(one, f"the path {path}, where there is no file: {WRITE}")
    return relative


def _relative(path: Path, folder: Path) -> str | None:
    """Return the way from `folder` to `path`, as they are written or as links lead; None where it leads out."""
    written = Path(os.path.normpath(path.absolute())), Path(os.path.normpath(folder.absolute()))
    for file, root in (written, (path.parent.resolve() / path.name, folder.resolve())):
        if file != root and file.is_relative_to(root):
            return file.relative_to(root).as_posix()
    return None


def _shown(value: object) -> str:
    shown = str(value) if isinstance(value, os.PathLike) else f"{value!r:.80}"
    return f"{shown} ({type(value).__name__})"


def _wrong(one: Planned, found: str) -> RunError:
    return RunError(f"the export {one.name!r}, from {one.registered.origin}: finish returned {found}")


def recorded(written: Sequence[tuple[str, Path]], folder: Path) -> tuple[ExportRecord, ...]:
    """Return the record of each file, given with the stage that wrote it; what a stage names twice is there once.

    Raises RunError where two stages wrote one file, however its path is spelled.
    """
    owners: dict[object, str] = {}
    records = []
    for stage, path in written:
        owner = owners.get(_file_at(path))
        if owner is None:
            owners[_file_at(path)] = stage
            records.append(ExportRecord.of(path, folder, stage))
        elif owner != stage:
            raise RunError(
                f"the exports {owner!r} and {stage!r} both wrote {path}, so that what {owner!r} wrote is lost: "
                "let one of them write another file, by a setting, or leave one out"
            )
    return tuple(records)


def stand(before: Record, plan: Plan, folder: Path) -> bool:
    """Tell whether each export of a plan wrote a file in the run `before`, and all of them are as they were written.

    Of an export that returned no file nobody can tell; it has to write again.
    """
    told = {one.stage for one in before.exports}
    return all(name in told for name, _ in plan.sinks) and all(one.stands(folder) for one in before.exports)


def stale(before: Record | None, exports: Sequence[ExportRecord], folder: Path) -> tuple[ExportRecord, ...]:
    """Return what exports of earlier runs wrote and is none of `exports`, as far as the files are there."""
    if before is None:
        return ()
    current = {_file_at(folder / one.path) for one in exports}
    earlier = {one.path: one for one in (*before.stale, *before.exports)}
    return tuple(one for one in earlier.values() if _file_at(folder / one.path) not in {None, *current})


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return what is the same for all spellings of a path, also where capitals do not count; None for no file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
