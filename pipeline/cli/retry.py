"""`pipeline retry`: try the documents in quarantine again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.run import LogFormat, Quiet, Verbose
from pipeline.cli.summary import RunDisplay

FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a run.")]


def retry(
    folder: FolderArgument, *, quiet: Quiet = False, verbose: Verbose = False, log_format: LogFormat = "text"
) -> None:
    """Process the documents in quarantine again, from the content that is kept there, and write the exports again."""
    from pipeline.running.finished_plan import plan_of_finished_run
    from pipeline.running.runner import retry as retry_plan

    plan = plan_of_finished_run(folder)
    RunDisplay(quiet, verbose, log_format).carry_out(plan, lambda run_options: retry_plan(plan, run_options))
