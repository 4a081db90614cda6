"""The stage as a whole: one article, the contract, and what holds for every text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import Document, Span
from pipeline.testing import check_stage
from plugins.clean import Clean, pipeline_stages

if TYPE_CHECKING:
    from collections.abc import Callable

    Calls = Callable[[Callable[[], object]], int]

ARTICLE = """\
Minister\u00e2\u20ac\u2122s visit to Ankara ends early\r
\r
Photo by: Reuters\r
Photo by: Reuters\r
\r
Updated Jul 28, 2015\r
\r
The visit was cut short on Tuesday\xa0because of the storm, officials said. \xa0 \r
\r
\u201cWe will be back,\u201d the minister told reporters at the airport in the evening.\r
\r
Daily Globe and agencies"""

# Pieces that a cleaner can trip over, so that random texts are made of more than random characters.
PIECES = st.sampled_from(
    [
        *("â€™", "Ã©", "Ã", "\xad", "\x85", "A\u0303", "\u0301", "ﬁ", "\u200d", "\x1b[0m"),
        *("&amp;", "amp;", "&#8203;", "&nbsp;", "<", "\xa0", "\r\n", "\n\n", "\n", "\u2029", " ", "“", "."),
        *("Photo by: Reuters", "Reuters", "Updated Jul 28, 2015", "July 28, 2015", "Comments", "By Jane Smith"),
        *("Share this", "AFP and agencies", "word", "A full sentence of prose, long enough to be counted as prose."),
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.one_of(PIECES, st.characters()), max_size=40).map("".join))

HOSTILE = {
    "quotation marks": '"' * 1_000_000,
    "digits": "1" * 1_000_000,
    "blanks": "x" + " " * 1_000_000 + "x",
    "line ends": "\r\n" * 500_000,
    "mojibake": "â€™" * 333_333,
    "combining marks": "\u0301\u0316" * 500_000,
    "joiners": "\u200d" * 1_000_000,
    "ampersands": "&" + "amp;" * 250_000,
    "escapes": "\x1b[" + "1" * 1_000_000,
    "credits": "Photo by: Reuters\n" * 55_000,
    "lines of slashes": ("A/" * 140 + "\n") * 3_500,
    "lines of cues": ("updated 1 " * 29 + "\n") * 3_400,
}


def test_an_article_is_cleaned_and_its_furniture_is_in_the_metadata() -> None:
    document = Clean().process(Document.from_raw(ARTICLE))
    assert document.text == (
        "Minister’s visit to Ankara ends early\n\n"
        "The visit was cut short on Tuesday because of the storm, officials said.\n\n"
        "“We will be back,” the minister told reporters at the airport in the evening."
    )
    assert document.metadata == {
        "title": "Minister’s visit to Ankara ends early",
        "updated": "2015-07-28",
        "credits": ["Reuters"],
        "agency": "Daily Globe and agencies",
    }


def test_the_tally_counts_edited_places_and_lines_of_furniture() -> None:
    assert Clean().tally(Clean().process(Document.from_raw(ARTICLE))) == {"edits": 6, "lines of page furniture": 4}


@pytest.mark.parametrize("raw", ["a line &nbsp;\n\n&nbsp;\n\n\x07\n\nand another", "", "One line."])
def test_the_tally_counts_no_line_without_words(raw: str) -> None:
    assert Clean().tally(Clean().process(Document.from_raw(raw)))["lines of page furniture"] == 0


def test_without_furniture_the_lines_stay_and_the_rest_is_done() -> None:
    document = Clean(furniture=False).process(Document.from_raw(ARTICLE))
    assert "Photo by: Reuters\nPhoto by: Reuters\n\nUpdated Jul 28, 2015\n\nThe visit" in document.text
    assert dict(document.metadata) == {"title": "Minister’s visit to Ankara ends early"}


def test_what_the_source_said_stands() -> None:
    known = {"title": "Another title", "updated": "2014-01-01", "agency": "", "credits": []}
    document = Clean().process(Document.from_raw(ARTICLE, metadata=known))
    assert document.metadata == known


def test_the_contract_of_a_stage_is_kept() -> None:
    check_stage(Clean(), [Document.from_raw(ARTICLE), Document.from_raw("Photo by: Reuters")])
    assert pipeline_stages() == [Clean]


@settings(deadline=None)
@given(TEXTS)
def test_cleaning_a_cleaned_text_changes_nothing(raw: str) -> None:
    document = Clean().process(Document.from_raw(raw))
    assert Clean().process(document) == document
    assert Clean().process(Document.from_raw(document.text)).text == document.text


@settings(deadline=None)
@given(TEXTS)
def test_all_that_was_not_edited_stands_in_raw_as_in_the_text(raw: str) -> None:
    document = Clean().process(Document.from_raw(raw))
    position = 0
    for change in document.offsets.changes:
        _assert_unedited(document, position, change.new_start)
        position = change.new_end
    _assert_unedited(document, position, len(document.text))


def _assert_unedited(document: Document, start: int, end: int) -> None:
    if start < end:
        place = document.source_span(Span(start, end))
        assert document.raw[place.start : place.end] == document.text[start:end]


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_megabyte_built_to_be_slow_is_cleaned_to_its_end(kind: str) -> None:
    """A regular expression that is quadratic would take longer than any test may."""
    assert Clean().process(Document.from_raw(HOSTILE[kind])).text is not None


@pytest.mark.parametrize("kind", HOSTILE)
def test_four_times_the_text_takes_four_times_the_calls(kind: str, calls: Calls) -> None:
    """A tenth is allowed for where the text is cut into pieces."""
    short, long = (Document.from_raw(HOSTILE[kind][:length]) for length in (10_000, 40_000))
    Clean().process(short)  # what is imported and read once is not counted
    assert calls(lambda: Clean().process(long)) < 4.4 * calls(lambda: Clean().process(short))
