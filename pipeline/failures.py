"""Failures of documents: grouped, so that one cause is told once, and limited, so that a broken run stops early.

Two failures are of one kind where the stage, the type of the error and the line that raised it are the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from pipeline.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable

MaxFailures = int | str | Literal[False]
SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?) ?%")
NUMBER = re.compile(r"\d+")
MOST_KINDS = 50
SAMPLE = 20
"""Documents that are read before a share of them is judged."""


class FailureGroup(msgspec.Struct, frozen=True):
    """Failures of one kind: their stage, the error of the first, `FILE:LINE` if known, their number, and its id."""

    stage: str
    error: str
    place: str
    count: int
    first: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """What failures of one kind have in common."""
        return kind_of(self.stage, self.error, self.place)

    def __str__(self) -> str:
        stage = f"stage {self.stage!r}: " if self.stage else ""
        return f"{stage}{self.error}" + (f" ({self.place})" if self.place else "")


def kind_of(stage: str, error: str, place: str) -> tuple[str, str, str]:
    """Return what failures of one kind have in common: the stage, the words before the first colon, the place.

    error: `TYPE: message`, or what a source says of a document. Numbers in it do not count.
    """
    return stage, NUMBER.sub("0", error.partition(":")[0]), place


def grouped(groups: Iterable[FailureGroup]) -> list[FailureGroup]:
    """Return groups with those of one kind added up, in the order of their first ones.

    After MOST_KINDS kinds all others are one more group, so that a part stays small whatever a source says.
    """
    found: dict[tuple[str, str, str], FailureGroup] = {}
    for group in groups:
        new = group
        if group.kind not in found and len(found) >= MOST_KINDS:
            new = msgspec.structs.replace(group, stage="", error="other errors", place="")
        before = found.get(new.kind)
        found[new.kind] = msgspec.structs.replace(before, count=before.count + new.count) if before else new
    return list(found.values())


def checked_limit(limit: MaxFailures) -> MaxFailures:
    """Return `limit`. Raises ValueError unless it is false, a number from 1 up, or a share above 0 and up to `100%`."""
    share = SHARE.fullmatch(limit) if isinstance(limit, str) else None
    fits = (0 < float(share[1]) <= 100) if share else limit is False or (isinstance(limit, int) and limit >= 1)  # noqa: PLR2004  # per cent
    if not fits:
        raise ValueError(f"expected a number of documents, a share such as 50%, or false; it is {limit!r}.")
    return limit


@dataclass
class FailureLimit:
    """Counts documents and those that failed, and stops the run when too many have.

    setting: `run.max_failures`: a number of documents, or a share of those read, judged from SAMPLE documents on.
    """

    setting: MaxFailures
    read: int = 0
    failed: int = 0
    first: FailureGroup | None = None

    def count(self, read: int, failures: Iterable[FailureGroup] = ()) -> None:
        """Add documents. Raises RunError, with the first failure, when the limit is reached."""
        self.read += read
        for group in failures:
            self.failed += group.count
            self.first = self.first or group
        if self.first and self._is_reached():
            number = "all" if self.failed == self.read else f"{self.failed:,}"
            raise RunError(
                f"stopped, since {number} of {self.read:,} documents failed (run.max_failures is {self.setting}). "
                f"The first is {self.first.first}, in {self.first}. Mend the cause and run the same command again; "
                "what is done is kept."
            )

    def _is_reached(self) -> bool:
        if isinstance(self.setting, str):
            share = float(self.setting.rstrip(" %")) / 100
            return self.read >= SAMPLE and self.failed >= share * self.read
        return self.setting is not False and self.failed >= self.setting
