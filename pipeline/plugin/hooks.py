"""The hooks that a plugin can implement: each declares types, and does no work. There are four, and there are no more.

A new kind of stage, or a new event of a run, needs no new hook: it is a class or a method.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.executors.contract import Executor
    from pipeline.plugin.observer import Observer
    from pipeline.stages.kinds import AnyStage

PROJECT = "text_pipeline"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def pipeline_stages() -> Sequence[type[AnyStage]]:  # type: ignore[empty-body]  # a specification has no body
    """Return the classes of the sources, stages, corpus steps and sinks that this plugin provides."""


@hookspec
def pipeline_executors() -> Sequence[type[Executor]]:  # type: ignore[empty-body]
    """Return the classes of the executors that this plugin provides; `run.executor` chooses one by its name."""


@hookspec
def pipeline_commands() -> Sequence[Callable[..., None]]:  # type: ignore[empty-body]
    """Return the commands that this plugin adds to `pipeline`: functions with the annotations of typer.

    The name of the function is the name of the command, and its docstring is the help.
    """


@hookspec
def pipeline_observers() -> Sequence[type[Observer]]:  # type: ignore[empty-body]
    """Return the classes of the observers that this plugin provides; each run makes one of each."""
