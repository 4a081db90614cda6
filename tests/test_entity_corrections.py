"""Entities: titles as roles, how far names reach, places and peoples, what the words around a name say, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Span

from pipeline import Document
from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError
from pipeline.planning.plan import load
from pipeline.testing import seen, show
from plugins.entities import Entities
from plugins.entities.corrections.order import CORRECTIONS, Correction
from plugins.entities.lexicon.tables import FOLDER, gazetteer
from plugins.layers import Entity, How

NLP = spacy.blank("en")
DEFAULT = Path(__file__).resolve().parents[1] / "configs" / "default.yaml"
ALL = tuple(CORRECTIONS)


def seen_as(marked: str, *, corrections: tuple[Correction, ...] = ALL) -> Document:
    """Return what the stage makes of a text in which the model saw the names marked `[Oslo|GPE]`."""
    return Entities(corrections=corrections).process(seen(marked))


def mentions(marked: str, *, corrections: tuple[Correction, ...] = ALL) -> list[Entity]:
    layer = seen_as(marked, corrections=corrections).layers["entities"]
    return [one for one in layer if isinstance(one, Entity)]


def labelled(marked: str, *, corrections: tuple[Correction, ...] = ALL) -> str:
    return show(seen_as(marked, corrections=corrections), "entities")


def roles(marked: str) -> dict[str, str | None]:
    """Return the role of each person by canonical name."""
    return {one.name: one.role for one in mentions(marked) if one.label == "PERSON"}


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("[President Anna Lind|PERSON] spoke.", "President"),
        ("Deputy Prime Minister [Anna Lind|PERSON] spoke.", "Deputy Prime Minister"),
        ("[Secretary of Trade Anna Lind|PERSON] spoke.", "Secretary of Trade"),
        ("The Minister of Health and Sport [Anna Lind|PERSON] spoke.", "Minister of Health and Sport"),
        ("[Gen. Anna Lind|PERSON] spoke.", "Gen."),
        ("The striker's lawyer is former mayor [Anna Lind|PERSON].", "former mayor"),
        ("[Anna Lind|PERSON], the finance minister, spoke.", "finance minister"),
        ("[Anna Lind|PERSON] came. Senator [Lind|PERSON] spoke.", "Senator"),
        ("Minister [Anna Lind|PERSON] came. Foreign Minister [Lind|PERSON] spoke.", "Foreign Minister"),
        ("Chief Financial Officer [Anna Lind|PERSON] spoke.", "Chief Financial Officer"),
        ("Det. Sgt. [Anna Lind|PERSON] spoke.", "Det. Sgt."),
        ("Mrs. [Anna Lind|PERSON] spoke.", None),
        ("[Anna Lind|PERSON], the winner, spoke.", None),
        ("[Anna Lind|PERSON] spoke to the president.", None),
        ("He left as president.\n\n[Anna Lind|PERSON] spoke.", None),
    ],
)
def test_a_title_is_a_persons_role_and_no_part_of_the_name(marked: str, role: str | None) -> None:
    """Before the name or behind it, the fullest in the document; courtesy alone is none."""
    assert roles(marked) == {"Anna Lind": role}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Danish FM Lind|WORK_OF_ART] left.", "[Danish|NORP] FM [Lind|PERSON] left."),
        ("[Spokeswoman Anna Lind|ORG] left.", "Spokeswoman [Anna Lind|PERSON] left."),
        ("[General Motors|ORG] and [King Street|FAC]", "[General Motors|ORG] and [King Street|FAC]"),
        ("[Dean Berg|PERSON] and [Anna King|PERSON]", "[Dean Berg|PERSON] and [Anna King|PERSON]"),
        ("[Prime Minister’s Office|ORG]", "[Prime Minister’s Office|ORG]"),
        ("[Transport|ORG] Minister [Anna Lind|PERSON]", "Transport Minister [Anna Lind|PERSON]"),
        ("the [U.S. Congresswoman|GPE] and", "the [U.S.|GPE] Congresswoman and"),
    ],
)
def test_a_name_is_split_at_a_title_within_it(marked: str, expected: str) -> None:
    """What stands before the title is a name of its own; words that are titles by chance stay."""
    assert labelled(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Edward D.|PERSON] Holm fell.", "[Edward D. Holm|PERSON] fell."),
        ("in [Lyon, France|GPE] and", "in [Lyon|GPE], [France|GPE] and"),
        ("the [French Alps|LOC] and", "the [French|NORP] [Alps|LOC] and"),
        ("a new [Norvik|ORG] 737 landed", "a new [Norvik 737|PRODUCT] landed"),
        ("a [Norvik X200|ORG] landed", "a [Norvik X200|PRODUCT] landed"),
        ("[Norvik|ORG] 2019 results", "[Norvik|ORG] 2019 results"),
        ("[Norvik|ORG] 120 jobs", "[Norvik|ORG] 120 jobs"),
        ("[Dockers Local|ORG] 705 met", "[Dockers Local|ORG] 705 met"),
        ("[Norvik Air Flight|ORG] 447 fell", "[Norvik Air|ORG] Flight 447 fell"),
        ("Air [Canada|GPE] grew", "[Air Canada|ORG] grew"),
        ("[Karl|PERSON] “Kalle” Holm ran", "[Karl “Kalle” Holm|PERSON] ran"),
        ("[Anna|PERSON] Holm ran", "[Anna Holm|PERSON] ran"),
        ("[Anna|PERSON] Friday ran", "[Anna|PERSON] Friday ran"),
        ("[Ann O|PERSON]’ Hara ran", "[Ann O’ Hara|PERSON] ran"),
        ("[Anna Holm KC|PERSON] ran", "[Anna Holm|PERSON] KC ran"),
        ("Sen. [Anna Holm|PERSON], [R-Texas|ORG], ran", "Sen. [Anna Holm|PERSON], R-[Texas|GPE], ran"),
        ("[Anna Holm|PERSON] ([D-Mass.|GPE]) ran", "[Anna Holm|PERSON] (D-[Mass.|GPE]) ran"),
        ("the [D-Norvik|ORG] ran", "the [D-Norvik|ORG] ran"),
        ("[Dorn Foods|ORG] or [Dorn|GPE] Foods", "[Dorn Foods|ORG] or [Dorn Foods|ORG]"),
    ],
)
def test_a_name_reaches_as_far_as_it_does(marked: str, expected: str) -> None:
    """No initial ends one, two places are two, and a maker's name with a model number is a product."""
    assert labelled(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Sochi|PERSON] and [Crimea|ORG]", "[Sochi|GPE] and [Crimea|GPE]"),
        ("[Donbass|PERSON] and [Danes|GPE]", "[Donbass|LOC] and [Danes|NORP]"),
        ("the [Philippines|NORP] and", "the [Philippines|GPE] and"),
        ("[Victoria|PERSON] sang", "[Victoria|PERSON] sang"),
        ("singing in [Victoria|PERSON] is", "singing in [Victoria|GPE] is"),
        ("[Santos|PERSON] sang", "[Santos|PERSON] sang"),
        ("flown to [Santos|PERSON] by", "flown to [Santos|GPE] by"),
        ("[Santos|PERSON], Brazil, is", "[Santos|GPE], [Brazil|GPE], is"),
        ("President [Jordan|PERSON] sang", "President [Jordan|PERSON] sang"),
        ("[Trudeau|ORG] met Merkel", "[Trudeau|PERSON] met [Merkel|PERSON]"),
        ("the [GOP|WORK_OF_ART] met", "the [GOP|ORG] met"),
        ("Asian markets and Bank of England", "[Asian|NORP] markets and Bank of England"),
    ],
)
def test_places_and_peoples_are_what_the_tables_say(marked: str, expected: str) -> None:
    """Cities and given names may be a person's, unless the name stands as a place does; sure ones are found too.

    A few persons are known by their surname alone.
    """
    assert labelled(marked) == expected


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("France", "GPE"),
        ("Frenchwomen", "NORP"),
        ("Kiev", "GPE"),
        ("Hyderabad", "GPE"),
        ("Ohio", "GPE"),
        ("Alps", "LOC"),
    ],
)
def test_the_tables_know(name: str, label: str) -> None:
    """Countries, words for peoples, regions, large cities and states."""
    assert gazetteer().labels[name] == label


def test_the_table_of_cities_says_whose_data_it_has() -> None:
    """The licence of GeoNames asks for it."""
    assert "Data: GeoNames" in (FOLDER / "cities.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("marked", "label"),
    [
        ("the airline [Norvik|PERSON] grew", "ORG"),
        ("the airline, [Norvik|PERSON], grew", "ORG"),
        ("[Norvik|PERSON]’s chief executive left", "ORG"),
        ("[Norvik|GPE] spokesman said", "ORG"),
        ("[Norvik|PERSON] is a small brewery in it", "ORG"),
        ("the village of [Norvik|ORG] flooded", "GPE"),
        ("[Norvik|ORG], a village, flooded", "GPE"),
        ("floods in [Norvik|PERSON] rose", "GPE"),
        ("[Norvik|ORG], 43, sang", "PERSON"),
        ("[Norvik|GPE], who sang", "PERSON"),
        ("[Norvik|ORG]’s widow sang", "PERSON"),
        ("singer [Norvik|ORG] sang", "PERSON"),
        ("their album [Norvik|PERSON] sold", "WORK_OF_ART"),
        ("head of the airline, [Norvik|PERSON], said", "PERSON"),
        ("[Norvik|ORG] came", "ORG"),
    ],
)
def test_the_words_around_a_name_say_what_it_is(marked: str, label: str) -> None:
    """A noun beside it, what belongs to it, an age, or the word “in”."""
    assert [one.label for one in mentions(marked)] == [label]


def test_a_full_name_in_a_list_of_persons_is_one() -> None:
    """With persons on both sides, or on one where the first word is a given name."""
    marked = "[Anna Lind|PERSON], [Oda Berg|ORG] and [Eva Holm|PERSON]"
    assert labelled(marked) == "[Anna Lind|PERSON], [Oda Berg|PERSON] and [Eva Holm|PERSON]"
    assert labelled("[Anna Lind|PERSON] and [Eva Berg|ORG]") == "[Anna Lind|PERSON] and [Eva Berg|PERSON]"
    assert labelled("[Anna Lind|PERSON] and [Norvik Berg|ORG]") == "[Anna Lind|PERSON] and [Norvik Berg|ORG]"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Norvik River", "LOC"),
        ("Lake Norvik", "LOC"),
        ("Typhoon Ada", "EVENT"),
        ("Dorn County", "GPE"),
        ("Norvik University", "ORG"),
        ("Battle of Dorn", "EVENT"),
        ("Partido Norvik", "ORG"),
    ],
)
def test_the_last_word_of_a_name_says_what_it_is(name: str, label: str) -> None:
    """Whatever the model sees in it."""
    assert [one.label for one in mentions(f"the [{name}|PERSON] again")] == [label]


def test_a_people_is_linked_to_its_country() -> None:
    """It is an entity of its own, by all its words, and `of` is the country's id where the text names the country."""
    found = mentions("[Danish|NORP] ships left [Denmark|GPE]. [Danes|NORP] and [Swedes|NORP] sail.")
    assert [(one.name, one.entity, one.of) for one in found] == [
        ("Danish", "e1", "e2"),
        ("Denmark", "e2", None),
        ("Danish", "e1", "e2"),
        ("Swedes", "e3", None),
    ]


def test_each_mention_says_what_found_it_and_each_entity_how_often_it_is_named() -> None:
    """`how` is the model, or the last correction that moved or labelled the mention."""
    found = mentions("the [Baltic Sea’s|LOC] [Sochi|PERSON], [Danish FM Lind|LAW], [Lind|PERSON]. Sochi")
    assert [(one.name, one.how, one.mentions) for one in found] == [
        ("Baltic Sea", How.TRIM, 1),
        ("Sochi", How.GAZETTEER, 2),
        ("Danish", How.TITLE, 1),
        ("Lind", How.TITLE, 2),
        ("Lind", How.MODEL, 2),
        ("Sochi", How.GAZETTEER, 2),
    ]


CHANGED = {
    "trim": "the [Baltic Sea’s|LOC] coast",
    "extent": "[Edward D.|PERSON] Holm fell",
    "title": "[Danish FM Lind|LAW] left",
    "noun": "[Plumber|ORG] jailed\n\nA plumber stole.",
    "acronym": "the Baltic Workers Union (BWU) met",
    "dateline": "[DORN|ORG], March 3 (NNA) — It closed.",
    "company": "[Norvik|ORG] Ltd. grew",
    "head": "the [Dorn River|PERSON] rose",
    "gazetteer": "[Sochi|PERSON] sang",
    "vote": "[Ada Holm|PERSON], [Ada Holm|PERSON], [Ada Holm|ORG]",
    "context": "the airline [Norvik|PERSON] grew",
    "surname": "[Anna Lind|PERSON] came. [Lind|ORG] left.",
    "repeat": "[Anna Lind|PERSON] came. Lind left.",
}


@pytest.mark.parametrize("name", ALL)
def test_each_correction_can_be_left_out(name: Correction) -> None:
    """Alone it changes its example, and without it that example stays as the model has it."""
    alone, without = (labelled(CHANGED[name], corrections=one) for one in ((name,), ()))
    assert alone != without == CHANGED[name]


def test_models_of_other_languages_say_per_and_misc() -> None:
    """A person is a person, whose surname is known by it; MISC is kept as it is."""
    marked = "[Henri Dumont|PER] aime [Noël|MISC], dit [Dumont|PER]."
    assert labelled(marked, corrections=("trim",)) == "[Henri Dumont|PERSON] aime [Noël|MISC], dit [Dumont|PERSON]."
    assert {one.name for one in mentions(marked)} == {"Henri Dumont", "Noël"}


def test_an_unknown_correction_is_a_mistake_in_the_configuration() -> None:
    """The message has the names that there are."""
    with pytest.raises(ConfigError, match="'trim', 'extent'"):
        load(DEFAULT, overrides=[parse_override("stages.entities.corrections=[trimm]")])


@pytest.mark.parametrize(
    "piece", ["A, ", "Dr. ", "Minister of ", "X1 ", "the a, A is a ", "Sochi ", "A’s ", "in A, A, "]
)
def test_a_megabyte_of_evidence_is_worked_through(piece: str) -> None:
    """Tens of thousands of names and titles side by side: it ends soon."""
    words = [word.text_with_ws for word in NLP.tokenizer(piece)] * (300_000 // len(piece))
    parse = Doc(NLP.vocab, words=words, spaces=[False] * len(words))
    labels = ("PERSON", "ORG", "GPE", "NORP")
    parse.ents = [Span(parse, at, at + 1, labels[at % 4]) for at in range(0, len(parse), 2)]
    assert Entities().process(Document.from_raw(parse.text).with_parse(parse)).has_parse
