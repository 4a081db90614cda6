"""Failures of documents, grouped by kind, so that one cause is reported once.

Two failures are of one kind if the stage, the type of the error and the line that raised it are the same.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBER = re.compile(r"\d+")
MOST_KINDS = 50


class FailureGroup(msgspec.Struct, frozen=True):
    """Failures of one kind: stage, error and place (`FILE:LINE`, or "") of the first, their number, and its id."""

    stage: str
    error: str
    place: str
    count: int
    first: str

    @property
    def kind(self) -> tuple[str, str, str]:
        """The key that failures of one kind share."""
        return kind_of(self.stage, self.error, self.place)

    def __str__(self) -> str:
        stage = f"stage {self.stage!r}: " if self.stage else ""
        return f"{stage}{self.error}" + (f" ({self.place})" if self.place else "")


class Quarantined(msgspec.Struct, frozen=True, kw_only=True):
    """A document in quarantine: its id and source, the stage that failed, the error in one line.

    place: `FILE:LINE` in the plugin where the error was raised, or "" if unknown. file: the file in quarantine.
    """

    id: str
    source: str
    stage: str
    error: str
    place: str
    file: Path


def kind_of(stage: str, error: str, place: str) -> tuple[str, str, str]:
    """Return the key that failures of one kind share: the stage, the error up to its first colon, and the place.

    error: `TYPE: message`, or what a source reports of a document. Numbers in it make no difference.
    """
    return stage, NUMBER.sub("0", error.partition(":")[0]), place


def grouped(groups: Iterable[FailureGroup]) -> list[FailureGroup]:
    """Return the groups with those of one kind added up, each at the place of its first.

    After MOST_KINDS kinds, all others are one more group, so that a part stays small even if a source reports many
    kinds.
    """
    by_kind: dict[tuple[str, str, str], FailureGroup] = {}
    for group in groups:
        new = group
        if group.kind not in by_kind and len(by_kind) >= MOST_KINDS:
            new = msgspec.structs.replace(group, stage="", error="other errors", place="")
        before = by_kind.get(new.kind)
        by_kind[new.kind] = msgspec.structs.replace(before, count=before.count + new.count) if before else new
    return list(by_kind.values())
