"""A document as HTML, for notebooks: its text with the annotations of every layer marked in it.

Styles are inline and there are no scripts, so that it looks the same in a notebook, in a report and in a mail.
Backgrounds are half transparent and letters have the colour of the page, so that it is readable on light and on dark.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.display.marking import line, marked_pieces, marks, own_fields, palettes, sanitized, title, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.display.marking import Mark, Palette

LONGEST = 20_000
"""How many characters of the text are shown."""
LONGEST_VALUE = 200
"""How many characters of a field a tooltip shows."""
LONGEST_TITLE = 100
ALPHA = "40"  # a quarter opaque, as the last two digits of #rrggbbaa
FRAME = "font-family:system-ui,sans-serif;line-height:1.75;max-width:48em"
QUIET = "opacity:.65;font-size:.85em"


def html(record: Mapping[str, Any], layers: Sequence[str]) -> str:
    """Return a document as HTML: its title, a legend of its layers, and its text; a tooltip shows the fields of a mark.

    record: a record in plain JSON values (see `marking`). A text longer than 20,000 characters is cut.
    """
    colours = palettes(layers)
    head = f'<div style="font-weight:600">{escape(_short(title(record), LONGEST_TITLE))}</div>'
    about = f'<div style="{QUIET}">{escape(line(record["id"]))} · {len(record["text"]):,} characters</div>'
    legend = "".join(_legend(layer, len(record[layer]), colours[layer]) for layer in layers)
    marked = marks(record, layers)
    shown = sanitized(record["text"])
    text = "".join(_marked_piece(piece, over, colours) for piece, over in marked_pieces(shown[:LONGEST], marked))
    rest = len(shown) - LONGEST
    note = f'<div style="{QUIET}">… and {rest:,} more characters</div>' if rest > 0 else ""
    body = f'<div style="white-space:pre-wrap;margin-top:.75em">{text}</div>'
    return f'<div style="{FRAME}">{head}{about}<div style="margin-top:.25em">{legend}</div>{body}{note}</div>'


def _legend(layer: str, count: int, palette: Palette) -> str:
    style = f"background:{palette.clear}{ALPHA};border-radius:.25em;padding:.1em .4em;margin-right:.5em;font-size:.85em"
    return f'<span style="{style}">{escape(line(layer))} {count:,}</span>'


def _marked_piece(text: str, over: Sequence[Mark], colours: Mapping[str, Palette]) -> str:
    if not over:
        return escape(text)
    tooltip = "\n\n".join(dict.fromkeys(map(_tooltip, over)))
    return f'<mark style="{_style(over, colours)}" title="{_attribute(tooltip)}">{escape(text)}</mark>'


def _style(over: Sequence[Mark], colours: Mapping[str, Palette]) -> str:
    """Return the style: the background of the innermost annotation, and a line below the text for each other mark."""
    first, *rest = over
    background = "none" if first.nested else f"{colours[first.layer].clear}{ALPHA}"
    lined = over if first.nested else rest
    lines = ",".join(f"0 {2 * at}px {colours[mark.layer].clear}" for at, mark in enumerate(lined, 1))
    return f"background:{background};color:inherit" + (f";box-shadow:{lines}" if lines else "")


def _tooltip(mark: Mark) -> str:
    fields = (f"{line(name)}: {_short(words(value))}" for name, value in own_fields(mark.annotation).items())
    return "\n".join([f"{line(mark.layer)}: {_short(words(mark.annotation['text']))}", *fields])


def _short(text: str, longest: int = LONGEST_VALUE) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;")
