"""The command `pipeline`: one command per file, which parses the options, calls the rooms below and prints.

It imports all rooms below except executors, which running calls.
"""

from __future__ import annotations

import os
import sys

from pipeline.cli.exit_codes import FAILED, MISTAKE
from pipeline.errors import ConfigError, PipelineError


def main() -> None:
    """Run the command line; a mistake of the user ends without a traceback, a defect of this project with one."""
    _read_and_print_utf_8()
    # Not at the top: each worker process imports this module, since it imports the script that is the command.
    from pipeline.cli.commands import command_line

    try:
        command_line()()
    except ConfigError as error:
        from pipeline.cli.formatting import format_complaints

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
