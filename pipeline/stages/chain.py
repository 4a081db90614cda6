"""Runs a batch of documents through the stages, and parses it before the first stage that reads the parse.

If a stage raises on a batch, it runs again one document at a time, so that only the document that raises fails. Nothing
is written to disk here.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

import structlog

from pipeline.documents.document import Document
from pipeline.errors import StageError
from pipeline.language.visible import VisibleParse
from pipeline.stages.contract import checked
from pipeline.stages.outcome import Dropped, Result, failure
from pipeline.stages.stage import Drop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.language.parser import Parser
    from pipeline.stages.meter import Meter
    from pipeline.stages.stage import Given
    from pipeline.stages.step import Step

PARSE = "parse"
"""The name under which the time and the failures of the shared parse are reported."""


@dataclass(frozen=True)
class Passing:
    """A document on its way through the stages.

    read: its number in the batch, as read; pieces of one document share it. result: what became of it so far.
    tally: what each stage counted in it. parse: its shared parse, as soon as there is one.
    """

    read: int
    result: Result
    tally: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    parse: VisibleParse | None = None

    def becomes(self, result: Result, step: Step) -> Passing:
        """Return it after a stage that gave `result`; a Failure if the stage raises while it counts."""
        if not isinstance(result, Document):
            return replace(self, result=result)
        try:
            tally = {**self.tally, step.name: dict(step.stage.tally(result))}
        except Exception as error:  # noqa: BLE001  # as with `process`
            return replace(self, result=failure(result, step.name, error))
        return replace(self, result=result, tally=tally)

    def skips(self, document: Document, step: Step) -> Passing:
        """Return it after a stage that is not for it: with empty layers in place of those that are not there yet."""
        for layer in step.stage.provides:
            if layer not in document.layers:
                document = document.with_layer(layer, ())
        return replace(self, result=document, tally={**self.tally, step.name: step.skipped(document)})


@dataclass(frozen=True)
class StageChain:
    """The opened stages of a plan, in one process."""

    steps: Sequence[tuple[Step, Callable[[Document], Given]]]
    parser: Parser | None
    begin: Callable[[str], object] = str  # does nothing
    """Called with a stage's name before each document, and with PARSE before a parse, to restart the time limit."""

    def process(self, documents: Sequence[Document], meter: Meter, *, only: str | None = None) -> list[Result]:
        """Return the results of each document in order, without parses: one, or several if a stage split it.

        only: of pieces, return the one with this id, and count nothing of the others.
        """
        zone = self.parser.zone(document.text for document in documents) if self.parser else nullcontext()
        passing = [Passing(number, document) for number, document in enumerate(documents)]
        with zone:
            for step, work in self.steps:
                passing = self._pass(step, self._noting_begin(step.name, work), passing, meter)
        wanted = [one for one in passing if only is None or one.result.id == only]
        return [_finished(one, documents[one.read], meter) for one in wanted]

    def _pass(
        self, step: Step, work: Callable[[Document], Given], passing: Sequence[Passing], meter: Meter
    ) -> list[Passing]:
        """Pass the documents that a stage is for through it; the others keep their places."""
        if step.stage.needs_parse and self.parser:
            passing = self._parsed(self.parser, step, passing, meter)
        with meter.timed(PARSE, 0) if self.parser else nullcontext():
            documents = [_seen_by(step, one) for one in passing if step.is_for(one.result)]
        done = iter(_advanced(documents, step.name, partial(_run, step, work), meter))
        after: list[Passing] = []
        for one in passing:
            if step.is_for(one.result):
                after += self._after(step, one, next(done))
            else:
                after.append(one.skips(one.result, step) if isinstance(one.result, Document) else one)
        return after

    def _after(self, step: Step, one: Passing, results: Sequence[Result]) -> list[Passing]:
        """Return a document after a stage that gave `results`; of pieces, what earlier stages found is counted anew."""
        if len(results) == 1:
            return [one.becomes(results[0], step)]
        earlier = takewhile(lambda before: before is not step, (before for before, _ in self.steps))
        counted = [*(before for before in earlier if before.was_for(one.tally)), step]
        return [_piece_after(counted, one, piece) for piece in results]

    def _parsed(self, parser: Parser, step: Step, passing: Sequence[Passing], meter: Meter) -> list[Passing]:
        """Parse the documents that a stage is for, unless they are parsed already."""
        documents = [one.result for one in passing if _waits_for_parse(one, step) and isinstance(one.result, Document)]
        if documents:
            self.begin(PARSE)
        parse = partial(parser.parse, loaded=partial(self.begin, PARSE))
        done = iter(_advanced(documents, PARSE, lambda batch: [[one] for one in parse(batch)], meter))
        return [_with_parse(one, *next(done)) if _waits_for_parse(one, step) else one for one in passing]

    def _noting_begin(self, stage: str, work: Callable[[Document], Given]) -> Callable[[Document], Given]:
        def noting_begin(document: Document) -> Given:
            self.begin(stage)
            return work(document)

        return noting_begin


def _piece_after(steps: Sequence[Step], one: Passing, piece: Result) -> Passing:
    """Return what a document becomes as one of its pieces, with the tally of `steps` in that piece."""
    for step in steps:
        one = one.becomes(piece, step)
        piece = one.result
    return one


@contextmanager
def open_chain(steps: Sequence[Step], parser: Parser | None) -> Iterator[StageChain]:
    """Open every stage once; close them at the end of the block, in reverse order."""
    with ExitStack() as stack:
        yield StageChain([(step, stack.enter_context(step.open())) for step in steps], parser)


def _finished(one: Passing, document: Document, meter: Meter) -> Result:
    """Return the result without its parse, and count its tally. What failed or was dropped is as it was read."""
    if isinstance(one.result, Document):
        meter.count(one.tally)
        return one.result.with_parse(None)
    return replace(one.result, document=document)


def _waits_for_parse(one: Passing, step: Step) -> bool:
    return one.parse is None and step.is_for(one.result)


def _with_parse(one: Passing, result: Result) -> Passing:
    if isinstance(result, Document):
        return replace(one, parse=VisibleParse(result.parse))
    return replace(one, result=result)


def _seen_by(step: Step, one: Passing) -> Document:
    """Return a document with what the stage may read of its parse."""
    assert isinstance(one.result, Document)  # noqa: S101  # `is_for` has said so
    return one.result.with_parse(one.parse.of(step.stage.needs_parse)) if one.parse else one.result


def _advanced(
    documents: list[Document], stage: str, work: Callable[[list[Document]], Sequence[list[Result]]], meter: Meter
) -> Sequence[list[Result]]:
    """Return the results of each document. If the batch raises, its documents run one by one, and some fail."""
    if not documents:
        return []
    with structlog.contextvars.bound_contextvars(stage=stage), meter.timed(stage, len(documents)):
        return _with_replay(documents, stage, work)


def _with_replay(
    documents: list[Document], stage: str, work: Callable[[list[Document]], Sequence[list[Result]]]
) -> Sequence[list[Result]]:
    try:
        return work(documents)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a stage may raise anything; only its document fails
        if len(documents) == 1:
            return [[failure(documents[0], stage, error)]]
    return [results for document in documents for results in _with_replay([document], stage, work)]


def _run(step: Step, work: Callable[[Document], Given], documents: list[Document]) -> list[list[Result]]:
    def bound(document: Document) -> Given:
        with structlog.contextvars.bound_contextvars(document=document.id):
            return work(document)

    returned: object = step.stage.process_batch(documents, bound)
    if not isinstance(returned, Sequence):
        given = type(returned).__name__
        raise StageError(f"process_batch returned {given} instead of a list of results: maybe a return is missing?")
    if len(returned) != len(documents):
        raise StageError(f"process_batch gave {len(returned)} results for {len(documents)} documents")
    return [_results(step, before, after) for before, after in zip(documents, returned, strict=True)]


def _results(step: Step, before: Document, returned: object) -> list[Result]:
    """Return the results of one document. Raises StageError if the stage broke its contract."""
    given = checked(step.stage, before, returned)
    if isinstance(given, Drop):
        return [Dropped(before, before.id, step.name, given.reason)]
    return [given] if isinstance(given, Document) else [*given]
