"""A document: an immutable text with layers of typed annotations, and a map back to its source."""

from __future__ import annotations

import pickle
from datetime import date
from enum import Enum, IntEnum
from hashlib import sha256
from math import inf, nan
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import pytest
import spacy

from pipeline.documents.annotation import Annotation, Span, check_annotation_type, spans_of
from pipeline.documents.document import Document
from pipeline.documents.offsets import Edit
from pipeline.errors import StageError
from pipeline.testing import Mark, annotated, show
from plugins.layers import Kind, Quote, Speaker

if TYPE_CHECKING:
    from collections.abc import Callable

KERRY = "“[No deal|content],” [said|cue] [Kerry|speaker], “[not now|content].”"


def edited(document: Document, *changes: tuple[str, str]) -> Document:
    """Return the document with the first occurrence of each word replaced, one edit after the other."""
    for old, new in changes:
        at = document.text.index(old)
        document = document.with_edits([Edit(at, at + len(old), new)])
    return document


def quoted(marked: str) -> Document:
    """Return a document with one quote, whose parts are marked."""
    document = annotated(marked)
    marks = [(mark.label, Span(mark.start, mark.end)) for mark in document.layers["marks"] if isinstance(mark, Mark)]
    segments = tuple(span for label, span in marks if label == "content")
    parts = dict(marks)
    quote = Quote(
        segments[0].start,
        segments[-1].end,
        kind=Kind.DIRECT,
        segments=segments,
        speaker=Speaker(parts["speaker"].start, parts["speaker"].end, name="John Kerry", entity="e1"),
        cue=parts["cue"],
    )
    return Document.from_raw(document.text).with_layer("quotes", [quote])


def quote_shown(document: Document) -> str:
    """Return the text with the parts of its only quote marked."""
    (quote,) = document.layers["quotes"]
    assert isinstance(quote, Quote)
    marks = [Mark(span.start, span.end, "content") for span in quote.segments]
    marks += [Mark(span.start, span.end, "speaker") for span in [quote.speaker] if span]
    marks += [Mark(span.start, span.end, "cue") for span in [quote.cue] if span]
    return show(document.with_layer("marks", marks), "marks")


# Values


CHANGES: dict[str, Callable[[Document], Document]] = {
    "with_layer": lambda document: document.with_layer("marks", []),
    "with_metadata": lambda document: document.with_metadata(title="Talks", published="2015-07-28"),
    "with_edits": lambda document: document.with_edits([Edit(0, 3)]),
    "with_parse": lambda document: document.with_parse(spacy.blank("en")(document.text)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_gives_another_document_and_leaves_the_first(change: Callable[[Document], Document]) -> None:
    document = annotated("The [talks|event] go on", title="Old")
    before = pickle.dumps(document)
    assert change(document) is not document
    assert pickle.dumps(document) == before
    assert not document.has_parse


@pytest.mark.parametrize("name", ["text", "raw", "layers", "metadata"])
def test_nothing_of_a_document_can_be_assigned(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(Document.from_raw("text"), name, None)


@pytest.mark.parametrize("name", ["layers", "metadata"])
def test_nothing_can_be_put_into_the_mappings_of_a_document(name: str) -> None:
    mapping: Any = getattr(Document.from_raw("text"), name)
    with pytest.raises(TypeError, match="does not support item assignment"):
        mapping["new"] = ()


def test_an_annotation_cannot_be_changed() -> None:
    mark: Any = Mark(0, 3, "x")
    with pytest.raises(AttributeError):
        mark.end = 4


def test_a_document_is_not_changed_through_the_mapping_it_was_made_of() -> None:
    metadata = {"title": "Talks"}
    document = Document("a", "", "text", "text", metadata=metadata)
    metadata["title"] = "Else"
    assert document.metadata == {"title": "Talks"}


# From the source


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("\ufeffA text", "A text"),
        ("\ufeff\ufeffA text", "\ufeffA text"),
        ("A \ufefftext", "A \ufefftext"),
        ("one\r\ntwo\rthree\n", "one\r\ntwo\rthree\n"),
        ("half \ud83d a character", "half \ufffd a character"),
        ("a whole 😀 character", "a whole 😀 character"),
        ("", ""),
    ],
)
def test_raw_is_the_text_as_read(raw: str, kept: str) -> None:
    """A byte-order mark in front goes, lone surrogates are replaced, line ends stay."""
    document = Document.from_raw(raw)
    assert (document.raw, document.text) == (kept, kept)


def test_the_hash_of_raw_is_that_of_the_file() -> None:
    """It is what `sha256sum` prints for a plain UTF-8 file, and no edit changes it."""
    document = Document.from_raw("naïve\r\n")
    assert edited(document, ("ï", "i")).raw_hash == sha256("naïve\r\n".encode()).hexdigest()


# Metadata


def test_metadata_are_added_and_replaced() -> None:
    document = Document.from_raw("text", metadata={"title": "Old", "page": 3}).with_metadata(title="New", tags=["a"])
    assert document.metadata == {"title": "New", "page": 3, "tags": ["a"]}


def test_metadata_may_have_any_name() -> None:
    """A record of an input file may have a field `self`."""
    assert Document.from_raw("text", metadata={"self": "/articles/1"}).metadata["self"] == "/articles/1"


@pytest.mark.parametrize("value", [None, True, 3, 0.5, "ok", ["a", {"b": [1, None]}], 2**70])
def test_metadata_take_json_values(value: object) -> None:
    assert Document.from_raw("text").with_metadata(key=value).metadata["key"] == value


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (date(2015, 7, 28), "key is datetime.date(2015, 7, 28), and would come back as '2015-07-28'"),
        ((1, 2), "key is (1, 2), and would come back as [1, 2]"),
        ({1: "a"}, "key is {1: 'a'}, and would come back as {'1': 'a'}"),
        ({"a"}, "key is {'a'}, and would come back as ['a']"),
        (b"x", "key is b'x', and would come back as 'eA=='"),
        (nan, "key is nan, and would come back as None"),
        (Span(1, 2), "key is Span(start=1, end=2), and would come back as {'start': 1, 'end': 2}"),
        (object, "Encoding objects of type type is unsupported"),
        ("\ud83d", "surrogates not allowed"),
    ],
)
def test_metadata_refuse_what_json_would_change(value: object, fault: str) -> None:
    """The message says what to write instead."""
    with pytest.raises(StageError) as caught:
        Document.from_raw("text").with_metadata(key=value)
    assert str(caught.value).startswith("metadata takes JSON values only: ")
    assert fault in str(caught.value)


# Layers


def test_a_layer_stands_in_the_order_of_its_spans() -> None:
    document = Document.from_raw("one two").with_layer("marks", [Mark(4, 7, "b"), Mark(0, 7, "all"), Mark(0, 3, "a")])
    assert [mark.label for mark in document.layers["marks"] if isinstance(mark, Mark)] == ["a", "all", "b"]


def test_a_layer_replaces_the_older_one_of_its_name() -> None:
    document = annotated("[one|a] two").with_layer("marks", [Mark(4, 7, "b")])
    assert show(document, "marks") == "one [two|b]"


def test_other_layers_stay() -> None:
    assert show(annotated("[one|a] two").with_layer("others", []), "marks") == "[one|a] two"


class Measure(Annotation, frozen=True):
    """Every kind of field that a layer can have."""

    number: float | None = None
    count: int | None = None
    unit: str | None = None
    kind: Kind | None = None
    flag: bool = False
    size: Literal["s", "m", None] = None  # noqa: PYI061  # a None in the literal is a None too
    parts: tuple[Span, ...] = ()
    grid: tuple[tuple[Span, ...], ...] = ()
    names: tuple[str | None, ...] = ()


@pytest.mark.parametrize(
    "fields",
    [
        {"number": 1.5, "count": -(2**63), "unit": "km", "kind": Kind.MIXED, "flag": True, "size": "m"},
        {"number": 5, "count": 2**63 - 1},
        {"parts": (Span(0, 2), Span(3, 4)), "grid": ((), (Span(0, 1), Span(2, 3))), "names": ("a", None)},
    ],
)
def test_a_layer_takes_what_its_type_declares(fields: dict[str, Any]) -> None:
    """An int may stand for a float."""
    measure = Measure(0, 4, **fields)
    assert Document.from_raw("4 km").with_layer("measures", [measure]).layers["measures"] == (measure,)


class Numpyish(str):
    """A string of a library's own class."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"count": "3"}, "Measure: Expected `int | null`, got `str` - at `$.count`"),
        ({"count": True}, "Measure: Expected `int | null`, got `bool` - at `$.count`"),
        ({"flag": 1}, "Measure: Expected `bool`, got `int` - at `$.flag`"),
        ({"number": nan}, "Measure.number holds nan: numbers are finite and fit in 64 bits; give None or a str"),
        ({"number": -inf}, "Measure.number holds -inf: numbers are finite"),
        ({"count": 2**63}, "Measure.count holds 9223372036854775808: numbers are finite and fit in 64 bits"),
        ({"unit": Numpyish("km")}, "Measure.unit holds 'km': it is of type Numpyish; give a plain str, int, float"),
        ({"unit": b"km"}, "Measure.unit holds b'km': it is of type bytes; give a plain str"),
        ({"unit": date(2015, 7, 28)}, "Measure.unit holds datetime.date(2015, 7, 28): it is of type date; give"),
        ({"unit": "\ud83d"}, "Measure: 'utf-8' codec can't encode character"),
        ({"kind": "mixed"}, "Measure.kind is 'mixed', expected <Kind.MIXED: 'mixed'>"),
        ({"unit": Kind.MIXED}, "Measure.unit is <Kind.MIXED: 'mixed'>, expected 'mixed'"),
        ({"size": "xl"}, "Measure: Invalid enum value 'xl' - at `$.size`"),
        ({"parts": [Span(0, 1)]}, "Measure.parts holds [Span(start=0, end=1)]: it is of type list; give"),
        ({"parts": ({"start": 0, "end": 1},)}, "Measure.parts holds {'start': 0, 'end': 1}: it is of type dict; give"),
        ({"parts": (Speaker(0, 1),)}, "expected (Span(start=0, end=1),)"),
        ({"parts": (Span(0, 5),)}, "Measure has the span 0:5, which is not in the text of 4 characters"),
        ({"grid": ((Span(0, 5),),)}, "Measure has the span 0:5, which is not in the text of 4 characters"),
    ],
)
def test_a_layer_refuses_what_its_type_does_not_declare(fields: dict[str, Any], fault: str) -> None:
    """The message names layer, type and field, and says what to give."""
    with pytest.raises(StageError) as caught:
        Document.from_raw("4 km").with_layer("measures", [Measure(0, 4, **fields)])
    assert str(caught.value).startswith("layer 'measures': Measure")
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("start", "end", "fault"),
    [
        (2, 2, "has the span 2:2, which is empty in the text of 4 characters"),
        (0, 5, "has the span 0:5, which is not in the text of 4 characters"),
        (-1, 2, "has the span -1:2, which is not in the text of 4 characters"),
        (3, 1, "has the span 3:1, which is not in the text of 4 characters"),
        (0.0, 2, "Expected `int`, got `float` - at `$.start`"),
        (None, 2, "Expected `int`, got `null` - at `$.start`"),
    ],
)
def test_a_layer_refuses_spans_that_are_empty_or_outside(start: int, end: int, fault: str) -> None:
    with pytest.raises(StageError) as caught:
        Document.from_raw("4 km").with_layer("marks", [Mark(0, 1, "first"), Mark(start, end, "x")])
    assert str(caught.value).startswith("layer 'marks': Mark")
    assert fault in str(caught.value)


@pytest.mark.parametrize("thing", ["Kerry", None, Span(0, 2), (0, 2)])
def test_a_layer_takes_annotations_only(thing: Annotation) -> None:
    with pytest.raises(StageError, match=f"^layer 'marks' takes annotations, got {type(thing).__name__}$"):
        Document.from_raw("text").with_layer("marks", [thing])


# Edits


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("The [talks|event] go on", ("The ", ""), "[talks|event] go on"),
        ("The [talks|event] go on", ("The", "All the"), "All the [talks|event] go on"),
        ("The [talks|event] go on", (" go on", ""), "The [talks|event]"),
        ("The [talks|event] go on", ("talks", "meetings"), "The [meetings|event] go on"),
        ("The [talks|event] go on", ("tal", ""), "The [ks|event] go on"),
        ("The [talks|event] go on", ("ks go", "king goes"), "The [talking goes|event] on"),
        ("The [talks|event] go on", ("talks", ""), "The  go on"),
        ("The [talks|event] go on", ("The talks go", ""), " on"),
        ("[a|x][b|y]", ("a", ""), "[b|y]"),
        ("[[John|first] Kerry|person] spoke", ("John ", ""), "[Kerry|person] spoke"),
    ],
)
def test_annotations_move_with_the_text(before: str, change: tuple[str, str], after: str) -> None:
    """What is deleted leaves the span, what is replaced widens it, and one with nothing left is dropped."""
    assert show(edited(annotated(before), change), "marks") == after


def test_a_layer_is_in_order_after_an_edit_too() -> None:
    """Spans that began within one replacement begin together; the shorter then comes first."""
    document = edited(annotated("a[b[c|short] d|long] e"), ("abc", "x"))
    assert show(document, "marks") == "[[x|short] d|long] e"
    assert [mark.end for mark in document.layers["marks"]] == [1, 3]


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (("“", "The end: “"), "The end: “[No deal|content],” [said|cue] [Kerry|speaker], “[not now|content].”"),
        (("No", "not a"), "“[not a deal|content],” [said|cue] [Kerry|speaker], “[not now|content].”"),
        (("said Kerry", "Kerry says"), "“[No deal|content],” [[Kerry says|speaker]|cue], “[not now|content].”"),
        (("No deal", ""), "“,” [said|cue] [Kerry|speaker], “[not now|content].”"),
        (("said ", ""), "“[No deal|content],” [Kerry|speaker], “[not now|content].”"),
        ((" Kerry", ""), "“[No deal|content],” [said|cue], “[not now|content].”"),
    ],
)
def test_the_parts_of_a_quote_move_with_it(change: tuple[str, str], after: str) -> None:
    """A segment, speaker or cue of which nothing is left is gone; the others stay with the quote."""
    assert quote_shown(edited(quoted(KERRY), change)) == after


def test_a_speaker_that_moves_keeps_its_name() -> None:
    (quote,) = edited(quoted(KERRY), ("Kerry", "he")).layers["quotes"]
    assert isinstance(quote, Quote)
    assert quote.speaker
    assert (quote.speaker.name, quote.speaker.entity) == ("John Kerry", "e1")


def test_a_quote_of_which_nothing_is_left_is_dropped_with_its_parts() -> None:
    document = edited(quoted(KERRY), ("No deal,” said Kerry, “not now", ""))
    assert document.text == "“.”"
    assert document.layers["quotes"] == ()


class Reply(Annotation, frozen=True):
    """An annotation that cannot do without a part."""

    question: Span


def test_an_annotation_that_loses_a_required_part_is_dropped() -> None:
    document = Document.from_raw("Why? Because.").with_layer("replies", [Reply(5, 13, question=Span(0, 4))])
    assert edited(document, ("Why? ", "")).layers["replies"] == ()


def test_empty_fields_stay_empty_when_the_text_is_edited() -> None:
    """None is no span that was lost, and a None in a tuple keeps its place."""
    measure = Measure(2, 4, grid=((), (Span(2, 4),)), names=("a", None))
    document = Document.from_raw("4 km").with_layer("measures", [measure])
    moved = Measure(1, 3, grid=((), (Span(1, 3),)), names=("a", None))
    assert edited(document, (" ", "")).layers["measures"] == (moved,)


def test_spans_of_an_annotation_are_all_that_it_holds() -> None:
    measure = Measure(0, 4, parts=(Span(0, 1),), grid=((Span(2, 3),),))
    assert [(span.start, span.end) for span in spans_of(measure)] == [(0, 4), (0, 1), (2, 3)]


def test_edits_that_change_nothing_give_the_same_document() -> None:
    document = Document.from_raw("text")
    assert document.with_edits([Edit(0, 4, "text")]) is document


def test_an_edit_cannot_write_half_a_character() -> None:
    with pytest.raises(StageError, match=r"writes a lone surrogate, which no file can hold: write U\+FFFD"):
        Document.from_raw("text").with_edits([Edit(0, 4, "\ud83d")])


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap: make one edit of them"):
        Document.from_raw("text").with_edits([Edit(0, 2), Edit(1, 3)])


@pytest.mark.parametrize(
    ("words", "source"),
    [
        ("Kerry", "Kerry"),
        ("didn't", "didn’t"),
        ("didn", "didn"),
        ("come here", "come  \r\nhere"),
        ("“We didn't come here”", "&ldquo;We didn’t come  \r\nhere&rdquo;"),
        ("said", "said"),
    ],
)
def test_a_finding_leads_to_its_place_in_the_source(words: str, source: str) -> None:
    """However many edits lie between."""
    document = edited(
        Document.from_raw("\ufeff<p>&ldquo;We didn’t come  \r\nhere&rdquo;, Kerry said"),
        ("<p>", ""),
        ("&ldquo;", "&quot;"),
        ("&rdquo;", "”"),
        ("  \r\n", " "),
        ("&quot;", "“"),
        ("’", "'"),
    )
    at = document.text.index(words)
    place = document.source_span(Span(at, at + len(words)))
    assert document.raw[place.start : place.end] == source


# The record


def test_a_record_has_every_span_with_its_place_in_the_source_and_its_text() -> None:
    """It is plain data in JSON: enums by value, spans within tuples and fields as objects, None as null."""
    document = quoted("<p>“[No|content]” [said|cue] [Kerry|speaker]").with_metadata(title="Talks")
    (quote,) = document.layers["quotes"]
    document = document.with_layer("quotes", [msgspec.structs.replace(quote, cue=None)])
    assert msgspec.json.decode(msgspec.json.encode(edited(document, ("<p>", "")).record())) == {
        "id": "text",
        "source": "",
        "text": "“No” said Kerry",
        "metadata": {"title": "Talks"},
        "quotes": [
            {
                "start": 1,
                "end": 3,
                "source_start": 4,
                "source_end": 6,
                "text": "No",
                "kind": "direct",
                "segments": [{"start": 1, "end": 3, "source_start": 4, "source_end": 6, "text": "No"}],
                "speaker": {
                    "start": 10,
                    "end": 15,
                    "source_start": 13,
                    "source_end": 18,
                    "text": "Kerry",
                    "name": "John Kerry",
                    "entity": "e1",
                },
                "cue": None,
                "negated": False,
                "attribution": "",
                "confidence": 1.0,
            }
        ],
    }


# The parse


def test_a_document_crosses_processes_without_its_parse() -> None:
    document = quoted(KERRY).with_metadata(title="Talks")
    arrived = pickle.loads(pickle.dumps(document.with_parse(spacy.blank("en")(document.text))))  # noqa: S301
    assert arrived == document
    assert not arrived.has_parse


def test_reading_a_parse_that_is_not_declared_says_how_to_declare_it() -> None:
    with pytest.raises(StageError, match=r'there is no parse: .* needs_parse = \{"sentences"\}'):
        _ = Document.from_raw("text").parse


def test_a_parsed_text_cannot_be_edited() -> None:
    document = Document.from_raw("text").with_parse(spacy.blank("en")("text"))
    with pytest.raises(StageError, match="put the stage before those that need the parse"):
        document.with_edits([Edit(0, 1)])


# Types of annotations


def kind_with(declared: object, *, name: str = "field") -> type:
    """Return the class `Mine` of annotations with one field of the type `declared`."""
    fields: list[Any] = [(name, declared)]
    return msgspec.defstruct("Mine", fields, bases=(Annotation,), frozen=True)


class Part(Span, frozen=True):
    name: str
    places: tuple[Span, ...] = ()


class Size(IntEnum):
    SMALL = 1


@pytest.mark.parametrize(
    "declared",
    [
        *(str, int, float, bool, Kind, Size, Span, Part, Speaker),
        *(Literal["a", "b"], str | None, Part | None, Literal["a"] | None),
        *(tuple[str, ...], tuple[int, float], tuple[Part, ...], tuple[tuple[Span, ...], ...], tuple[Kind, ...] | None),
    ],
)
def test_a_field_may_be_a_scalar_an_enum_a_span_a_tuple_of_these_or_none(declared: object) -> None:
    check_annotation_type(kind_with(declared))


class Own:
    """A class that no format knows."""


class Loose(msgspec.Struct):
    """A struct that is no span."""


class Changing(Span, frozen=False):  # type: ignore[misc]  # mypy sees it too
    """A span that can be changed in place."""


class Broken(Span, frozen=True):
    own: Own


@pytest.mark.parametrize(
    "declared",
    [
        *(dict[str, str], list[str], set[str], bytes, date, Own, Loose, object, Any, tuple),
        *(Broken, Changing, tuple[Own, ...], list[Span] | None, tuple[dict[str, int], ...]),
        *(tuple[Span, Span], tuple[int, Part]),
    ],
)
def test_a_field_of_any_other_type_is_refused_by_name(declared: object) -> None:
    """Of a tuple with a fixed number of spans an edit could leave too few."""
    with pytest.raises(TypeError, match=r"^Mine\.field has a type that no layer can hold: use str, int, float, bool"):
        check_annotation_type(kind_with(declared))


class Nested(Annotation, frozen=True):
    children: tuple[Nested, ...] = ()


def test_an_annotation_cannot_hold_its_own_kind() -> None:
    """No table could hold it."""
    with pytest.raises(TypeError, match=r"^Nested\.children has a type that no layer can hold"):
        check_annotation_type(Nested)


@pytest.mark.parametrize("name", ["text", "source_start", "source_end"])
def test_a_field_cannot_take_a_name_that_the_record_needs(name: str) -> None:
    with pytest.raises(TypeError, match=rf"^Mine\.{name}: every record has this of its own; choose another name$"):
        check_annotation_type(kind_with(str, name=name))


def test_an_annotation_is_frozen() -> None:
    """A subclass is so by default, and cannot leave it."""
    check_annotation_type(msgspec.defstruct("Fine", [], bases=(Annotation,)))
    with pytest.raises(TypeError, match=r"^Mutable can be changed in place: leave out frozen=False$"):
        check_annotation_type(msgspec.defstruct("Mutable", [], bases=(Annotation,), frozen=False))


def test_a_type_that_is_imported_for_type_checkers_only_is_refused() -> None:
    with pytest.raises(TypeError, match=r"a field of Mine has a type that is not imported at run time: .*'Elsewhere'"):
        check_annotation_type(kind_with("Elsewhere"))


class Colour(Enum):
    RED = 0.5


def test_an_enum_of_other_than_strings_or_ints_is_refused() -> None:
    with pytest.raises(TypeError, match="Enums must contain either all str or all int values"):
        check_annotation_type(kind_with(Colour))


@pytest.mark.parametrize("kind", [Span, Own, "Quote"])
def test_a_layer_holds_annotations(kind: object) -> None:
    with pytest.raises(TypeError, match=r"is not an Annotation: write `class \w+\(Annotation\): …`$"):
        check_annotation_type(kind)
