"""What sinks wrote: checked when a sink returns it, and compared with what earlier runs wrote."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipeline.errors import RunError
from pipeline.results.record import ExportRecord, Record
from pipeline.stages import faults
from pipeline.stages.output_names import file_key, not_for_exports
from pipeline.stages.sink import Output, Sink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.planning.checks import PlannedStage
    from pipeline.planning.plan import Plan

WRITE = "write it with results.create(NAME), and return results.folder / NAME"


def outputs_of(sink: PlannedStage, returned: object, folder: Path) -> list[Path | Output]:
    """Return what `finish` of a sink returned, each path as `folder` and the path within it.

    Raises RunError if that is not a list of files and folders in the run folder and of outputs outside it, or if
    something is missing that `outputs` names.
    """
    outputs = {_name(sink, output, folder): output for output in _listed(sink, returned)}
    known = set(map(file_key, outputs))
    named = sink.stage.outputs() if isinstance(sink.stage, Sink) else ()
    missing = [name for name in named if file_key(name) not in known]
    if missing:
        found = list(outputs) or "no path"
        raise _wrong(sink, f"{found}, and its outputs() name {missing[0]!r}: let both say the same")
    return [output if isinstance(output, Output) else folder / name for name, output in outputs.items()]


def _name(sink: PlannedStage, output: object, folder: Path) -> str:
    """Return the path of an output relative to the run folder, or its URI. Raises RunError if it is neither."""
    return _checked_uri(sink, output) if isinstance(output, Output) else _inside(sink, output, folder)


def _listed(sink: PlannedStage, returned: object) -> Iterable[object]:
    """Return what `finish` returned. Raises RunError if it is not a list or another iterable of paths."""
    if isinstance(returned, Iterable) and not isinstance(returned, str | os.PathLike):
        return returned
    found = "None (maybe a return is missing?)" if returned is None else _described(returned)
    raise _wrong(sink, f"{found} instead of a list of the paths that it wrote: {WRITE} in a list; [] for none")


def _checked_uri(sink: PlannedStage, output: Output) -> str:
    """Return the URI of an output outside the run folder. Raises RunError if it is none, or has a password."""
    given: tuple[object, ...] = (output.uri, output.state)
    if wrong := [value for value in given if not isinstance(value, str)]:
        raise _wrong(sink, f"an Output with {_described(wrong[0])}: its uri and its state are texts")
    uri = output.uri
    parts = urlsplit(uri)
    if not parts.scheme or "://" not in uri:
        raise _wrong(sink, f"the URI {uri!r}: write SCHEME://PLACE; files in the run folder are paths")
    if parts.password:
        raise _wrong(sink, f"a URI of {parts.hostname} with a password, and run.json would show it: leave it out")
    return uri


def _inside(sink: PlannedStage, path: object, folder: Path) -> str:
    """Return a path relative to the run folder. Raises RunError if nothing is there, or it is not for exports."""
    if not isinstance(path, Path):
        raise _wrong(sink, f"{_described(path)} where a Path or an Output was expected: {WRITE}")
    relative = _relative(path, folder)
    if relative is None:
        raise _wrong(sink, f"the path {path}, which lies outside the run folder {folder}: {WRITE}")
    if not path.exists():
        raise _wrong(sink, f"the path {path}, where there is no file: {WRITE}")
    if reason := not_for_exports(file_key(relative)):
        raise _wrong(sink, f"the path {path}, {reason}")
    return relative


def _relative(path: Path, folder: Path) -> str | None:
    """Return `path` relative to `folder`, as written or with links resolved; None if it lies outside."""
    written = Path(os.path.normpath(path.absolute())), Path(os.path.normpath(folder.absolute()))
    for file, root in (written, (path.parent.resolve() / path.name, folder.resolve())):
        if file.is_relative_to(root):
            return file.relative_to(root).as_posix()
    return None


def _described(value: object) -> str:
    text = str(value) if isinstance(value, os.PathLike) else f"{value!r:.80}"
    return f"{text} ({type(value).__name__})"


def _wrong(sink: PlannedStage, found: str) -> RunError:
    return RunError(f"the export {sink.name!r}, from {sink.registered.origin}: finish returned {found}")


def recorded(written: Sequence[tuple[str, Path | Output]], folder: Path) -> tuple[ExportRecord, ...]:
    """Return the record of each output, given with the sink that wrote it; what a sink returns twice comes once.

    Raises RunError if two sinks wrote the same output, even if they spell its path differently.
    """
    owners: dict[object, str] = {}
    records = []
    for stage, output in written:
        place = output.uri if isinstance(output, Output) else _file_at(output)
        owner = owners.get(place)
        if owner is None:
            owners[place] = stage
            records.append(_record(output, folder, stage))
        elif owner != stage:
            shown = output.uri if isinstance(output, Output) else output
            raise RunError(
                f"the exports {owner!r} and {stage!r} both wrote {shown}, so that what {owner!r} wrote is lost: "
                "let one of them write another file, by a setting, or leave one out"
            )
    return tuple(records)


def _record(output: Path | Output, folder: Path, stage: str) -> ExportRecord:
    if isinstance(output, Output):
        return ExportRecord(output.uri, "", 0, 0, stage, output.state)
    return ExportRecord.of(output, folder, stage)


def are_unchanged(before: Record, plan: Plan, folder: Path) -> bool:
    """Return whether each sink of the plan wrote something in the run `before`, and all of that is unchanged.

    A sink that returned nothing cannot be checked: it has to write again.
    """
    writers = {one.stage for one in before.exports}
    sinks = {one.name: one for one in plan.planned if isinstance(one.stage, Sink)}
    return writers >= set(sinks) and all(
        _stands(one, sinks.get(one.stage)) if one.is_outside else one.is_unchanged(folder) for one in before.exports
    )


def _stands(export: ExportRecord, sink: PlannedStage | None) -> bool:
    """Return whether an output outside the run folder still has its state, as its sink says."""
    if sink is None or not isinstance(sink.stage, Sink):
        return False
    with faults.named(sink.name, "stands", sink.registered.plugin.name):
        return bool(sink.stage.stands(Output(export.path, export.state)))


def stale(before: Record | None, exports: Sequence[ExportRecord], folder: Path) -> tuple[ExportRecord, ...]:
    """Return the files and folders of earlier runs that exist and are not among `exports`."""
    if before is None:
        return ()
    current = {_file_at(folder / one.path) for one in exports}
    earlier = {one.path: one for one in (*before.stale, *before.exports) if not one.is_outside}
    return tuple(one for one in earlier.values() if _file_at(folder / one.path) not in {None, *current})


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return the device and inode: the same for all spellings of a path; None if there is no file."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_dev, state.st_ino
