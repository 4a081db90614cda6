"""Edits of a text, and the map from each place of the new text to the old text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.documents.offsets import Edit, OffsetMap, apply

ORIGINAL = 0x4E00
"""Code point of the first character of a drawn text; its characters are all different, and no edit writes them."""


def notated(marked: str) -> tuple[str, OffsetMap, str, list[int], list[int]]:
    """Read `{old>new}` as an edit and `[`, `]` as the ends of a span: give old text, map, new text, both spans.

    A bracket within an edit stands in the old or in the new text only, elsewhere in both.
    """
    old, edits, old_ends, new_ends = "", list[Edit](), list[int](), list[int]()
    started = length = 0
    inside = replacement = ""
    for character in marked:
        if character in "[]":
            old_ends += [len(old)] * (inside != ">")
            new_ends += [length] * (inside != "{")
        elif character == "{":
            inside, started, replacement = character, len(old), ""
        elif character == ">":
            inside = character
        elif character == "}":
            inside = ""
            edits.append(Edit(started, len(old), replacement))
        elif inside == ">":
            replacement += character
            length += 1
        else:
            old += character
            length += not inside
    new, offsets = apply(old, edits)
    return old, offsets, new, old_ends, new_ends


def bracketed(text: str, span: tuple[int, int]) -> str:
    start, end = span
    return f"{text[:start]}[{text[start:end]}]{text[end:]}"


@pytest.mark.parametrize(
    ("edited", "old"),
    [
        ("no edit [here]", "no edit [here]"),
        ("{Mr. >}[Kerry]", "Mr. [Kerry]"),
        ("[{Mr. >}Kerry]", "Mr. [Kerry]"),
        ("[Kerry{ Jr.>}] said", "[Kerry] Jr. said"),
        ("[Ker{- >}ry]", "[Ker- ry]"),
        ("{>the }[talks]", "[talks]"),
        ("[{>the }talks]", "[talks]"),
        ("{>the[ }talks]", "[talks]"),
        ("[talks{>!}]", "[talks]"),
        ("{>[the]}talks", "[]talks"),
        ("{don´>don'}[t]", "don´[t]"),
        ("[{don´>don'}t]", "[don´t]"),
        ("{don´>do[n'}t]", "[don´t]"),
        ("[{don´>do]n'}t", "[don´]t"),
        ("{don´>d[o]n'}t", "[don´]t"),
        ("{a>}{b>}[c]", "ab[c]"),
        ("{>x}{a>}[b]", "a[b]"),
        ("[{a>1}{b>2}]", "[ab]"),
        ("{a>1}[{b>2}]", "a[b]"),
    ],
)
def test_a_span_of_the_new_text_maps_to_the_old_text(edited: str, old: str) -> None:
    """What was deleted at an edge stays outside; an end within a replacement widens to all that was replaced."""
    text, offsets, _, _, span = notated(edited)
    assert bracketed(text, offsets.trace(*span)) == old


@pytest.mark.parametrize(
    ("edited", "new"),
    [
        ("no edit [here]", "no edit [here]"),
        ("{Mr. >}[Kerry]", "[Kerry]"),
        ("[{Mr. >}Kerry]", "[Kerry]"),
        ("[Kerry{ Jr.>}] said", "[Kerry] said"),
        ("{>the }[talks]", "the [talks]"),
        ("[talks]{>!}", "[talks]!"),
        ("[tal{>-}ks]", "[tal-ks]"),
        ("{d[on´>don'}t]", "[don't]"),
        ("[{don´>don'}t]", "[don't]"),
        ("{d[o]n´>don'}t", "[don']t"),
        ("the [{talks>}] end", "the [] end"),
        ("the {ta[lk]s>} end", "the [] end"),
        ("{>x}[{talks>}]{>y}", "x[]y"),
    ],
)
def test_a_span_of_the_old_text_maps_to_the_new_text(edited: str, new: str) -> None:
    """Insertions at an edge stay outside, replacements count in whole, and what was deleted is an empty span."""
    _, offsets, text, span, _ = notated(edited)
    assert bracketed(text, offsets.inverse().trace(*span)) == new


def test_edits_are_in_offsets_of_the_old_text_and_in_any_order() -> None:
    new, _ = apply("one two three", [Edit(8, 13, "3"), Edit(0, 3, "1"), Edit(3, 3, ",")])
    assert new == "1, two 3"


def test_edits_that_change_nothing_leave_no_trace() -> None:
    assert apply("the same", [Edit(0, 3, "the"), Edit(4, 4, "")]) == ("the same", OffsetMap())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Edit(0, 3, "x"), Edit(2, 4, "y")),
        (Edit(0, 5, ""), Edit(2, 2, "y")),
        (Edit(2, 2, "x"), Edit(2, 2, "y")),
        (Edit(1, 3, "x"), Edit(1, 3, "x")),
    ],
)
def test_edits_that_overlap_are_refused(first: Edit, second: Edit) -> None:
    """Which of two insertions at one place comes first is as unknown as which of two replacements holds."""
    with pytest.raises(ValueError, match="overlap: make one edit of them"):
        apply("a text", [second, first])


def test_edits_may_touch() -> None:
    """A span ends before the character at which the next begins."""
    assert apply("abcd", [Edit(0, 2, "1"), Edit(2, 2, "-"), Edit(2, 4, "2")])[0] == "1-2"


@pytest.mark.parametrize("edit", [Edit(-1, 2), Edit(3, 2), Edit(5, 7), Edit(7, 7, "x")])
def test_an_edit_outside_the_text_is_refused(edit: Edit) -> None:
    with pytest.raises(ValueError, match="lies outside the text of 6 characters"):
        apply("a text", [edit])


@pytest.mark.parametrize("at", [0, 6])
def test_an_edit_may_insert_at_either_end_of_the_text(at: int) -> None:
    assert apply("a text", [Edit(at, at, "!")])[0] in {"!a text", "a text!"}


def test_composing_with_a_map_without_changes_changes_nothing() -> None:
    _, offsets = apply("a text", [Edit(1, 2)])
    assert OffsetMap().then(offsets) == offsets == offsets.then(OffsetMap())


def test_text_that_one_edit_inserts_and_the_next_deletes_maps_to_nothing() -> None:
    """The two changes become one, which is empty on both sides."""
    middle, first = apply("ab", [Edit(1, 1, "xyz")])
    new, second = apply(middle, [Edit(1, 4)])
    assert (new, first.then(second).trace(0, 2)) == ("ab", (0, 2))


def test_text_inserted_where_an_earlier_edit_deleted_maps_to_the_deleted_text() -> None:
    """A replacement in two steps is a replacement."""
    old = "Q&amp;A"
    middle, first = apply(old, [Edit(1, 6)])
    new, second = apply(middle, [Edit(1, 1, "&")])
    assert bracketed(new, (1, 2)) == "Q[&]A"
    assert bracketed(old, first.then(second).trace(1, 2)) == "Q[&amp;]A"


def test_a_hundred_thousand_edits_compose_into_as_many_changes() -> None:
    """A map grows with the edits and not with their product."""
    count = 100_000
    middle, first = apply("ab" * count, [Edit(2 * at, 2 * at + 1, "xyz") for at in range(count)])
    new, second = apply(middle, [Edit(4 * at + 3, 4 * at + 4) for at in range(count)])
    composed = first.then(second)
    assert new == "xyz" * count
    assert len(composed.changes) <= 2 * count
    assert composed.trace(3 * count - 3, 3 * count) == (2 * count - 2, 2 * count - 1)


# Any edits, one list after the other


@st.composite
def edit_lists(draw: st.DrawFn, length: int) -> list[Edit]:
    ends = sorted(draw(st.lists(st.integers(0, length), max_size=10)))
    spans = dict.fromkeys(zip(ends[::2], ends[1::2], strict=False))
    return [Edit(start, end, draw(st.text("xyz", max_size=3))) for start, end in spans]


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[OffsetMap], str]:
    """Draw a text, the maps of two or three lists of edits in succession, and what they make of it."""
    new = old = "".join(chr(ORIGINAL + at) for at in range(draw(st.integers(0, 14))))
    maps = []
    for _ in range(draw(st.integers(2, 3))):
        new, offsets = apply(new, draw(edit_lists(len(new))))
        maps.append(offsets)
    return old, maps, new


def composed(maps: list[OffsetMap]) -> OffsetMap:
    whole = OffsetMap()
    for offsets in maps:
        whole = whole.then(offsets)
    return whole


def origins(text: str) -> list[int]:
    """Return the old places of the characters of `text` that no edit wrote."""
    return [ord(character) - ORIGINAL for character in text if ord(character) >= ORIGINAL]


def spans(text: str) -> list[tuple[int, int]]:
    return [(start, end) for start in range(len(text) + 1) for end in range(start, len(text) + 1)]


@given(histories())
def test_every_unedited_character_leads_to_its_own_place_and_back(history: tuple[str, list[OffsetMap], str]) -> None:
    _, maps, new = history
    offsets = composed(maps)
    for at, character in enumerate(new):
        for origin in origins(character):
            assert offsets.trace(at, at + 1) == (origin, origin + 1)
            assert offsets.inverse().trace(origin, origin + 1) == (at, at + 1)


@given(histories())
def test_a_new_span_leads_to_all_its_unedited_characters(history: tuple[str, list[OffsetMap], str]) -> None:
    _, maps, new = history
    offsets = composed(maps)
    for start, end in spans(new):
        old_start, old_end = offsets.trace(start, end)
        assert all(old_start <= origin < old_end for origin in origins(new[start:end]))


@given(histories())
def test_a_new_span_leads_to_no_unedited_character_of_another(history: tuple[str, list[OffsetMap], str]) -> None:
    """What is still in the text, and not in the span, is not in what the span leads to."""
    old, maps, new = history
    offsets = composed(maps)
    for start, end in spans(new):
        old_start, old_end = offsets.trace(start, end)
        assert not set(origins(new[:start] + new[end:])) & set(origins(old[old_start:old_end]))


@given(histories())
def test_maps_give_the_same_one_by_one_and_composed_from_either_end(history: tuple[str, list[OffsetMap], str]) -> None:
    """They agree on all that is still in the text; what was edited may stand in or out at an edge."""
    old, maps, new = history
    from_left, from_right = composed(maps), OffsetMap()
    for one in reversed(maps):
        from_right = one.then(from_right)
    still_there = set(origins(new))
    for span in spans(new):
        step = span
        for one in reversed(maps):
            step = one.trace(*step)
        for start, end in (step, from_right.trace(*span), from_left.trace(*span)):
            assert still_there & set(origins(old[start:end])) == set(origins(new[slice(*span)]))


@given(histories())
def test_old_spans_lie_in_the_text_and_in_the_order_of_the_new_ones(history: tuple[str, list[OffsetMap], str]) -> None:
    old, maps, new = history
    offsets = composed(maps)
    assert all(0 <= start <= end <= len(old) for start, end in (offsets.trace(*span) for span in spans(new)))
    places = [offsets.trace(at, at + 1) for at in range(len(new))]
    assert places == sorted(places)
    assert [end for _, end in places] == sorted(end for _, end in places)


@given(histories())
def test_new_spans_lie_in_the_text_and_in_the_order_of_the_old_ones(history: tuple[str, list[OffsetMap], str]) -> None:
    old, maps, new = history
    offsets = composed(maps)
    assert all(0 <= start <= end <= len(new) for start, end in (offsets.inverse().trace(*span) for span in spans(old)))
    places = [offsets.inverse().trace(at, at + 1) for at in range(len(old))]
    assert places == sorted(places)


@given(histories())
def test_changes_are_in_order_and_all_between_them_is_the_same(history: tuple[str, list[OffsetMap], str]) -> None:
    old, maps, new = history
    old_at = new_at = 0
    for change in composed(maps).changes:
        assert old[old_at : change.old_start] == new[new_at : change.new_start]
        assert old_at <= change.old_start <= change.old_end
        assert new_at <= change.new_start <= change.new_end
        old_at, new_at = change.old_end, change.new_end
    assert old[old_at:] == new[new_at:]
