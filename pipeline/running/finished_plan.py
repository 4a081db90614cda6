"""The plan of a finished run, made again from its record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config.configuration import Override
from pipeline.errors import Complaint, ConfigError
from pipeline.planning.plan import load
from pipeline.results.record import read

if TYPE_CHECKING:
    from pipeline.planning.plan import Plan


def plan_of_finished_run(folder: Path) -> Plan:
    """Return the plan of the run in a folder: its configuration as it is now, with what the command line set then.

    Raises RunError if there is no finished run, ConfigError if the configuration now writes to another folder.
    """
    record = read(folder)
    overrides = [Override(one.keys, one.value, one.typed) for one in record.set]
    plan = load(Path(os.path.normpath(folder / record.config)), overrides=overrides)
    if plan.config.folder.resolve() != folder.resolve():
        message = f"{plan.config.file} writes to {plan.config.folder} now, not to {folder}: run it instead."
        raise ConfigError([Complaint(None, message)])
    return plan
