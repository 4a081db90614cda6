"""A report: the places of its content in the text, its cue, its attribution and its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.quotes.attribution.attribution import Attribution


class Report(NamedTuple):
    """Content as places in the text, with its cue, its attribution and the rule that found it."""

    segments: tuple[tuple[int, int], ...]
    cue: tuple[int, int] | None
    attribution: Attribution | None
    rule: str

    @property
    def start(self) -> int:
        """Where the content starts."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """Where the content ends."""
        return self.segments[-1][1]

    def reaching(self, end: int) -> Report:
        """Return the report with its content extended to `end`."""
        return self._replace(segments=(*self.segments[:-1], (self.segments[-1][0], end)))


def outermost(found: Sequence[Report]) -> list[Report]:
    """Return the reports that no other report contains or overlaps, in text order."""
    kept: list[Report] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
