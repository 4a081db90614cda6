"""`pipeline show`: a finished run, or one of its documents, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
Document = Annotated[
    str | None, typer.Argument(metavar="[DOCUMENT]", help="Its id, or a part of it that no other id has.")
]
Layer = Annotated[list[str] | None, typer.Option("--layer", metavar="NAME", help="Only this layer; can be repeated.")]
All = Annotated[bool, typer.Option("--all", help="List all documents, those in quarantine too.")]


def show(run: Run, document: Document = None, *, layer: Layer = None, all_: All = False) -> None:
    """Show RUN: what ran, its counts, its documents; with DOCUMENT, its text with the annotations marked."""
    from pipeline.cli.show.document_page import print_document, print_quarantined
    from pipeline.cli.show.run_page import print_run
    from pipeline.cli.show.screen import Screen
    from pipeline.results.finished_run import FinishedRun

    finished = FinishedRun.of(run)
    layers = finished.layers(layer)
    screen = Screen.of(list(finished.record.layers))
    if document is None:
        print_run(screen, finished, layers, everything=all_)
        return
    found = finished.find(document)
    if "file" in found:
        print_quarantined(screen, finished, found)
    else:
        print_document(screen, found, layers)
