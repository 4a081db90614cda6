"""What the core itself provides by the hooks of plugins: the executors of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial
from pipeline.plugin.hooks import hookimpl

if TYPE_CHECKING:
    from pipeline.executors.contract import Executor


@hookimpl
def pipeline_executors() -> list[type[Executor]]:
    """Return the executors that run on this machine."""
    return [Serial, Processes]
