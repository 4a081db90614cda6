"""Genders: what a title and a given name show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.english.genders import GIVEN_NAMES, gender_of_name, gender_of_title


@pytest.mark.parametrize(
    ("name", "gender"),
    [
        ("Graham Lind", "m"),
        ("Kayleigh Lind", "f"),
        ("ANJALI LIND", "f"),
        ("Tomás Lind", "m"),
        ("Zoë van der Lind", "f"),
        ("Lady Lind", "f"),
        ("Dana Lind", ""),
        ("Andrea Lind", ""),
        ("Graham", ""),
        ("Qwx Lind", ""),
    ],
)
def test_a_given_name_before_a_surname_speaks_for_one_gender(name: str, gender: str) -> None:
    """Accents and capitals do not matter; a name that both bear tells nothing, nor one that may be a surname."""
    assert gender_of_name(name) == gender


@pytest.mark.parametrize(
    ("before", "gender"),
    [("said Mrs. ", "f"), ("Sir ", "m"), ("MS ", "f"), ("Dr. ", ""), ("Mr.", ""), ("", ""), ("misses ", "")],
)
def test_a_title_speaks_for_one_gender(before: str, gender: str) -> None:
    """The word right before the name counts, with its full stop or without."""
    assert gender_of_title(f"{before}Lind", len(before)) == gender


def test_every_given_name_stands_once_in_lower_case_without_accents() -> None:
    """So the list can be read at a glance, and no name has two genders."""
    lines = [line.split() for line in GIVEN_NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names = [name for _, *names in lines for name in names]
    assert {gender for gender, *_ in lines} == {"m", "f"}
    assert len(names) == len(set(names))
    assert all(name.isascii() and name.islower() for name in names)


@given(st.text(), st.integers(0, 20))
def test_any_text_has_a_gender_or_none(text: str, start: int) -> None:
    """Neither function raises."""
    assert gender_of_name(text) in {"m", "f", ""}
    assert gender_of_title(text, min(start, len(text))) in {"m", "f", ""}
