"""When a page says that it was published or updated."""

from __future__ import annotations

import pytest

from plugins.clean.publication import dates_in, moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Jul 28, 2015", "2015-07-28"),
        ("28 July 2015", "2015-07-28"),
        ("Tuesday, July 28th, 2015", "2015-07-28"),
        ("28th of Sept. 2015", "2015-09-28"),
        ("2015-07-28", "2015-07-28"),
        ("28/07/2015", "2015-07-28"),
        ("7/28/2015", "2015-07-28"),
        ("05.05.2015", "2015-05-05"),
    ],
)
def test_a_day_is_read_in_iso_and_in_english(text: str, day: str) -> None:
    assert moment(text) == day


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("28 July 2015 14:30 GMT", "2015-07-28T14:30:00+00:00"),
        ("2015-07-28T14:30:05Z", "2015-07-28T14:30:05+00:00"),
        ("2015-07-28T14:30:05.123+03:00", "2015-07-28T14:30:05+03:00"),
        ("July 28, 2015 at 2:30 p.m. EDT", "2015-07-28T14:30:00-04:00"),
        ("12:05 AM EST, Tue July 28, 2015", "2015-07-28T00:05:00-05:00"),
        ("Tue 28 Jul 2015 07.00 BST", "2015-07-28T07:00:00+01:00"),
        ("28 July 2015 | 1430 GMT+3", "2015-07-28T14:30:00+03:00"),
    ],
)
def test_a_time_with_a_known_zone_is_kept(text: str, time: str) -> None:
    assert moment(text) == time


@pytest.mark.parametrize("text", ["28 July 2015 14:30", "28 July 2015 14:30 IST", "28 July 2015 25:30 GMT"])
def test_without_a_zone_that_has_one_meaning_the_day_remains(text: str) -> None:
    assert moment(text) == "2015-07-28"


def test_numbers_that_are_a_date_both_ways_round_give_no_day() -> None:
    assert moment("05/06/2015") == ""


@pytest.mark.parametrize(
    "text",
    ["", "July 2015", "31 June 2015", "28 July 2015 in Sochi", "On 28 July 2015 they met", "0000-00-00", "20155"],
)
def test_what_is_more_or_less_than_a_date_is_none(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Updated Jul 28, 2015", {"updated": "2015-07-28"}),
        ("Last updated on 2015-07-28", {"updated": "2015-07-28"}),
        ("Published: 28 July 2015 14:30 GMT", {"published": "2015-07-28T14:30:00+00:00"}),
        ("Posted Tuesday, July 28, 2015 2:30 PM", {"published": "2015-07-28"}),
        ("Published July 27, 2015 | Last updated July 28, 2015", {"published": "2015-07-27", "updated": "2015-07-28"}),
        ("Updated 2 hours ago", {}),
        ("Updated 4:15 PM ET", {}),
        ("Published 05/06/2015", {}),
    ],
)
def test_a_date_line_says_published_or_updated(line: str, found: dict[str, str]) -> None:
    assert dates_in(line) == found


@pytest.mark.parametrize(
    "line",
    [
        "Updated figures showed a loss",
        "Published in 2015 by a small press",
        "Posted to Ankara in July 2015",
        "Published July 27, 2015 in Nature",
        "28 July 2015",
    ],
)
def test_prose_about_publishing_is_no_date_line(line: str) -> None:
    assert dates_in(line) is None
