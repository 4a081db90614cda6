"""What the core itself provides by the hooks of plugins: commands, the executors of this machine, the progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial
from pipeline.plugin.hooks import hookimpl
from pipeline.running.progress import ProgressBar

if TYPE_CHECKING:
    from collections.abc import Callable

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


@hookimpl
def pipeline_commands() -> list[Callable[..., None]]:
    """Return the commands, in the order of `pipeline --help`."""
    # Not at the top: a run imports this module too, in each worker.
    from pipeline.cli import cache, clean, plugins, retry, run, show, validate

    return [
        run.run,
        validate.validate,
        show.show,
        plugins.plugins,
        retry.retry,
        clean.clean,
        cache.cache,
    ]
