"""A layer as a list: the place of each annotation, its text, and all fields of its type.

If the columns fit the screen, the list is a table; otherwise the fields, with their names, are on lines below the text.
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
"""The most screen columns of the text and of a field; longer ones are cut."""
MIN_WIDTH = 14
"""The least width to which a column of a table is narrowed."""
INDENT = "  "
HEADS = ("place", "source", "text")
OFFSETS = 2
"""How many columns, from the first on, are offsets."""


def print_layer(screen: Screen, layer: str, annotations: Sequence[Mapping[str, Any]]) -> None:
    """Print a heading and every annotation of a layer."""
    screen.print()
    screen.print(screen.sample(layer), f" {len(annotations):,}")
    fields = _fields(annotations)
    heads = [*HEADS, *map(line, fields)]
    rows = [[*_places(one), *(_value(one, name) for name in fields)] for one in annotations]
    natural = [max(map(cell_len, column)) for column in zip(heads, *rows, strict=True)]
    whole = [True] * OFFSETS + [False] + [_has_several_values(annotations, name) for name in fields]
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


def _has_several_values(annotations: Sequence[Mapping[str, Any]], name: str) -> bool:
    """Return whether a field holds spans or tuples: cutting a cell with several values would lose the last ones."""
    return any(isinstance(annotation.get(name), (dict, list)) for annotation in annotations)


def _fitted(natural: Sequence[int], whole: Sequence[bool], room: int) -> list[int]:
    """Return widths of the columns that together fit into `room`; an empty list if none do.

    The widest column is narrowed first; columns that are `whole` keep their natural width.
    """
    widths = list(natural)
    while sum(widths) > room:
        narrowable = [at for at, is_whole in enumerate(whole) if not is_whole]
        widest = max(narrowable, key=widths.__getitem__)
        if widths[widest] <= MIN_WIDTH:
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
        screen.print_row((offsets, DIM), short(text, max(screen.width - indent, MIN_WIDTH)))
        named = [(name, value) for name, value in zip(heads[len(HEADS) :], values, strict=True) if value]
        _print_packed(screen, [Text.assemble((f"{name} ", DIM), value) for name, value in named])


def _print_packed(screen: Screen, items: Sequence[Text]) -> None:
    """Print items side by side, as many on a line as fit."""
    row = Text(INDENT)
    for item in items:
        if cell_len(row.plain) > len(INDENT):
            if cell_len(row.plain) + len(GAP) + cell_len(item.plain) <= screen.width:
                row.append(GAP).append_text(item)
                continue
            screen.print(row, indent=len(INDENT))
        row = Text(INDENT).append_text(item)
    screen.print(row, indent=len(INDENT))
