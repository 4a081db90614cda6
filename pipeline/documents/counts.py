"""The counts of a run, added up from the summaries of its parts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.documents import ids
from pipeline.documents.failures import FailureGroup, grouped
from pipeline.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.documents.part import Summary


@dataclass
class Counts:
    """The counts of a run: documents by outcome, failures by kind, and what the stages found.

    read + added = exported + dropped + those in quarantine. added: how many documents stages added, by splitting.
    """

    read: int = 0
    added: int = 0
    exported: int = 0
    dropped: int = 0
    quarantine: list[str] = field(default_factory=list)
    failures: list[FailureGroup] = field(default_factory=list)
    found: dict[str, Counter[str]] = field(default_factory=dict)
    shared_ids: dict[int, int] = field(default_factory=dict)

    @property
    def duplicate_ids(self) -> int:
        """How many exported documents share their id with another document."""
        return sum(self.shared_ids.values())

    def add_overlay(self, changed: Mapping[str, Mapping[str, int]]) -> None:
        """Add what corpus steps changed in a part: for each step, the numbers of records changed and dropped."""
        for step, found in changed.items():
            self.found.setdefault(step, Counter()).update(found)
            self.exported -= found.get("dropped", 0)
            self.dropped += found.get("dropped", 0)

    @classmethod
    def of(cls, summaries: Iterable[Summary]) -> Counts:
        """Add up the summaries. Raises RunError if a document is not exported, dropped or in quarantine."""
        counts, known = cls(), ids.Ids()
        for summary in summaries:
            counts.read += summary.read
            counts.added += summary.added
            counts.exported += summary.exported
            counts.dropped += summary.dropped
            counts.quarantine += summary.quarantined
            counts.failures = grouped([*counts.failures, *summary.failures])
            known.add(summary.ids)
            for stage, found in summary.tally.items():
                counts.found.setdefault(stage, Counter()).update(found)
        accounted = counts.exported + counts.dropped + len(counts.quarantine)
        if counts.read + counts.added != accounted:
            added = f", {counts.added} were added by splitting," if counts.added else ""
            raise RunError(
                f"{counts.read} documents were read{added} and {accounted} accounted for: please report this"
            )
        counts.shared_ids = known.shared()
        return counts
