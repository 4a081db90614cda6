"""The days that a date covers: `earliest` and `latest`."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.dates.anchors.periods import covered
from plugins.dates.anchors.story import Story
from plugins.dates.finder import find
from plugins.layers import AnchorSource

TUESDAY = Story(date(2015, 7, 28), AnchorSource.SETTING)


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("last month", "2015-06-01", "2015-06-30"),
        ("February 2016", "2016-02-01", "2016-02-29"),
        ("Feb. 12", "2015-02-12", "2015-02-12"),
        ("Tuesday night", "2015-07-28", "2015-07-28"),
        ("last week", "2015-07-20", "2015-07-26"),
        ("last weekend", "2015-07-25", "2015-07-26"),
        ("Q3 2014", "2014-07-01", "2014-09-30"),
        ("the first half of 2014", "2014-01-01", "2014-06-30"),
        ("last winter", "2014-12-01", "2015-02-28"),
        ("1998", "1998-01-01", "1998-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the 19th century", "1800-01-01", "1899-12-31"),
        ("eight hours", None, None),
        ("every July", None, None),
        ("recently", None, None),
    ],
)
def test_a_date_says_which_days_it_covers(words: str, earliest: str | None, latest: str | None) -> None:
    (found,) = find(words, TUESDAY)
    assert (found.earliest, found.latest) == (earliest, latest)


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("early April", "2015-04-01", "2015-04-10"),
        ("mid-June", "2015-06-11", "2015-06-20"),
        ("late February 2016", "2016-02-21", "2016-02-29"),
        ("the end of June", "2015-06-21", "2015-06-30"),
        ("the start of the year", "2015-01-01", "2015-04-30"),
        ("mid-2014", "2014-05-01", "2014-08-31"),
        ("the close of 1999", "1999-09-01", "1999-12-31"),
        ("year-end", "2015-09-01", "2015-12-31"),
        ("the middle of the third quarter of 2014", "2014-08-01", "2014-08-31"),
        ("late last winter", "2015-02-01", "2015-02-28"),
        ("the early 1980s", "1980-01-01", "1983-04-30"),
        ("the late 19th century", "1866-09-01", "1899-12-31"),
        ("late last week", "2015-07-20", "2015-07-26"),
        ("late Friday", "2015-07-24", "2015-07-24"),
    ],
)
def test_early_mid_and_late_are_thirds_of_months_and_longer_periods(words: str, earliest: str, latest: str) -> None:
    (found,) = find(words, TUESDAY)
    assert (found.earliest, found.latest) == (earliest, latest)


def test_the_last_month_of_the_calendar_ends() -> None:
    assert covered("9999-12") == (date(9999, 12, 1), date.max)


@pytest.mark.parametrize("value", ["2015-02-30", "2015-13", "9999-W53", "XXXX-07", "P3D", "0000"])
def test_a_value_without_days_covers_none(value: str) -> None:
    assert covered(value) is None
