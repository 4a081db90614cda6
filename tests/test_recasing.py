"""Lines in capitals are shown to the model recased; what a stage sees of the parse has the capitals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Document
from pipeline.language.english_recasing import common_words, english_form
from pipeline.language.model import find_model
from pipeline.language.parser import Parser, view_of
from pipeline.language.recasing import recased
from pipeline.testing import parser

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def english(*common: str) -> Callable[[str], str]:
    """Return how English words in capitals are written, where a model knows these `common` words."""
    return lambda word: english_form(word, frozenset(common))


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
    assert recased(text, english()) == shown


def test_without_knowledge_of_the_language_only_words_of_the_text_are_recased() -> None:
    text = "DORN ASKS NATO TO STAY\n\nDorn has to leave."
    assert recased(text) == "Dorn ASKS NATO to STAY\n\nDorn has to leave."


def test_a_common_word_that_the_text_does_not_have_is_in_lower_case() -> None:
    """In the form that the model knows or another one; what it may know as a name has a capital."""
    form_of = english("harbour", "raise", "forecast")
    assert recased("LIND RAISES HARBOUR FORECASTS FOR DORN", form_of) == "Lind raises harbour forecasts For Dorn"


def test_what_a_model_has_met_with_a_capital_is_no_common_word() -> None:
    """“Kerry” is a name; the lower case of it is there for its norm."""
    assert common_words(["harbour", "Kerry", "kerry", "NATO", "3rd"]) == {"harbour"}


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ABCÄßİ \n")), max_size=60))
def test_a_recased_text_has_the_same_length(text: str) -> None:
    """So offsets agree, whatever the letters."""
    assert len(recased(text)) == len(text)
    assert len(recased(text, english())) == len(text)


def test_the_parse_of_a_line_in_capitals_has_its_words() -> None:
    """Names are found in it, and the text of the parse is the text."""
    text = "EUROPE LEADERS MEET ANGELA MERKEL IN BERLIN\n\nEurope's leaders meet in Berlin."
    for needs in ({"entities"}, {"entities", "sentences", "dependencies", "tags", "lemmas"}):
        parse = parser(frozenset(needs)).parse([Document.from_raw(text)])[0].parse
        assert parse.text == text
        assert "ANGELA MERKEL" in [one.text for one in parse.ents]
        assert [sentence.text.strip() for sentence in parse.sents] == text.split("\n\n")


def words_shown(language: str, text: str, folder: Path) -> dict[str, str]:
    """Return the words of `text` in title case or in capitals, as a model of `language` is shown them.

    The model knows “fest” and finds nothing but the case of the words.
    """
    import spacy

    nlp = spacy.blank(language)
    nlp.vocab.strings.add("fest")
    cases = {"TITLE": {"IS_TITLE": True}, "CAPITALS": {"IS_UPPER": True}}
    nlp.add_pipe("entity_ruler", config={"validate": True}).add_patterns(  # type: ignore[attr-defined]  # a Pipe to mypy
        [{"label": label, "pattern": [pattern]} for label, pattern in cases.items()]
    )
    nlp.to_disk(folder / language)
    (document,) = Parser(find_model(f"./{language}", folder), {"entities"}).parse([Document.from_raw(text)])
    assert document.parse.text == text
    return {entity.text: entity.label_ for entity in document.parse.ents}


def test_a_model_of_another_language_is_shown_no_english_forms(tmp_path: Path) -> None:
    """Words of the text have the case that they have there, all others keep their capitals."""
    text = "MINISTER FESTES BESUCHT ROSTOCK\n\nder Minister besucht uns"
    assert words_shown("de", text, tmp_path) == {
        "MINISTER": "TITLE",
        "FESTES": "CAPITALS",
        "ROSTOCK": "CAPITALS",
        "Minister": "TITLE",
    }
    assert words_shown("en", text, tmp_path) == {"MINISTER": "TITLE", "ROSTOCK": "TITLE", "Minister": "TITLE"}


def test_a_parse_that_was_recased_as_english_is_not_taken_for_another_language(tmp_path: Path) -> None:
    """The version of the view differs, and with it the names of stored parses and parts."""
    import spacy

    for language in ("de", "en"):
        spacy.blank(language).to_disk(tmp_path / language)
    german, english = (find_model(f"./{language}", tmp_path) for language in ("de", "en"))
    assert view_of(german) != view_of(english)
