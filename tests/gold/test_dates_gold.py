"""The gold for dates is well formed, and the stage `dates` does not fall behind what it reached on it."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from scoring import summed
from scoring_dates import counts, scores
from timeml import Expression, Timed, gold, marked_up

from pipeline import Document
from plugins.dates import Dates
from plugins.english.calendar_names import WEEKDAYS
from plugins.layers import DateExpression

ARTICLES = gold(Path(__file__).with_name("dates"))

FLOORS = {"strict": 96, "relaxed": 98, "value": 95}
"""What the stage reached, a point down."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.fixture(params=ARTICLES, ids=lambda article: article.id)
def article(request: pytest.FixtureRequest) -> Timed:
    assert isinstance(request.param, Timed)
    return request.param


@pytest.fixture(scope="module")
def reached() -> dict[str, float]:
    return scores(summed(counts(one.text, one.dates, found(one)) for one in ARTICLES))


def found(article: Timed) -> list[Expression]:
    document = Document.from_raw(article.text, metadata={"published": article.document_time or ""})
    layer = Dates().process(document).layers["dates"]
    return [
        Expression(one.start, one.end, one.type.value, one.value) for one in layer if isinstance(one, DateExpression)
    ]


def test_there_are_ninety_articles() -> None:
    assert len(ARTICLES) == 90


def test_an_article_has_the_length_of_an_article(article: Timed) -> None:
    assert 100 <= len(article.text.split()) <= 350


def test_the_document_time_is_a_day(article: Timed) -> None:
    day = article.document_time or ""
    assert date.fromisoformat(day).isoformat() == day


def test_no_expressions_overlap(article: Timed) -> None:
    assert [pair for pair in pairwise(article.dates) if pair[0].end > pair[1].start] == []


def test_a_weekday_that_is_named_is_that_of_its_day(article: Timed) -> None:
    days = [
        (DAY.match(one.value or ""), re.search("|".join(WEEKDAYS), article.text[one.start : one.end]))
        for one in article.dates
    ]
    wrong = [
        (day.group(), name.group())
        for day, name in days
        if day and name and WEEKDAYS[date.fromisoformat(day.group()).weekday()] != name.group()
    ]
    assert wrong == []


@pytest.mark.parametrize("score", FLOORS)
def test_the_stage_is_as_good_as_it_was(reached: dict[str, float], score: str) -> None:
    assert reached[score] >= FLOORS[score]


def test_a_mark_says_type_and_value() -> None:
    article = marked_up("x", "2015-02-12\n\nIt fell [last week|DATE 2015-W06].")
    assert article == Timed("x", "It fell last week.", "2015-02-12", [Expression(8, 17, "DATE", "2015-W06")])


def test_a_mark_that_cannot_be_read_says_what_to_write() -> None:
    with pytest.raises(ValueError, match="write `TYPE value`"):
        marked_up("x", "2015-02-12\n\n[last week|a week]")
