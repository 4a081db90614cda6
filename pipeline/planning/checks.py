"""The checks of a configuration that need the stages: each returns complaints at their places, and reads no data.

Together with what the room `config` finds, these are all the faults that a plan can have before it runs.
"""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config.setting_types import InputPath
from pipeline.config.settings import checked
from pipeline.errors import Complaint, PipelineError, did_you_mean
from pipeline.plugin.registry import OURS
from pipeline.stages import faults
from pipeline.stages.chain import PARSE
from pipeline.stages.stage import Sink, Source, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config.configuration import Config, Entry
    from pipeline.documents.annotation import Annotation
    from pipeline.plugin.registry import Registered, Registry
    from pipeline.stages.stage import AnyStage


@dataclass(frozen=True)
class PlannedStage:
    """A stage of the plan: its name there, the instance with its settings, and what registered it."""

    name: str
    stage: AnyStage
    registered: Registered
    entry: Entry


def plugin_complaints(config: Config, registry: Registry) -> list[Complaint]:
    """Complain of the plugins that the configuration names and that cannot be used."""
    reasons = {broken.plugin.name: broken.reason for broken in registry.broken if not broken.plugin.installed}
    named = ((name, ("plugins", at)) for at, name in enumerate(config.settings.plugins))
    return [
        Complaint(config.located.place(keys), f"the plugin {name!r} cannot be used: {reasons[name]}")
        for name, keys in named
        if name in reasons
    ]


def without_complaints(config: Config, registry: Registry) -> list[Complaint]:
    """Complain of packages that the configuration leaves out and that are not there."""
    known = registry.installed
    return [
        Complaint(
            config.located.place(("without", at)),
            f"no installed package {name!r} brings plugins.",
            did_you_mean(name, known) or f"There is {', '.join(known)}.",
        )
        for at, name in enumerate(config.settings.without)
        if name not in known
    ]


def planned_stage(config: Config, entry: Entry, registry: Registry, complaints: list[Complaint]) -> PlannedStage | None:
    """Return the stage of an entry with its settings, or None with the reasons added to `complaints`."""
    candidates = registry.named(entry.use)
    if len(candidates) != 1:
        place = config.located.place((*entry.keys, "use"))
        complaints.append(
            Complaint(place, *(clash(entry.use, candidates) if candidates else unknown(entry.use, registry)))
        )
        return None
    (registered,) = candidates
    keys = (*entry.keys, "with")
    try:
        with faults.named(entry.name, "its settings", registered.plugin.name):
            stage, wrong = checked(registered.kind, entry.settings, config.located, keys, base=config.base)
    except PipelineError as error:
        stage, wrong = None, [Complaint(config.located.place((*entry.keys, "use")), str(error))]
    else:
        wrong = [dataclasses.replace(one, message=f"{entry.use}: {one.message}") for one in wrong]
    complaints += wrong
    return PlannedStage(entry.name, stage, registered, entry) if stage else None


def unknown(name: str, registry: Registry) -> tuple[str, str]:
    """Return that there is no stage of a name, and the nearest one, or the plugin that should bring it."""
    for broken in registry.broken:
        if name in (broken.plugin.name, f"{broken.plugin.package}:{broken.plugin.name}"):
            return f"there is no stage {name!r}:", f"{broken}."
    known = [*registry.names(), *(one.full_name for one in registry.stages if ":" in name)]
    hint = did_you_mean(name, known) or (f"There is {', '.join(known)}." if known else "")
    broken_ones = "; ".join(map(str, registry.broken))
    return f"there is no stage {name!r}.", f"{hint} ({broken_ones}.)".lstrip() if broken_ones else hint


def clash(name: str, candidates: Sequence[Registered]) -> tuple[str, str]:
    """Return what is wrong where several stages have one name, and what to type to choose one."""
    said = f"the stage {name!r} is brought by {' and by '.join(one.origin for one in candidates)}."
    full_names = dict.fromkeys(one.full_name for one in candidates)
    if len(full_names) < len(candidates):
        return said, "Rename one."
    strangers = [one.plugin.package for one in candidates if one.plugin.installed and one.plugin.package != OURS]
    hint = f"Write {' or '.join(f'`use: {full_name}`' for full_name in full_names)}."
    return said, f"{hint} Or leave a package out: `without: [{strangers[0]}]`." if strangers else hint


def order_complaints(config: Config, registry: Registry) -> list[Complaint]:
    """Complain unless the first stage, and no other, is a source, and sinks stand at the end, one at least."""
    named = [(entry, registry.named(entry.use)) for entry in config.entries]
    known = [(entry, found[0].kind) for entry, found in named if found]
    if not known or len(known) < len(config.settings.stages):
        return []
    kinds = [kind for _, kind in known]
    messages = [(entry, _misplaced(at, entry.use, kinds)) for at, (entry, _) in enumerate(known)]
    if not any(issubclass(kind, Sink) for kind in kinds):
        messages.append((known[-1][0], "nothing is written: let the last stage be an export, such as `- export`."))
    return [Complaint(config.located.place((*entry.keys, "use")), message) for entry, message in messages if message]


def _misplaced(at: int, name: str, kinds: Sequence[type[AnyStage]]) -> str:
    """Return what is wrong with the place of the stage `at` among all, if anything."""
    if issubclass(kinds[at], Source):
        return f"the source {name!r} has to be the first stage, and the only one." if at else ""
    if not at:
        return f"the first stage has to be a source, such as ingest; it is {name!r}."
    if issubclass(kinds[at], Sink) and not all(issubclass(kind, Sink) for kind in kinds[at:]):
        return f"the export {name!r} has to stand last: only exports may follow."
    return ""


def name_complaints(config: Config) -> list[Complaint]:
    """Complain of stages that bear the name of an earlier one."""
    seen = {PARSE}
    complaints = []
    for entry in config.entries:
        if entry.name in seen:
            twice = "stands here twice" if entry.name != PARSE else "has the name of the shared parse"
            message = f"the stage {entry.name!r} {twice}: give it another name with `as: NAME`."
            complaints.append(Complaint(config.located.place((*entry.keys, "as")), message))
        seen.add(entry.name)
    return complaints


def layer_complaints(config: Config, planned: Sequence[PlannedStage]) -> list[Complaint]:
    """Complain of layers required and not provided, provided twice, and of edits after the parse."""
    provided: dict[str, tuple[str, type[Annotation]]] = {}
    parsed_for = ""
    complaints = []
    for one in planned:
        if not isinstance(one.stage, Stage):
            continue
        messages = _faults(one, one.stage, provided, planned)
        if one.stage.edits_text and parsed_for:
            messages.append(f"{one.name} edits the text after {parsed_for} had it parsed: put it before {parsed_for}.")
        place = config.located.place((*one.entry.keys, "use"))
        complaints += [Complaint(place, message) for message in messages]
        provided |= {layer: (one.name, kind) for layer, kind in one.stage.provides.items()}
        parsed_for = parsed_for or (one.name if one.stage.needs_parse else "")
    return complaints


def _faults(
    one: PlannedStage,
    stage: Stage,
    provided: Mapping[str, tuple[str, type[Annotation]]],
    planned: Sequence[PlannedStage],
) -> list[str]:
    messages: list[str] = []
    for layer, kind in stage.requires.items():
        if layer not in provided:
            missing = f"{one.name} requires the layer {layer!r}, which no earlier stage provides."
            messages.append(f"{missing} {_cure(layer, planned)}")
        elif not issubclass(provided[layer][1], kind):
            by, given = provided[layer]
            messages.append(f"{one.name} requires {kind.__name__} in {layer!r}; {by} provides {given.__name__}.")
    twice = [layer for layer in stage.provides if layer in provided and layer not in stage.requires]
    return messages + [f"{one.name} provides the layer {layer!r}, as {provided[layer][0]} does." for layer in twice]


def _cure(layer: str, planned: Sequence[PlannedStage]) -> str:
    later = [one.name for one in planned if isinstance(one.stage, Stage) and layer in one.stage.provides]
    return f"Put {later[0]} before it." if later else f"Add a stage that provides it, such as `- {layer}`."


def output_complaints(config: Config, planned: Sequence[PlannedStage]) -> list[Complaint]:
    """Complain of exports that would write one file, as far as their `outputs` say, or one outside the run folder."""
    owners: dict[str, str] = {}
    complaints: list[Complaint] = []
    for one in planned:
        for name in _outputs(config, one, complaints):
            setting = _setting_of(one, name)
            place = config.located.place((*one.entry.keys, "with", setting) if setting else (*one.entry.keys, "use"))
            if file_key(name).startswith(("/", "../")):
                message = f"{one.name} writes {name!r}, which lies outside the run folder: exports write into it."
                complaints.append(Complaint(place, message))
            owner = owners.setdefault(file_key(name), one.name)
            if owner != one.name:
                message = f"{one.name} writes {name!r}, as the export {owner!r} does: one would replace the other."
                complaints.append(Complaint(place, message, f"Give one of them another `{setting or 'name'}`."))
    return complaints


def _outputs(config: Config, one: PlannedStage, complaints: list[Complaint]) -> list[str]:
    """Return what an export says it writes; nothing where it does not say it right, which is then complained of."""
    if not isinstance(one.stage, Sink):
        return []
    try:
        names = one.stage.outputs()
        if not isinstance(names, str) and all(isinstance(name, str) for name in names):
            return list(names)
        fault = f"returned {names!r:.80} instead of a list of texts"
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; the others are checked all the same
        fault = f"raised {type(error).__name__}: {error}"
    place = config.located.place((*one.entry.keys, "use"))
    complaints.append(Complaint(place, f"{one.name} cannot say what it writes: outputs() {fault}."))
    return []


def file_key(path: str) -> str:
    """Return what is the same for all spellings of a path in the run folder; capitals do not count, as on macOS."""
    return unicodedata.normalize("NFC", os.path.normpath(path)).casefold()


def _setting_of(one: PlannedStage, value: str) -> str:
    """Return the name of the setting that has this value, or the empty string."""
    return next((field.name for field in dataclasses.fields(one.stage) if getattr(one.stage, field.name) == value), "")


def folder_complaints(config: Config, source: Source | None) -> list[Complaint]:
    """Complain of a run folder that cannot be written or lies inside the input."""
    if not config.settings.run.folder:
        return []
    folder, place = config.folder.resolve(), config.located.place(("run", "folder"))
    for read in _input_paths(source) if source else ():
        inside = Path(str(read.path).partition("**")[0]).resolve()
        if read.written != "-" and inside.is_dir() and folder.is_relative_to(inside):
            message = f"the run folder lies inside the input {read.written!r}: it would read its own results."
            return [Complaint(place, message, "Choose a folder outside.")]
    try:
        existing = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    except OSError as error:  # a name that is too long, say
        return [Complaint(place, f"the run folder {config.settings.run.folder!r} cannot be made: {error.strerror}.")]
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        found = "is not a folder" if not existing.is_dir() else "cannot be written"
        return [Complaint(place, f"the run folder {config.settings.run.folder!r} cannot be made: {existing} {found}.")]
    return []


def _input_paths(stage: AnyStage) -> list[InputPath]:
    values = [getattr(stage, one.name) for one in dataclasses.fields(stage)]
    flat = [item for value in values for item in (value if isinstance(value, tuple | list) else (value,))]
    return [item for item in flat if isinstance(item, InputPath)]
