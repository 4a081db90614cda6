"""Entities: capitals that are a body's, and those that name nobody."""

from __future__ import annotations

import pytest

from pipeline.testing import seen, show
from plugins.entities import Entities


def labelled(marked: str) -> str:
    return show(Entities().process(seen(marked)), "entities")


@pytest.mark.parametrize("label", ["PERSON", "GPE", "NORP"])
def test_an_acronym_that_the_model_takes_for_something_else_is_a_body(label: str) -> None:
    assert labelled(f"the [NFTU|{label}] said so") == "the [NFTU|ORG] said so"


@pytest.mark.parametrize(
    "marked",
    [
        "the [UAE|GPE] said so",
        "in [Dorn|GPE], [VA|GPE] they",
        "when [JFK|PERSON] ran",
        "to [TIM|PERSON] again",
        "HELP FOR [DORN|GPE] AND OSLO",
        "[DORN|GPE] again\n\nRain fell on [Dorn|GPE] again",
        "the [DMZ|LOC] again",
    ],
    ids=["in the tables", "a state", "initials", "a given name", "a line in capitals", "a word elsewhere", "a region"],
)
def test_other_capitals_stay_what_they_are(marked: str) -> None:
    assert labelled(marked) == marked


def test_the_words_around_an_acronym_make_no_person_and_no_place_of_it() -> None:
    """They are about somebody who is of it: “NFTU chairwoman Anna Lind”."""
    marked = "[NFTU|ORG] chairwoman [Anna Lind|PERSON] met the [NFTU|ORG]’s mayor at an [NFTU|ORG] town hall"
    assert labelled(marked) == marked


@pytest.mark.parametrize("zone", ["09:30 [UTC|ORG]", "9 a.m. [EST|ORG]", "9 p.m. ([GMT|ORG])"])
def test_a_time_zone_is_no_name(zone: str) -> None:
    assert "|" not in labelled(f"at {zone} it rained")


def test_a_body_that_is_called_as_a_time_zone_is_one() -> None:
    assert labelled("the [EST|ORG] said so") == "the [EST|ORG] said so"


@pytest.mark.parametrize("noun", ["PhD", "CEO", "GDP", "SUVs"])
def test_a_common_noun_in_capitals_is_no_name(noun: str) -> None:
    assert "|" not in labelled(f"her [{noun}|WORK_OF_ART] is late")
