"""Lines in capitals are shown to the model recased; what a stage sees of the parse has the capitals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Document
from pipeline.language.recasing import common_words, recased
from pipeline.testing import parser

ARTICLE = "DORN ASKS NATO TO STAY\n\nDorn has asked NATO to leave its ports."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (ARTICLE, "Dorn Asks NATO to Stay\n\nDorn has asked NATO to leave its ports."),
        ("LIND’S LAST DAY", "Lind’s Last Day"),
        ("DORN CITY\nIt rained.", "DORN CITY\nIt rained."),
        ("BBC, ITV and more", "BBC, ITV and more"),
        ("ŉ IST ẞ DAS GROẞE", "ŉ IST ẞ DAS GROẞE"),
        ("", ""),
    ],
    ids=["as in the text", "possessive", "too short", "not all capitals", "letters", "empty"],
)
def test_a_line_in_capitals_is_written_as_the_rest_of_the_text(text: str, shown: str) -> None:
    """Words that the text has in lower case are in lower case, its acronyms stay, others get one capital."""
    assert recased(text) == shown


def test_a_common_word_that_the_text_does_not_have_is_in_lower_case() -> None:
    """In the form that the model knows or another one; what it may know as a name has a capital."""
    common = frozenset({"harbour", "raise", "forecast"})
    assert recased("LIND RAISES HARBOUR FORECASTS FOR DORN", lambda: common) == "Lind raises harbour forecasts For Dorn"


def test_what_a_model_has_met_with_a_capital_is_no_common_word() -> None:
    """“Kerry” is a name; the lower case of it is there for its norm."""
    assert common_words(["harbour", "Kerry", "kerry", "NATO", "3rd"]) == {"harbour"}


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ABCÄßİ \n")), max_size=60))
def test_a_recased_text_has_the_same_length(text: str) -> None:
    """So offsets agree, whatever the letters."""
    assert len(recased(text)) == len(text)


def test_the_parse_of_a_line_in_capitals_has_its_words() -> None:
    """Names are found in it, and the text of the parse is the text."""
    text = "EUROPE LEADERS MEET ANGELA MERKEL IN BERLIN\n\nEurope's leaders meet in Berlin."
    for needs in ({"entities"}, {"entities", "sentences", "dependencies", "tags", "lemmas"}):
        parse = parser(frozenset(needs)).parse([Document.from_raw(text)])[0].parse
        assert parse.text == text
        assert "ANGELA MERKEL" in [one.text for one in parse.ents]
        assert [sentence.text.strip() for sentence in parse.sents] == text.split("\n\n")
