"""Failures of documents, grouped by kind, so that one cause is told once.

Two failures are of one kind where the stage, the type of the error and the line that raised it are the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBER = re.compile(r"\d+")
MOST_KINDS = 50


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
