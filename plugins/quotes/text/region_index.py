"""The regions of a text, looked up by position."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plugins.quotes.text.marks import Region


class RegionIndex:
    """The regions of a text, in text order, looked up by position."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self.regions = regions
        self.starts = [region.opening for region in regions]

    def around(self, position: int) -> Region | None:
        """Return the region that contains `position`, or None."""
        at = bisect_right(self.starts, position) - 1
        return self.regions[at] if at >= 0 and position < self.regions[at].closing else None

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the parts of `text[start:end]` that are in regions."""
        at = max(bisect_right(self.starts, start) - 1, 0)
        while at < len(self.regions) and self.regions[at].start < end:
            region = self.regions[at]
            if region.end > start:
                yield max(start, region.start), min(end, region.end)
            at += 1
