"""What is measured of stages: documents, seconds, and what they found."""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass
class Meter:
    """Per stage: the number of documents that it received, seconds of wall time, and its tally."""

    documents: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    tally: dict[str, Counter[str]] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str, documents: int) -> Iterator[None]:
        """Add `documents`, and the time that the block takes, to those of `stage`."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.documents[stage] += documents
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began

    def count(self, tally: Mapping[str, Mapping[str, int]]) -> None:
        """Add the tally of each stage for one document; only documents that passed all stages count."""
        for stage, counts in tally.items():
            self.tally.setdefault(stage, Counter()).update(counts)

    def add(self, other: Meter) -> None:
        """Add the values of another meter."""
        self.documents.update(other.documents)
        for stage, seconds in other.seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + seconds
        self.count(other.tally)
