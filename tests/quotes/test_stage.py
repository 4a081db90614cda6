"""The stage `quotes` as a plan sees it: its contract, its tally, and that no text makes it fail."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from pipeline import Document
from pipeline.testing import annotated, apply, check_stage, parsed
from plugins.clean import Clean
from plugins.entities import Entities
from plugins.layers import Entity, Kind, Quote
from plugins.quotes import Quotes
from plugins.quotes.text.cues import FILE, lexicon, parsed_line

if TYPE_CHECKING:
    from collections.abc import Callable

    Calls = Callable[[Callable[[], object]], int]

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
WORDS = [
    *'"“”‘’,.:?',
    "\n",
    " ",
    " said ",
    " put it ",
    " according to ",
    " he ",
    " who ",
    " the mayor ",
    "Holm",
    " It rained",
]
ENGLISH = spacy.blank("en")


def person(start: int, end: int, label: str) -> Entity:
    return Entity(start, end, label="PERSON", name=label, entity=label)


def tokens(text: str, *words: str) -> Document:
    """Return a document whose parse hangs each of the words on the first one, as its subject."""
    parse = Doc(
        ENGLISH.vocab, list(words), spaces=[False] * len(words), heads=[0] * len(words), deps=["nsubj"] * len(words)
    )
    return Document.from_raw(text).with_layer("entities", []).with_parse(parse)


def test_the_contract_of_a_stage_is_kept() -> None:
    marked = "“It rained,” [Holm|Ada Holm] said. “And it snowed.” The film “Rain” opens on Friday."
    documents = [annotated(text, layer="entities", make=person) for text in (marked, "No marks.", "“", "“”", "\n\n“A")]
    check_stage(Quotes(), [*documents])


def test_the_tally_counts_quotations_and_speakers_who_are_a_mention() -> None:
    marked = "“It rained,” [Holm|Ada Holm] said.\n\n“It snowed,” a sailor said.\n\nIt is over."
    document = apply(Quotes(), annotated(marked, layer="entities", make=person))
    assert isinstance(document, Document)
    assert Quotes().tally(document) == {"quotations": 2, "with a named speaker": 1, "unpaired marks": 0}


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=80)
    | st.text(alphabet="\"'“”‘’., :?!Aa1\n\u00a0—", max_size=80)
    | st.lists(st.sampled_from(WORDS), max_size=25).map("".join)
)
def test_no_text_makes_the_stage_fail_and_all_spans_lie_in_the_text(text: str) -> None:
    mentions = [person(found.start(), found.end(), "Ada Holm") for found in re.finditer("Holm", text)]
    document = apply(Quotes(), Document.from_raw(text).with_layer("entities", mentions))
    assert isinstance(document, Document)
    for quote in document.layers["quotes"]:
        assert isinstance(quote, Quote)
        assert [quote.start, quote.end] == [quote.segments[0].start, quote.segments[-1].end]
        for span in (*quote.segments, quote.speaker, quote.cue):
            assert span is None or 0 <= span.start < span.end <= len(document.text)


@pytest.mark.parametrize("unit", ['"said"', "“he said\n"])
def test_a_megabyte_of_hostile_text_is_read_to_its_end(unit: str) -> None:
    assert "quotes" in Quotes().process(repeated(unit, 1_000_000)).layers


@pytest.mark.parametrize("unit", ['"said"', "“he said\n", "“a” he said ", "he said it "])
def test_four_times_the_text_takes_four_times_the_calls(unit: str, calls: Calls) -> None:
    short, long = repeated(unit, 2_000), repeated(unit, 8_000)
    Quotes().process(short)  # what is read once, as the cues are, is not counted
    assert calls(lambda: Quotes().process(long)) < 4.1 * calls(lambda: Quotes().process(short))


def repeated(unit: str, length: int) -> Document:
    """Return a document of `unit` again and again, `length` characters in all."""
    pieces = [word.text_with_ws for word in ENGLISH.tokenizer(unit)] * (length // len(unit))
    return tokens("".join(pieces), *pieces)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.stem)
def test_the_stage_reads_the_sample_articles(seed: Path) -> None:
    document = apply(Quotes(), Document.from_raw(seed.read_text(encoding="utf-8")).with_layer("entities", []))
    assert isinstance(document, Document)
    assert document.layers["quotes"]


def test_the_speakers_of_an_article_are_named_in_full() -> None:
    """The last quotation opens straight, closes curly, and is split around “he added that”."""
    article = next(path for path in SEEDS if path.stem.startswith("000_"))
    document = Clean().process(Document.from_raw(article.read_text(encoding="utf-8")))
    assert isinstance(document, Document)
    document = Quotes(kinds=(Kind.DIRECT,)).process(Entities().process(parsed(document, {"entities", "dependencies"})))
    quotes = [one for one in document.layers["quotes"] if isinstance(one, Quote)]
    names = [one.speaker.name for one in quotes if one.speaker]
    assert names == ["John Kerry", "Sergei Lavrov", "John Kerry", "Dmitry Peskov", "Dmitry Peskov"]
    assert [len(one.segments) for one in quotes] == [1, 1, 1, 1, 2]


def test_every_line_of_the_cues_is_a_cue_and_no_form_stands_in_two_of_them() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    read = [parsed_line(line) for line in lines]
    forms = [(form, sense.noun) for known, sense in read for form in known]
    assert len(set(forms)) == len(forms)
    assert forms == [(form.lower(), noun) for form, noun in forms]


def test_a_cue_of_two_words_needs_both() -> None:
    words = ["she", "chimed", "in", "and", "chimed", "up"]
    found = [(cue.first, cue.last) for cue in lexicon().cues(words, [""] * len(words))]
    assert found == [(1, 3)]
