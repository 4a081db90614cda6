"""Executors map work over items, one after another or in several processes; results do not depend on the executor.

It imports nothing of the project but errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.executors.contract import Died
from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial

if TYPE_CHECKING:
    from pipeline.executors.contract import Executor

__all__ = ["Died", "executor"]


def executor(name: str, workers: int) -> Executor:
    """Return the executor with this name, as `run.executor` has it, and this many workers."""
    return Serial() if name == "serial" else Processes(workers)
