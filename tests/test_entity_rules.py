"""Entities: namesakes told apart, companies whole, datelines, and nouns that are no names."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
import spacy
from spacy.tokens import Doc, Span

from pipeline import Document
from pipeline.testing import seen, show
from plugins.entities import Entities
from plugins.entities.corrections.dateline import datelines
from plugins.entities.grouping.entities import entities
from plugins.entities.mentions import Mention
from plugins.layers import Entity

NLP = spacy.blank("en")


def seen_as(marked: str) -> Document:
    """Return what the stage makes of a text in which the model saw the names marked `[Oslo|GPE]`."""
    return Entities().process(seen(marked))


def named(marked: str) -> dict[str, list[str]]:
    """Return the texts of the mentions of each entity, by its canonical name."""
    document = seen_as(marked)
    groups: dict[str, list[str]] = {}
    for one in document.layers["entities"]:
        assert isinstance(one, Entity)
        groups.setdefault(one.name, []).append(document.text[one.start : one.end])
    return groups


def labelled(marked: str) -> str:
    return show(seen_as(marked), "entities")


@pytest.mark.parametrize(
    ("marked", "whose"),
    [
        ("[Ruth Lind|PERSON] ran. [Graham Lind|PERSON] swam. Mrs. [Lind|PERSON] won.", "Ruth Lind"),
        ("[Graham Lind|PERSON] swam. [Ruth Lind|PERSON] ran. Mr [Lind|PERSON] won.", "Graham Lind"),
        ("Ms. [Kim Lind|PERSON] ran. [Pat Lind|PERSON] swam. Miss [Lind|PERSON] won.", "Pat Lind"),
        ("Ms. [Kim Lind|PERSON] ran. Mr. [Pat Lind|PERSON] swam. Miss [Lind|PERSON] won.", "Kim Lind"),
        ("[Pat Lind|PERSON] ran. [Kim Lind|PERSON] swam. Mr. [Lind|PERSON] won.", "Kim Lind"),
    ],
    ids=["given names", "the other way", "nearest of two that fit", "titles", "unknown genders"],
)
def test_a_title_rules_out_a_namesake_of_the_other_gender(marked: str, whose: str) -> None:
    """Title or given name of the full name tell; where they do not, the nearest is meant."""
    assert "Lind" in named(marked)[whose]


def test_mr_and_mrs_are_two() -> None:
    """Where nobody is named in full, the titles alone tell who is who; a bare surname goes with neither."""
    groups = named(
        "Mr [Graham Lind|PERSON] and Mrs [Ruth Lind|PERSON] came. Mr [Lind|PERSON] ate, Mrs [Lind|PERSON] drank."
    )
    assert groups == {"Graham Lind": ["Graham Lind", "Lind"], "Ruth Lind": ["Ruth Lind", "Lind"]}


def test_a_title_of_the_other_gender_makes_a_person_of_her_own() -> None:
    """Mrs. Lind is not Graham Lind, also where nobody else is named in full."""
    assert named("[Graham Lind|PERSON] fell. Mrs. [Lind|PERSON] did not.") == {
        "Graham Lind": ["Graham Lind"],
        "Lind": ["Lind"],
    }


def test_a_full_name_with_a_title_against_its_given_name_has_no_gender() -> None:
    """“Mrs. Graham Lind” is an old way to name a wife: both stay possible."""
    assert named("Mrs. [Graham Lind|PERSON] came. Mr. [Lind|PERSON] did not.") == {
        "Graham Lind": ["Graham Lind", "Lind"]
    }


@pytest.mark.parametrize(
    "marked",
    [
        "[Anna Lind|PERSON] sang. [Lind|PERSON] bowed. [Eva Lind|PERSON] danced. [Lind|PERSON] left.",
        "[Anna Lind|PERSON] sang. Ms. [Lind|PERSON] bowed. [Eva Lind|PERSON] danced. Ms. [Lind|PERSON] left.",
    ],
    ids=["alone", "with a title"],
)
def test_a_surname_goes_on_to_mean_whom_it_has_meant(marked: str) -> None:
    """A namesake who is named only in full does not take the surname over."""
    assert named(marked) == {"Anna Lind": ["Anna Lind", "Lind", "Lind"], "Eva Lind": ["Eva Lind"]}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("at [Stone|ORG] Calder LLP, who", "at [Stone Calder LLP|ORG], who"),
        ("[Norvik|ORG] AG said", "[Norvik AG|ORG] said"),
        ("[Holt|PERSON], Inc. said", "[Holt, Inc.|ORG] said"),
        ("[Stone|ORG] & Calder plc, said", "[Stone & Calder plc|ORG], said"),
        ("[Norvik Foods|ORG], [LLC|ORG], said", "[Norvik Foods, LLC|ORG], said"),
        ("[Dorn|GPE] AG Ada", "[Dorn|GPE] AG Ada"),
        ("[Dorn|GPE] Norvik Ltd. said", "[Dorn|GPE] Norvik Ltd. said"),
        ("[Stone|ORG] said Calder LLP", "[Stone|ORG] said Calder LLP"),
        ("[Stone|ORG] [Calder Foods|ORG] Ltd. said", "[Stone|ORG] [Calder Foods Ltd.|ORG] said"),
    ],
)
def test_a_company_runs_up_to_its_legal_form(marked: str, expected: str) -> None:
    """Over capitalised words behind a body, not over a name that stands between, and not from a place."""
    assert labelled(marked) == expected


@pytest.mark.parametrize(
    "rest",
    [
        "Shares of [Port Holm|GPE] fell.",
        "[Port Holm|PERSON] profit rose, according to [Port Holm|GPE].",
        "[Port Holm|GPE]’s chief executive left.",
        "[Port Holm|ORG] closed.",
    ],
)
def test_the_beginning_of_a_companys_name_means_the_company(rest: str) -> None:
    """Where it has shares, profits and a chief executive, or where the model sees a body."""
    assert set(named(f"[Port Holm Foods Inc.|ORG] grew. {rest}")) == {"Port Holm Foods Inc."}


@pytest.mark.parametrize(
    "rest",
    [
        "Rain fell in [Port Holm|GPE].",
        "[Port Holm|GPE]’s revenue from taxes fell, said a mayor near [Port Holm|GPE].",
        "A [Port Holm|GPE]-based bank closed.",
        "[Port|GPE] profits fell.",
        "[Port Holm Bank Ltd.|ORG] shut. [Port Holm|GPE] profits fell.",
    ],
    ids=["in it", "place and business", "based", "one word", "two companies"],
)
def test_a_place_that_a_companys_name_begins_with_stays_a_place(rest: str) -> None:
    """One is in it, or near it; and it is nothing that only a business has."""
    assert "|GPE]" in labelled(f"[Port Holm Foods Inc.|ORG] grew. {rest}")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("PORT ELLERY — The harbour closed.", "[PORT ELLERY|GPE] —"),
        ("DORN, March 3 (Norvik News) - The harbour closed.", "[DORN|GPE], March 3 ([Norvik News|ORG]) -"),
        ("DORN, N.H., Dec. 8 (NNA) — The harbour closed.", "[DORN|GPE], N.H., Dec. 8 ([NNA|ORG]) —"),
        ("DORN, March 3 ([NNA|NORP]) — The harbour closed.", "[DORN|GPE], March 3 ([NNA|ORG]) —"),
        ("DORN, March 3 (Updated) — The harbour closed.", "[DORN|GPE], March 3 (Updated) —"),
        ("ST. HOLM (9 a.m.) -- The harbour closed.", "[ST. HOLM|GPE] (9 a.m.) --"),
        ("Harbour closes\n\nSÃO LIND – The harbour closed.", "Harbour closes\n\n[SÃO LIND|GPE] –"),
    ],
)
def test_capitals_in_a_dateline_are_a_place_and_its_brackets_hold_the_agency(line: str, expected: str) -> None:
    """Whatever the model saw in them."""
    assert labelled(line).startswith(expected)


def test_a_dateline_may_have_two_places() -> None:
    """Each is a name of its own."""
    assert labelled("DORN/ST. HOLM, March 3 (NNA) - It rained.").startswith("[DORN|GPE]/[ST. HOLM|GPE], March")


def test_a_family_is_persons() -> None:
    """By the plural of a surname; a given name alone is the person too, where the model passed over it."""
    marked = "[Anna Lind|PERSON] came. The [Linds|ORG] sang. “Anna sang.”"
    assert labelled(marked) == "[Anna Lind|PERSON] came. The [Linds|PERSON] sang. “[Anna|PERSON] sang.”"


def test_a_company_without_its_legal_form_is_no_person() -> None:
    """So what it is called alone is no surname."""
    marked = "[Holm Maritime|PERSON] grew. [Holm Maritime ASA|ORG] and [Holm|ORG] grew."
    assert "PERSON" not in labelled(marked)


@pytest.mark.parametrize(
    "line",
    [
        "EXCLUSIVE — The harbour closed.",
        "FOOTBALL — Norvik won, and football came home.",
        "HARBOUR CLOSES FOR GOOD — The mayor left.",
        "Dorn — The harbour closed.",
        "The BBC — a broadcaster — said so.",
    ],
)
def test_what_else_stands_before_a_dash_is_no_dateline(line: str) -> None:
    """A label, a subject, a heading, a name in mixed case, or capitals within a line."""
    assert list(datelines(line)) == []


def test_a_dateline_takes_the_place_of_what_the_model_saw() -> None:
    """The capitals are often taken for a body or a person; with the place of the same name they are one."""
    marked = "[DORN|ORG], March 3 (NNA) — The harbour of [Dorn|GPE] closed."
    assert labelled(marked) == "[DORN|GPE], March 3 ([NNA|ORG]) — The harbour of [Dorn|GPE] closed."
    assert named(marked) == {"Dorn": ["DORN", "Dorn"], "NNA": ["NNA"]}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Plumber|ORG] jailed\n\nA 34-year-old plumber stole.", "Plumber jailed\n\nA 34-year-old plumber stole."),
        (
            "He left. “[Harbour|PERSON] closed,” said the harbour’s master.",
            "He left. “Harbour closed,” said the harbour’s master.",
        ),
        ("[Shell|ORG] paid. The [Shell|ORG] man has a shell.", "[Shell|ORG] paid. The [Shell|ORG] man has a shell."),
        ("[Holm|PERSON] came. They holm it.", "[Holm|PERSON] came. They holm it."),
        ("He saw [Plumber|ORG] with a plumber.", "He saw [Plumber|ORG] with a plumber."),
    ],
    ids=["title", "quotation", "capital elsewhere", "no noun", "within a sentence"],
)
def test_a_noun_at_the_start_of_a_sentence_is_no_name(marked: str, expected: str) -> None:
    """Its capital is the sentence’s: the text has it as a noun in lower case, and never a capital elsewhere."""
    assert labelled(marked) == expected


@pytest.mark.parametrize("piece", ["A & ", "Inc. ", "ABC, ", "\nAB (", "the a ", "Mr. Lind Ltd. ", "AB — C\n"])
def test_long_hostile_text_is_worked_through(piece: str) -> None:
    """Thousands of names side by side in it: it ends soon, and no two mentions overlap."""
    words = [word.text_with_ws for word in NLP.tokenizer(piece)] * (300_000 // len(piece))
    parse = Doc(NLP.vocab, words=words, spaces=[False] * len(words))
    parse.ents = [Span(parse, at, at + 1, "PERSON" if at % 2 else "ORG") for at in range(0, len(parse), 3)]
    found = Entities().process(Document.from_raw(parse.text).with_parse(parse)).layers["entities"]
    assert all(before.end <= after.start for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Karl Lind was jailed. His wife Eva Lind was freed. Lind will appeal.", "Karl Lind"),
        ("Karl Lind was jailed. His wife Eva Lind was freed. Mrs. Lind will appeal.", "Eva Lind"),
        ("Karl Lind came. Jon Lind came too. Lind sang.", "Jon Lind"),
    ],
)
def test_a_relative_does_not_take_over_the_surname(text: str, expected: str) -> None:
    """The surname alone means the nearest bearer who fits, and one introduced as a relative does not."""
    document = annotated_persons(text)
    assert [one.name for one in document][-1] == expected


def annotated_persons(text: str) -> list[Entity]:
    """Return the entities of a text in which each name that holds “Lind” is a person's."""
    found = [Mention(*one.span(), "PERSON", one[0]) for one in re.finditer(r"(?:(?:Karl|Eva|Jon) )?Lind", text)]
    return sorted(entities(text, found, ("PERSON",)), key=lambda one: one.start)
