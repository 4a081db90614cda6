"""Entities: what the words around a name say of it, and what they do not."""

from __future__ import annotations

import pytest

from pipeline.testing import seen, show
from plugins.entities import Entities
from plugins.layers import Entity


def labelled(marked: str) -> str:
    """Return a text with the names as the stage marks them, of one in which the model saw those that are marked."""
    return show(Entities().process(seen(marked)), "entities")


def canonical(marked: str) -> list[tuple[str, str, str | None]]:
    """Return label, name and role of each mention, in the order of the text."""
    layer = Entities().process(seen(marked)).layers["entities"]
    return [(one.label, one.name, one.role) for one in layer if isinstance(one, Entity)]


@pytest.mark.parametrize(
    "text",
    [
        "[Anna Lind|PERSON], Ohio Sen. [Eva Berg|PERSON] and others voted.",
        "He met former secretary of state [Anna Lind|PERSON] there.",
        "It is a district [Anna Lind|PERSON] won by a landslide.",
        "The real estate developer [Anna Lind|PERSON] lost.",
        "[Anna Lind|PERSON], a real estate developer, lost.",
        "The Slovenian model [Anna Lind|PERSON] came.",
        "[Anna Lind|PERSON]'s chief strategist resigned.",
        "Protests against the [Anna Lind|PERSON] police shooting went on.",
        "[Anna Lind|PERSON] spokesman Karl Holm declined to comment.",
    ],
)
def test_a_person_in_full_is_none_of_what_persons_have_and_are(text: str) -> None:
    """Nouns that persons and bodies share, and those that stand beside by chance, leave the model’s person alone."""
    assert "[Anna Lind|PERSON]" in labelled(text)


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("It died in [Congress|ORG].", "It died in [Congress|ORG]."),
        ("They put their money in [Orvane|ORG].", "They put their money in [Orvane|ORG]."),
        ("An article in [Orvane|ORG].", "An article in [Orvane|ORG]."),
        ("They would change the state [Constitution|LAW].", "They would change the state [Constitution|LAW]."),
        (
            "A founder of the think tank [Middle Way|LOC], she left.",
            "A founder of the think tank [Middle Way|ORG], she left.",
        ),
        ("A driver from here, [Mo.|GPE], who left.", "A driver from here, [Mo.|GPE], who left."),
    ],
)
def test_what_is_in_a_body_makes_no_place_of_it(marked: str, expected: str) -> None:
    """Congress, a share and an article are in a body, a state has a law, and an aside may be of somebody before."""
    assert labelled(marked) == expected


def test_a_title_before_a_name_outweighs_the_model() -> None:
    """“Sen. Berg” is a person, and so is each other “Berg” of the text."""
    found = canonical(
        "[Berg|GPE] hit back. Sen. [Eva Berg|PERSON] spoke. [Berg|GPE] left, and Sen. [Berg|PERSON] stayed."
    )
    assert {label for label, _, _ in found} == {"PERSON"}


@pytest.mark.parametrize("verb", ["led", "founded", "directed"])
def test_who_leads_is_a_person(verb: str) -> None:
    """“Led by” stands before a person with a usual given name."""
    assert labelled(f"The group, {verb} by [Karl Holm|ORG], grew.") == f"The group, {verb} by [Karl Holm|PERSON], grew."


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("[White House|ORG] press secretary [Anna Lind|PERSON] spoke.", "White House press secretary"),
        ("[Norvik Army|ORG] Gen. [Anna Lind|PERSON] spoke.", "Norvik Army Gen."),
        ("His sister [Anna Lind|PERSON] spoke.", None),
        ("Their sister, [Anna Lind|PERSON], spoke.", None),
        ("The drug lord [Anna Lind|PERSON] spoke.", None),
        ("He became mayor. [Anna Lind|PERSON] spoke.", None),
        ("[Cpl|ORG]. [Anna Lind|PERSON] spoke.", "Cpl."),
        ("[Det Ch Insp|PERSON] [Anna Lind|PERSON] spoke.", "Det Ch Insp"),
        ("The Prime Minister of [Norvik|GPE], [Anna Lind|PERSON], spoke.", "Prime Minister of Norvik"),
        ("[Anna Lind|PERSON], an adviser to Mr. [Holm|PERSON], spoke.", "adviser"),
        ("[Anna Lind|PERSON], Mr. [Holm|PERSON]'s wife, spoke.", None),
        ("[Anna Lind|PERSON], mother of four, spoke.", None),
        ("He served under President [Anna Lind|PERSON] there.", "President"),
        ("Under Secretary [Anna Lind|PERSON] spoke.", "Under Secretary"),
        ("She ran for the Senate. Senator [Anna Lind|PERSON] won.", "Senator"),
    ],
)
def test_a_role_is_an_office_of_this_person_in_full(marked: str, role: str | None) -> None:
    """A role starts with the name that it reaches into; kin have none, and whom an adviser serves is another."""
    assert ("PERSON", "Anna Lind", role) in canonical(marked)


def test_a_title_tells_namesakes_apart() -> None:
    """“Judge Holm” is the Holm who is a judge, wherever the other one stands."""
    found = canonical("Judge [Anna Holm|PERSON] sentenced [Karl Holm|PERSON]. Judge [Holm|PERSON] said so.")
    assert found[-1] == ("PERSON", "Anna Holm", "Judge")


def test_an_office_of_the_next_clause_is_no_role() -> None:
    """What is said to be said of somebody is not his."""
    text = "The suspect is [Karl Holm|PERSON], the prosecutor said in a long statement at court."
    assert canonical(text) == [("PERSON", "Karl Holm", None)]


def test_only_persons_have_roles() -> None:
    """What the model takes for a person with a title may turn out to be a body."""
    found = canonical("Rep. [Norvik|PERSON] said so. [Norvik Foods Inc.|ORG] grew. [Norvik|ORG] and [Norvik|ORG] did.")
    assert all(role is None for label, _, role in found if label == "ORG")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("King Olaf V", "King [Olaf V|PERSON]"),
        ("Pope Clement", "Pope [Clement|PERSON]"),
        ("Detective Constable Anna Lind", "Detective Constable [Anna Lind|PERSON]"),
        ("Queen Street", "[Queen Street|"),
        ("King James Bible", "[King James Bible|"),
    ],
)
def test_crowned_heads_are_persons(name: str, expected: str) -> None:
    """A monarch has a number or a usual given name, whatever the model sees."""
    assert expected in labelled(f"They saw [{name}|WORK_OF_ART] there.")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[Ursula van der|PERSON] [Holm|GPE] spoke.", "[Ursula van der Holm|PERSON] spoke."),
        (
            "Sen. [Karl Holm|PERSON] (R-Texas) Wednesday said so.",
            "Sen. [Karl Holm|PERSON] (R-Texas) Wednesday said so.",
        ),
        ("What [Hillary|PERSON] Just Said.", "What [Hillary|PERSON] Just Said."),
        ("Votes: [Karl Holm|PERSON] 300, Berg 151.", "Votes: [Karl Holm|PERSON] 300, Berg 151."),
        ("The [Asian Americans|NORP] came.", "The [Asian Americans|NORP] came."),
        ("The [French Alps|LOC] came.", "The [French|NORP] [Alps|LOC] came."),
        (
            "At the [University of Norvik, France|ORG], they met.",
            "At the [University of Norvik, France|ORG], they met.",
        ),
        ("“[It’s Holm|PERSON] to lose,” he said.", "“It’s [Holm|PERSON] to lose,” he said."),
        ("[Sébastien|GPE] [Holm|PERSON] scored.", "[Sébastien Holm|PERSON] scored."),
        ("[Norvik’s Orvane|ORG] and [Orvane|ORG].", "[Norvik|ORG]’s [Orvane|ORG] and [Orvane|ORG]."),
        ("[Lloyd’s Register|ORG] grew.", "[Lloyd’s Register|ORG] grew."),
        ("[Anna Lind / Norvik Press|PERSON].", "[Anna Lind|PERSON] / Norvik Press."),
        ("It was [3-1|PRODUCT] for [Norvik|ORG].", "It was 3-1 for [Norvik|ORG]."),
    ],
)
def test_how_far_names_of_persons_peoples_and_schools_reach(marked: str, expected: str) -> None:
    """A particle is no end; a party, a word of a headline and a count are no part."""
    assert labelled(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("“[Meet the Band|WORK_OF_ART]” ran.", "“[Meet the Band|WORK_OF_ART]” ran."),
        ("“[The Salt Road|WORK_OF_ART]” ran.", "“[The Salt Road|WORK_OF_ART]” ran."),
        ("[Dorn United|PERSON] won.", "[Dorn United|ORG] won."),
        ("Norvik’s [Anna Lind|FAC] spoke.", "Norvik’s [Anna Lind|PERSON] spoke."),
        ("[Anna Band|PERSON] spoke.", "[Anna Band|PERSON] spoke."),
        ("The [O.T.C.|GPE] met [F.D.R.|PERSON] there.", "The [O.T.C.|ORG] met [F.D.R.|PERSON] there."),
        ("[Norvik Council of Dorn County|GPE] met.", "[Norvik Council of Dorn County|ORG] met."),
        ("They met in [Holm Tower|PERSON].", "They met in [Holm Tower|FAC]."),
        ("The group [Bill Clinton|PERSON] led.", "The group [Bill Clinton|PERSON] led."),
        ("[AC Norvik|PERSON] won.", "[AC Norvik|ORG] won."),
        ("[Norvik Crown Court|PERSON] heard it.", "[Norvik Crown Court|ORG] heard it."),
        ("Mr. [English|PERSON] spoke.", "Mr. [English|PERSON] spoke."),
        (
            "She won in [Oslo|GPE], [Valencia|PERSON] and [Paris|GPE].",
            "She won in [Oslo|GPE], [Valencia|GPE] and [Paris|GPE].",
        ),
    ],
)
def test_kinds_of_names_by_their_words_and_their_company(marked: str, expected: str) -> None:
    """The last word tells unless it is a surname or ends a title; a city in a list of places is one."""
    assert labelled(marked) == expected


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("The [Norvik Journal|ORG] said so. The [Journal|ORG] had asked.", {"Norvik Journal"}),
        ("The [White House|ORG] said so. The [House|ORG] voted.", {"White House", "House"}),
        ("[Journal|ORG] said so, the [Norvik Journal|ORG] too.", {"Norvik Journal", "Journal"}),
        (
            "The [Norvik Journal|ORG] and the [Dorn Journal|ORG]: the [Journal|ORG].",
            {"Norvik Journal", "Dorn Journal", "Journal"},
        ),
        ("The [Workers’ Party|ORG] ([PTB|ORG]) won. The [PTB|ORG] grew.", {"Workers’ Party"}),
        ('[Karl "Kalle" Lind|PERSON] won. [Lind|ORG] spoke.', {'Karl "Kalle" Lind'}),
        ("[Ann O’Hara|PERSON] came. [Ann O'Hara|PERSON] won.", {"Ann O’Hara"}),
        ("[Michael Jordan|PERSON] came. [Jordan|PERSON] won.", {"Michael Jordan"}),
        ("[Bashar al-Holm|PERSON] fled. [Al Holm|PERSON] left.", {"Bashar al-Holm"}),
        ("King [Olaf V|PERSON] came. [Olaf|PERSON] spoke.", {"Olaf V"}),
        ("[Liz Holm|PERSON] came. [Elizabeth Holm|PERSON] spoke.", {"Elizabeth Holm"}),
        ("[Pedro Sánchez|PERSON] came. [Sanchez|PERSON] spoke.", {"Pedro Sánchez"}),
        ("The [US Senate|ORG] voted. The [US|GPE] did.", {"US Senate", "US"}),
        ("[Ngozi Adichie|PERSON] came. [Ngozi|NORP] spoke.", {"Ngozi Adichie"}),
        ("[Orlando Holm|PERSON] came. The attack on [Orlando|GPE] stopped.", {"Orlando Holm", "Orlando"}),
        ("The [Norvik party|ORG] lost. The [Norvik Party|ORG] won.", {"Norvik Party"}),
    ],
)
def test_one_name_for_what_is_called_in_different_ways(marked: str, names: set[str]) -> None:
    """By the last word, by an acronym in brackets, by a short form, and without accents."""
    assert {name for _, name, _ in canonical(marked)} == names


def test_the_rest_of_an_office_is_no_repeat() -> None:
    """Where “State” is a name elsewhere, it is none in “Secretary of State”."""
    assert "secretary of State said" in labelled("[State|ORG] objected. The secretary of State said so.")


def test_a_word_before_a_title_makes_a_name_longer() -> None:
    """“Transport Norvik” is not “Norvik”, while “Minister Norvik” is."""
    assert "Transport Norvik" in labelled("[Norvik|GPE] grew. Transport Norvik said so.")


def test_a_legal_form_makes_a_company_of_what_the_model_takes_for_a_person() -> None:
    assert labelled("[Calder Stone LLP|PERSON] won.") == "[Calder Stone LLP|ORG] won."


def test_a_county_is_no_company_for_its_abbreviation() -> None:
    assert labelled("A fire in [Adams Co.|GPE] spread.") == "A fire in [Adams Co.|GPE] spread."


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[Stone & Calder|ORG] fell. [S&C|ORG] had a loss.", "Stone & Calder"),
        ("[Han Mi-rae|PERSON] won. [Han Mi Rae|PERSON] smiled.", "Han Mi Rae"),
        ("[Macy|ORG]'s closed shops.", "Macy's"),
    ],
)
def test_spellings_of_one_name_are_one(marked: str, name: str) -> None:
    assert {found for _, found, _ in canonical(marked)} == {name}


def test_a_firm_called_after_a_person_of_the_text_keeps_its_possessive_apart() -> None:
    assert labelled("[Moody|ORG]'s cut it. Karl [Moody|PERSON] left.").startswith("[Moody|")
