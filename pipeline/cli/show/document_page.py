"""The page of a document: its metadata, its text with the annotations marked, and each layer as a list below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from pipeline.cli.show.listing import print_layer
from pipeline.cli.show.screen import DIM, HEADING
from pipeline.cli.summary import shown_path
from pipeline.display.marking import line, marked_pieces, marks, sanitized, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.cli.show.screen import Screen
    from pipeline.results.finished_run import FinishedRun

MAX_QUARANTINED = 1_000
"""The most characters that are shown of a document in quarantine; its file has the whole text."""


def print_document(screen: Screen, record: Mapping[str, Any], layers: Sequence[str]) -> None:
    """Print the page of a document, with these layers."""
    _print_head(screen, record)
    if layers:
        screen.print()
        screen.legend({layer: len(record.get(layer) or ()) for layer in layers})
    screen.print()
    for paragraph in _paragraphs(screen, record, layers):
        screen.print(paragraph)
    for layer in layers:
        if record.get(layer):
            print_layer(screen, layer, record[layer])


def print_quarantined(screen: Screen, finished: FinishedRun, kept: Mapping[str, Any]) -> None:
    """Print a document in quarantine: the stage that failed, the error, and the beginning of the text."""
    _print_head(screen, kept)
    screen.print()
    screen.print(("in quarantine", HEADING), f", stage {line(kept['stage'])}")
    screen.print(sanitized(kept["error"]))
    if kept.get("traceback"):
        screen.print()
        screen.print((sanitized(kept["traceback"]).rstrip("\n"), DIM))
    if raw := kept.get("raw"):
        screen.heading("text")
        screen.print(sanitized(raw[:MAX_QUARANTINED]).rstrip("\n"), ("…" if len(raw) > MAX_QUARANTINED else "", DIM))
    screen.print()
    screen.print((f"all of it: {line(shown_path(finished.folder / 'quarantine' / kept['file']))}", DIM))


def _print_head(screen: Screen, record: Mapping[str, Any]) -> None:
    screen.print((line(record["id"]), HEADING))
    screen.print((line(record["source"]), DIM))
    metadata = record.get("metadata") or {}
    width = max((len(line(name)) for name in metadata), default=0)
    for name, value in metadata.items():
        screen.print((f"{line(name):<{width}}  ", DIM), words(value), indent=width + 2)


def _paragraphs(screen: Screen, record: Mapping[str, Any], layers: Sequence[str]) -> Iterator[Text]:
    """Yield the lines of the text, each with its marks as styles."""
    paragraph = Text()
    for stretch, over in marked_pieces(sanitized(record["text"]), marks(record, layers)):
        first, *others = stretch.split("\n")
        paragraph.append(first, screen.style(over))
        for other in others:
            yield paragraph
            paragraph = Text().append(other, screen.style(over))
    if paragraph:
        yield paragraph
