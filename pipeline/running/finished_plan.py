"""The plan of a finished run, made again from its record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config.configuration import Override, config_from_python, read_config
from pipeline.errors import Complaint, ConfigError
from pipeline.planning.plan import plan_of
from pipeline.plugin.registry import FROM_PYTHON
from pipeline.results.record import read

if TYPE_CHECKING:
    from pipeline.config.configuration import Config
    from pipeline.planning.plan import Plan
    from pipeline.results.record import Record


def plan_of_finished_run(folder: Path) -> Plan:
    """Return the plan of the run in a folder: its configuration as it is now, with what the command line set then.

    A configuration that was given from Python is read from the record. Raises RunError if there is no finished run,
    ConfigError if the configuration now writes to another folder, or if a plugin was given from Python.
    """
    record = read(folder)
    if lost := [stage.name for stage in record.stages if stage.origin == FROM_PYTHON]:
        raise ConfigError([_not_restored(lost)])
    plan = plan_of(_config(record))
    if plan.config.folder.resolve() != folder.resolve():
        raise ConfigError([_elsewhere(plan.config, folder)])
    return plan


def _config(record: Record) -> Config:
    overrides = [Override(one.keys, one.value, one.typed) for one in record.set]
    if record.config:
        return read_config(Path(os.path.normpath(record.folder / record.config)), overrides)
    base = Path(os.path.normpath(record.folder / record.base))
    return config_from_python(record.written, overrides, base=base)


def _not_restored(stages: list[str]) -> Complaint:
    message = f"{', '.join(stages)} came from plugins given from Python, load(…, plugins=[…]), which no record keeps."
    return Complaint(None, message, "Name these plugins under `plugins:`, and run again.")


def _elsewhere(config: Config, folder: Path) -> Complaint:
    if config.file:
        return Complaint(None, f"{config.file} writes to {config.folder} now, not to {folder}: run it instead.")
    return Complaint(None, f"the run in {folder} wrote to {config.folder}: move the folder back to where it was.")
