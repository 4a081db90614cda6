"""`pipeline retry`: try again what is in quarantine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.run import LogFormat, Quiet, Verbose
from pipeline.cli.summary import Watching

RunFolder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a run.")]


def retry(folder: RunFolder, *, quiet: Quiet = False, verbose: Verbose = False, log_format: LogFormat = "text") -> None:
    """Run the documents in quarantine again, from what is kept of them there, and export anew."""
    from pipeline.running.finished_plan import plan_again
    from pipeline.running.runner import retry as retry_plan

    plan = plan_again(folder)
    Watching(quiet, verbose, log_format).carry_out(plan, lambda how: retry_plan(plan, how))
