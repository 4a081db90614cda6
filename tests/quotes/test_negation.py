"""What the text says was not said is marked so, and nothing else is."""

from __future__ import annotations

import pytest

from pipeline import Document
from pipeline.testing import annotated, apply
from plugins.layers import Entity, Quote
from plugins.quotes import Quotes


def person(start: int, end: int, label: str) -> Entity:
    return Entity(start, end, label="PERSON", name=label, entity=label)


def negated(marked: str) -> list[bool]:
    document = apply(Quotes(), annotated(marked, layer="entities", make=person))
    assert isinstance(document, Document)
    return [one.negated for one in document.layers["quotes"] if isinstance(one, Quote)]


@pytest.mark.parametrize(
    "marked",
    [
        "[Sam Lee|Sam Lee] did not say that the ferry was late.",
        "[Sam Lee|Sam Lee] never said the ferry was late.",
        "[Sam Lee|Sam Lee] does not believe that the ferry was late.",
        "No one said the ferry was late.",
        "Nobody has said that the ferry was late.",
        "None of the crew said that the ferry was late.",
        "Not one official said that the ferry was late.",
        "Neither [Sam Lee|Sam Lee] nor [Kim Roe|Kim Roe] said that the ferry was late.",
        "[Sam Lee|Sam Lee] denied saying that the ferry was late.",
        "[Sam Lee|Sam Lee] has yet to say whether the ferry will sail.",
        "[Sam Lee|Sam Lee] refused to say whether the ferry would sail.",
        "[Sam Lee|Sam Lee] was unwilling to say who owned the ferry.",
        "[Sam Lee|Sam Lee] left without saying that the ferry was late.",
        "[Sam Lee|Sam Lee] stopped short of saying that the ferry was late.",
        "[Sam Lee|Sam Lee] refrained from saying that the ferry was late.",
        "[Sam Lee|Sam Lee] neither confirmed nor denied that the ferry was late.",
        "[Sam Lee|Sam Lee] did not say or suggest that the ferry was late.",
        "[Sam Lee|Sam Lee] made no claim that the ferry was late.",
        "“I will resign,” [Sam Lee|Sam Lee] did not say.",
    ],
)
def test_what_was_not_said_is_negated(marked: str) -> None:
    assert negated(marked) == [True]


@pytest.mark.parametrize(
    "marked",
    [
        "[Sam Lee|Sam Lee] denied that the ferry was late.",
        "[Sam Lee|Sam Lee] did not hesitate to say that the ferry was late.",
        "[Sam Lee|Sam Lee] did not say until Monday that the ferry was late.",
        "[Sam Lee|Sam Lee] did not leave before saying that the ferry was late.",
        "[Sam Lee|Sam Lee] not only said that the ferry was late.",
        "[Sam Lee|Sam Lee] said the ferry was not late.",
        "[Sam Lee|Sam Lee] said that nobody had seen the ferry.",
        "[Sam Lee|Sam Lee] refused to leave the ferry.",
        "Not surprisingly, [Sam Lee|Sam Lee] said that the ferry was late.",
        "“No,” said [Sam Lee|Sam Lee].",
    ],
)
def test_what_was_said_is_not_negated(marked: str) -> None:
    """A cue such as “denied that” says of itself what becomes of the content; two negations undo one another."""
    assert negated(marked) == [False]
