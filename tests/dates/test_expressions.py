"""Some seven hundred expressions of news, written by hand, with the values that they have on one day."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pipeline import Document
from pipeline.testing import show
from plugins.dates.anchors.story import Story
from plugins.dates.finder import find
from plugins.layers import AnchorSource

HERE = Path(__file__).parent
WEDNESDAY = Story(date(2024, 10, 23), AnchorSource.SETTING)
FRIDAY = Story(date(2021, 6, 11), AnchorSource.SETTING)


def sentences(name: str) -> list[str]:
    """Return the lines of a file beside this one that are no comments."""
    return [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def read(sentence: str, story: Story) -> str:
    """Return `sentence` with the marks that the stage makes in place of its own."""
    text = re.sub(r"\[([^|\]]*)\|[^]]*\]", r"\1", sentence)
    return show(Document.from_raw(text).with_layer("dates", find(text, story)), "dates", lambda one: one.value)


@pytest.mark.parametrize("sentence", sentences("expressions.txt"))
def test_a_sentence_of_23_october_2024_is_read_as_marked(sentence: str) -> None:
    assert read(sentence, WEDNESDAY) == sentence


@pytest.mark.parametrize("sentence", sentences("newswire.txt"))
def test_a_sentence_of_11_june_2021_is_read_as_marked(sentence: str) -> None:
    assert read(sentence, FRIDAY) == sentence
