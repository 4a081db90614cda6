"""Whom the words of an attribution mean."""

from __future__ import annotations

import pytest

from pipeline import Document
from pipeline.testing import annotated, apply
from plugins.layers import Entity, Kind, Quote, Speaker
from plugins.quotes import Quotes


def entity(start: int, end: int, label: str) -> Entity:
    """Make the mention `[Holm|Ada Holm]` of a person; a name with a legal form is a company's."""
    kind = "ORG" if label.endswith(("Inc.", "Ltd.")) else "PERSON"
    return Entity(start, end, label=kind, name=label, entity=f"the {label}")


def speakers(marked: str) -> list[tuple[str, Speaker]]:
    """Return each quotation's speaker with its words."""
    document = apply(Quotes(kinds=(Kind.DIRECT,)), annotated(marked, layer="entities", make=entity))
    assert isinstance(document, Document)
    found = [one.speaker for one in document.layers["quotes"] if isinstance(one, Quote)]
    return [(document.text[one.start : one.end], one) for one in found if one]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("“It rained,” said [Holm|Ada Holm].", "Holm"),
        ("“It rained,” said the mayor of Dorn, [Ada Holm|Ada Holm].", "the mayor of Dorn, Ada Holm"),
        ("“It rained,” said [Ada Holm|Ada Holm], the mayor of Dorn.", "Ada Holm, the mayor of Dorn"),
        ("“It rained,” said [Ada Holm|Ada Holm], who lives there.", "Ada Holm, who lives there"),
        ("“It rained,” Mayor [Ada Holm|Ada Holm] said.", "Mayor Ada Holm"),
        ("“It rained,” the spokeswoman [Ada Holm|Ada Holm] said.", "the spokeswoman Ada Holm"),
    ],
)
def test_a_speaker_with_a_name_means_the_entity_of_the_mention(marked: str, words: str) -> None:
    ((shown, speaker),) = speakers(marked)
    assert (shown, speaker.name, speaker.entity) == (words, "Ada Holm", "the Ada Holm")


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("“It rained,” the mayor said.", "mayor"),
        ("“It rained,” said a spokesman for the harbour.", "spokesman for the harbour"),
        ("“It rained,” said a sailor, who asked not to be named.", "sailor"),
        ("“It rained,” two officials said.", "two officials"),
    ],
)
def test_a_speaker_without_a_name_is_called_by_the_words(marked: str, name: str) -> None:
    ((_, speaker),) = speakers(marked)
    assert (speaker.name, speaker.entity) == (name, None)


def test_the_place_of_a_dateline_says_nothing() -> None:
    text = "PORT ELLERY — Kestrel Ridge Semiconductor Inc. said on Thursday that its net profit rose 12 percent."
    document = apply(Quotes(), Document.from_raw(text).with_layer("entities", []))
    assert isinstance(document, Document)
    ((words, _),) = [
        (document.text[one.speaker.start : one.speaker.end], one)
        for one in document.layers["quotes"]
        if isinstance(one, Quote) and one.speaker
    ]
    assert words == "Kestrel Ridge Semiconductor Inc."


@pytest.mark.parametrize("pronoun", ["they", "we", "I", "he", "she"])
def test_a_pronoun_that_refers_to_nobody_in_the_text_has_no_name(pronoun: str) -> None:
    ((shown, speaker),) = speakers(f"“It rained,” {pronoun} said.")
    assert (shown, speaker.name, speaker.entity) == (pronoun, None, None)


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[Marsh|Kim Marsh] came home late. “It rained,” he said.", "Kim Marsh"),
        ("[Marsh|Kim Marsh] met [Rell|Pat Rell] at noon. “It rained,” he said.", "Kim Marsh"),
        ("“Snow,” said [Rell|Pat Rell]. [Marsh|Kim Marsh] disagreed.\n\n“It rained,” he said.", "Kim Marsh"),
        ("[Rell|Pat Rell] slept. “Snow,” said [Marsh|Kim Marsh]. “Not [Rell|Pat Rell] again,” he said.", "Kim Marsh"),
        ("[Marsh|Kim Marsh] is mayor. Mrs. [Rell|Pat Rell] left. “It rained,” he said.", "Kim Marsh"),
        ("[Marsh|Kim Marsh] is mayor. [Susan Rell|Susan Rell] left. “It rained,” he said.", "Kim Marsh"),
        ("The mayor, [Marsh|Kim Marsh], disagreed with [Rell|Pat Rell]. “It rained,” she said.", "Kim Marsh"),
    ],
)
def test_he_and_she_mean_the_latest_subject_that_fits(marked: str, name: str) -> None:
    assert speakers(marked)[-1][1].name == name


def test_a_pronoun_shows_the_gender_of_whom_it_meant() -> None:
    marked = "[Kim Rell|Kim Rell] left. “Hail,” [Holm|Lou Holm] said. “Snow,” he said. “It rained,” she said."
    assert [one.name for _, one in speakers(marked)] == ["Lou Holm", "Lou Holm", "Kim Rell"]


@pytest.mark.parametrize("given", ["Darren", "Kayleigh"])
def test_a_given_name_of_the_other_gender_is_passed_over(given: str) -> None:
    pronoun = "she" if given == "Darren" else "he"
    marked = f"[Marsh|Kim Marsh] is mayor. [{given} Rell|{given} Rell] left. “It rained,” {pronoun} said."
    assert speakers(marked)[-1][1].name == "Kim Marsh"


def test_who_means_the_name_before_it() -> None:
    ((_, speaker),) = speakers("The prize went to [Holm|Ada Holm], who said: “I did not expect this.”")
    assert speaker.name == "Ada Holm"


def test_a_role_means_the_one_person_whom_the_text_calls_so() -> None:
    marked = "Foreign Minister [Ada Holm|Ada Holm] flew to Dorn. “The talks were short,” the minister said."
    ((shown, speaker),) = speakers(marked)
    assert (shown, speaker.name) == ("the minister", "Ada Holm")


def test_a_role_of_two_persons_means_neither() -> None:
    marked = (
        "Foreign Minister [Ada Holm|Ada Holm] met Prime Minister [Ivo Lund|Ivo Lund]. "
        "“The talks were short,” the minister said."
    )
    ((_, speaker),) = speakers(marked)
    assert (speaker.name, speaker.entity) == ("minister", None)


def test_the_company_means_the_one_company_named_so_far() -> None:
    marked = (
        "[Norvia|Norvia Foods Inc.] grew. “Costs rose,” the company said in a statement. [Dorn Ltd.|Dorn Ltd.] did not."
    )
    ((shown, speaker),) = speakers(marked)
    assert (shown, speaker.name) == ("the company", "Norvia Foods Inc.")


@pytest.mark.parametrize(
    "before",
    ["[Norvia|Norvia Foods Inc.] bought [Dorn Ltd.|Dorn Ltd.] in May.", "[Ada Holm|Ada Holm] left.", "It rained."],
)
def test_the_company_means_none_of_two_and_nobody_who_is_none(before: str) -> None:
    ((_, speaker),) = speakers(f"{before} “Costs rose,” the company said.")
    assert (speaker.name, speaker.entity) == ("company", None)
