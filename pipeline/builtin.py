"""What the core itself provides by the hooks of plugins: the executors of this machine, and the progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial
from pipeline.plugin.hooks import hookimpl
from pipeline.running.progress import ProgressBar

if TYPE_CHECKING:
    from pipeline.executors.contract import Executor
    from pipeline.plugin.observer import Observer


@hookimpl
def pipeline_executors() -> list[type[Executor]]:
    """Return the executors that run on this machine."""
    return [Serial, Processes]


@hookimpl
def pipeline_observers() -> list[type[Observer]]:
    """Return the observer that shows the progress on the terminal."""
    return [ProgressBar]
