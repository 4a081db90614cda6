"""A layer as a list: where each annotation stands, its text, and the fields of its own, whatever they are.

Where the fields fit beside one another it is a table; else they stand, with their names, on lines below the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text

from pipeline.cli.show.screen import DIM, GAP, fit, short
from pipeline.display.marking import line, own_fields, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.cli.show.screen import Screen

LONGEST_TEXT, LONGEST = 60, 50
"""Columns of the text and of a field at most: what is longer is cut."""
LEAST = 14
"""Columns below which no column of a table is squeezed."""
INDENT = "  "
HEADS = ("place", "source", "text")
OFFSETS = 2
"""The first so many columns are offsets."""


def print_layer(screen: Screen, layer: str, annotations: Sequence[Mapping[str, Any]]) -> None:
    """Print a heading and every annotation of a layer."""
    screen.print()
    screen.print(screen.sample(layer), f" {len(annotations):,}")
    fields = _fields(annotations)
    heads = [*HEADS, *map(line, fields)]
    rows = [[*_places(one), *(_value(one, name) for name in fields)] for one in annotations]
    natural = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    whole = [True] * OFFSETS + [False] + [_holds_more(annotations, name) for name in fields]
    widths = _fitted(natural, whole, screen.width - len(GAP) * (len(heads) - 1))
    if widths:
        _print_table(screen, heads, rows, widths)
    else:
        _print_stacked(screen, heads, rows, natural)


def _fields(annotations: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the layer's own fields; an annotation may be of a subclass, which has more of them."""
    return list(dict.fromkeys(name for annotation in annotations for name in own_fields(annotation)))


def _places(annotation: Mapping[str, Any]) -> tuple[str, str, str]:
    place = f"{annotation['start']}–{annotation['end']}"
    source = f"{annotation['source_start']}–{annotation['source_end']}"
    return place, source, short(line(annotation["text"]), LONGEST_TEXT)


def _value(annotation: Mapping[str, Any], name: str) -> str:
    return short(words(annotation[name]), LONGEST) if name in annotation else ""


def _holds_more(annotations: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Tell whether a field holds spans or tuples: of several values in one cell, a cut would take the last away."""
    return any(isinstance(annotation.get(name), (dict, list)) for annotation in annotations)


def _fitted(natural: Sequence[int], whole: Sequence[bool], room: int) -> list[int]:
    """Return the widths of the columns in `room`; none where that is too little.

    The widest is squeezed first, the columns that are to stay `whole` never.
    """
    widths = list(natural)
    while sum(widths) > room:
        squeezed = [at for at, stays in enumerate(whole) if not stays]
        widest = max(squeezed, key=widths.__getitem__)
        if widths[widest] <= LEAST:
            return []
        widths[widest] -= 1
    return widths


def _print_table(screen: Screen, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    screen.print_row((GAP.join(map(fit, heads, widths)).rstrip(), DIM))
    for row in rows:
        offsets, others = (GAP.join(map(fit, *part)) for part in ((row[:OFFSETS], widths), (row[OFFSETS:], widths[2:])))
        screen.print_row((offsets + GAP, DIM), others.rstrip())


def _print_stacked(screen: Screen, heads: Sequence[str], rows: Sequence[Sequence[str]], natural: Sequence[int]) -> None:
    indent = sum(natural[:OFFSETS]) + len(GAP) * OFFSETS
    screen.print_row((GAP.join(map(fit, HEADS, natural)).rstrip(), DIM))
    for place, source, text, *values in rows:
        offsets = GAP.join(map(fit, (place, source), natural)) + GAP
        screen.print_row((offsets, DIM), short(text, max(screen.width - indent, LEAST)))
        named = [(name, value) for name, value in zip(heads[len(HEADS) :], values, strict=True) if value]
        _print_packed(screen, [Text.assemble((f"{name} ", DIM), value) for name, value in named])


def _print_packed(screen: Screen, items: Sequence[Text]) -> None:
    """Print items beside one another, as many on a line as fit."""
    row = Text(INDENT)
    for item in items:
        if cell_len(row.plain) > len(INDENT):
            if cell_len(row.plain) + len(GAP) + cell_len(item.plain) <= screen.width:
                row.append(GAP).append_text(item)
                continue
            screen.print(row, indent=len(INDENT))
        row = Text(INDENT).append_text(item)
    screen.print(row, indent=len(INDENT))
