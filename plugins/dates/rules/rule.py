"""A rule, and the functions that make rules from a block of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from plugins.dates.anchors.story import Anchored, Story
    from plugins.dates.text.phrase import Phrase
    from plugins.layers import Timex

    Resolver = Callable[[Phrase, Story], str | Anchored | None]


class Rule(NamedTuple):
    """A pattern, the TIMEX3 type of what it finds, the resolving function, and an example for the tests.

    resolve: None for a rule that skips text which only looks like a date.
    relative: whether the value depends on the document time.
    """

    pattern: str
    kind: Timex
    resolve: Resolver | None
    relative: bool
    example: str


def rules(kind: Timex, resolve: Resolver | None, lines: str, *, relative: bool = False) -> list[Rule]:
    """Return the rules of a block of lines `pattern  # example`."""
    pairs = [line.split("#") for line in lines.strip().splitlines()]
    return [Rule(pattern.strip(), kind, resolve, relative, example.strip()) for pattern, example in pairs]


def relative_rules(kind: Timex, resolve: Resolver, lines: str) -> list[Rule]:
    """Return the rules of a block whose values depend on the document time."""
    return rules(kind, resolve, lines, relative=True)
