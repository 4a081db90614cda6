"""The document time: whether the metadata, the setting or a dateline names it, and in what shapes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from plugins.dates import Dates
from plugins.dates.anchors.document_time import document_time
from plugins.layers import AnchorSource

TUESDAY = date(2015, 7, 28)


@pytest.mark.parametrize(
    ("metadata", "day"),
    [
        ({"published": "2015-07-28"}, TUESDAY),
        ({"published": "2015-07-28T23:30:00+02:00"}, TUESDAY),
        ({"published": "2015-07-28 14:30"}, TUESDAY),
        ({"published": "20150728"}, TUESDAY),
        ({"published": "28 July 2015"}, TUESDAY),
        ({"published": "July 28, 2015"}, TUESDAY),
        ({"published": "Tue, 28 Jul 2015 14:30:00 GMT"}, TUESDAY),
        ({"updated": "2015-07-28"}, TUESDAY),
        ({"published": "2015-07-28", "updated": "2015-08-01"}, TUESDAY),
        ({"published": "yesterday", "updated": "2015-07-28"}, TUESDAY),
        ({"published": "2015-02-31"}, None),
        ({"published": "32 Smarch 2015"}, None),
        ({"published": 20150728}, None),
        ({"published": None}, None),
        ({}, None),
    ],
)
def test_the_document_time_is_published_else_updated(metadata: dict[str, Any], day: date | None) -> None:
    found = document_time(metadata, None)
    assert (found and found[0]) == day


def test_the_document_time_says_where_it_comes_from() -> None:
    assert document_time({"published": "2015-07-28"}, None) == (TUESDAY, AnchorSource.PUBLISHED)
    assert document_time({"updated": "2015-07-28"}, None) == (TUESDAY, AnchorSource.UPDATED)
    assert document_time({}, TUESDAY) == (TUESDAY, AnchorSource.SETTING)
    assert document_time({}, None) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("LONDON, 28 July 2015 (Reuters) - The bank said so.", TUESDAY),
        ("LONDON, Tuesday, 28 July 2015 — The bank said so.", TUESDAY),
        ("Bank shut\n\nNEW YORK (AP, July 28, 2015) – The bank said so.", TUESDAY),
        ("BEIJING, July 28, 2015 (Xinhua) -- The bank said so.", TUESDAY),
        ("PARIS, July 28 - The bank said so.", None),
        ("He left on 28 July 2015 - she stayed.", None),
        ("LONDON, 31 February 2015 - The bank said so.", None),
    ],
)
def test_a_dateline_with_its_year_is_the_document_time_where_there_is_no_other(text: str, day: date | None) -> None:
    assert document_time({}, None, text) == (day and (day, AnchorSource.DATELINE))
    assert document_time({}, date(1998, 1, 8), text) == (date(1998, 1, 8), AnchorSource.SETTING)


def test_the_setting_stands_in_where_the_document_has_no_time() -> None:
    assert document_time({"published": "soon"}, TUESDAY) == (TUESDAY, AnchorSource.SETTING)


def test_the_setting_yields_to_the_document() -> None:
    assert document_time({"updated": "1998-01-08"}, TUESDAY) == (date(1998, 1, 8), AnchorSource.UPDATED)


def test_the_setting_is_read_from_an_iso_day() -> None:
    stage = TypeAdapter(Dates).validate_json('{"document_time": "2015-07-28"}', strict=True)
    assert stage.document_time == TUESDAY


def test_a_setting_that_is_no_day_is_refused() -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Dates).validate_json('{"document_time": "last week"}', strict=True)
