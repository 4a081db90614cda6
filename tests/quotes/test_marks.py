"""How quotation marks are paired: which stretches of a text stand in marks, whatever marks there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.quotes.text.marks import DOUBLE
from plugins.quotes.text.paragraphs import paragraphs, unpaired

if TYPE_CHECKING:
    from collections.abc import Callable

    Calls = Callable[[Callable[[], object]], int]


def in_marks(text: str) -> list[str]:
    return [text[region.start : region.end] for paragraph in paragraphs(text) for region in paragraph.regions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We sail at dawn," the captain said.', ["We sail at dawn,"]),
        ("“We sail at dawn,” the captain said.", ["We sail at dawn,"]),
        ("‘We sail at dawn,’ the captain said.", ["We sail at dawn,"]),
        ("'We sail at dawn,' the captain said.", ["We sail at dawn,"]),
        ("''We sail at dawn,'' the captain said.", ["We sail at dawn,"]),
        ("``We sail at dawn,'' the captain said.", ["We sail at dawn,"]),
        ("«We sail at dawn», the captain said.", ["We sail at dawn"]),
        ("„We sail at dawn“, the captain said.", ["We sail at dawn"]),
    ],
)
def test_every_style_of_marks_is_read(text: str, expected: list[str]) -> None:
    assert in_marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We sail at dawn,” he said.', ["We sail at dawn,"]),
        ('“We sail at dawn," he said.', ["We sail at dawn,"]),
        ("”We sail at dawn,“ he said.", ["We sail at dawn,"]),
        ('He said:"We sail at dawn."', ["We sail at dawn."]),
        ("The captain said “ we sail ” and left.", ["we sail"]),
    ],
)
def test_a_mark_may_close_what_a_mark_of_another_shape_opened(text: str, expected: list[str]) -> None:
    assert in_marks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He told me ‘never’ and left,” she said.", ["He told me ‘never’ and left,"]),
        ('"He told me "never" and left," she said.', ['He told me "never" and left,']),
        ('"He told me “never” and left," she said.', ["He told me “never” and left,"]),
        ("‘He told me “never” and left,’ she said.", ["He told me “never” and left,"]),
        ("\"'Never,' he told me,\" she said.", ["'Never,' he told me,"]),
    ],
)
def test_the_outer_of_nested_marks_counts(text: str, expected: list[str]) -> None:
    assert in_marks(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The dogs' owners don't mind, it's only the neighbours' cat.",
        "Rock ’n’ roll of the ’90s was ’em all over.",
        "She grew up in the '90s and 'twas fun.",
        "O’Hara’s boats’ sails weren’t mended.",
    ],
)
def test_apostrophes_are_no_marks(text: str) -> None:
    assert in_marks(text) == []


def test_a_plural_possessive_does_not_close_single_marks() -> None:
    text = "‘The sailors’ pay is late,’ she said."
    assert in_marks(text) == ["The sailors’ pay is late,"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He is 6\'2" tall and wears a 15" collar.', []),
        ('"It takes a 12" pipe," the plumber said.', ['It takes a 12" pipe,']),
        ('"We met in 2012," he said.', ["We met in 2012,"]),
    ],
)
def test_feet_and_inches_are_no_marks(text: str, expected: list[str]) -> None:
    assert in_marks(text) == expected


def test_a_quotation_over_paragraphs_opens_in_each_and_closes_in_the_last() -> None:
    text = "“The first paragraph.\n\n“The second, with a “nested” word.\n\n“The third.”\n\nNo more."
    assert in_marks(text) == ["The first paragraph.", "The second, with a “nested” word.", "The third."]


def test_a_mark_that_was_forgotten_does_not_swallow_the_next_quotation() -> None:
    text = "“We are ready, said the mayor. “We will go,” he added."
    assert in_marks(text) == ["We will go,"]


def test_a_mark_left_open_ends_with_its_paragraph() -> None:
    text = "She said: “We are ready.\nThe mayor was not."
    assert in_marks(text) == ["We are ready."]


def test_a_closing_mark_alone_is_left_aside() -> None:
    assert in_marks("We are ready,” said the mayor.") == []


@given(st.text(alphabet="\"'“”‘’«»„`. ,sa1\n", max_size=60))
def test_any_run_of_marks_gives_regions_in_order_that_do_not_overlap(text: str) -> None:
    for paragraph in paragraphs(text):
        at = paragraph.start
        for region in paragraph.regions:
            assert at <= region.opening <= region.start < region.end <= region.closing <= paragraph.end
            at = region.closing


@given(st.text(alphabet="\"'“”‘’«»„`. ,sa\n", max_size=60))
def test_every_double_mark_outside_the_regions_has_no_partner(text: str) -> None:
    regions = [region for paragraph in paragraphs(text) for region in paragraph.regions]
    marks = [found.start() for found in DOUBLE.finditer(text)]
    outside = {at for at in marks if not any(region.opening <= at < region.closing for region in regions)}
    assert outside <= set(unpaired(text)) <= set(marks)


@pytest.mark.parametrize("unit", ['"', "s' ", "\n“"])
def test_a_long_row_of_marks_is_read_to_its_end(unit: str) -> None:
    """A regular expression that is quadratic would take longer than any test may."""
    text = unit * (400_000 // len(unit))
    assert paragraphs(text)
    assert len(list(unpaired(text))) <= len(text)


@pytest.mark.parametrize("unit", ['"', "s' ", "\n“", "“a ", '" ', "1'' "])
def test_four_times_the_marks_take_four_times_the_calls(unit: str, calls: Calls) -> None:
    short, long = (unit * (length // len(unit)) for length in (2_000, 8_000))
    assert calls(lambda: paragraphs(long)) < 4.1 * calls(lambda: paragraphs(short))
    assert calls(lambda: list(unpaired(long))) < 4.1 * calls(lambda: list(unpaired(short)))
