"""A stage with its name in the plan, and the documents that it is for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.document import Document
from pipeline.stages.opening import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pipeline.config.when import When
    from pipeline.stages.outcome import Result
    from pipeline.stages.stage import Given, Stage

SKIPPED = "skipped"
"""The name under which the tally of a stage has how many documents it was not for."""


@dataclass(frozen=True)
class Step:
    """A stage with its name in the plan, the name of the plugin that provides it, and the documents that it is for.

    when: the condition in the configuration; None if the stage is for all documents.
    """

    name: str
    stage: Stage
    plugin: str = ""
    when: When | None = None

    def is_for(self, result: Result) -> bool:
        """Return whether the stage is for this document; it is not for one that failed or was dropped."""
        return isinstance(result, Document) and (self.when is None or self.when.fits(result.metadata))

    def was_for(self, tally: Mapping[str, Mapping[str, int]]) -> bool:
        """Return whether the stage ran for a document with this tally."""
        return SKIPPED not in tally.get(self.name, {SKIPPED: 1})

    def skipped(self, document: Document) -> dict[str, int]:
        """Return what to count for a document that the stage is not for, and which of its keys it does not have."""
        absent = self.when.absent(document.metadata) if self.when else []
        return {SKIPPED: 1, **{f"without {key}": 1 for key in absent}}

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Given]]:
        """Open the stage, and yield the callable that does the work.

        Raises PluginError if its `open` raises or yields anything else.
        """
        with opened(self.stage, self.name, self.plugin) as process:
            yield process
