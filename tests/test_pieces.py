"""A document is split into pieces: text, offsets, layers and ids of each, and the cost of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.annotation import Annotation, Span
from pipeline.documents.document import Document
from pipeline.documents.offsets import Edit
from pipeline.errors import StageError
from pipeline.testing import Mark, annotated, parsed, show

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Link(Annotation, frozen=True):
    """An annotation that points to others."""

    to: Span
    also: Span | None = None
    more: tuple[Span, ...] = ()


def test_a_piece_has_the_text_of_its_span_and_points_into_the_original() -> None:
    document = Document.from_raw("One two. Three four.", id="a.txt", source="file:a", metadata={"title": "T"})
    first, second = document.pieces([Span(0, 8), Span(9, 20)])
    assert (first.text, second.text) == ("One two.", "Three four.")
    assert second.source_span(Span(0, 5)) == Span(9, 14)
    assert (second.raw, second.source, second.metadata) == (document.raw, "file:a", {"title": "T"})


def test_the_id_of_a_piece_is_that_of_the_document_with_its_number_or_key() -> None:
    document = Document.from_raw("ab", id="x.jsonl#3")
    spans = [Span(0, 1), Span(1, 2)]
    assert [piece.id for piece in document.pieces(spans)] == ["x.jsonl#3#1", "x.jsonl#3#2"]
    assert [piece.id for piece in document.pieces(spans, ["12:30", "12:31"])] == ["x.jsonl#3#12:30", "x.jsonl#3#12:31"]


def test_a_piece_can_be_split_again() -> None:
    """Its pieces still point into the original."""
    (outer,) = Document.from_raw("abcdef", id="a").pieces([Span(1, 6)])
    (inner,) = outer.pieces([Span(2, 4)])
    assert (inner.id, inner.text, inner.source_span(Span(0, 2))) == ("a#1#1", "de", Span(3, 5))


def test_annotations_wholly_within_a_piece_move_along() -> None:
    first, second = annotated("[One|a] two [three four|b] [five|c]").pieces([Span(0, 13), Span(13, 23)])
    assert show(first, "marks") == "[One|a] two three"
    assert show(second, "marks") == " four [five|c]"


def test_the_spans_in_the_fields_of_an_annotation_move_too_or_are_gone() -> None:
    """An annotation that loses a span which it must have is dropped, as after an edit."""
    near, far = Span(4, 6), Span(0, 2)
    links = [Link(5, 7, to=near, also=far, more=(far, near)), Link(6, 8, to=far)]
    document = Document.from_raw("0123456789").with_layer("links", links)
    (piece,) = document.pieces([Span(3, 9)])
    assert piece.layers["links"] == (Link(2, 4, to=Span(1, 3), also=None, more=(Span(1, 3),)),)


def test_a_piece_can_be_edited_at_its_first_character() -> None:
    """What is inserted there comes from no place, and not from the text before the piece."""
    (piece,) = Document.from_raw("before after").pieces([Span(7, 12)])
    inserted = piece.with_edits([Edit(0, 0, "the ")])
    assert inserted.source_span(Span(0, 9)) == Span(7, 12)
    assert piece.with_edits([Edit(0, 1, "A")]).source_span(Span(0, 5)) == Span(7, 12)
    assert piece.with_edits([Edit(0, 1)]).source_span(Span(0, 4)) == Span(8, 12)


@pytest.mark.parametrize(
    ("spans", "keys", "fault"),
    [
        ([Span(0, 0)], None, "the span 0:0, which is empty"),
        ([Span(2, 9)], None, "the span 2:9, which is not in the text of 4 characters"),
        ([Span(0, 3), Span(2, 4)], None, "the pieces 0:3 and 2:4 overlap or are not in the order of the text"),
        ([Span(2, 4), Span(0, 1)], None, "the pieces 2:4 and 0:1 overlap or are not in the order of the text"),
        ([Span(0, 1)], ["a", "b"], "2 keys were given for 1 pieces: give one for each span, or none"),
        ([Span(0, 1), Span(1, 2)], ["a", "a"], "2 pieces have the key 'a': ids have to differ"),
        ([Span(0, 1)], ["a#b"], "the key of a piece is 'a#b': give a text that is not empty and has no #"),
        ([Span(0, 1)], [""], "the key of a piece is '': give a text"),
    ],
)
def test_spans_and_keys_that_make_no_pieces_are_refused(spans: list[Span], keys: list[str] | None, fault: str) -> None:
    with pytest.raises(StageError) as caught:
        Document.from_raw("text").pieces(spans, keys)
    assert fault in str(caught.value)


def test_a_document_that_is_parsed_is_not_split() -> None:
    with pytest.raises(StageError, match="put the stage before those that need the parse"):
        parsed(Document.from_raw("One. Two."), {"sentences"}).pieces([Span(0, 4)])


@st.composite
def edited(draw: st.DrawFn) -> Document:
    document = Document.from_raw(draw(st.text("abc ", min_size=1, max_size=20)))
    for _ in range(draw(st.integers(0, 3))):
        places = sorted(draw(st.lists(st.integers(0, len(document.text)), max_size=6, unique=True)))
        pairs = zip(places[::2], places[1::2], strict=False)
        document = document.with_edits([Edit(a, b, draw(st.text("xyz", max_size=3))) for a, b in pairs])
    return document


@given(edited(), st.data())
def test_a_span_of_a_piece_comes_from_where_the_same_span_of_the_document_comes(
    document: Document, data: st.DataObject
) -> None:
    if not document.text:
        return
    start = data.draw(st.integers(0, len(document.text) - 1))
    (piece,) = document.pieces([Span(start, data.draw(st.integers(start + 1, len(document.text))))])
    first = data.draw(st.integers(0, len(piece.text) - 1))
    last = data.draw(st.integers(first + 1, len(piece.text)))
    assert piece.source_span(Span(first, last)) == document.source_span(Span(start + first, start + last))


@given(edited(), st.data())
def test_an_edit_of_a_piece_leads_to_the_same_places_as_that_edit_of_the_document(
    document: Document, data: st.DataObject
) -> None:
    if not document.text:
        return
    start = data.draw(st.integers(0, len(document.text) - 1))
    (piece,) = document.pieces([Span(start, len(document.text))])
    first = data.draw(st.integers(0, len(piece.text) - 1))
    edit = Edit(first, data.draw(st.integers(first + 1, len(piece.text))), data.draw(st.text("xyz", max_size=3)))
    after, whole = (
        piece.with_edits([edit]),
        document.with_edits([Edit(edit.start + start, edit.end + start, edit.replacement)]),
    )
    for place in range(len(after.text)):
        found = after.source_span(Span(place, place + 1))
        assert found == whole.source_span(Span(start + place, start + place + 1))


def test_the_cost_of_splitting_grows_with_the_pieces_and_not_with_their_square(
    calls: Callable[[Callable[[], object]], int],
) -> None:
    def work(turns: int) -> Callable[[], Sequence[Document]]:
        text = "a word. " * turns
        marks = [Mark(8 * at, 8 * at + 1, "a") for at in range(turns)]
        document = Document.from_raw(text).with_layer("marks", marks)
        document = document.with_edits([Edit(8 * at + 2, 8 * at + 6, "turn!") for at in range(turns)])
        spans = [Span(9 * at, 9 * at + 8) for at in range(turns)]
        return lambda: document.pieces(spans)

    assert calls(work(1000)) < 11 * calls(work(100))
    piece = work(1000)()[999]
    assert (piece.text, piece.layers["marks"]) == ("a turn!.", (Mark(0, 1, "a"),))
