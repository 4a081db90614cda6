"""The hooks that a plugin can implement. A hook is added only when two plugins need it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.stages.stage import AnyStage

PROJECT = "text_pipeline"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def pipeline_stages() -> Sequence[type[AnyStage]]:  # type: ignore[empty-body]  # a specification has no body
    """Return the classes of the sources, stages and sinks that this plugin provides."""
