"""The progress bar on a real terminal: log lines stay whole above it, and it leaves the terminal as it was."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 80
STYLE = re.compile(r"\x1b\[[\d;]*m")
HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"

STAGE = """
import logging, os, signal
from pipeline import Stage, hookimpl

class Warns(Stage):
    name = "warns"
    def process(self, document):
        logging.getLogger("theirs").warning("%s is %s", document.id, "long " * 30)
        if "STOP" in document.text:
            # A process that a shell starts in the background ignores SIGINT.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.kill(os.getpid(), signal.SIGINT)
        if "RAISE" in document.text:
            raise ValueError("told to raise")
        return document

@hookimpl
def pipeline_stages():
    return [Warns]
"""


def on_a_terminal(project: Path, text: str, *options: str) -> tuple[int, str]:
    """Run the project with a text in two chunks; return the exit code and what was written on a terminal."""
    (project / "shouts.py").write_text(STAGE)
    config = project / "shouting.yaml"
    config.write_text(config.read_text().replace("- shouts", "- warns"))
    (project / "input" / "z.jsonl").write_text(f'{{"text": "{text}"}}\n')
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    program = ["pipeline", "run", "shouting.yaml", *options]
    written = b""
    with (
        subprocess.Popen(program, cwd=project, stdout=subprocess.DEVNULL, stderr=theirs) as running,
        os.fdopen(ours, "rb", buffering=0) as terminal,
    ):
        os.close(theirs)
        with contextlib.suppress(OSError):  # so Linux says that it is closed
            while piece := terminal.read(1024):
                written += piece
    return running.returncode, written.decode()


def text_of(written: str) -> str:
    """Return what was written without colours, with all white space as one blank."""
    return " ".join(STYLE.sub("", written).split())


ENDS = [("Well.", (), 0), ("STOP", (), 130), ("RAISE", ("--set", "run.on_error=stop"), 1)]


@pytest.mark.parametrize(("text", "options", "code"), ENDS)
def test_the_terminal_is_left_clean_however_the_run_ends(
    project: Path, text: str, options: tuple[str, ...], code: int
) -> None:
    ended, written = on_a_terminal(project, text, *options)
    assert ended == code
    assert "loading the model" in written
    assert written.rfind(SHOW) > written.rfind(HIDE) >= 0
    after = written.rpartition(SHOW)[2]
    assert after.lstrip("\r").startswith("\x1b[1A\x1b[2K")  # the line of the bar is cleared
    assert "━" not in after


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_log_lines_are_whole_above_the_bar(project: Path, executor: str) -> None:
    _, written = on_a_terminal(project, "Well.", "--executor", executor, "--workers", "2")
    shown = text_of(written)
    for document in ("a.txt", "b.txt", "c.txt", "z.jsonl#1"):
        assert f"{document} is {'long ' * 30}[theirs]" in shown


@pytest.mark.parametrize("options", [("--quiet",), ("--log-format", "json")])
def test_a_run_that_shows_no_bar_writes_no_control_codes(project: Path, options: tuple[str, ...]) -> None:
    assert "\x1b" not in on_a_terminal(project, "Well.", *options)[1]
