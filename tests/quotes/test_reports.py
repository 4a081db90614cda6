"""What sentences report without marks, or partly in marks, and what the settings leave of it."""

from __future__ import annotations

import itertools

import pytest

from pipeline import Document
from pipeline.testing import annotated, apply, parsed
from plugins.entities import Entities
from plugins.layers import Entity, Kind, Quote
from plugins.quotes import Quotes
from plugins.quotes.confidence import confidence
from plugins.quotes.text.cues import parsed_line
from plugins.quotes.text.paragraphs import unpaired

Found = tuple[str, str, str | None]


def entity(start: int, end: int, label: str) -> Entity:
    """Make the mention `[Holm|Ada Holm]` of a person, `[Holm|Foreign Minister: Ada Holm]` of one with a role."""
    role, _, name = label.rpartition(": ")
    return Entity(start, end, label="PERSON", name=name, entity=name, role=role or None)


def quotes(marked: str, stage: Quotes | None = None) -> tuple[str, list[Quote]]:
    document = apply(stage or Quotes(), annotated(marked, layer="entities", make=entity))
    assert isinstance(document, Document)
    return document.text, [one for one in document.layers["quotes"] if isinstance(one, Quote)]


def found(marked: str, stage: Quotes | None = None) -> list[Found]:
    """Return (kind, content, name of the speaker) of each quotation; segments are joined by " | "."""
    text, layer = quotes(marked, stage)
    return [
        (
            one.kind.value,
            " | ".join(text[part.start : part.end] for part in one.segments),
            one.speaker.name if one.speaker else None,
        )
        for one in layer
    ]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Holm|Ada Holm] said the ferry was late.", ("indirect", "the ferry was late", "Ada Holm")),
        ("[Holm|Ada Holm] vowed to build a bridge.", ("indirect", "to build a bridge", "Ada Holm")),
        ("The ferry was late, [Holm|Ada Holm] said.", ("indirect", "The ferry was late", "Ada Holm")),
        ("The ferry was late, according to [Holm|Ada Holm].", ("indirect", "The ferry was late", "Ada Holm")),
        (
            "[Holm|Ada Holm] said the ferry was “a wreck” and unsafe.",
            ("mixed", "the ferry was “a wreck” and unsafe", "Ada Holm"),
        ),
        ("[Holm|Ada Holm] called the ferry “a wreck.”", ("mixed", "the ferry “a wreck.”", "Ada Holm")),
        (
            "[Holm|Ada Holm] said that “the ferry is late” in winter.",
            ("mixed", "that “the ferry is late” in winter", "Ada Holm"),
        ),
        ("It was reported that the ferry had sunk.", ("indirect", "that the ferry had sunk", None)),
    ],
)
def test_content_is_the_complement_of_the_cue_with_the_marks_in_it(marked: str, expected: Found) -> None:
    assert found(marked) == [expected]


@pytest.mark.parametrize(
    "marked",
    [
        "[Holm|Ada Holm] called the strike off.",
        "[Holm|Ada Holm] knows him.",
        "You say that the ferry is late.",
        "The ferry left the harbour at noon.",
    ],
)
def test_a_sentence_that_reports_nothing_has_no_quotation(marked: str) -> None:
    assert found(marked) == []


def test_the_outer_quotation_holds_the_inner_one() -> None:
    marked = "[Holm|Ada Holm] said [Lund|Ivo Lund] had claimed that the ferry was late."
    assert found(marked) == [("indirect", "Lund had claimed that the ferry was late", "Ada Holm")]


def test_no_two_quotations_overlap() -> None:
    marked = (
        "[Holm|Ada Holm] said, “It rained,” and that “it snowed” on the harbour of Dorn, adding: “We waited.” "
        "According to [Lund|Ivo Lund], “nobody” had asked her, as he said, “for anything at all in the whole winter.”"
    )
    segments = sorted((part.start, part.end) for one in quotes(marked)[1] for part in one.segments)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(segments))


def test_two_speakers_side_by_side_are_named_together_and_so_are_they() -> None:
    marked = "[Ada Holm|Ada Holm] and [Ivo Lund|Ivo Lund] said the port would close. They warned that jobs would go."
    assert [name for _, _, name in found(marked)] == ["Ada Holm and Ivo Lund"] * 2


def test_a_role_means_the_person_who_holds_it() -> None:
    marked = "[Ada Holm|Foreign Minister: Ada Holm] met the crews. The foreign minister said the ferry was late."
    assert [name for _, _, name in found(marked)] == ["Ada Holm"]


@pytest.mark.parametrize(
    "text",
    [
        "THE FERRY WILL BE LATE, MAYOR ADA HOLM SAID ON MONDAY.",
        "RT @adaholm: the ferry is late again!! #dorn https://example.org/x1",
        "Ada Holm says ferry is late",
    ],
)
def test_capitals_headlines_and_tweets_give_whole_words(text: str) -> None:
    named = Entities().process(parsed(Document.from_raw(text), {"entities", "dependencies"}))
    document = apply(Quotes(), named)
    assert isinstance(document, Document)
    for one in document.layers["quotes"]:
        assert text[one.start : one.end] == text[one.start : one.end].strip()
        assert not (text[one.start - 1 : one.start].isalnum())
        assert not (text[one.end : one.end + 1].isalnum())


MIXTURE = "“It rained,” [Holm|Ada Holm] said. She said it was “a flood” of a kind. She denied the rumour."


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        (Quotes(), ["direct", "mixed", "indirect"]),
        (Quotes(kinds=(Kind.MIXED,)), ["mixed"]),
        (Quotes(minimum_words=3), ["mixed"]),
        (Quotes(minimum_confidence=0.6), ["direct", "mixed"]),
        (Quotes(minimum_confidence=0.9), ["direct"]),
        (Quotes(remove_cues=("deny",)), ["direct", "mixed"]),
        (Quotes(minimum_confidence=1), []),
    ],
)
def test_each_setting_leaves_out_what_it_says(stage: Quotes, kinds: list[str]) -> None:
    assert [kind for kind, _, _ in found(MIXTURE, stage)] == kinds


def test_a_cue_that_is_added_attributes() -> None:
    marked = "[Holm|Ada Holm] rumbled that the ferry was late."
    stage = Quotes(add_cues=("rumble, rumbles, rumbled, rumbling: speech marks that",))
    assert (found(marked), found(marked, stage)) == ([], [("indirect", "that the ferry was late", "Ada Holm")])


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"minimum_confidence": 1.5}, "a share, from 0 to 1"),
        ({"minimum_words": -1}, "minimum_words is -1; it is a number of words, 0 or more"),
        ({"kinds": ()}, "kinds is empty: write at least one of direct, mixed, indirect"),
        ({"add_cues": ("rumble",)}, "is no cue: write its forms, a colon"),
        ({"add_cues": ("rumble: noise that",)}, "is no cue: write its forms, a colon"),
        ({"add_cues": ("rumble: speech thatt",)}, "'thatt' in 'rumble: speech thatt' is no complement"),
        ({"remove_cues": ("rumble",)}, "no cue 'rumble' to remove"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_to_write(settings: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Quotes(**settings)  # type: ignore[arg-type]  # a table of settings of several types


def test_a_line_of_the_cues_says_forms_kind_and_complements() -> None:
    forms, sense = parsed_line("call, calls: noun speech that for")
    assert (forms, sense) == (["call", "calls"], ("speech", True, frozenset({"that", "for"})))


def test_a_quotation_says_which_rule_found_it_and_how_sure_that_is() -> None:
    _, (one,) = quotes("“It rained,” [Holm|Ada Holm] said.")
    assert (one.attribution, one.confidence) == ("behind", confidence(Kind.DIRECT, "behind", known=True))


def test_a_quotation_of_nobody_is_less_sure() -> None:
    known = confidence(Kind.INDIRECT, "clause behind", known=True)
    assert confidence(Kind.INDIRECT, "clause behind", known=False) < known


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("“It rained,” she said. “And it snowed.”", []),
        ("“It rained,” “” she said.", [13, 14]),
        ("She said (‘It rained.” It snowed’).", []),
        ("“It rained, she said.", [0]),
        ('It rained," she said.', [10]),
        ("“It rained.\n\n“It snowed.”", []),
        ('A 12" pipe lay there.', []),
        ("She is 5'10\" and runs.", []),
    ],
)
def test_marks_without_a_partner_are_reported_with_their_place(text: str, marks: list[int]) -> None:
    assert list(unpaired(text)) == marks
