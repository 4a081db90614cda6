"""Opens a source or a stage: its `open` gives the callable that does its work, once per worker."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from pipeline.stages import faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.stages.source import Source
    from pipeline.stages.stage import Stage


@contextmanager
def opened(one: Source | Stage, name: str, plugin: str) -> Iterator[Callable[..., Any]]:
    """Open a source or a stage, and yield the callable that does the work; close it at the end of the block.

    name: its name in the plan. Raises PluginError if its `open` raises or yields anything else.
    """
    with faults.named(name, "open", plugin), ExitStack() as stack:
        entered: object = one.open()
        if not isinstance(entered, AbstractContextManager):
            raise TypeError(f"it returned {type(entered).__name__}: decorate it with @contextmanager and yield")
        work = stack.enter_context(entered)
        if not callable(work):
            raise TypeError(f"it gave {type(work).__name__} instead of the function that does the work")
        closing = stack.pop_all()
    try:
        yield work
    except BaseException as error:
        closing.__exit__(type(error), error, error.__traceback__)
        raise
    with faults.named(name, "open", plugin):
        closing.close()
