"""A stage sees only the part of the shared parse that it declares, whatever other stages the plan has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.documents.document import Document
from pipeline.errors import StageError
from pipeline.language.components import ASSIGNS
from pipeline.language.visible import visible
from pipeline.stages.chain import open_chain
from pipeline.stages.meter import Meter
from pipeline.stages.outcome import Dropped, Failure
from pipeline.stages.stage import Stage
from pipeline.stages.step import Step
from pipeline.testing import check_stage, parsed, parser

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc

TEXT = "Ana Reis met Bo Lind in Oslo. She didn't stay."


class Count(Stage):
    """Note how much there is of something in the parse."""

    name = "count"

    what: str = "ents"

    def process(self, document: Document) -> Document:
        return document.with_metadata(**{self.name: COUNTED[self.what](document.parse)})


class CountSentences(Count):
    name = "count_sentences"
    needs_parse = {"sentences"}


class CountEntities(Count):
    name = "count_entities"
    needs_parse = {"entities"}


COUNTED: dict[str, Callable[[Doc], int]] = {
    "ents": lambda doc: len(doc.ents),
    "sents": lambda doc: len(list(doc.sents)),
    "noun_chunks": lambda doc: len(list(doc.noun_chunks)),
    "entity tokens": lambda doc: sum(bool(token.ent_type_) for token in doc),
    "heads": lambda doc: sum(token.head.i != token.i for token in doc),
}


def result(*stages: Stage) -> Document | Dropped | Failure:
    """Return what the stages make of TEXT, parsed once for all of them."""
    needs = frozenset(need for stage in stages for need in stage.needs_parse)
    with open_chain([Step(stage.name, stage) for stage in stages], parser(needs)) as chain:
        (one,) = chain.process([Document.from_raw(TEXT)], Meter())
    return one


@pytest.mark.parametrize("neighbours", [(), (CountEntities(),)], ids=["alone", "beside one that declares it"])
def test_a_need_that_is_not_declared_is_refused_by_its_name(neighbours: tuple[Stage, ...]) -> None:
    failed = result(*neighbours, CountSentences(what="ents"))
    assert isinstance(failed, Failure)
    assert failed.error == (
        "StageError: document.parse.ents was read, and the stage does not declare entities: "
        'write needs_parse = {"entities", "sentences"} in its class'
    )


@pytest.mark.parametrize("what", ["entity tokens", "heads"])
@pytest.mark.parametrize("neighbours", [(), (CountEntities(),)], ids=["alone", "beside one that declares it"])
def test_attributes_of_tokens_that_are_not_declared_are_empty(what: str, neighbours: tuple[Stage, ...]) -> None:
    done = result(*neighbours, CountSentences(what=what))
    assert isinstance(done, Document)
    assert done.metadata["count_sentences"] == 0


@pytest.mark.parametrize(("what", "missing"), [("sents", "sentences"), ("noun_chunks", "dependencies and tags")])
def test_sentences_and_noun_chunks_need_their_words(what: str, missing: str) -> None:
    failed = result(CountEntities(what=what))
    assert isinstance(failed, Failure)
    assert f"does not declare {missing}:" in failed.error


def test_a_stage_that_declares_nothing_has_no_parse_beside_one_that_does() -> None:
    failed = result(CountEntities(), Count())
    assert isinstance(failed, Failure)
    assert "there is no parse" in failed.error


def test_dependencies_bring_the_sentences_that_follow_from_them() -> None:
    parse = parsed(Document.from_raw(TEXT), {"dependencies"}).parse
    assert [sentence.text for sentence in parse.sents] == ["Ana Reis met Bo Lind in Oslo.", "She didn't stay."]


def everything(parse: Doc) -> list[object]:
    tokens = [(token.text, token.norm_, token.head.i, token.dep_, token.tag_, token.lemma_) for token in parse]
    entities = [(entity.text, entity.label_) for entity in parse.ents]
    return [tokens, entities, [sentence.text for sentence in parse.sents], [chunk.text for chunk in parse.noun_chunks]]


def test_a_stage_that_declares_all_needs_sees_the_whole_parse() -> None:
    parse = parser(frozenset(ASSIGNS)).parse([Document.from_raw(TEXT)])[0].parse
    assert everything(visible(parse, set(ASSIGNS))) == everything(parse)


def test_an_empty_text_has_a_visible_parse() -> None:
    assert len(parsed(Document.from_raw(""), set(ASSIGNS)).parse) == 0


def test_the_test_kit_reports_attributes_that_are_not_declared() -> None:
    with pytest.raises(AssertionError, match=r"its needs_parse is \['sentences'\], of entities, sentences"):
        check_stage(CountSentences(what="entity tokens"), [Document.from_raw(TEXT)])


def test_the_test_kit_refuses_a_need_that_is_not_declared() -> None:
    with pytest.raises(StageError, match="does not declare entities"):
        check_stage(CountSentences(what="ents"), [Document.from_raw(TEXT)])
