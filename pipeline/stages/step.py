"""A stage with its name in the plan, and the documents that it is for."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.documents.document import Document
from pipeline.stages import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.config.when import When
    from pipeline.stages.outcome import Result
    from pipeline.stages.stage import Given, Stage


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

    def skipped(self, document: Document) -> dict[str, int]:
        """Return what to count for a document that the stage is not for, and which of its keys it does not have."""
        absent = self.when.absent(document.metadata) if self.when else []
        return {"skipped": 1, **{f"without {key}": 1 for key in absent}}

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Given]]:
        """Open the stage, and yield the callable that does the work.

        Raises PluginError if its `open` raises or yields anything else.
        """
        with self._named(), ExitStack() as stack:
            opened = self.stage.open()
            if not isinstance(opened, AbstractContextManager):
                raise TypeError(f"it returned {type(opened).__name__}: decorate it with @contextmanager and yield")
            process = stack.enter_context(opened)
            if not callable(process):
                raise TypeError(f"it gave {type(process).__name__} instead of the function that does the work")
            closing = stack.pop_all()
        try:
            yield process
        except BaseException as error:
            closing.__exit__(type(error), error, error.__traceback__)
            raise
        with self._named():
            closing.close()

    def _named(self) -> AbstractContextManager[None]:
        return faults.named(self.name, "open", self.plugin)
