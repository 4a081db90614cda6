"""The command `pipeline`: one command per file, which parses the options, calls the rooms below and prints.

It imports all rooms below except executors, which running calls.
"""

from __future__ import annotations

import os
import sys

import typer

from pipeline.cli import cache, clean, plugins, retry, run, show, validate
from pipeline.cli.exit_codes import FAILED, MISTAKE
from pipeline.cli.formatting import format_complaints
from pipeline.errors import ConfigError, PipelineError

app = typer.Typer(
    name="pipeline",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Find who said what, about whom and when, in any number of articles.",
    epilog="Exit codes: 0 done, 1 failed, 2 a mistake in configuration or command line, 3 documents are in quarantine, "
    "130 stopped by Ctrl-C or SIGTERM.",
)
app.command("run")(run.run)
app.command("validate")(validate.validate)
app.command("show")(show.show)
app.command("plugins")(plugins.plugins)
app.command("retry")(retry.retry)
app.command("clean")(clean.clean)
app.command("cache")(cache.cache)


def main() -> None:
    """Run the command line; a mistake of the user ends without a traceback, a defect of this project with one."""
    _read_and_print_utf_8()
    try:
        app()
    except ConfigError as error:
        print(format_complaints(error.complaints), file=sys.stderr)
        sys.exit(MISTAKE)
    except PipelineError as error:
        print(f"pipeline: {error}", file=sys.stderr)
        sys.exit(FAILED)


def _read_and_print_utf_8() -> None:
    """Start again in Python's UTF-8 mode (PEP 540) where the locale has another encoding.

    So every locale reads the same names and prints the same bytes, and no character ends in a traceback.
    """
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  # ourselves
