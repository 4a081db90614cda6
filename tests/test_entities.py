"""Entities: names are found, cut to the name, and grouped under one canonical name."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc, Span

from pipeline import Document
from pipeline.testing import apply, check_stage, seen, show
from plugins.entities import Entities
from plugins.entities.corrections.trim import trimmed
from plugins.layers import Entity

NLP = spacy.blank("en")
MINISTER = (
    "Foreign Minister Anna Lindgren met Ali al-Haddad in Oslo on Monday. Lindgren’s visit to Norway was her first. "
    "Minister Lindgren said that Haddad and the Norwegian government had agreed."
)


def seen_as(marked: str, *, labels: tuple[str, ...] = Entities().labels) -> Document:
    """Return what the stage makes of a text in which the model saw the names marked `[Oslo|GPE]`."""
    return Entities(labels=labels).process(seen(marked))


def mentions(document: Document) -> list[Entity]:
    return [one for one in document.layers["entities"] if isinstance(one, Entity)]


def labelled(marked: str) -> str:
    return show(seen_as(marked), "entities")


def named(document: Document) -> dict[str, list[str]]:
    """Return the texts of the mentions of each entity, by its canonical name and id."""
    groups: dict[str, list[str]] = {}
    for one in mentions(document):
        groups.setdefault(f"{one.entity} {one.name}", []).append(document.text[one.start : one.end])
    return groups


def test_a_persons_mentions_are_one_entity_with_the_full_name() -> None:
    """Title, surname and possessive mentions found by the model are one person; titles are not part of the name."""
    document = apply(Entities(), Document.from_raw(MINISTER))
    assert isinstance(document, Document)
    groups = named(document)
    assert groups["e1 Anna Lindgren"] == ["Anna Lindgren", "Lindgren", "Lindgren"]
    assert ["Ali al-Haddad", "Haddad"] in groups.values()


def test_the_stage_keeps_its_contract() -> None:
    """Input unchanged, runs equal, a batch like one by one, only its own layer."""
    check_stage(Entities(), [Document.from_raw(MINISTER), Document.from_raw("No name here, only a dog.")])


def test_dates_and_amounts_are_no_names() -> None:
    """The default labels leave out what is counted or dated."""
    marked = "[Oslo|GPE] paid [30 euros|MONEY] on [Monday|DATE]."
    assert labelled(marked) == "[Oslo|GPE] paid 30 euros on Monday."


def test_the_setting_labels_says_what_is_kept() -> None:
    """Entities of other labels are left out, and ids count the ones that stay."""
    document = seen_as("[Oslo|GPE] is where [Anna Lind|PERSON] met [Statoil|ORG].", labels=("ORG", "PERSON"))
    assert named(document) == {"e1 Anna Lind": ["Anna Lind"], "e2 Statoil": ["Statoil"]}


def test_ids_are_given_in_the_order_of_first_mention() -> None:
    """Whoever is named first is e1, also by the surname only."""
    document = seen_as("[Lind|PERSON] left [Oslo|GPE]. [Eva Berg|PERSON] saw [Anna Lind|PERSON] in [Oslo|GPE].")
    assert named(document) == {
        "e1 Anna Lind": ["Lind", "Anna Lind"],
        "e2 Oslo": ["Oslo", "Oslo"],
        "e3 Eva Berg": ["Eva Berg"],
    }


def test_the_tally_counts_mentions_and_entities() -> None:
    """Two mentions of one place are one entity."""
    document = seen_as("[Oslo|GPE] is far. I like [Oslo|GPE], said [Anna Lind|PERSON].")
    assert Entities().tally(document) == {"mentions": 3, "entities": 2}


@pytest.mark.parametrize(
    ("found", "name"),
    [
        ("the Baltic Sea", "Baltic Sea"),
        ("The Hague", "The Hague"),
        ("Anna Lind’s", "Anna Lind"),
        ("Norvik's", "Norvik"),
        ("‘Norvik’,", "Norvik"),
        ("U.S.", "U.S."),
        ("Norvik Inc.", "Norvik Inc."),
        ("Norvik\nPhoto", "Norvik"),
        ("Norvik as", "Norvik"),
        ("\n\nNorvik\n", "Norvik"),
        ("Norvik (North", "Norvik"),
        ("Port of Norvik (North)", "Port of Norvik (North)"),
        ("Lind &", "Lind"),
        ("a", "a"),
    ],
)
def test_a_mention_is_cut_to_the_name(found: str, name: str) -> None:
    """No article in front, no possessive, no marks at the edges, no line break inside."""
    start, end = trimmed(found)
    assert found[start:end] == name


def test_the_article_of_a_title_stays() -> None:
    """A film is called what it is called."""
    assert labelled("We saw “[A Cold Spring|WORK_OF_ART]” twice.") == "We saw “[A Cold Spring|WORK_OF_ART]” twice."


@pytest.mark.parametrize(
    "marked", ["He plays the [guitar|ORG].", "The Secretary of [State|ORG] flew home.", "See [http://x.y/Z=1|ORG] now."]
)
def test_what_is_no_name_is_no_mention(marked: str) -> None:
    """Words in lower case, halves of an office and addresses name nobody."""
    assert not seen_as(marked).layers["entities"]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Anna Lind|PERSON] came. [Lind|ORG] left.", "[Anna Lind|PERSON] came. [Lind|PERSON] left."),
        ("[Lind|GPE] left. [Anna Lind|PERSON] came.", "[Lind|PERSON] left. [Anna Lind|PERSON] came."),
        ("[Lind|PERSON] left [Anna Lind|FAC] here.", "[Lind|PERSON] left [Anna Lind|PERSON] here."),
        ("[Omar al Haddad|PERSON] and [Haddad|ORG].", "[Omar al Haddad|PERSON] and [Haddad|PERSON]."),
        ("[Lind Hall|PERSON] and [Hall|ORG].", "[Lind Hall|PERSON] and [Hall|ORG]."),
        ("[Eva German|PERSON] gave [German|NORP] lessons.", "[Eva German|PERSON] gave [German|NORP] lessons."),
        ("[Ann Jordan|PERSON] left talks in [Jordan|GPE].", "[Ann Jordan|PERSON] left talks in [Jordan|GPE]."),
        ("[Anna Lind|PERSON] and [Senator Lind|ORG].", "[Anna Lind|PERSON] and Senator [Lind|PERSON]."),
        ("[Anna Lind|PERSON] as [Danish PM Lind|LAW].", "[Anna Lind|PERSON] as [Danish|NORP] PM [Lind|PERSON]."),
    ],
    ids=["surname", "before", "backwards", "particle", "building", "people", "place", "title", "demonym and title"],
)
def test_a_surname_means_the_person_named_in_full(marked: str, expected: str) -> None:
    """Whatever the model takes a surname for, it is the person's, unless it is plainly something else."""
    assert labelled(marked) == expected


def test_namesakes_stay_apart_and_a_surname_means_the_nearest_before_it() -> None:
    """Two people with one surname are two entities."""
    document = seen_as("[Anna Lind|PERSON] sang. [Eva Lind|PERSON] danced. [Lind|PERSON] fell.")
    assert named(document) == {"e1 Anna Lind": ["Anna Lind"], "e2 Eva Lind": ["Eva Lind", "Lind"]}


def test_a_surname_before_all_namesakes_means_the_first_after_it() -> None:
    """A headline has the surname, the article the name."""
    document = seen_as("[Lind|PERSON] sings.\n\n[Anna Lind|PERSON] met [Eva Lind|PERSON].")
    assert named(document) == {"e1 Anna Lind": ["Lind", "Anna Lind"], "e2 Eva Lind": ["Eva Lind"]}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Anna Lind", "Anna B. Lind", True),
        ("Anna Lind", "A. Lind", True),
        ("Dan Lind", "Daniel Lind", True),
        ("Anna Lind", "ANNA LIND", True),
        ("Ana Lind Castro", "Lind Castro", True),
        ("Anna Lind", "Anna", True),
        ("Anna Lind", "Eva Lind", False),
        ("Al Lind", "Al Lind Jr.", False),
        ("Anna B. Lind", "Anna C. Lind", False),
    ],
)
def test_forms_of_a_name_are_one_person_where_they_fit(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    """Initials, short forms, capitals and given names alone fit; other initials and generations do not."""
    assert len(named(seen_as(f"[{one}|PERSON] came, [{other}|PERSON] left."))) == (1 if same else 2)


@pytest.mark.parametrize(
    ("marked", "name", "label"),
    [
        ("the [U.S.|GPE] or [US|GPE] or the [United States|GPE]", "United States", "GPE"),
        ("[Russian Federation|GPE] or [Russia|GPE]", "Russia", "GPE"),
        ("[Norvik Corp.|ORG] or [Norvik|ORG]", "Norvik Corp.", "ORG"),
        ("[NORVIK|ORG] or [Norvik|ORG] or [Norvik|GPE]’s", "Norvik", "ORG"),
        ("the [Norvik Shipping Board|ORG], then [NSB|ORG]", "Norvik Shipping Board", "ORG"),
        ("[Tarnov|PERSON], then fighting in [Tarnov|PERSON]", "Tarnov", "GPE"),
        ("[Tarnov|PERSON], [Tarnov|ORG], [Tarnov|ORG]", "Tarnov", "ORG"),
    ],
)
def test_spellings_of_one_name_are_one_entity_with_one_label(marked: str, name: str, label: str) -> None:
    """Dots, capitals, legal forms, acronyms and known other names; the label is what most mentions say."""
    found = mentions(seen_as(marked))
    assert {(one.name, one.label, one.entity) for one in found} == {(name, label, "e1")}


def test_an_acronym_that_fits_two_names_stays_alone() -> None:
    """A guess would be wrong half of the time."""
    document = seen_as("[Norvik Bank|ORG], [Northern Bank|ORG], [NB|ORG]")
    assert len(named(document)) == 3


@pytest.mark.parametrize(
    "marked",
    [
        "the [Organization for Trade and Co-operation|ORG] in [Asia|LOC] (OTCA) met",
        "the Organization for Trade and Co-operation in [Asia|LOC] ([OTCA|PERSON]) met",
        "the Organization for Trade and Co-operation in Asia (OTCA) met",
    ],
)
def test_a_name_is_whole_before_its_acronym(marked: str) -> None:
    """The initials say where the name starts, whatever the model makes of it."""
    full = "Organization for Trade and Co-operation in Asia"
    assert named(seen_as(marked)) == {f"e1 {full}": [full, "OTCA"]}


def test_brackets_that_explain_nothing_change_nothing() -> None:
    """A party or a country in brackets is no acronym of the words before it."""
    assert labelled("Senator [Anna Lind|PERSON] (DEM) spoke.") == "Senator [Anna Lind|PERSON] (DEM) spoke."


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Anna Lind|PERSON] sang. Lind bowed.", "[Anna Lind|PERSON] sang. [Lind|PERSON] bowed."),
        ("Norvik fell. [Norvik|ORG] rose.", "[Norvik|ORG] fell. [Norvik|ORG] rose."),
        ("[Norvik|ORG] fell. While Norvik rose", "[Norvik|ORG] fell. While [Norvik|ORG] rose"),
        ("[Norvik|ORG] fell. Norvik-led talks", "[Norvik|ORG] fell. [Norvik|ORG]-led talks"),
        ("[Norvik|ORG] fell. Norvik Hall rose.", "[Norvik|ORG] fell. Norvik Hall rose."),
        ("[Norvik|ORG] fell. New Norvik rose.", "[Norvik|ORG] fell. New Norvik rose."),
        ("[Norvik|ORG] fell. Norviks, @Norvik", "[Norvik|ORG] fell. Norviks, @Norvik"),
        ("[Leave|ORG] won. They leave. Leave now.", "[Leave|ORG] won. They leave. Leave now."),
        ("[BBA|ORG] fell. BBA rose.", "[BBA|ORG] fell. BBA rose."),
    ],
)
def test_a_repeat_that_the_model_missed_is_marked(marked: str, expected: str) -> None:
    """A whole name only, not a part of a longer one, no ordinary word and nothing shorter than four letters."""
    assert labelled(marked) == expected


@st.composite
def parses(draw: st.DrawFn) -> Document:
    """Return a document of any text with any tokens taken for names."""
    words = st.sampled_from(["Anna", "Lind", "al-", "Mr.", "(OTCA)", "\n", "\u2003", "…", "’s", "the", "Danish", "of"])
    text = " ".join(draw(st.lists(words | st.text(max_size=8), max_size=20)))
    document = Document.from_raw(text)
    parse = NLP.make_doc(document.text)
    ends = draw(st.lists(st.integers(0, len(parse)), unique=True).map(sorted))
    labels = st.sampled_from(["PERSON", "GPE", "NORP", "FAC", "ORG", "DATE"])
    parse.ents = [Span(parse, a, b, draw(labels)) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    return document.with_parse(parse)


@given(parses())
def test_any_names_in_any_text_give_mentions_that_do_not_overlap(document: Document) -> None:
    """The stage never raises; mentions lie in the text, apart from one another, with ids that count up."""
    found = mentions(Entities().process(document))
    assert all(before.end <= after.start for before, after in pairwise(found))
    ids = list(dict.fromkeys(one.entity for one in found))
    assert ids == [f"e{number}" for number in range(1, len(ids) + 1)]


@pytest.mark.parametrize(
    "piece", ["“", "7", " ", "A", "Ab ", "(AB) ", "Anna Lind ", "A. ", "Al-", "the\n", "A (", "AB) "]
)
def test_a_megabyte_of_one_thing_is_worked_through(piece: str) -> None:
    """Five thousand names side by side, then one name of a megabyte: it ends soon."""
    words = [piece] * 5_000 + [piece * (1_000_000 // len(piece))]
    parse = Doc(NLP.vocab, words=words, spaces=[False] * len(words))
    parse.ents = [Span(parse, at, at + 1, "PERSON" if at % 2 else "ORG") for at in range(len(parse))]
    found = mentions(Entities().process(Document.from_raw(parse.text).with_parse(parse)))
    assert len(found) <= 2 * len(words)


def test_thousands_of_namesakes_are_worked_through() -> None:
    """Every person has another given name and the same surname: it ends soon, and they stay apart."""
    words = [word for number in range(5_000) for word in (f"A{chr(0x4E00 + number)}", "Lind", ".")]
    parse = Doc(NLP.vocab, words=words)
    parse.ents = [Span(parse, at, at + 2, "PERSON") for at in range(0, len(words), 3)]
    document = Entities().process(Document.from_raw(parse.text).with_parse(parse))
    assert Entities().tally(document) == {"mentions": 5_000, "entities": 5_000}
