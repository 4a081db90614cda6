"""Who speaks in lines that open with a name and a colon, and in marks that were left open or stand side by side."""

from __future__ import annotations

import pytest

from pipeline import Document
from pipeline.testing import annotated, apply
from plugins.layers import Entity, Kind, Quote
from plugins.quotes import Quotes


def person(start: int, end: int, label: str) -> Entity:
    role, _, name = label.rpartition(": ")
    return Entity(start, end, label="PERSON", name=name, entity=name, role=role or None)


def quotes(marked: str) -> tuple[str, list[Quote]]:
    document = apply(Quotes(kinds=(Kind.DIRECT,)), annotated(marked, layer="entities", make=person))
    assert isinstance(document, Document)
    return document.text, [one for one in document.layers["quotes"] if isinstance(one, Quote)]


def found(marked: str) -> list[tuple[str, str | None]]:
    text, layer = quotes(marked)
    return [(text[one.start : one.end], one.speaker.name if one.speaker else None) for one in layer]


def test_a_label_holds_no_verb() -> None:
    marked = "[Sam Lee|Sam Lee] told [Kim Roe|Kim Roe]: “The harbour is closed today.” The mayor left soon after."
    assert found(marked) == [("The harbour is closed today.", "Sam Lee")]


def test_words_behind_the_marks_of_a_label_are_no_content() -> None:
    assert found("[Sam Lee|Sam Lee]: “The harbour is closed today.” The mayor left soon after.") == [
        ("The harbour is closed today.", "Sam Lee")
    ]


def test_a_retweet_is_of_whom_it_names() -> None:
    assert found("RT @adaholm: [Sam Lee|Sam Lee] said the ferry was late") == [
        ("Sam Lee said the ferry was late", "@adaholm")
    ]


def test_turns_may_be_short_and_labels_are_counted_and_named_by_surname() -> None:
    marked = (
        "[Maria Lopez|Maria Lopez] came.\n\nMARIA LOPEZ: Good morning to you all.\n\nHOST: Really?\n\n"
        "MS. LOPEZ: I was tired."
    )
    assert found(marked) == [
        ("Good morning to you all.", "Maria Lopez"),
        ("Really?", "HOST"),
        ("I was tired.", "Maria Lopez"),
    ]


def test_a_surname_with_another_given_name_is_somebody_else() -> None:
    marked = "[Maria Lopez|Maria Lopez] came.\n\nJOHN LOPEZ: Good day.\n\nHOST: Really?\n\nJOHN LOPEZ: I was tired."
    assert found(marked)[0] == ("Good day.", "JOHN LOPEZ")


def test_questions_and_answers_are_turns() -> None:
    assert found("Q: Why did you quit?\n\nA: I was tired.\n\nQ: And now?") == [
        ("Why did you quit?", "Q"),
        ("I was tired.", "A"),
        ("And now?", "Q"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE: The road is open.\n\nUPDATE: The road is shut.\n\nUPDATE: It rains.",
        "[Lee|Sam Lee]: 46.\n\n[Roe|Kim Roe]: 40.\n\n[Lee|Sam Lee]: 1,547.",
    ],
)
def test_news_in_brief_and_scores_are_no_transcript(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("“Are you coming?” “I cannot come today,” said [Kim Roe|Kim Roe].", ["I cannot come today,"]),
        (
            "“Are you coming?” asked [Sam Lee|Sam Lee], “I cannot come today,” said [Kim Roe|Kim Roe].",
            ["Are you coming?", "I cannot come today,"],
        ),
    ],
)
def test_marks_with_attributions_of_their_own_are_not_joined(marked: str, expected: list[str]) -> None:
    assert [content for content, name in found(marked) if name] == expected


@pytest.mark.parametrize("behind", ["said [Sam Lee|Sam Lee]. The ship left.", "[Sam Lee|Sam Lee] said."])
def test_marks_left_open_end_at_the_attribution_and_are_less_sure(behind: str) -> None:
    text, (one,) = quotes(f"“We are ready for the storm, {behind}")
    assert (text[one.start : one.end], one.speaker and one.speaker.name) == ("We are ready for the storm,", "Sam Lee")
    assert one.confidence <= 0.9


def test_he_means_whom_a_report_named_by_role() -> None:
    marked = (
        "[Ivo Holm|Foreign Minister: Ivo Holm] met [Rui Lund|Rui Lund]. [Lund|Rui Lund] slept. "
        "The foreign minister said the ferry was late. “It was the fog,” he said."
    )
    assert found(marked)[-1] == ("It was the fog,", "Ivo Holm")
