"""The test kit for plugins: documents from marked-up text, and the contract that a stage is held to."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from pipeline.documents.annotation import Annotation
from pipeline.documents.document import Document
from pipeline.documents.offsets import Edit
from pipeline.stages.stage import Drop, Stage
from pipeline.testing import Mark, annotated, apply, check_stage, parsed, show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.stages.stage import Given

# Marked-up text


@pytest.mark.parametrize(
    "marked",
    [
        "no marks",
        "",
        "[all|x]",
        "“[No way|quote],” said [Kerry|speaker].",
        "[a|x][b|y]",
        "[[John|first] [Kerry|last]|person] spoke",
        "[[Sergei Lavrov|name], [the [Russian|adjective] minister|role]|mention]",
        "[[word|inner]|outer]",
        "[[word|z]|a]",
        "either | or, [😀|é]",
    ],
)
def test_marked_up_text_comes_back_as_it_was(marked: str) -> None:
    """Marks may touch and nest."""
    assert show(annotated(marked), "marks") == marked


def test_marks_are_taken_out_of_the_text() -> None:
    document = annotated("“[No way|quote],” said [Kerry|speaker].")
    assert document.text == document.raw == "“No way,” said Kerry."


@pytest.mark.parametrize(
    ("marked", "fault"),
    [
        ("[No way", "a mark is not closed"),
        ("[No way|quote", "a mark is not closed"),
        ("[[No|a] way", "a mark is not closed"),
        ("No way]", "a `]` closes no mark"),
        ("[No way]", "a `]` closes no mark"),
        ("[No|a] way|b]", "a `]` closes no mark"),
    ],
)
def test_a_bracket_without_its_partner_is_refused(marked: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        annotated(marked)


class Name(Annotation, frozen=True):
    label: str
    known: bool = True


def test_marks_can_be_of_any_layer_and_type() -> None:
    document = annotated(
        "[Kerry|PERSON] spoke", layer="names", make=lambda start, end, label: Name(start, end, label, known=False)
    )
    assert document.layers == {"names": (Name(0, 5, "PERSON", known=False),)}


def test_show_prints_the_label_that_the_test_chooses() -> None:
    document = annotated("[Kerry|PERSON] spoke", layer="names", make=Name)
    assert show(document, "names", lambda name: f"{name.label}, {name.known}") == "[Kerry|PERSON, True] spoke"


def test_a_document_of_a_test_has_the_metadata_it_needs() -> None:
    assert annotated("[Friday|date]", published="2015-07-28").metadata == {"published": "2015-07-28"}


def test_a_document_is_parsed_as_a_stage_asks() -> None:
    sentences = parsed(Document.from_raw("It rains. We stay."), {"sentences"}).parse.sents
    assert [sentence.text for sentence in sentences] == ["It rains.", "We stay."]


def test_a_document_for_a_stage_that_reads_no_parse_has_none() -> None:
    """So that a `needs_parse` that is missing shows in the tests."""
    assert not parsed(Document.from_raw("It rains."), set()).has_parse


# The contract


class Loud(Stage):
    """Mark words in capitals, as the contract asks; what follows breaks it in one place each."""

    name = "loud"
    provides = {"loud": Mark}

    def process(self, document: Document) -> Document | Drop:
        if document.text == "drop me":
            return Drop("asked to")
        found, at = list[Mark](), 0
        for word in document.text.split(" "):
            if word.isupper():
                found.append(Mark(at, at + len(word), "loud"))
            at += len(word) + 1
        return document.with_layer("loud", found)


DOCUMENTS = (annotated("[We|pronoun] SHOUT here"), Document.from_raw("drop me"))


def test_a_stage_is_tried_on_one_document() -> None:
    result = apply(Loud(), Document.from_raw("We SHOUT here"))
    assert isinstance(result, Document)
    assert show(result, "loud") == "We [SHOUT|loud] here"


def test_a_stage_that_keeps_the_contract_passes() -> None:
    check_stage(Loud(), DOCUMENTS)


class Foreign(Loud):
    """Sets a layer that it does not provide."""

    def process(self, document: Document) -> Document | Drop:
        return document.with_layer("quiet", []).with_layer("loud", [])


class Clearing(Loud):
    """Empties the layer of another stage."""

    def process(self, document: Document) -> Document | Drop:
        return document.with_layer("marks", []).with_layer("loud", [])


class Secret(Loud):
    """Edits the text and does not say so."""

    def process(self, document: Document) -> Document | Drop:
        return document.with_edits([Edit(0, 0, "> ")]).with_layer("loud", [])


class EditingForeign(Loud):
    """Edits the text, says so, and sets a layer that it does not provide."""

    edits_text = True

    def process(self, document: Document) -> Document | Drop:
        return document.with_edits([Edit(0, 0, "> ")]).with_layer("quiet", []).with_layer("loud", [])


class Forgetful(Loud):
    """Does not set its layer where there is nothing to find."""

    def process(self, document: Document) -> Document | Drop:
        return document


class Mistyped(Loud):
    """Sets its layer to another type than it says."""

    def process(self, document: Document) -> Document | Drop:
        return document.with_layer("loud", [Name(0, 1, "x")] if document.text else [])


class Returnless(Loud):
    """Lacks its return."""

    def process(self, document: Document) -> Any:  # noqa: ANN401  # the mistake that mypy would find
        document.with_layer("loud", [])


class Stranger(Loud):
    """Gives another document than it was given."""

    def process(self, document: Document) -> Document | Drop:
        return replace(document, id="mine").with_layer("loud", [])


class Greedy(Loud):
    """Sees in a batch what it does not see one by one."""

    def process_batch(self, documents: Sequence[Document], process: Callable[[Document], Given]) -> Sequence[Given]:
        del process
        return [document.with_metadata(together=len(documents)).with_layer("loud", []) for document in documents]


class Short(Loud):
    """Loses a document of the batch."""

    def process_batch(self, documents: Sequence[Document], process: Callable[[Document], Given]) -> Sequence[Given]:
        return [process(document) for document in documents][:1]


class Counting(Loud):
    """Remembers from one document to the next."""

    seen: ClassVar[list[str]] = []

    def process(self, document: Document) -> Document | Drop:
        self.seen.append(document.id)
        return document.with_metadata(number=len(self.seen)).with_layer("loud", [])


class Meddling(Loud):
    """Changes a list in the metadata of the document that it was given."""

    def process(self, document: Document) -> Document | Drop:
        document.metadata.get("tags", []).append("seen")
        return document.with_layer("loud", [])


@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        (Foreign(), "the stage set the layer 'quiet': name it in its `provides`"),
        (Clearing(), "the stage set the layer 'marks': name it in its `provides`"),
        (EditingForeign(), "the stage set the layer 'quiet': name it in its `provides`"),
        (Secret(), "the stage edited the text: say edits_text = True in its class"),
        (Forgetful(), "the stage provides the layer 'loud' and did not set it (an empty one counts)"),
        (Mistyped(), "layer 'loud' holds Mark, got Name"),
        (Returnless(), "process returned NoneType instead of a Document or a Drop: maybe a return is missing?"),
        (Stranger(), "the stage returned another document than it was given"),
        (Greedy(), "a batch gives something else than its documents one by one"),
        (Short(), "a batch gives something else than its documents one by one"),
        (Counting(), "a batch gives something else than its documents one by one"),
        (Meddling(), "the stage changed its input"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Stage) else "",
)
def test_the_error_says_how_a_stage_breaks_the_contract(stage: Stage, fault: str) -> None:
    with pytest.raises(AssertionError) as caught:
        check_stage(stage, [DOCUMENTS[0].with_metadata(tags=[])])
    assert str(caught.value).partition("\n")[0] == fault


class Holding(Loud):
    """Has a setting that cannot cross to a worker."""

    lock: Any = None


def local_stage() -> Stage:
    class Local(Loud):
        """Cannot be found again by its name."""

    return Local()


@pytest.mark.parametrize("stage", [Holding(lock=Lock()), local_stage()], ids=["setting", "class"])
def test_the_error_says_that_a_stage_cannot_be_pickled(stage: Stage) -> None:
    """It could not cross to a worker."""
    with pytest.raises(
        AssertionError, match=r"^the stage does not pickle \(.*\): give it plain settings, and write its class"
    ):
        check_stage(stage, [])


class Fragile(Loud):
    """Takes for granted that there is a first word."""

    def process(self, document: Document) -> Document | Drop:
        first = document.text.split()[0]
        return document.with_layer("loud", [Mark(0, len(first), "loud")])


def test_every_stage_is_tried_on_an_empty_text_too() -> None:
    """What the stage raises comes through as it is, with its own traceback."""
    with pytest.raises(IndexError):
        check_stage(Fragile(), [Document.from_raw("We SHOUT here")])


class Refining(Loud):
    """Reads a layer, as it says."""

    requires = {"marks": Mark}

    def process(self, document: Document) -> Document | Drop:
        return document.with_layer("loud", document.layers["marks"])


def test_the_empty_document_has_the_layers_that_a_stage_requires() -> None:
    check_stage(Refining(), [DOCUMENTS[0]])
