"""The test kit for plugins: documents from marked-up text, layers shown as marked-up text, and the contract of a stage.

document = annotated("“[No way|quote],” said [Kerry|speaker].")
assert show(document, "marks") == "“[No way|quote],” said [Kerry|speaker]."
check_stage(Questions(), [document])
"""

from __future__ import annotations

import pickle
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.documents.annotation import Annotation
from pipeline.documents.document import Document
from pipeline.language.blas import resolve
from pipeline.language.components import ASSIGNS
from pipeline.language.model import find_model
from pipeline.language.parser import Parser
from pipeline.language.visible import visible
from pipeline.plugin.checking import check_observer as check_observer  # noqa: PLC0414  # marks what this page exports
from pipeline.stages.stage import Drop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from spacy.language import Language

    from pipeline.stages.stage import Stage


class Mark(Annotation, frozen=True):
    """A mark in the text of a test: `[text|label]`."""

    label: str


def annotated(
    marked: str, *, layer: str = "marks", make: Callable[[int, int, str], Annotation] = Mark, **metadata: str
) -> Document:
    """Return the document of `marked` without the marks, `[text|label]`, which become annotations of `layer`.

    Marks may nest. make: called with start, end and label. Raises ValueError for a bracket without its counterpart.
    """
    text, opened, annotations = "", list[int](), list[Annotation]()
    at = 0
    while at < len(marked):
        if marked[at] == "[":
            opened.append(len(text))
        elif marked[at] == "|" and opened:
            end = marked.find("]", at)
            if end < 0:
                break
            annotations.append(make(opened.pop(), len(text), marked[at + 1 : end]))
            at = end
        elif marked[at] == "]":
            raise ValueError(f"a `]` closes no mark in {marked!r}")
        else:
            text += marked[at]
        at += 1
    if opened:
        raise ValueError(f"a mark is not closed in {marked!r}")
    return Document.from_raw(text, metadata=metadata).with_layer(layer, annotations)


def seen(marked: str) -> Document:
    """Return the document of `marked` with a parse whose entities are the marks, such as `[Oslo|GPE]`.

    The tokens are English, without tags and dependencies; a mark that ends within a token extends to all of it.
    """
    document = annotated(marked)
    parse = _english().make_doc(document.text)
    marks = [one for one in document.layers["marks"] if isinstance(one, Mark)]
    spans = [parse.char_span(one.start, one.end, one.label, alignment_mode="expand") for one in marks]
    parse.ents = [span for span in spans if span]
    return Document.from_raw(document.text).with_parse(parse)


@cache
def _english() -> Language:
    import spacy

    return spacy.blank("en")


def show(document: Document, layer: str, label: Callable[..., object] = lambda annotation: annotation.label) -> str:
    """Return the text with the annotations of `layer` as `[text|label]`; `label` is called with an annotation."""
    marks: list[tuple[int, int, int, int, str]] = []
    for number, one in enumerate(document.layers[layer]):
        length = one.end - one.start
        # At one place, inner marks close first and outer marks open first; of equal spans the first is the inner one.
        marks += [(one.start, 1, -length, 0, "["), (one.end, 0, length, number, f"|{label(one)}]")]
    shown, position = "", 0
    for place, _, _, _, mark in sorted(marks):
        shown += document.text[position:place] + mark
        position = place
    return shown + document.text[position:]


@cache
def parser(needs: frozenset[str], model: str = "en_core_web_sm") -> Parser:
    """Return a parser for `needs`; it is loaded once in a test session."""
    return Parser(find_model(model, Path()), needs, resolve("auto"))


def parsed(document: Document, needs: AbstractSet[str], model: str = "en_core_web_sm") -> Document:
    """Return the document with the parse that a stage with `needs` may read."""
    return _with_visible(parser(frozenset(needs), model).parse([document])[0], needs) if needs else document


def _with_visible(document: Document, needs: AbstractSet[str]) -> Document:
    return document.with_parse(visible(document.parse, needs))


def apply(stage: Stage, document: Document) -> Document | Drop:
    """Return the result of `stage` for a document, parsed for the needs that the stage declares."""
    with stage.open() as process:
        return stage.process_batch([parsed(document, stage.needs_parse)], process)[0]


def check_stage(stage: Stage, documents: Iterable[Document]) -> None:
    """Raise AssertionError, saying what is wrong, unless `stage` keeps the contract on `documents` and on an empty one.

    The input stays unchanged; two runs give the same; only the layers of `provides` change, and have their declared
    types; only a stage with `edits_text` edits the text; a batch gives the same as its documents one by one; the stage
    reads only those parts of the parse that `needs_parse` declares, and can be pickled.
    """
    assert _pickled(stage) == stage, "the stage does not come back equal from pickle"
    empty = replace(Document.from_raw(""), layers=dict.fromkeys(stage.requires, ()))
    given = [*documents, empty]
    inputs = [parsed(document, stage.needs_parse) for document in given]
    before = [pickle.dumps(document) for document in inputs]
    with stage.open() as process:
        together = list(stage.process_batch(inputs, process))
        one_by_one = [stage.process_batch([document], process)[0] for document in inputs]
    assert together == one_by_one, "a batch gives something else than its documents one by one"
    assert [pickle.dumps(document) for document in inputs] == before, "the stage changed its input"
    for document, result in zip(inputs, together, strict=True):
        _check_result(stage, document, result)
    if stage.needs_parse:
        _check_declared(stage, given)


def _check_declared(stage: Stage, documents: Sequence[Document]) -> None:
    """Raise AssertionError if the stage gives another result when it may read the whole parse."""
    whole = parser(frozenset(ASSIGNS)).parse(documents)
    with stage.open() as process:
        from_whole = list(stage.process_batch(whole, process))
        from_declared = list(stage.process_batch([_with_visible(one, stage.needs_parse) for one in whole], process))
    assert from_declared == from_whole, (
        "the stage reads something of the parse that it does not declare: "
        f"its needs_parse is {sorted(stage.needs_parse)}, of {', '.join(ASSIGNS)}"
    )


def _pickled(stage: Stage) -> object:
    try:
        return pickle.loads(pickle.dumps(stage))  # noqa: S301  # pickled in this line
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise AssertionError(
            f"the stage does not pickle ({error}): give it plain settings, and write its class at the top of a module"
        ) from error


def _check_result(stage: Stage, document: Document, result: Document | Drop) -> None:
    if isinstance(result, Drop):
        return
    assert isinstance(result, Document), f"process returned {type(result).__name__}: return the document or a Drop"
    ours, theirs = (document.id, document.source, document.raw), (result.id, result.source, result.raw)
    assert ours == theirs, "the stage returned another document than it was given"
    assert stage.edits_text or result.text == document.text, "the stage edits the text without edits_text = True"
    _check_untouched_layers(stage, document, result)
    _check_provided_layers(stage, result)


def _check_provided_layers(stage: Stage, result: Document) -> None:
    for layer, kind in stage.provides.items():
        assert layer in result.layers, f"the stage provides {layer!r} and did not set it"
        wrong: Sequence[Annotation] = [one for one in result.layers[layer] if not isinstance(one, kind)]
        assert not wrong, f"layer {layer!r} holds {wrong[0]!r}, which is no {kind.__name__}"


def _check_untouched_layers(stage: Stage, document: Document, result: Document) -> None:
    names = {*document.layers, *result.layers} - set(stage.provides)
    if stage.edits_text:  # an edit moves every layer
        names -= {*document.layers} & {*result.layers}
    touched = sorted(name for name in names if document.layers.get(name) != result.layers.get(name))
    assert not touched, f"the stage changed the layers {touched}, which it does not provide"
