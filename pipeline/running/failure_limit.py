"""The limit of failures, `run.max_failures`: a run stops early when too many documents fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.config.schema import MaxFailures
    from pipeline.documents.failures import FailureGroup

SAMPLE = 20
"""The number of documents from which on a share of failures is checked."""


@dataclass
class FailureLimit:
    """Counts documents and failures, and stops the run when too many documents failed.

    setting: `run.max_failures`: a number of documents, or a share of those read, checked from SAMPLE documents on.
    """

    setting: MaxFailures
    read: int = 0
    failed: int = 0
    first: FailureGroup | None = None

    def count(self, read: int, failures: Iterable[FailureGroup] = ()) -> None:
        """Add documents and their failures. Raises RunError, with the first failure, when the limit is reached."""
        self.read += read
        for group in failures:
            self.failed += group.count
            self.first = self.first or group
        if self.first and self._is_reached():
            number = "all" if self.failed == self.read else f"{self.failed:,}"
            raise RunError(
                f"stopped, since {number} of {self.read:,} documents failed (run.max_failures is {self.setting}). "
                f"The first is {self.first.first}, in {self.first}. Fix the cause and run the same command again; "
                "what is done is kept."
            )

    def _is_reached(self) -> bool:
        if isinstance(self.setting, str):
            share = float(self.setting.rstrip(" %")) / 100
            return self.read >= SAMPLE and self.failed >= share * self.read
        return self.setting is not False and self.failed >= self.setting
