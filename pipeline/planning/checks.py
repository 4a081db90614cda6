"""The checks of a configuration that need the stages: each returns complaints with their places, and reads no data.

Together with the complaints of the room `config`, these are all mistakes that can be found before a run.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.config.settings import checked
from pipeline.errors import Complaint, PipelineError, did_you_mean
from pipeline.plugin.registry import OURS
from pipeline.stages import faults
from pipeline.stages.chain import PARSE
from pipeline.stages.corpus import Corpus
from pipeline.stages.sink import Sink
from pipeline.stages.source import Source
from pipeline.stages.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.config.configuration import Config, Entry
    from pipeline.documents.annotation import Annotation
    from pipeline.plugin.registry import Registered, Registry
    from pipeline.stages.kinds import AnyStage


@dataclass(frozen=True)
class PlannedStage:
    """A stage of the plan: its name there, the instance with its settings, its registration, and its YAML entry."""

    name: str
    stage: AnyStage
    registered: Registered
    entry: Entry


def plugin_complaints(config: Config, registry: Registry) -> list[Complaint]:
    """Return a complaint for each plugin that the configuration names and that cannot be used."""
    reasons = {broken.plugin.name: broken.reason for broken in registry.broken if not broken.plugin.installed}
    named = ((name, ("plugins", at)) for at, name in enumerate(config.settings.plugins))
    return [
        Complaint(config.located.place(keys), f"the plugin {name!r} cannot be used: {reasons[name]}")
        for name, keys in named
        if name in reasons
    ]


def without_complaints(config: Config, registry: Registry) -> list[Complaint]:
    """Return a complaint for each package under `without:` that is not installed."""
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
    """Return the stage of an entry with its settings; or None, with the reasons added to `complaints`."""
    candidates = registry.named(entry.use)
    if len(candidates) != 1:
        place = config.located.place((*entry.keys, "use"))
        complaints.append(
            Complaint(place, *(name_clash(entry.use, candidates) if candidates else unknown_stage(entry.use, registry)))
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


def unknown_stage(name: str, registry: Registry) -> tuple[str, str]:
    """Return message and hint for a name of no stage: the nearest name, or the broken plugin of that name."""
    known = [*registry.names(), *(one.full_name for one in registry.stages if ":" in name)]
    return unknown("stage", name, known, registry)


def unknown(kind: str, name: str, known: Sequence[str], registry: Registry) -> tuple[str, str]:
    """Return message and hint for a name of nothing of a kind: the nearest name, or the broken plugin of that name."""
    for broken in registry.broken:
        if name in (broken.plugin.name, f"{broken.plugin.package}:{broken.plugin.name}"):
            return f"there is no {kind} {name!r}:", f"{broken}."
    broken_ones = "; ".join(str(broken) for broken in registry.broken if broken.plugin.installed)
    hint = _nearest(name, known, registry)
    return f"there is no {kind} {name!r}.", f"{hint} ({broken_ones}.)".lstrip() if broken_ones else hint


def _nearest(name: str, known: Sequence[str], registry: Registry) -> str:
    """Return the nearest name, or the broken plugins that have a complaint of their own, or all names."""
    named = [repr(broken.plugin.name) for broken in registry.broken if not broken.plugin.installed]
    broken = f"It may be in {' or '.join(named)}, which cannot be used." if named else ""
    return did_you_mean(name, known) or broken or (f"There is {', '.join(known)}." if known else "")


def name_clash(name: str, candidates: Sequence[Registered]) -> tuple[str, str]:
    """Return message and hint for a name that several stages have: what to type to choose one."""
    message = f"the stage {name!r} is brought by {' and by '.join(one.origin for one in candidates)}."
    full_names = dict.fromkeys(one.full_name for one in candidates)
    if len(full_names) < len(candidates):
        return message, "Rename one."
    others = [one.plugin.package for one in candidates if one.plugin.installed and one.plugin.package != OURS]
    hint = f"Write {' or '.join(f'`use: {full_name}`' for full_name in full_names)}."
    return message, f"{hint} Or leave a package out: `without: [{others[0]}]`." if others else hint


def order_complaints(config: Config, registry: Registry) -> list[Complaint]:
    """Return complaints unless the order is: one source, stages, corpus steps, and one or more sinks."""
    kinds = _kinds(config, registry)
    if not kinds:
        return []
    messages = [(entry, _misplaced(at, entry.use, kinds)) for at, entry in enumerate(config.entries)]
    if not any(issubclass(kind, Sink) for kind in kinds):
        messages.append(
            (config.entries[-1], "nothing is written: let the last stage be an export, such as `- export`.")
        )
    return [Complaint(config.located.place((*entry.keys, "use")), message) for entry, message in messages if message]


def _kinds(config: Config, registry: Registry) -> list[type[AnyStage]]:
    """Return the class of each stage; an empty list if a stage is unknown, which another complaint reports."""
    found = [registry.named(entry.use) for entry in config.entries]
    kinds = [stages[0].kind for stages in found if stages]
    return kinds if len(kinds) >= len(config.settings.stages) else []


def _misplaced(at: int, name: str, kinds: Sequence[type[AnyStage]]) -> str:
    """Return what is wrong with the position `at` of a stage, or the empty string."""
    if issubclass(kinds[at], Source):
        return f"the source {name!r} has to be the first stage, and the only one." if at else ""
    if not at:
        return f"the first stage has to be a source, such as ingest; it is {name!r}."
    if issubclass(kinds[at], Sink) and not all(issubclass(kind, Sink) for kind in kinds[at:]):
        return f"the export {name!r} has to stand last: only exports may follow."
    if issubclass(kinds[at], Corpus) and any(issubclass(kind, Stage) for kind in kinds[at:]):
        return f"the corpus step {name!r} looks at finished documents: put it after all stages, before the exports."
    return ""


def name_complaints(config: Config) -> list[Complaint]:
    """Return a complaint for each stage that has the name of an earlier stage, or of the shared parse."""
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
    """Return complaints about layers that are required and missing, or provided twice, and edits after the parse."""
    provided: dict[str, tuple[str, type[Annotation]]] = {}
    parsed_for = ""
    complaints = []
    for one in planned:
        if not isinstance(one.stage, Stage):
            continue
        messages = _layer_faults(one, one.stage, provided, planned)
        if parsed_for and (does := _changes_text(one.stage)):
            messages.append(f"{one.name} {does} after {parsed_for} had it parsed: put it before {parsed_for}.")
        place = config.located.place((*one.entry.keys, "use"))
        complaints += [Complaint(place, message) for message in messages]
        provided |= {layer: (one.name, kind) for layer, kind in one.stage.provides.items()}
        parsed_for = parsed_for or (one.name if one.stage.needs_parse else "")
    return complaints


def _changes_text(stage: Stage) -> str:
    """Return in which way a stage makes an earlier parse useless, or the empty string."""
    if stage.edits_text:
        return "edits the text"
    return "splits the document" if stage.splits else ""


def _layer_faults(
    one: PlannedStage,
    stage: Stage,
    provided: Mapping[str, tuple[str, type[Annotation]]],
    planned: Sequence[PlannedStage],
) -> list[str]:
    messages: list[str] = []
    for layer, kind in stage.requires.items():
        if layer not in provided:
            missing = f"{one.name} requires the layer {layer!r}, which no earlier stage provides."
            messages.append(f"{missing} {_remedy(layer, planned)}")
        elif not issubclass(provided[layer][1], kind):
            by, given = provided[layer]
            messages.append(f"{one.name} requires {kind.__name__} in {layer!r}; {by} provides {given.__name__}.")
    twice = [layer for layer in stage.provides if layer in provided and layer not in stage.requires]
    return messages + [f"{one.name} provides the layer {layer!r}, as {provided[layer][0]} does." for layer in twice]


def _remedy(layer: str, planned: Sequence[PlannedStage]) -> str:
    later = [one.name for one in planned if isinstance(one.stage, Stage) and layer in one.stage.provides]
    return f"Put {later[0]} before it." if later else f"Add a stage that provides it, such as `- {layer}`."


def when_complaints(config: Config, planned: Sequence[PlannedStage]) -> list[Complaint]:
    """Return a complaint for each condition on anything but a stage."""
    return [
        Complaint(
            config.located.key_place((*one.entry.keys, "when")),
            f"{one.name} takes no `when:`: only stages do, which see one document at a time.",
        )
        for one in planned
        if one.entry.when and not isinstance(one.stage, Stage)
    ]
