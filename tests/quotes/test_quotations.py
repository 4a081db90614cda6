"""What the stage makes of content in marks: the content, who says it, and the cue."""

from __future__ import annotations

import pytest

from pipeline import Document
from pipeline.testing import annotated, apply
from plugins.layers import Entity, Kind, Quote
from plugins.quotes import Quotes

Found = list[tuple[str, str | None, str | None]]


def entity(start: int, end: int, label: str) -> Entity:
    """Make the mention `[Holm|Ada Holm]` of a person, `[Norvia|ORG Norvia]` of an organization."""
    kind, _, name = label.rpartition("ORG ")
    return Entity(start, end, label="ORG" if label.startswith("ORG ") else "PERSON", name=name or kind, entity=name)


def quotes(marked: str) -> tuple[str, list[Quote]]:
    document = apply(Quotes(kinds=(Kind.DIRECT,)), annotated(marked, layer="entities", make=entity))
    assert isinstance(document, Document)
    return document.text, [one for one in document.layers["quotes"] if isinstance(one, Quote)]


def found(marked: str) -> Found:
    """Return (content, name of the speaker, cue) of each quotation; segments are joined by " | "."""
    text, layer = quotes(marked)
    return [
        (
            " | ".join(text[part.start : part.end] for part in one.segments),
            one.speaker.name if one.speaker else None,
            text[one.cue.start : one.cue.end] if one.cue else None,
        )
        for one in layer
    ]


@pytest.mark.parametrize(
    ("marked", "content"),
    [
        (
            "[Holm|Ada Holm] shrugged. ‘She asked, “Is it late?” I said, “It is.”’",
            "She asked, “Is it late?” I said, “It is.”",
        ),
        ("[Holm|Ada Holm] shrugged. “She told me, ‘Today it is.’”", "She told me, ‘Today it is.’"),
        ("“They all shouted, ‘Is it late?’” [Holm|Ada Holm] said.", "They all shouted, ‘Is it late?’"),
        ("“It is late (and dark).” The ferry left.", "It is late (and dark)."),
    ],
)
def test_a_sentence_in_marks_may_end_within_marks(marked: str, content: str) -> None:
    assert [one[0] for one in found(marked)] == [content]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("“The ferry is late,” [Holm|Ada Holm] said.", ("The ferry is late,", "Ada Holm", "said")),
        ("“The ferry is late,” said [Holm|Ada Holm].", ("The ferry is late,", "Ada Holm", "said")),
        ("“Is the ferry late?” asked [Holm|Ada Holm].", ("Is the ferry late?", "Ada Holm", "asked")),
        ("“The ferry is late”, [Holm|Ada Holm] told reporters.", ("The ferry is late", "Ada Holm", "told")),
        (
            "“The ferry is late,” [Holm|Ada Holm], who runs the harbour, said on Monday.",
            ("The ferry is late,", "Ada Holm", "said"),
        ),
        (
            "“The ferry is late,” said [Ada Holm|Ada Holm], who has run the harbour for years.",
            ("The ferry is late,", "Ada Holm", "said"),
        ),
        (
            "“The ferry is late,” the harbour spokesman [Ivo Lund|Ivo Lund] was quoted as saying by a local paper.",
            ("The ferry is late,", "Ivo Lund", "quoted"),
        ),
        ("“The ferry is late,” according to [Holm|Ada Holm].", ("The ferry is late,", "Ada Holm", "according to")),
        ("“The ferry is late,” [Holm|Ada Holm] later pointed out.", ("The ferry is late,", "Ada Holm", "pointed out")),
        ("“The ferry is late,” [Holm|Ada Holm] beckoned.", ("The ferry is late,", "Ada Holm", "beckoned")),
        ('"The ferry is late." [Holm|Ada Holm] said.', ("The ferry is late.", "Ada Holm", "said")),
    ],
)
def test_an_attribution_behind_the_content(marked: str, expected: tuple[str, str, str]) -> None:
    assert found(marked) == [expected]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Holm|Ada Holm] said: “The ferry is late.”", ("The ferry is late.", "Ada Holm", "said")),
        ("[Holm|Ada Holm] told reporters, “The ferry is late.”", ("The ferry is late.", "Ada Holm", "told")),
        ("[Holm|Ada Holm] said that “the ferry is late.”", ("the ferry is late.", "Ada Holm", "said")),
        ("[Holm|Ada Holm] laughed, adding: “The ferry is late.”", ("The ferry is late.", "Ada Holm", "adding")),
        (
            "[Holm|Ada Holm] echoed [Lund|Ivo Lund] saying, “The ferry is late.”",
            ("The ferry is late.", "Ada Holm", "saying"),
        ),
        (
            "[Holm|Ada Holm] issued a statement saying, “The ferry is late.”",
            ("The ferry is late.", "Ada Holm", "saying"),
        ),
        (
            "[Norvia|ORG Norvia] wrote in a letter to its customers: “The cars will be late.”",
            ("The cars will be late.", "Norvia", "wrote"),
        ),
        ("[Holm|Ada Holm]: “The ferry is late.”", ("The ferry is late.", "Ada Holm", None)),
        ("[Holm|Ada Holm] had one message: “Build a bridge now.”", ("Build a bridge now.", "Ada Holm", "had")),
    ],
)
def test_an_attribution_before_the_content(marked: str, expected: tuple[str, str, str | None]) -> None:
    assert found(marked) == [expected]


@pytest.mark.parametrize(
    ("marked", "content"),
    [
        ("“The ferry,” [Holm|Ada Holm] said, “is late.”", "The ferry, | is late."),
        (
            "“The ferry is late,” [Holm|Ada Holm] said. “The captain is ill.”",
            "The ferry is late, | The captain is ill.",
        ),
        (
            '[Holm|Ada Holm] said, "The ferry is late, and so am I,” she added that “we will not wait."',
            "The ferry is late, and so am I, | we will not wait.",
        ),
        (
            "[Holm|Ada Holm] said: “The ferry is late.\n\n“The captain is ill.\n\n“And the crew is tired.”",
            "The ferry is late. | The captain is ill. | And the crew is tired.",
        ),
        (
            "“The ferry is late.\n\n“The captain is ill,” [Holm|Ada Holm] said. “Go home.”",
            "The ferry is late. | The captain is ill, | Go home.",
        ),
    ],
)
def test_a_quotation_that_is_split_has_a_segment_for_each_stretch(marked: str, content: str) -> None:
    assert [(words, name) for words, name, _ in found(marked)] == [(content, "Ada Holm")]


def test_a_quotation_reaches_from_the_first_to_the_last_character_of_its_content() -> None:
    text, (quote,) = quotes("Then: “The ferry,” [Holm|Ada Holm] said, “is late.”")
    assert text[quote.start : quote.end] == "The ferry,” Holm said, “is late."


def test_two_speakers_in_one_paragraph_have_a_quotation_each() -> None:
    marked = "“The ferry is late,” said [Holm|Ada Holm]. “It is early,” said [Lund|Ivo Lund]."
    assert found(marked) == [("The ferry is late,", "Ada Holm", "said"), ("It is early,", "Ivo Lund", "said")]


@pytest.mark.parametrize(
    "marked",
    [
        "[Holm|Ada Holm] said the ferry would not bow to “pressure.”",
        "The film “Late Ferry” opens on Friday, [Holm|Ada Holm] said.",
        "[Holm|Ada Holm] starred in “The Last Ferry to Dorn.”",
        "The so-called “experts” were late.",
        "“Late Ferry” is a film about a harbour.",
        "The ferry ‘Dorn’ left with the sailors' bags.",
    ],
)
def test_titles_and_single_words_in_marks_are_no_direct_quotations(marked: str) -> None:
    assert found(marked) == []


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        (
            "[Holm|Ada Holm] shook her head. “The ferry is late again.”",
            ["Ada Holm"],
        ),
        (
            "[Holm|Ada Holm] said the ferry was late.\n\n“We cannot wait for it any longer.”",
            ["Ada Holm"],
        ),
        (
            "“The ferry is late,” [Holm|Ada Holm] said.\n\n“We cannot wait for it any longer.”",
            ["Ada Holm", "Ada Holm"],
        ),
        (
            "When I ask [Lund|Ivo Lund] about the ferry, [Holm|Ada Holm] smiles.\n\n“It is always late in autumn.”",
            ["Ada Holm"],
        ),
        ("“We cannot wait for the ferry any longer.”", [None]),
    ],
)
def test_a_sentence_without_attribution_takes_the_speaker_of_the_text_before_it(
    marked: str, names: list[str | None]
) -> None:
    assert [name for _, name, _ in found(marked)] == names


def test_an_attribution_in_capitals_is_read() -> None:
    assert found("“THE FERRY IS LATE,” SAID [HOLM|Ada Holm].") == [("THE FERRY IS LATE,", "Ada Holm", "SAID")]
