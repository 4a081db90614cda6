"""A document as HTML, for notebooks: its text with the annotations of every layer marked in it.

Styles are inline and there are no scripts, so that it looks the same in a notebook, in a report and in a mail. Grounds
are half transparent and letters keep the colour of the page, so that it reads well on light and on dark.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from pipeline.display.marking import hues, line, marks, own, stretches, title, visible, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.display.marking import Hue, Mark

LONGEST = 20_000
"""Characters of text that are shown."""
LONGEST_VALUE = 200
"""Characters of a field that a tooltip shows."""
LONGEST_TITLE = 100
GROUND = "40"  # a quarter opaque, as the last two digits of #rrggbbaa
FRAME = "font-family:system-ui,sans-serif;line-height:1.75;max-width:48em"
QUIET = "opacity:.65;font-size:.85em"


def html(record: Mapping[str, Any], layers: Sequence[str]) -> str:
    """Return a document as HTML: its title, a legend of its layers, and its text; each mark tells its fields.

    record: a record in plain JSON values (see `marking`). Of a text of more than 20,000 characters the beginning is
    shown.
    """
    colours = hues(layers)
    head = f'<div style="font-weight:600">{escape(_short(title(record), LONGEST_TITLE))}</div>'
    about = f'<div style="{QUIET}">{escape(line(record["id"]))} · {len(record["text"]):,} characters</div>'
    legend = "".join(_legend(layer, len(record[layer]), colours[layer]) for layer in layers)
    marked = marks(record, layers)
    shown = visible(record["text"])
    text = "".join(_stretch(piece, over, colours) for piece, over in stretches(shown[:LONGEST], marked))
    rest = len(shown) - LONGEST
    note = f'<div style="{QUIET}">… and {rest:,} more characters</div>' if rest > 0 else ""
    body = f'<div style="white-space:pre-wrap;margin-top:.75em">{text}</div>'
    return f'<div style="{FRAME}">{head}{about}<div style="margin-top:.25em">{legend}</div>{body}{note}</div>'


def _legend(layer: str, count: int, hue: Hue) -> str:
    style = f"background:{hue.clear}{GROUND};border-radius:.25em;padding:.1em .4em;margin-right:.5em;font-size:.85em"
    return f'<span style="{style}">{escape(line(layer))} {count:,}</span>'


def _stretch(text: str, over: Sequence[Mark], colours: Mapping[str, Hue]) -> str:
    if not over:
        return escape(text)
    tooltip = "\n\n".join(dict.fromkeys(map(_tooltip, over)))
    return f'<mark style="{_style(over, colours)}" title="{_attribute(tooltip)}">{escape(text)}</mark>'


def _style(over: Sequence[Mark], colours: Mapping[str, Hue]) -> str:
    """Return the ground in the colour of the innermost annotation, and a line below for each further mark."""
    first, *rest = over
    ground = "none" if first.nested else f"{colours[first.layer].clear}{GROUND}"
    lined = over if first.nested else rest
    lines = ",".join(f"0 {2 * at}px {colours[mark.layer].clear}" for at, mark in enumerate(lined, 1))
    return f"background:{ground};color:inherit" + (f";box-shadow:{lines}" if lines else "")


def _tooltip(mark: Mark) -> str:
    fields = (f"{line(name)}: {_short(words(value))}" for name, value in own(mark.annotation).items())
    return "\n".join([f"{line(mark.layer)}: {_short(words(mark.annotation['text']))}", *fields])


def _short(text: str, longest: int = LONGEST_VALUE) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _attribute(text: str) -> str:
    return escape(text).replace("\n", "&#10;")
