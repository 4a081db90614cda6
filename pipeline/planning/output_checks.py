"""The checks of where a run writes: the outputs of the sinks, and the run folder. See `checks`."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config.setting_types import InputPath
from pipeline.errors import Complaint
from pipeline.stages import faults
from pipeline.stages.output_names import file_key, not_for_exports
from pipeline.stages.sink import Sink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config.configuration import Config
    from pipeline.planning.checks import PlannedStage
    from pipeline.stages.kinds import AnyStage
    from pipeline.stages.source import Source


def output_complaints(config: Config, planned: Sequence[PlannedStage]) -> list[Complaint]:
    """Return a complaint for each output in `outputs` that overlaps another, or that no export may write."""
    owners: dict[str, str] = {}
    complaints: list[Complaint] = []
    for one in planned:
        for name in _outputs(config, one, complaints):
            setting = _setting_of(one, name)
            place = config.located.place((*one.entry.keys, "with", setting) if setting else (*one.entry.keys, "use"))
            key = file_key(name)
            if reason := not_for_exports(key):
                complaints.append(Complaint(place, f"{one.name} writes {name!r}, {reason}"))
            if message := _overlap(one.name, name, owners):
                complaints.append(Complaint(place, message, f"Give one of them another `{setting or 'name'}`."))
            owners.setdefault(key, one.name)
    return complaints


def _overlap(sink: str, name: str, owners: Mapping[str, str]) -> str:
    """Return what is wrong if another sink writes the same output, or a folder around or within; else ""."""
    key = file_key(name)
    if owners.get(key, sink) != sink:
        return f"{sink} writes {name!r}, as the export {owners[key]!r} does: one would replace the other."
    for other, owner in owners.items():
        if other.startswith(f"{key}/") or key.startswith(f"{other}/"):
            return f"{sink} writes {name!r}, and {owner} writes {other!r}: one lies in the other."
    return ""


def _outputs(config: Config, one: PlannedStage, complaints: list[Complaint]) -> list[str]:
    """Return the files in `outputs` of a sink; if that fails, return none and add a complaint."""
    if not isinstance(one.stage, Sink):
        return []
    try:
        returned: object = one.stage.outputs()
        names = list(returned) if isinstance(returned, Iterable) and not isinstance(returned, str) else None
        if names is not None and all(isinstance(name, str) for name in names):
            return names
        fault = f"returned {returned if names is None else names!r:.80} instead of a list of texts"
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a plugin may raise anything; others are still checked
        fault = f"raised {faults.described(error)}"
    place = config.located.place((*one.entry.keys, "use"))
    complaints.append(Complaint(place, f"{one.name} cannot say what it writes: outputs() {fault}."))
    return []


def _setting_of(one: PlannedStage, value: str) -> str:
    """Return the name of the setting that has this value, or the empty string."""
    return next((field.name for field in dataclasses.fields(one.stage) if getattr(one.stage, field.name) == value), "")


def folder_complaints(config: Config, source: Source | None) -> list[Complaint]:
    """Return a complaint if the run folder lies inside the input, or cannot be made."""
    if not config.settings.run.folder:
        return []
    place = config.located.place(("run", "folder"))
    if source and (name := _input_around(config.folder.resolve(), source)):
        message = f"the run folder lies inside the input {name!r}: it would read its own results."
        return [Complaint(place, message, "Choose a folder outside.")]
    if reason := _not_writable(config.folder.resolve()):
        return [Complaint(place, f"the run folder {config.settings.run.folder!r} cannot be made: {reason}.")]
    return []


def _input_around(folder: Path, source: Source) -> str:
    """Return the input path of the source that `folder` lies inside, as written, or the empty string."""
    for read in _input_paths(source):
        if read.url is not None:
            continue
        around = Path(str(read.path).partition("**")[0]).resolve()
        if read.written != "-" and around.is_dir() and folder.is_relative_to(around):
            return read.written
    return ""


def _not_writable(folder: Path) -> str:
    """Return why `folder` cannot be made or written, or the empty string."""
    try:
        existing = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    except OSError as error:  # such as a name that is too long
        return str(error.strerror)
    if existing.is_dir() and os.access(existing, os.W_OK):
        return ""
    return f"{existing} {'cannot be written' if existing.is_dir() else 'is not a folder'}"


def _input_paths(stage: AnyStage) -> list[InputPath]:
    values = [getattr(stage, one.name) for one in dataclasses.fields(stage)]
    flat = [item for value in values for item in (value if isinstance(value, tuple | list) else (value,))]
    return [item for item in flat if isinstance(item, InputPath)]
