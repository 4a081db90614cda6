"""The plan of a run that was finished, from what its record says."""

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


def plan_again(folder: Path) -> Plan:
    """Return the plan of the run in a folder, from its configuration as it is now, with what the command line set then.

    Raises RunError where there is no run, ConfigError where the configuration is no longer one for this folder.
    """
    record = read(folder)
    overrides = [Override(one.keys, one.value, one.typed) for one in record.set]
    plan = load(Path(os.path.normpath(folder / record.config)), overrides=overrides)
    if plan.config.folder.resolve() != folder.resolve():
        message = f"{plan.config.file} writes to {plan.config.folder} now, not to {folder}: run it instead."
        raise ConfigError([Complaint(None, message)])
    return plan
