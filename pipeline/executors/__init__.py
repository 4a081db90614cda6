"""Executors map work over items: one after the other, or in several processes; a run gives the same bytes with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.executors.contract import Died
from pipeline.executors.processes import Processes
from pipeline.executors.serial import Serial

if TYPE_CHECKING:
    from pipeline.executors.contract import Executor

__all__ = ["Died", "executor"]


def executor(name: str, workers: int) -> Executor:
    """Return the executor that a configuration names, with that many workers."""
    return Serial() if name == "serial" else Processes(workers)
