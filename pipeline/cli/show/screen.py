"""The terminal: its colours, its width, and how text is printed on it.

Text goes through `rich.text.Text`, never through rich's markup: markup in a document is printed and has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

from pipeline.display.marking import line, palettes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.display.marking import Mark, Palette

Part = Text | str | tuple[str, str]
"""A part of a line: text, or text with its style."""

GAP = "  "
BLACK = "#000000"
DIM = "dim"
HEADING = "bold"
WIDEST = 120
"""The most columns that are used on a wide terminal: longer lines are hard to read."""
MIN_WRAP = 20
"""The least width to which text is wrapped, even on a narrower terminal."""
MARKS_BEFORE_BOLD = 2
"""How many marks a stretch has at most before its letters are bold."""
RICH_COLOURS = ("256", "truecolor")


@dataclass(frozen=True)
class Screen:
    """The screen on which a page is printed; `colours` has a palette for each layer of the run."""

    console: Console
    colours: Mapping[str, Palette]

    @classmethod
    def of(cls, layers: Sequence[str]) -> Screen:
        """Return the screen of standard output, for a run with `layers`."""
        return cls(Console(highlight=False, markup=False, emoji=False), palettes(layers))

    @property
    def width(self) -> int:
        """How many columns are used."""
        return min(self.console.width, WIDEST)

    @property
    def cuts(self) -> bool:
        """Whether text that does not fit is cut: on a terminal yes; in a file or a pipe an id stays whole."""
        return self.console.is_terminal

    def print(self, *parts: Part, indent: int = 0) -> None:
        """Print parts, each with its style; a line that is too long is wrapped and indented by `indent` columns."""
        text = Text.assemble(*parts)
        head, rest = text[:indent], text[indent:]
        for wrapped in rest.wrap(self.console, max(self.width - indent, MIN_WRAP)) or [Text()]:
            wrapped.rstrip()
            self.print_row(head, wrapped)
            head = Text(" " * indent)

    def print_row(self, *parts: Part) -> None:
        """Print a line of any length without wrapping it."""
        self.console.print(Text.assemble(*parts), no_wrap=True, overflow="ignore", crop=False)

    def heading(self, text: str) -> None:
        """Print an empty line and a heading."""
        self.print()
        self.print((text, HEADING))

    def style(self, over: Sequence[Mark]) -> str:
        """Return the style of a stretch with the marks `over` it, the innermost first.

        The innermost annotation gives the background, the next mark the colour of the letters and the underline; with
        three or more marks the letters are bold. Without colours: underlined, with a second mark bold; nested spans
        are italic.
        """
        if not over:
            return ""
        bold = " bold" if len(over) > MARKS_BEFORE_BOLD else ""
        return (_plain_style(over) if self._colour_system is None else self._colour_style(over)) + bold

    def _colour_style(self, over: Sequence[Mark]) -> str:
        first, *rest = over
        more = " underline" if rest or first.nested else ""
        palette = self.colours[first.layer]
        if self._colour_system not in RICH_COLOURS:
            return (palette.name if first.nested else f"black on bright_{palette.name}") + more
        if first.nested:
            return palette.clear + more
        return f"{self.colours[rest[0].layer].dark if rest else BLACK} on {palette.pale}{more}"

    def legend(self, counts: Mapping[str, int]) -> None:
        """Print the layers with their counts, each as its annotations are marked."""
        each = [Text.assemble(self.sample(layer), f" {number:,}") for layer, number in counts.items()]
        self.print(Text("   ").join(each))

    def sample(self, layer: str) -> tuple[str, str]:
        """Return the name of a layer as its annotations are marked."""
        palette = self.colours[layer]
        if self._colour_system is None:
            return line(layer), HEADING
        ground = (
            f"{BLACK} on {palette.pale}" if self._colour_system in RICH_COLOURS else f"black on bright_{palette.name}"
        )
        return f" {line(layer)} ", ground

    @property
    def _colour_system(self) -> str | None:
        return None if self.console.no_color else self.console.color_system


def _plain_style(over: Sequence[Mark]) -> str:
    if over[0].nested:
        return "italic"
    return "underline bold" if len(over) > 1 else "underline"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return one line of text in exactly `width` columns, cut at its end if it is too long."""
    return pad(short(text, width), width, right=right)


def short(text: str, width: int) -> str:
    """Return one line of text in at most `width` columns; `…` replaces what is cut."""
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return the text filled with blanks to `width` columns; with `right` the blanks come first."""
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks
