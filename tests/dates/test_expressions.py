"""Some three hundred expressions of news, written by hand, with the values that they have on one day."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from pipeline import Document
from pipeline.testing import show
from plugins.dates.finder import find
from plugins.dates.story import Story
from plugins.layers import AnchorSource

WEDNESDAY = Story(date(2024, 10, 23), AnchorSource.SETTING)
LINES = Path(__file__).with_name("expressions.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("sentence", [line for line in LINES if not line.startswith("#")])
def test_a_sentence_of_23_october_2024_is_read_as_marked(sentence: str) -> None:
    text = re.sub(r"\[([^|\]]*)\|[^]]*\]", r"\1", sentence)
    document = Document.from_raw(text).with_layer("dates", find(text, WEDNESDAY))
    assert show(document, "dates", lambda one: one.value) == sentence
