"""The gold for entities is well formed, and the stage `entities` does not fall behind what it reached on it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from entities import Measure, names_by_stage
from gold_entities import Article, gold, marked_up
from scoring import summed
from scoring_entities import PLAIN, scores

from pipeline import Document
from pipeline.testing import parser
from plugins.entities import NAMES, Entities

ARTICLES = gold(Path(__file__).with_name("entities"))

FLOORS = {"exact": 82, "overlap": 84, "persons": 91, "grouping": 86}
"""What the stage reached with the model that the locks name, two points down: other processors round differently."""


@pytest.fixture(params=ARTICLES, ids=lambda article: article.id)
def article(request: pytest.FixtureRequest) -> Article:
    assert isinstance(request.param, Article)
    return request.param


@pytest.fixture(scope="module")
def reached() -> dict[str, float]:
    documents = parser(frozenset(Entities.needs_parse)).parse([Document.from_raw(one.text) for one in ARTICLES])
    found = [names_by_stage(Entities().process(document)) for document in documents]
    return scores(summed(map(Measure(PLAIN, lenient=False).counts, ARTICLES, found)))


def words(article: Article, place: tuple[int, int]) -> str:
    return article.text[slice(*place)]


def test_there_are_twenty_articles() -> None:
    assert len(ARTICLES) == 20


def test_an_article_has_the_length_of_an_article(article: Article) -> None:
    assert 150 <= len(article.text.split()) <= 350


def test_no_names_overlap(article: Article) -> None:
    places = [(one.start, one.end) for one in article.names]
    assert [(one, other) for one, other in pairwise(places) if one[1] > other[0]] == []


def test_labels_are_those_of_the_stage(article: Article) -> None:
    assert {one.label for one in article.names} <= set(NAMES)


def test_all_names_of_one_entity_have_one_label(article: Article) -> None:
    labels = {(one.entity, one.label) for one in article.names}
    assert len(labels) == len({entity for entity, _ in labels})


def test_a_demonym_belongs_to_a_place_that_the_article_names(article: Article) -> None:
    places = {one.entity for one in article.names if one.label in {"GPE", "LOC"}}
    assert [one.of for one in article.names if one.of and (one.label != "NORP" or one.of not in places)] == []


def test_a_role_is_a_persons_and_stands_right_before_the_name(article: Article) -> None:
    wrong = [
        one.role
        for one in article.names
        if one.role and not (one.label == "PERSON" and article.text.endswith(f"{one.role} ", 0, one.start))
    ]
    assert wrong == []


def test_names_have_nothing_at_their_ends_that_is_no_name(article: Article) -> None:
    """No blank, mark, possessive or lower-case article."""
    found = [words(article, (one.start, one.end)) for one in article.names]
    assert [name for name in found if re.search(r"^(?:\W|the |an? )|’s$|[^\w.”]$", name)] == []


def test_what_is_marked_once_is_marked_everywhere(article: Article) -> None:
    """The words of a name stand nowhere outside a mark."""
    marked = {place for one in article.names for place in range(one.start, one.end)}
    names = {words(article, (one.start, one.end)) for one in article.names}
    again = [match for name in names for match in re.finditer(rf"\b{re.escape(name)}(?!\w)", article.text)]
    assert [match.group() for match in again if not marked.issuperset(range(*match.span()))] == []


@pytest.mark.parametrize("score", FLOORS)
def test_the_stage_is_as_good_as_it_was(reached: dict[str, float], score: str) -> None:
    assert reached[score] >= FLOORS[score]


def test_a_mark_says_label_entity_country_and_role() -> None:
    article = marked_up("x", "[Oslo|GPE oslo] met [Norwegian|NORP norse of norway] King [Odd|PERSON odd, King].")
    assert article.text == "Oslo met Norwegian King Odd."
    seen = [(words(article, (one.start, one.end)), one.label, one.entity, one.of, one.role) for one in article.names]
    assert seen == [
        ("Oslo", "GPE", "oslo", None, None),
        ("Norwegian", "NORP", "norse", "norway", None),
        ("Odd", "PERSON", "odd", None, "King"),
    ]


def test_a_mark_that_cannot_be_read_says_what_to_write() -> None:
    with pytest.raises(ValueError, match="write `LABEL id`"):
        marked_up("x", "[Oslo|a town]")
