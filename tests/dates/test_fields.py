"""What a date carries besides its value: `mod`, and the anchor that a relative one was resolved against."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline import Document
from plugins.dates import Dates
from plugins.dates.anchors.story import Story
from plugins.dates.finder import find
from plugins.layers import AnchorSource, DateExpression, Mod, Timex

TUESDAY = Story(date(2015, 7, 28), AnchorSource.SETTING)


def dates(stage: Dates, text: str, **metadata: str) -> list[DateExpression]:
    """Return what the stage finds in `text`."""
    found = stage.process(Document.from_raw(text, metadata=metadata)).layers["dates"]
    return [one for one in found if isinstance(one, DateExpression)]


def values(stage: Dates, text: str) -> list[str | None]:
    return [one.value for one in dates(stage, text, published="2015-07-28")]


@pytest.mark.parametrize(
    ("words", "mod"),
    [
        ("early June", Mod.START),
        ("the beginning of 2014", Mod.START),
        ("earlier this month", Mod.START),
        ("early Monday", Mod.START),
        ("mid-June", Mod.MID),
        ("the middle of the week", Mod.MID),
        ("late 2013", Mod.END),
        ("the end of last year", Mod.END),
        ("year-end", Mod.END),
        ("about two years", Mod.APPROX),
        ("nearly two years ago", Mod.APPROX),
        ("a week or so ago", Mod.APPROX),
        ("around 3 p.m.", Mod.APPROX),
        ("a couple of years", Mod.APPROX),
        ("more than two years", Mod.MORE_THAN),
        ("less than an hour", Mod.LESS_THAN),
        ("at least three days", Mod.EQUAL_OR_MORE),
        ("up to three days", Mod.EQUAL_OR_LESS),
        ("no more than three days", Mod.EQUAL_OR_LESS),
        ("as long as a month", Mod.EQUAL_OR_LESS),
        ("more than two years ago", Mod.BEFORE),
        ("less than two weeks ago", Mod.AFTER),
        ("at least two weeks ago", Mod.ON_OR_BEFORE),
        ("up to two weeks ago", Mod.ON_OR_AFTER),
        ("last June", None),
        ("three months earlier", None),
        ("two years", None),
    ],
)
def test_words_that_narrow_or_blur_give_the_mod_of_timex3(words: str, mod: Mod | None) -> None:
    (found,) = find(words, TUESDAY)
    assert (found.start, found.mod) == (0, mod)


@pytest.mark.parametrize(
    ("metadata", "anchor", "source"),
    [
        ({"published": "2015-07-28", "updated": "2015-07-30"}, "2015-07-28", AnchorSource.PUBLISHED),
        ({"updated": "2015-07-30"}, "2015-07-30", AnchorSource.UPDATED),
        ({}, "2020-01-01", AnchorSource.SETTING),
    ],
)
def test_a_relative_date_names_its_anchor_and_where_that_came_from(
    metadata: dict[str, str], anchor: str, source: AnchorSource
) -> None:
    (found,) = dates(Dates(document_time=date(2020, 1, 1)), "They met last month.", **metadata)
    assert (found.anchor, found.anchor_from, found.anchor_place) == (anchor, source, None)


def test_an_absolute_date_has_no_anchor() -> None:
    (found,) = find("12 February 2015", TUESDAY)
    assert (found.anchor, found.anchor_from) == (None, None)


def test_a_relative_date_says_that_the_document_time_is_missing() -> None:
    (found,) = find("last month", Story())
    assert (found.value, found.anchor, found.anchor_from) == (None, None, AnchorSource.MISSING)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In 1998 he left; the following year she came.", "1999"),
        ("It ran May 3-5, 2012 in the park.", "2012-05-05"),
        ("On 4 May 2012 it rained; the previous day it had not.", "2012-05-03"),
        ("On 4 May 2012 they met at 7.30pm.", "2012-05-04T19:30"),
        ("In the third quarter of 2014 sales rose from a year earlier.", "2013-Q3"),
        ("On 20 May 2014 it hailed, three days earlier it snowed.", "2014-05-17"),
    ],
)
@pytest.mark.parametrize("story", [TUESDAY, Story()], ids=["with document time", "without"])
def test_what_hangs_on_an_earlier_date_of_the_text_points_to_its_place(text: str, value: str, story: Story) -> None:
    first, second = find(text, story)
    assert (second.value, second.anchor_from, second.anchor) == (value, AnchorSource.TEXT, first.value)
    assert second.anchor_place
    assert (second.anchor_place.start, second.anchor_place.end) == (first.start, first.end)


@pytest.mark.parametrize(
    ("text", "past", "future", "nearest"),
    [
        ("Talks on Friday.", "2015-07-24", "2015-07-31", "2015-07-31"),
        ("Talks on Sunday.", "2015-07-26", "2015-08-02", "2015-07-26"),
        ("Talks on Tuesday.", "2015-07-28", "2015-07-28", "2015-07-28"),
        ("Talks in September.", "2015-09", "2015-09", "2015-09"),
        ("Talks in October.", "2014-10", "2015-10", "2015-10"),
        ("Talks in May.", "2015-05", "2016-05", "2015-05"),
        ("Talks on May 3.", "2015-05-03", "2016-05-03", "2015-05-03"),
        ("Talks on Dec. 3.", "2014-12-03", "2015-12-03", "2015-12-03"),
        ("Talks will be on Friday.", "2015-07-31", "2015-07-31", "2015-07-31"),
        ("Talks ended on May 3.", "2015-05-03", "2015-05-03", "2015-05-03"),
        ("They were held on Friday.", "2015-07-24", "2015-07-24", "2015-07-24"),
        ("He died Friday.", "2015-07-24", "2015-07-24", "2015-07-24"),
        ("The shop opened in May.", "2015-05", "2015-05", "2015-05"),
        ("The town sold it on Oct. 3.", "2014-10-03", "2014-10-03", "2014-10-03"),
    ],
)
def test_the_setting_prefer_decides_what_the_words_leave_open(text: str, past: str, future: str, nearest: str) -> None:
    assert values(Dates(), text) == [past]
    assert values(Dates(prefer="future"), text) == [future]
    assert values(Dates(prefer="nearest"), text) == [nearest]


@pytest.mark.parametrize(
    ("written", "month_first", "day_first"),
    [
        ("05/07/2015", "2015-05-07", "2015-07-05"),
        ("05-07-2015", "2015-05-07", "2015-07-05"),
        ("5/7/15", "2015-05-07", "2015-07-05"),
        ("25/07/2015", "2015-07-25", "2015-07-25"),
        ("07/25/2015", "2015-07-25", "2015-07-25"),
        ("05.07.2015", "2015-07-05", "2015-07-05"),
        ("2015-05-07", "2015-05-07", "2015-05-07"),
        ("2015/05/07", "2015-05-07", "2015-05-07"),
        ("07-May-2015", "2015-05-07", "2015-05-07"),
    ],
)
def test_the_setting_day_first_reads_numeric_dates(written: str, month_first: str, day_first: str) -> None:
    assert values(Dates(), written) == [month_first]
    assert values(Dates(day_first=True), written) == [day_first]


def test_the_setting_types_keeps_those_types_and_resolves_as_if_all_were_kept() -> None:
    text = "On 4 May 2012 they sat for two hours until 7.30pm."
    (found,) = dates(Dates(types=("TIME",)), text)
    assert (found.type, found.value) == (Timex.TIME, "2012-05-04T19:30")
