"""The files that sinks wrote: checked when a sink returns them, and compared with the files of earlier runs."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import RunError
from pipeline.planning.checks import file_key
from pipeline.results.record import ExportRecord, Record
from pipeline.stages.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.planning.checks import PlannedStage
    from pipeline.planning.plan import Plan

WRITE = "write it with results.create(NAME), and return results.folder / NAME"


def paths_of(sink: PlannedStage, returned: object, folder: Path) -> list[Path]:
    """Return the paths that `finish` of a sink returned, each as `folder` and the path within it.

    Raises RunError if that is not a list of files in the run folder, or if a file is missing that `outputs` names.
    """
    inside = [_inside(sink, path, folder) for path in _listed(sink, returned)]
    known = {file_key(path) for path in inside}
    outputs = sink.stage.outputs() if isinstance(sink.stage, Sink) else ()
    missing = [name for name in outputs if file_key(name) not in known]
    if missing:
        raise _wrong(sink, f"{inside or 'no path'}, and its outputs() name {missing[0]!r}: let both say the same")
    return [folder / path for path in inside]


def _listed(sink: PlannedStage, returned: object) -> Iterable[object]:
    """Return what `finish` returned. Raises RunError if it is not a list or another iterable of paths."""
    if isinstance(returned, Iterable) and not isinstance(returned, str | os.PathLike):
        return returned
    found = "None (maybe a return is missing?)" if returned is None else _described(returned)
    raise _wrong(sink, f"{found} instead of a list of the paths that it wrote: {WRITE} in a list; [] for none")


def _inside(sink: PlannedStage, path: object, folder: Path) -> str:
    """Return a path relative to the run folder. Raises RunError if it is not a file in the run folder."""
    if not isinstance(path, Path):
        raise _wrong(sink, f"{_described(path)} where a Path was expected: {WRITE}")
    if path.is_dir():
        raise _wrong(sink, f"the folder {path}: return the paths of the files in it")
    relative = _relative(path, folder)
    if relative is None:
        raise _wrong(sink, f"the path {path}, which lies outside the run folder {folder}: {WRITE}")
    if not path.is_file():
        raise _wrong(sink, f"the path {path}, where there is no file: {WRITE}")
    return relative


def _relative(path: Path, folder: Path) -> str | None:
    """Return `path` relative to `folder`, as written or with links resolved; None if it lies outside."""
    written = Path(os.path.normpath(path.absolute())), Path(os.path.normpath(folder.absolute()))
    for file, root in (written, (path.parent.resolve() / path.name, folder.resolve())):
        if file != root and file.is_relative_to(root):
            return file.relative_to(root).as_posix()
    return None


def _described(value: object) -> str:
    text = str(value) if isinstance(value, os.PathLike) else f"{value!r:.80}"
    return f"{text} ({type(value).__name__})"


def _wrong(sink: PlannedStage, found: str) -> RunError:
    return RunError(f"the export {sink.name!r}, from {sink.registered.origin}: finish returned {found}")


def recorded(written: Sequence[tuple[str, Path]], folder: Path) -> tuple[ExportRecord, ...]:
    """Return the record of each file, given with the sink that wrote it; a file that a sink returns twice comes once.

    Raises RunError if two sinks wrote the same file, even if they spell its path differently.
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


def are_unchanged(before: Record, plan: Plan, folder: Path) -> bool:
    """Return whether each sink of the plan wrote a file in the run `before`, and all those files are unchanged.

    A sink that returned no file cannot be checked: it has to write again.
    """
    writers = {one.stage for one in before.exports}
    return all(name in writers for name, _ in plan.sinks) and all(one.is_unchanged(folder) for one in before.exports)


def stale(before: Record | None, exports: Sequence[ExportRecord], folder: Path) -> tuple[ExportRecord, ...]:
    """Return the files of earlier runs that exist and are not among `exports`."""
    if before is None:
        return ()
    current = {_file_at(folder / one.path) for one in exports}
    earlier = {one.path: one for one in (*before.stale, *before.exports)}
    return tuple(one for one in earlier.values() if _file_at(folder / one.path) not in {None, *current})


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return the device and inode: the same for all spellings of a path; None if there is no file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
