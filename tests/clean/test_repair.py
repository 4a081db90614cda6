"""Mojibake, Unicode and white space: what is put right, what is left, and how small the edits are."""

from __future__ import annotations

import pytest

from pipeline import Document, Span
from pipeline.testing import annotated, show
from plugins.clean import Clean


def cleaned(raw: str) -> Document:
    return Clean().process(Document.from_raw(raw))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("The mayorâ€™s plan", "The mayor’s plan"),
        ("â€œWe agree,â€\x9d she said", "“We agree,” she said"),
        ("a cafÃ© in MÃ¼nchen", "a café in München"),
        ("voilÃ le plan", "voilà le plan"),
        ("GarcÃ\xada voted", "García voted"),
        ("GarcA\u0303\xada voted", "García voted"),
        ("wait\x85 he said", "wait… he said"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚, Ð¼Ð¸Ñ€", "Привет, мир"),
        ("peÃƒÂ±a", "peña"),
        ("“Ã©tÃ©” and â€˜hiverâ€™", "“été” and ‘hiver’"),
    ],
)
def test_mojibake_becomes_what_was_written(raw: str, text: str) -> None:
    assert cleaned(raw).text == text


@pytest.mark.parametrize(
    "text",
    [
        "“Curly” and ‘single’ marks, \"straight\" and 'single' ones",
        "a – dash — and an ellipsis…",
        "Ångström, Gülen, Đinđić, Łódź and São Paulo",
        "10³ metres, ½ litre, №5, ＡＢＣ",
        "می‌خواهم",  # the joiner is part of the spelling
        "a 👨‍👩‍👧 family",
        "R&D and P&L; AT&T",
    ],
)
def test_what_is_right_already_stays(text: str) -> None:
    assert cleaned(text).offsets.changes == ()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("AT&amp;T", "AT&T"),
        ("it&#8217;s &quot;done&quot;", 'it’s "done"'),
        ("Q&amp;amp;A", "Q&A"),
        ("one&nbsp;two", "one two"),
        ("&acirc;&euro;&trade;twas", "’twas"),
        ("<b>R&amp;D</b>", "<b>R&amp;D</b>"),
        ("a &unknown; entity", "a &unknown; entity"),
    ],
)
def test_entities_are_written_out_unless_the_line_may_be_markup(raw: str, text: str) -> None:
    assert cleaned(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("par\xadlia\xadment", "parliament"),
        ("zero\u200bwidth \u202aleft\u202c", "zerowidth left"),
        ("\x1b[1;31mred\x1b[0m text\x07", "red text"),
        ("half a\u200djoiner", "half ajoiner"),
        ("the ﬁrst oﬃce", "the first office"),
        ("Jose\u0301 said", "José said"),
    ],
)
def test_what_shows_nothing_goes_and_letters_are_composed(raw: str, text: str) -> None:
    assert cleaned(raw).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("no\xa0break and thin\u2009space", "no break and thin space"),
        ("two  blanks\tand a tab", "two blanks and a tab"),
        ("  the edges \n", "the edges"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("one \r\n \t\r\n\r\n two", "one\n\ntwo"),
        ("one\u2029two", "one\n\ntwo"),
        ("a line \n  and the next", "a line\nand the next"),
    ],
)
def test_white_space_is_one_blank_one_line_end_or_one_empty_line(raw: str, text: str) -> None:
    assert cleaned(raw).text == text


def test_only_the_broken_characters_are_edited() -> None:
    """The rest of the line keeps its exact place in `raw`."""
    document = cleaned("The mayorâ€™s plan for cafÃ©s")
    changes = document.offsets.changes
    assert [document.raw[one.old_start : one.old_end] for one in changes] == ["â€™", "Ã©"]
    assert [document.text[one.new_start : one.new_end] for one in changes] == ["’", "é"]


def test_a_line_that_is_mojibake_throughout_maps_back_letter_by_letter() -> None:
    document = cleaned("ÐŸÑ€Ð¸Ð²ÐµÑ‚ Ð¼Ð¸Ñ€")
    place = document.source_span(Span(7, 10))
    assert (document.text[7:10], document.raw[place.start : place.end]) == ("мир", "Ð¼Ð¸Ñ€")


def test_annotations_move_along() -> None:
    document = Clean().process(annotated("Itâ€™s  [JosÃ©|person]\xa0\xa0[here|place]"))
    assert show(document, "marks") == "It’s [José|person] [here|place]"


def test_mojibake_is_repaired_in_a_line_of_any_length() -> None:
    """A line is looked at in pieces, and no piece ends within a letter."""
    assert cleaned("ä¸\xadæ–‡" * 3000).text == "中文" * 3000
    assert cleaned("It isnâ€™t. " * 1000).text == ("It isn’t. " * 1000).strip()
