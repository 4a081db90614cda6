"""A plan: the checked list of stages of one configuration, and the fingerprint of their results.

Every mistake that can be found without reading data is reported here: all at once, each complaint at its place.
spaCy is not imported, and no input is read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import unidata_version

from pipeline.config.configuration import Config, Override, config_from_python, parse_override, read_config
from pipeline.documents import overlay, part
from pipeline.documents.annotation import field_types
from pipeline.documents.document import Document
from pipeline.errors import Complaint, ConfigError, ModelError, RunError, StageError
from pipeline.language.blas import resolve
from pipeline.language.model import Model, find_model
from pipeline.language.parse_cache import ParseStore
from pipeline.language.parser import Parser, view_of
from pipeline.planning import checks, output_checks
from pipeline.planning.executor_checks import planned_executor
from pipeline.planning.fingerprint import stage_identity
from pipeline.plugin.local_plugins import read_local_plugins
from pipeline.plugin.registry import find_plugins
from pipeline.stages.chain import open_chain
from pipeline.stages.corpus import Corpus
from pipeline.stages.meter import Meter
from pipeline.stages.opening import opened
from pipeline.stages.outcome import Dropped, Failure
from pipeline.stages.sink import Sink
from pipeline.stages.source import Source
from pipeline.stages.stage import Stage
from pipeline.stages.step import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from pipeline.documents.annotation import Annotation
    from pipeline.executors.contract import Executor
    from pipeline.language.blas import Kernel
    from pipeline.planning.checks import PlannedStage
    from pipeline.plugin.local_plugins import LocalPlugin
    from pipeline.plugin.observer import Observer
    from pipeline.plugin.registry import Declared
    from pipeline.stages.source import Chunk, Unreadable


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
    local: Mapping[str, LocalPlugin | None] = field(default_factory=dict, repr=False)
    observers: tuple[Declared[type[Observer]], ...] = ()

    @property
    def source(self) -> Source:
        """The first stage."""
        return next(planned.stage for planned in self.planned if isinstance(planned.stage, Source))

    @property
    def steps(self) -> list[Step]:
        """The stages between the source and the sinks."""
        return [
            Step(one.name, one.stage, one.registered.plugin.name, one.entry.when)
            for one in self.planned
            if isinstance(one.stage, Stage)
        ]

    @property
    def after_stages(self) -> list[PlannedStage]:
        """The corpus steps and the sinks."""
        return [one for one in self.planned if isinstance(one.stage, Corpus | Sink)]

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
        dependencies, settings, content of the files that settings name, and condition; the content of the model, the
        needs, the kernel and the version of spaCy; the version of Python's Unicode tables.
        """
        made_by = [one for one in self.planned if isinstance(one.stage, Source | Stage)]
        stages = [stage_identity(one.name, one.stage, one.registered.code_hash) for one in made_by]
        conditions = {one.name: one.entry.when.as_data() for one in made_by if one.entry.when}
        spacy = version("spacy")
        model = self.model
        parse = [view_of(model), model.content_hash, sorted(self.needs_parse), self.kernel, spacy] if model else []
        identity = [part.FORMAT, version("text-pipeline"), unidata_version, stages, conditions, parse]
        return sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()

    @cached_property
    def _identities(self) -> dict[str, str]:
        formats = [part.FORMAT, overlay.FORMAT, version("text-pipeline"), self.layer_schemas]
        return {
            one.name: sha256(
                json.dumps([*formats, stage_identity(one.name, one.stage, one.registered.code_hash)]).encode()
            ).hexdigest()
            for one in self.after_stages
        }

    def identity_of(self, planned: PlannedStage) -> str:
        """Return the SHA-256 of a corpus step or sink: its settings, code and dependencies, and the plan's layers."""
        return self._identities[planned.name]

    @property
    def exports_fingerprint(self) -> str:
        """SHA-256 over the corpus steps and the sinks."""
        return sha256(json.dumps(list(self._identities.items())).encode()).hexdigest()

    def part_name(self, identity: str) -> str:
        """Return the name of the part of the chunk with this identity."""
        return sha256(f"{self.fingerprint}\0{identity}".encode()).hexdigest()[:32]

    @property
    def kernel(self) -> Kernel:
        """The kernel that computes the matrix products of the parse."""
        return resolve(self.config.settings.run.kernel)

    def open_source(self) -> AbstractContextManager[Callable[[Chunk], Iterator[Document | Unreadable]]]:
        """Open the source, and yield the callable that reads a chunk. Raises PluginError if its `open` raises."""
        first = self.planned[0]
        return opened(self.source, first.name, first.registered.plugin.name)

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

        The function raises StageError if a stage fails on the document, drops it or splits it. It writes nothing to
        disk, and memory does not grow with the number of texts. keep_parses: read and keep parses in the folder of
        `run.parses`, as a run does: useful if the same texts are processed again and again, as in tests of a stage.
        """
        with self.open_splitting(keep_parses=keep_parses) as process:
            yield lambda text: _only_document(process(text))

    @contextmanager
    def open_splitting(self, *, keep_parses: bool = False) -> Iterator[Callable[[str | Document], list[Document]]]:
        """Do as `open` does, for a plan with a stage that splits documents: the function returns a list of them."""
        with open_chain(self.steps, self.open_parser(keep_parses=keep_parses)) as chain:

            def process(text: str | Document) -> list[Document]:
                document = text if isinstance(text, Document) else Document.from_raw(text)
                return [_document(result) for result in chain.process([document], Meter())]

            yield process

    def process(self, text: str | Document) -> Document:
        """Pass one text through the stages, as `open` does; for many texts use `open` once."""
        with self.open() as process:
            return process(text)


def _only_document(documents: Sequence[Document]) -> Document:
    """Return the document of a batch of one. Raises StageError if it was split."""
    if len(documents) > 1:
        raise StageError(f"a stage split the document into {len(documents)}: call plan.open_splitting()")
    return documents[0]


def _document(result: Document | Dropped | Failure) -> Document:
    """Return the document. Raises StageError if it was dropped or failed."""
    if isinstance(result, Document):
        return result
    if isinstance(result, Dropped):
        raise StageError(f"stage {result.stage!r} dropped the document: {result.reason}")
    raise StageError(f"stage {result.stage!r} failed: {result.error}\n{result.traceback}")


def load(
    config: str | Path | Mapping[str, Any],
    *,
    overrides: Sequence[str | Override] = (),
    plugins: Iterable[object] = (),
) -> Plan:
    """Return the plan of a configuration: of a YAML file, or of a mapping with the same keys.

    Paths in a mapping are relative to the working directory, and complaints about it name the key path.
    overrides: values to set, as the command line has them after `--set`: `run.workers=2`. plugins: modules or objects
    with hooks, in addition to those that the configuration names. Raises ConfigError with all complaints.
    """
    given = [parse_override(one) if isinstance(one, str) else one for one in overrides]
    read = config_from_python(config, given) if isinstance(config, Mapping) else read_config(Path(config), given)
    return plan_of(read, plugins)


def plan_of(read: Config, plugins: Iterable[object] = ()) -> Plan:
    """Return the plan of a configuration that was read. Raises ConfigError with all complaints."""
    plan, complaints = _planned(read, tuple(plugins), read_local_plugins(read.settings.plugins, read.base))
    complaints += output_checks.folder_complaints(read, plan.source if plan else None)
    if plan is None or complaints:
        raise ConfigError(complaints)
    return plan


def rebuild_plan(config: Config, objects: Iterable[object], local: Mapping[str, LocalPlugin | None]) -> Plan:
    """Return the plan of a configuration that was checked before; a worker uses this. Raises ConfigError.

    local: what the plan has; the plugins must be importable (see `travelling_plugins`).
    """
    plan, complaints = _planned(config, tuple(objects), local)
    if plan is None:
        raise ConfigError(complaints)
    return plan


def check_same(built: str, fingerprint: str) -> None:
    """Raise RunError unless a worker built the plan of the run: the names of parts say how they were made."""
    if built != fingerprint:
        raise RunError(
            "a worker built another plan than that of the run: the code of a plugin, a file that a setting names, the "
            "model or an installed package has changed since the run began, or is another one on the machine of the "
            "worker. Run the same command again"
        )


def _planned(
    config: Config, objects: tuple[object, ...], local: Mapping[str, LocalPlugin | None]
) -> tuple[Plan | None, list[Complaint]]:
    complaints = list(config.complaints)
    registry = find_plugins(local, config.base, objects, without=config.settings.without)
    complaints += checks.plugin_complaints(config, registry)
    complaints += checks.without_complaints(config, registry)
    stages = [checks.planned_stage(config, entry, registry, complaints) for entry in config.entries]
    planned = tuple(one for one in stages if one)
    whole = len(planned) == len(config.settings.stages)
    complaints += checks.order_complaints(config, registry)
    complaints += checks.name_complaints(config)
    complaints += checks.layer_complaints(config, planned)
    complaints += output_checks.output_complaints(config, planned)
    complaints += checks.when_complaints(config, planned)
    executor = planned_executor(config, registry, complaints)
    model = _model(config, planned, complaints)
    if executor is None or not whole or complaints:
        return None, complaints
    return Plan(config, planned, model, executor, objects, local, registry.observers), complaints


def _model(config: Config, planned: Sequence[PlannedStage], complaints: list[Complaint]) -> Model | None:
    """Return the model that the stages need; None if they need none, or if it is missing, with a complaint."""
    if not any(isinstance(one.stage, Stage) and one.stage.needs_parse for one in planned):
        return None
    try:
        return find_model(config.settings.model, config.base)
    except ModelError as error:
        complaints.append(Complaint(config.located.place(("model",)), str(error)))
        return None
