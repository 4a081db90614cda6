"""A plan: the checked list of stages of one configuration, and the fingerprint of their results.

Every mistake that can be found without reading data is reported here: all at once, each complaint at its place.
spaCy is not imported, and no input is read.
"""

from __future__ import annotations

import dataclasses
import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import unidata_version

from pipeline.config.configuration import Config, Override, read_config
from pipeline.documents import part
from pipeline.documents.annotation import field_types
from pipeline.documents.document import Document
from pipeline.errors import Complaint, ConfigError, ModelError, StageError
from pipeline.language.blas import resolve
from pipeline.language.model import Model, find_model
from pipeline.language.parse_cache import ParseStore
from pipeline.language.parser import Parser, view_of
from pipeline.planning import checks
from pipeline.planning.fingerprint import stage_identity
from pipeline.plugin.registry import find_plugins
from pipeline.stages.chain import Dropped, Failure, Meter, Step, open_chain
from pipeline.stages.sink import Sink
from pipeline.stages.source import Source
from pipeline.stages.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.documents.annotation import Annotation
    from pipeline.executors.contract import Executor
    from pipeline.language.blas import Kernel
    from pipeline.planning.checks import PlannedStage
    from pipeline.plugin.observer import Observer
    from pipeline.plugin.registry import Declared


@dataclass(frozen=True)
class Plan:
    """A configuration that has been checked: what runs, in which order, with which settings.

    `planned` begins with the source and ends with the sinks; `model` is None if no stage reads the parse.
    `observers` are those of all plugins.
    """

    config: Config
    planned: tuple[PlannedStage, ...]
    model: Model | None
    executor: Executor
    objects: tuple[object, ...] = ()
    observers: tuple[Declared[type[Observer]], ...] = ()

    @property
    def source(self) -> Source:
        """The first stage."""
        return next(planned.stage for planned in self.planned if isinstance(planned.stage, Source))

    @property
    def steps(self) -> list[Step]:
        """The stages between the source and the sinks."""
        return [
            Step(one.name, one.stage, one.registered.plugin.name)
            for one in self.planned
            if isinstance(one.stage, Stage)
        ]

    @property
    def sinks(self) -> list[tuple[str, Sink]]:
        """The sinks, by their names in the plan."""
        return [(one.name, one.stage) for one in self.planned if isinstance(one.stage, Sink)]

    @property
    def layers(self) -> dict[str, type[Annotation]]:
        """The layers that the plan provides, in the order of the stages."""
        return {layer: kind for step in self.steps for layer, kind in step.stage.provides.items()}

    @property
    def layer_schemas(self) -> dict[str, dict[str, str]]:
        """The fields of each layer with their types as text: what a reader without the plugins can know."""
        return {layer: field_types(kind) for layer, kind in self.layers.items()}

    @property
    def needs_parse(self) -> frozenset[str]:
        """All needs of the stages: what they read of the parse."""
        return frozenset(need for step in self.steps for need in step.stage.needs_parse)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over everything that decides the content of a part, except the content of the chunk.

        That is: the formats; for the source and each stage its name, version, code of the plugin, versions of its
        dependencies, settings, and content of the files that settings name; the content of the model, the needs, the
        kernel and the version of spaCy; the version of Python's Unicode tables.
        """
        before_sinks = [one for one in self.planned if not isinstance(one.stage, Sink)]
        stages = [stage_identity(one.name, one.stage, one.registered.code_hash) for one in before_sinks]
        spacy = version("spacy")
        model = self.model
        parse = [view_of(model), model.content_hash, sorted(self.needs_parse), self.kernel, spacy] if model else []
        identity = [part.FORMAT, version("text-pipeline"), unidata_version, stages, parse]
        return sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()

    @cached_property
    def exports_fingerprint(self) -> str:
        """SHA-256 over the sinks, their settings, and the layers that they can export."""
        sinks = [one for one in self.planned if isinstance(one.stage, Sink)]
        identity = [stage_identity(one.name, one.stage, one.registered.code_hash) for one in sinks]
        return sha256(json.dumps([identity, list(self.layers)], sort_keys=True).encode()).hexdigest()

    def part_name(self, identity: str) -> str:
        """Return the name of the part of the chunk with this identity."""
        return sha256(f"{self.fingerprint}\0{identity}".encode()).hexdigest()[:32]

    @property
    def kernel(self) -> Kernel:
        """The kernel that computes the matrix products of the parse."""
        return resolve(self.config.settings.run.kernel)

    def open_parser(self, *, keep_parses: bool = True, fresh: bool = False) -> Parser | None:
        """Load the model with the components that the stages need, and return its parser; None without a model.

        keep_parses: keep parses in the folder of `run.parses`. fresh: make parses again, even if they are kept there.
        """
        if self.model is None:
            return None
        folder = self.config.parses if keep_parses else None
        return Parser(self.model, self.needs_parse, self.kernel, ParseStore(folder, fresh) if folder else None)

    @contextmanager
    def open(self, *, keep_parses: bool = False) -> Iterator[Callable[[str | Document], Document]]:
        """Open the stages once, and yield a function that passes a text, or a document, through them.

        The function raises StageError if a stage fails on the document or drops it. It writes nothing to disk, and
        memory does not grow with the number of texts. keep_parses: read and keep parses in the folder of `run.parses`,
        as a run does: useful if the same texts are processed again and again, such as in tests of a stage.
        """
        with open_chain(self.steps, self.open_parser(keep_parses=keep_parses)) as chain:

            def process(text: str | Document) -> Document:
                document = text if isinstance(text, Document) else Document.from_raw(text)
                return _only_document(chain.process([document], Meter()))

            yield process

    def process(self, text: str | Document) -> Document:
        """Pass one text through the stages, as `open` does; for many texts use `open` once."""
        with self.open() as process:
            return process(text)


def _only_document(results: Sequence[Document | Dropped | Failure]) -> Document:
    """Return the document of a batch of one. Raises StageError if it was dropped or failed."""
    (result,) = results
    if isinstance(result, Document):
        return result
    if isinstance(result, Dropped):
        raise StageError(f"stage {result.stage!r} dropped the document: {result.reason}")
    raise StageError(f"stage {result.stage!r} failed: {result.error}\n{result.traceback}")


def load(config: str | Path, *, overrides: Sequence[Override] = (), plugins: Iterable[object] = ()) -> Plan:
    """Return the plan of the configuration in a file.

    overrides: what the command line sets (`config.parse_override`). plugins: modules or objects with hooks, in addition
    to those that the configuration names. Raises ConfigError with all complaints.
    """
    objects = tuple(plugins)
    read = read_config(Path(config), overrides)
    plan, complaints = _planned(read, objects)
    complaints += checks.folder_complaints(read, plan.source if plan else None)
    if plan is None or complaints:
        raise ConfigError(complaints)
    return plan


def rebuild_plan(config: Config, objects: Iterable[object] = ()) -> Plan:
    """Return the plan of a configuration that was checked before; a worker uses this. Raises ConfigError."""
    plan, complaints = _planned(config, tuple(objects))
    if plan is None:
        raise ConfigError(complaints)
    return plan


def _planned(config: Config, objects: tuple[object, ...]) -> tuple[Plan | None, list[Complaint]]:
    complaints = list(config.complaints)
    registry = find_plugins(config.settings.plugins, config.base, objects, without=config.settings.without)
    complaints += checks.plugin_complaints(config, registry)
    complaints += checks.without_complaints(config, registry)
    stages = [checks.planned_stage(config, entry, registry, complaints) for entry in config.entries]
    planned = tuple(one for one in stages if one)
    whole = len(planned) == len(config.settings.stages)
    complaints += checks.order_complaints(config, registry)
    complaints += checks.name_complaints(config)
    complaints += checks.layer_complaints(config, planned)
    complaints += checks.output_complaints(config, planned)
    executor = checks.planned_executor(config, registry, complaints)
    plan = Plan(config, planned, None, executor, objects, registry.observers)
    if plan.needs_parse:
        try:
            plan = dataclasses.replace(plan, model=find_model(config.settings.model, config.base))
        except ModelError as error:
            complaints.append(Complaint(config.located.place(("model",)), str(error)))
    return (plan if whole and not complaints else None), complaints
