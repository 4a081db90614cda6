"""Runs a batch of documents through the stages, and parses it before the first stage that reads the parse.

If a stage raises on a batch, it runs again one document at a time, so that only the document that raises fails. Nothing
is written to disk here.
"""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

import structlog

from pipeline.documents.document import Document, printable
from pipeline.errors import StageError
from pipeline.language.visible import VisibleParses
from pipeline.stages import faults
from pipeline.stages.opening import opened
from pipeline.stages.stage import Drop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from pipeline.language.parser import Parser
    from pipeline.stages.stage import Stage

PARSE = "parse"
"""The name under which the time and the failures of the shared parse are reported."""


@dataclass(frozen=True)
class Step:
    """A stage with its name in the plan, and the name of the plugin that provides it."""

    name: str
    stage: Stage
    plugin: str = ""

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document | Drop]]:
        """Open the stage, and yield the callable that does the work.

        Raises PluginError if its `open` raises or yields anything else.
        """
        with opened(self.stage, self.name, self.plugin) as process:
            yield process


@dataclass(frozen=True)
class Failure:
    """A document on which a stage raised, with the stage's name, the error in one line, and the traceback.

    place: `FILE:LINE` in the plugin where the error was raised, or "" if unknown.
    """

    document: Document
    stage: str
    error: str
    traceback: str
    place: str = ""


@dataclass(frozen=True)
class Dropped:
    """A document that a stage dropped, with its reason."""

    document: Document
    stage: str
    reason: str


Result = Document | Dropped | Failure


@dataclass
class Meter:
    """Per stage: the number of documents that it received, seconds of wall time, and its tally."""

    documents: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    tally: dict[str, Counter[str]] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str, documents: int) -> Iterator[None]:
        """Add `documents`, and the time that the block takes, to those of `stage`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.documents[stage] += documents
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began

    def count(self, tally: Mapping[str, Mapping[str, int]]) -> None:
        """Add the tally of each stage for one document; only documents that passed all stages count."""
        for stage, counts in tally.items():
            self.tally.setdefault(stage, Counter()).update(counts)

    def add(self, other: Meter) -> None:
        """Add the values of another meter."""
        self.documents.update(other.documents)
        for stage, seconds in other.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        self.count(other.tally)


@dataclass(frozen=True)
class StageChain:
    """The opened stages of a plan, in one process."""

    steps: Sequence[tuple[Step, Callable[[Document], Document | Drop]]]
    parser: Parser | None
    begin: Callable[[str], object] = str  # does nothing
    """Called with a stage's name before each document, and with PARSE before a parse, to restart the time limit."""

    def process(self, documents: Sequence[Document], meter: Meter) -> list[Result]:
        """Return one result per document, in order, without parses."""
        zone = self.parser.zone(document.text for document in documents) if self.parser else nullcontext()
        with zone:
            return self._process(documents, meter)

    def _process(self, documents: Sequence[Document], meter: Meter) -> list[Result]:
        results: list[Result] = list(documents)
        tallies: list[dict[str, Mapping[str, int]]] = [{} for _ in documents]
        visible: VisibleParses | None = None
        for step, work in self.steps:
            if step.stage.needs_parse and self.parser and visible is None:
                self.begin(PARSE)
                parse = partial(self.parser.parse, loaded=partial(self.begin, PARSE))
                results = _advance(results, PARSE, parse, meter)
                visible = _visible_parses(results)
            if visible is not None:
                with meter.timed(PARSE, 0):
                    results = _with_visible_parse(results, visible, step.stage.needs_parse)
            results = _advance(results, step.name, partial(_run, step, self._noting_begin(step.name, work)), meter)
            results = [_tallied(step, result, tally) for result, tally in zip(results, tallies, strict=True)]
        _count_finished(results, tallies, meter)
        return [_as_read(result, document) for result, document in zip(results, documents, strict=True)]

    def _noting_begin(
        self, stage: str, work: Callable[[Document], Document | Drop]
    ) -> Callable[[Document], Document | Drop]:
        def noting_begin(document: Document) -> Document | Drop:
            self.begin(stage)
            return work(document)

        return noting_begin


def _count_finished(
    results: Sequence[Result], tallies: Sequence[Mapping[str, Mapping[str, int]]], meter: Meter
) -> None:
    """Add the tallies of the documents that passed all stages."""
    for result, tally in zip(results, tallies, strict=True):
        if isinstance(result, Document):
            meter.count(tally)


def _tallied(step: Step, result: Result, tally: dict[str, Mapping[str, int]]) -> Result:
    """Put the stage's tally for a document into `tally`. Return the result, or a Failure if `Stage.tally` raises."""
    if isinstance(result, Document):
        try:
            tally[step.name] = dict(step.stage.tally(result))
        except Exception as error:  # noqa: BLE001  # as with `process`
            return failure(result, step.name, error)
    return result


def failure(document: Document, stage: str, error: BaseException) -> Failure:
    """Return the failure of a document, with the traceback of the exception that is being handled."""
    message, trace = faults.message_of(error), traceback.format_exc()
    return Failure(document, stage, printable(message), printable(trace), printable(faults.raised_at(error)))


def _as_read(result: Result, document: Document) -> Result:
    """Return the result without its parse. A document that failed or was dropped is as it was read, to be retried."""
    return result.with_parse(None) if isinstance(result, Document) else replace(result, document=document)


@contextmanager
def open_chain(steps: Sequence[Step], parser: Parser | None) -> Iterator[StageChain]:
    """Open every stage once; close them at the end of the block, in reverse order."""
    with ExitStack() as stack:
        yield StageChain([(step, stack.enter_context(step.open())) for step in steps], parser)


def _alive(results: Sequence[Result]) -> list[Document]:
    """Return the documents that neither failed nor were dropped."""
    return [one for one in results if isinstance(one, Document)]


def _with_visible_parse(results: Sequence[Result], visible: VisibleParses, needs: AbstractSet[str]) -> list[Result]:
    """Return the results; each document has the parse that a stage with `needs` may read."""
    return [
        one.with_parse(visible.of(index, needs)) if isinstance(one, Document) else one
        for index, one in enumerate(results)
    ]


def _visible_parses(results: Sequence[Result]) -> VisibleParses:
    return VisibleParses([one.parse if isinstance(one, Document) and one.has_parse else None for one in results])


def _advance(
    results: Sequence[Result], stage: str, work: Callable[[list[Document]], Sequence[Result]], meter: Meter
) -> list[Result]:
    """Run `work` on the documents that neither failed nor were dropped; the other results keep their places."""
    alive = _alive(results)
    if not alive:
        return list(results)
    with structlog.contextvars.bound_contextvars(stage=stage), meter.timed(stage, len(alive)):
        done = iter(_with_replay(alive, stage, work))
    return [next(done) if isinstance(one, Document) else one for one in results]


def _with_replay(
    documents: list[Document], stage: str, work: Callable[[list[Document]], Sequence[Result]]
) -> list[Result]:
    """Run a batch. If it raises, run its documents one by one, and return a Failure for each one that raises."""
    try:
        return list(work(documents))
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a stage may raise anything; only its document fails
        if len(documents) == 1:
            return [failure(documents[0], stage, error)]
    return [result for document in documents for result in _with_replay([document], stage, work)]


def _run(step: Step, work: Callable[[Document], Document | Drop], documents: list[Document]) -> list[Result]:
    def bound(document: Document) -> Document | Drop:
        with structlog.contextvars.bound_contextvars(document=document.id):
            return work(document)

    results: object = step.stage.process_batch(documents, bound)
    if not isinstance(results, Sequence):
        given = type(results).__name__
        raise StageError(f"process_batch returned {given} instead of a list of results: maybe a return is missing?")
    if len(results) != len(documents):
        raise StageError(f"process_batch gave {len(results)} results for {len(documents)} documents")
    return [_check(step, before, after) for before, after in zip(documents, results, strict=True)]


def _check(step: Step, before: Document, after: object) -> Result:
    """Return the result of one document. Raises StageError if the stage broke its contract."""
    if isinstance(after, Drop):
        return Dropped(before, step.name, after.reason)
    if not isinstance(after, Document):
        raise StageError(
            f"process returned {type(after).__name__} instead of a Document or a Drop: maybe a return is missing?"
        )
    if (after.id, after.source) != (before.id, before.source) or after.raw is not before.raw:
        raise StageError("the stage returned another document than it was given")
    if after.text is not before.text and not step.stage.edits_text:
        raise StageError("the stage edited the text: say edits_text = True in its class")
    _check_layers(step.stage, before, after)
    return after


def _check_layers(stage: Stage, before: Document, after: Document) -> None:
    for layer, kind in stage.provides.items():
        if layer not in after.layers:
            raise StageError(f"the stage provides the layer {layer!r} and did not set it (an empty one counts)")
        for annotation in after.layers[layer]:
            if not isinstance(annotation, kind):
                raise StageError(f"layer {layer!r} holds {kind.__name__}, got {type(annotation).__name__}")
    for layer, content in after.layers.items():
        # An edit moves the annotations of every layer, but creates no layer.
        moved = stage.edits_text and layer in before.layers
        if layer not in stage.provides and not moved and before.layers.get(layer) is not content:
            raise StageError(f"the stage set the layer {layer!r}: name it in its `provides`")
