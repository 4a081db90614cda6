"""Records commands in a terminal as an animated SVG: each line appears at the time when it was printed, and stays.

make recording          (writes docs/terminal.svg)
"""

from __future__ import annotations

import os
import pty
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("pipeline run configs/default.yaml", "pipeline show runs/default")
WIDTH = 100
READING = 1.5
"""Seconds between the end of a command and the next command."""


def main() -> None:
    """Run the commands over the sample articles in a temporary folder, and write the SVG."""
    console = Console(record=True, width=WIDTH, file=Path(os.devnull).open("w"))  # noqa: SIM115  # as long as the process
    times: list[float] = []
    with TemporaryDirectory() as name:
        for folder in ("configs", "seeds"):
            (Path(name) / folder).symlink_to(ROOT / folder)
        began = 0.0
        for command in COMMANDS:
            console.print(Text.assemble(("$ ", "green"), (command, "bold")))
            times.append(began)
            for moment, line in _lines(command, Path(name)):
                console.print(Text.from_ansi(line), soft_wrap=True)
                times.append(began + moment)
            began = times[-1] + READING
    (ROOT / "docs" / "terminal.svg").write_text(_playing(console.export_svg(title="text-pipeline"), times))


def _lines(command: str, folder: Path) -> list[tuple[float, str]]:
    """Return the lines that a command prints on a terminal, each with its time in seconds since the start."""
    ours, theirs = pty.openpty()
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    began = time.monotonic()
    # A command shows its progress on standard error, and removes it at the end.
    running = subprocess.Popen(
        shlex.split(command), cwd=folder, env=environment, stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    lines: list[tuple[float, str]] = []
    with os.fdopen(ours, "rb") as screen:
        while line := _line(screen.fileno()):
            lines.append((time.monotonic() - began, line.rstrip("\r\n")))
    running.wait()
    return lines


def _line(screen: int) -> str:
    """Return the next line of a terminal; the empty string when the other end is closed."""
    line = b""
    while not line.endswith(b"\n"):
        try:
            byte = os.read(screen, 1)
        except OSError:  # on Linux: the other end is closed
            break
        if not byte:
            break
        line += byte
    return line.decode()


def _playing(svg: str, times: list[float]) -> str:
    """Return the picture with a time for each of its lines; a viewer without animation shows all lines."""
    moments = "\n".join(
        f'    [clip-path$="-line-{number})"] {{ animation: appear 1ms {moment:.2f}s backwards }}'
        for number, moment in enumerate(times)
    )
    # Without the fonts that rich would have fetched from elsewhere, and its advertisement.
    svg = re.sub(r"@font-face \{.*?\}\s*|<!-- .*? -->\s*", "", svg, flags=re.DOTALL)
    style = f"    @keyframes appear {{ from {{ opacity: 0 }} }}\n{moments}\n    </style>"
    return svg.replace("    </style>", style, 1)


if __name__ == "__main__":
    main()
