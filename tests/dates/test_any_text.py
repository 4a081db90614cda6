"""Whatever the text: the stage reads it to its end, in linear time, and what it finds lies in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.dates.anchors.story import Story
from plugins.dates.finder import find
from plugins.english.calendar_names import MONTHS
from plugins.layers import AnchorSource

if TYPE_CHECKING:
    from collections.abc import Callable

    Calls = Callable[[Callable[[], object]], int]

TUESDAY = Story(date(2015, 7, 28), AnchorSource.SETTING)
UNKNOWN = Story()


@settings(max_examples=300, deadline=None)
@given(text=st.text() | st.text(alphabet="0123456789:/-., 'TtpmQsadh½"), today=st.none() | st.dates())
def test_any_text_gives_spans_that_lie_in_it_and_do_not_overlap(text: str, today: date | None) -> None:
    ends = [0]
    for one in find(text, Story(today, AnchorSource.SETTING) if today else UNKNOWN):
        assert ends[-1] <= one.start < one.end <= len(text)
        ends.append(one.end)


@pytest.mark.parametrize("piece", ["1", "1 ", "1,", "12:", "May ", "the ", "half a ", "a", " ", "'", "“", "."])
def test_a_megabyte_of_one_thing_is_read_to_its_end(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert all(one.end <= len(text) for one in find(text, TUESDAY))


def dated(length: int) -> str:
    """Return a text of `length` months and numbers."""
    return " ".join(f"{MONTHS[5 * at % 12]} {at * at % 3001} {at % 37}" for at in range(length // 3))


def test_four_times_the_months_and_digits_take_four_times_the_calls(calls: Calls) -> None:
    """What is compiled and looked up once is so in the first text; a fifth is allowed for other mixtures of numbers."""
    short, long = dated(1_000), dated(4_000)
    assert list(find(long, TUESDAY))
    assert calls(lambda: list(find(long, TUESDAY))) < 4.8 * calls(lambda: list(find(short, TUESDAY)))
