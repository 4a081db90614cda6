"""Edits of a text, and the map from each place of the edited text to the place that it came from.

All offsets are code points; all spans are half-open. An `OffsetMap` maps from a *new* text to an *old* one; the maps
of successive edits compose into one, from the latest text to the raw text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Edit(msgspec.Struct, frozen=True):
    """Replace `text[start:end]` by `replacement`; an empty replacement deletes, an empty span inserts."""

    start: int
    end: int
    replacement: str = ""


class Change(msgspec.Struct, frozen=True, array_like=True):
    """What one edit did: `old[old_start:old_end]` became `new[new_start:new_end]`."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class OffsetMap(msgspec.Struct, frozen=True):
    """The changes between an old and a new text, in order and disjoint; the text between changes is the same.

    begin: the place in the old text where the new one begins; not 0 if the new text is a piece of a document.
    """

    changes: tuple[Change, ...] = ()
    begin: int = 0

    def trace(self, start: int, end: int) -> tuple[int, int]:
        """Return the old span that became `new[start:end]`; empty if `new[start:end]` was inserted.

        A start or end inside a replacement extends the span to all of the replaced text; text deleted at either edge of
        the span is left outside. O(log n) in the number of changes.
        """
        old_start, _ = self._old(start, bisect_right(self.changes, start, key=_new_start))
        _, old_end = self._old(end, bisect_left(self.changes, end, key=_new_start))
        return old_start, max(old_start, old_end)

    def inverse(self) -> OffsetMap:
        """Return the map in the other direction, from the old text to the new one."""
        changes = (Change(one.new_start, one.new_end, one.old_start, one.old_end) for one in self.changes)
        return OffsetMap(tuple(changes), -self.begin)

    def within(self, start: int, end: int) -> OffsetMap:
        """Return the map from `new[start:end]` alone to the old text.

        A change that is only partly inside still leads to all of the replaced text. Text that was deleted at either
        edge is left outside. O(log n + k), if k of n changes are inside.
        """
        first = bisect_right(self.changes, start, key=_new_end)
        inside = self.changes[first : bisect_left(self.changes, end, key=_new_start)]
        changes = (
            Change(one.old_start, one.old_end, max(one.new_start - start, 0), min(one.new_end, end) - start)
            for one in inside
        )
        return OffsetMap(tuple(changes), self.trace(start, start)[0])

    def then(self, later: OffsetMap) -> OffsetMap:
        """Return one map that equals this one followed by `later`, in time linear in the number of changes.

        Text that no edit touched maps to the same places; text that was inserted directly next to a change may become
        part of that change. later: the map of an edit, which begins at 0.
        """
        if not later.changes:
            return self
        return OffsetMap(tuple(_composed(self.changes, later.changes, self.begin)), self.begin)

    def _old(self, position: int, before: int) -> tuple[int, int]:
        """Return the old span of a new position; of more than one place if the position is inside a change.

        before: how many changes start before the position.
        """
        if not before:
            return position + self.begin, position + self.begin
        change = self.changes[before - 1]
        if position < change.new_end:
            return change.old_start, change.old_end
        old = position - change.new_end + change.old_end
        return old, old


_new_start = attrgetter("new_start")
_new_end = attrgetter("new_end")


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, OffsetMap]:
    """Return the edited text and the map from it to `text`. Edits that change nothing are ignored.

    Raises ValueError for an edit outside the text, and for two edits that overlap, since their result is ambiguous.
    """
    ordered = sorted(edits, key=attrgetter("start", "end"))
    _check(ordered, len(text))
    effective = [edit for edit in ordered if text[edit.start : edit.end] != edit.replacement]
    pieces: list[str] = []
    changes: list[Change] = []
    position = length = 0
    for edit in effective:
        pieces += (text[position : edit.start], edit.replacement)
        length += edit.start - position
        changes.append(Change(edit.start, edit.end, length, length + len(edit.replacement)))
        length += len(edit.replacement)
        position = edit.end
    pieces.append(text[position:])
    return "".join(pieces), OffsetMap(tuple(changes))


def _check(ordered: Sequence[Edit], length: int) -> None:
    for edit in ordered:
        if not 0 <= edit.start <= edit.end <= length:
            raise ValueError(f"{edit} lies outside the text of {length} characters")
    for before, after in pairwise(ordered):
        if after.start < before.end or (before.start, before.end) == (after.start, after.end):
            raise ValueError(f"{before} and {after} overlap: make one edit of them")


def _composed(first: Sequence[Change], second: Sequence[Change], begin: int) -> Iterator[Change]:
    """Compose old → middle (`first`) with middle → new (`second`).

    Changes that overlap in the middle text merge into one. A middle position outside all changes plus `old_shift` is
    the old position, plus `new_shift` the new one. begin: the place in the old text where the middle text begins.
    """
    earlier, later = list(reversed(first)), list(reversed(second))
    old_shift, new_shift = begin, 0
    while earlier or later:
        group_earlier, group_later, start, end = _overlapping(earlier, later)
        old_start, new_start = start + old_shift, start + new_shift
        if group_earlier:
            old_shift = group_earlier[-1].old_end - group_earlier[-1].new_end
        if group_later:
            new_shift = group_later[-1].new_end - group_later[-1].old_end
        yield Change(old_start, end + old_shift, new_start, end + new_shift)


def _overlapping(earlier: list[Change], later: list[Change]) -> tuple[list[Change], list[Change], int, int]:
    """Pop the next changes of both (reversed) lists that overlap in the middle text, with the span they cover there."""
    group_earlier: list[Change] = []
    group_later: list[Change] = []
    start = end = -1
    while True:
        from_earlier = _is_next(earlier, later)
        source = earlier if from_earlier else later
        if not source:
            break
        a, b = _in_middle(source[-1], from_earlier=from_earlier)
        grouped = bool(group_earlier or group_later)
        if grouped and a >= end and not a == b == start == end:
            break
        (group_earlier if from_earlier else group_later).append(source.pop())
        start, end = (min(start, a), max(end, b)) if grouped else (a, b)
    return group_earlier, group_later, start, end


def _is_next(earlier: list[Change], later: list[Change]) -> bool:
    """Return whether the next change in the middle text is one of `earlier`."""
    if not earlier or not later:
        return bool(earlier)
    return _in_middle(earlier[-1], from_earlier=True) <= _in_middle(later[-1], from_earlier=False)


def _in_middle(change: Change, *, from_earlier: bool) -> tuple[int, int]:
    """Return the span of a change in the middle text."""
    return (change.new_start, change.new_end) if from_earlier else (change.old_start, change.old_end)
