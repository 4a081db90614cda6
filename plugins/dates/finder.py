"""The finder: runs the rules over the tokens of a text, updates the story, and makes the annotations."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from plugins.dates.anchors.periods import THIRDS, OutsideCalendar, covered, third
from plugins.dates.anchors.story import Anchored, Unanchored
from plugins.dates.rules.modifiers import extended, mod_of
from plugins.dates.rules.ordered import RULES
from plugins.dates.text.patterns import Shape, expanded, shape, squeezed
from plugins.dates.text.phrase import Phrase
from plugins.dates.text.tokens import class_characters, tokenize
from plugins.layers import AnchorSource, DateExpression, Timex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline import Span
    from plugins.dates.anchors.story import Mention, Story
    from plugins.dates.rules.rule import Rule
    from plugins.dates.text.tokens import Tokens

    Anchor = tuple[str | None, AnchorSource | None, Span | None]


class Hit(NamedTuple):
    """What a rule found: the tokens from `start` to `end`, the value, and the earlier date that is its anchor, if any.

    The value is None if it needs a document time and there is none, if its anchor is a day that the text does not name,
    or if it is outside the calendar.
    """

    rule: Rule
    start: int
    end: int
    value: str | None
    anchor: Mention | None


def find(text: str, story: Story) -> Iterator[DateExpression]:
    """Yield the temporal expressions of `text`, in order and without overlap.

    `story` holds the document time and the settings.
    """
    tokens = tokenize(text)
    last_end = 0
    for hit in _hits(tokens, story):
        start = extended(tokens, last_end, hit.start)
        last_end = hit.end
        words = [tokens.word(at).lower() for at in range(start, hit.end)]
        yield _annotation(hit, tokens.place(start, hit.end), words, _anchor(hit, story))


def _anchor(hit: Hit, story: Story) -> Anchor:
    """Return the fields `anchor`, `anchor_from` and `anchor_place`."""
    if hit.anchor:
        return hit.anchor.value, AnchorSource.TEXT, hit.anchor.place
    if not hit.rule.relative:
        return None, None, None
    return story.today.isoformat() if story.known else None, story.source, None


def _annotation(hit: Hit, place: Span, words: list[str], anchor: Anchor) -> DateExpression:
    mod = mod_of(words, hit.rule.kind)
    days = covered(hit.value) if hit.value and hit.rule.kind in (Timex.DATE, Timex.TIME) else None
    if days and mod in THIRDS and hit.rule.kind is Timex.DATE and "earlier" not in words:
        days = third(*days, mod)
    return DateExpression(
        place.start,
        place.end,
        hit.rule.kind,
        hit.value,
        mod,
        days[0].isoformat() if days else None,
        days[1].isoformat() if days else None,
        *anchor,
    )


def _hits(tokens: Tokens, story: Story) -> Iterator[Hit]:
    """Yield the hits of the rules, from left to right; the search continues after each hit."""
    place = 0
    while beginning := _beginnings().search(tokens.classes, place):
        hit = _hit_at(tokens, beginning.start(), story)
        place = hit.end if hit else beginning.end()
        if hit and hit.rule.resolve:
            yield hit
            if hit.value:
                story = story.after(hit.value, tokens.place(hit.start, hit.end), heads=_heads_entry(tokens, hit))


def _heads_entry(tokens: Tokens, hit: Hit) -> bool:
    """Return whether a date is the head of a paragraph, as in a chronology: "1993 - Peacekeepers arrive"."""
    if tokens.word(hit.end) not in HEADS_ENTRY or tokens.joins(hit.end):
        return False
    start = hit.start
    while tokens.word(start - 1) in BULLETS:
        start -= 1
    return tokens.opens_paragraph(start)


HEADS_ENTRY = ("-", "–", "—", ":")
BULLETS = ("-", "–", "—", "*", "•")


def _hit_at(tokens: Tokens, at: int, story: Story) -> Hit | None:
    """Return the hit of the first rule that matches at token `at` and does not refuse the match, or None."""
    any_rule, places = _rules_at(tokens.classes[at])
    match = any_rule.match(tokens.classes, at)
    for place in places[(match.lastindex or 1) - 1 :] if match else ():
        found = _pattern(place).match(tokens.classes, at)
        hit = _resolved(RULES[place], tokens, found, story) if found else None
        if hit:
            return hit
    return None


def _resolved(rule: Rule, tokens: Tokens, found: re.Match[str], story: Story) -> Hit | None:
    """Return the hit that a rule makes of its match, or None if it refuses the match."""
    parts = {name: found.span(name) for name in found.groupdict() if found[name] is not None}
    if not rule.resolve:
        return Hit(rule, *found.span(), None, None)
    try:
        value = rule.resolve(Phrase(tokens, *found.span(), parts, found.start()), story)
    except OutsideCalendar:
        return Hit(rule, *found.span(), None, None)
    except Unanchored:
        return Hit(rule._replace(relative=False), *found.span(), None, None)
    if value is None:
        return None
    if isinstance(value, Anchored):
        return Hit(rule, *found.span(), *value)
    return Hit(rule, *found.span(), value if story.known or not rule.relative else None, None)


# The rules that begin with the classes of a line are nearly the same, so these classes share one alternation: compiling
# is most of the start-up time.
SHARED = ("day number year", "number_word scale half a")


@cache
def _shapes() -> list[Shape]:
    return [shape(expanded(rule.pattern)) for rule in RULES]


@cache
def _pattern(place: int) -> re.Pattern[str]:
    return re.compile(squeezed(expanded(RULES[place].pattern)))


@cache
def _rules_at(first: str) -> tuple[re.Pattern[str], list[int]]:
    """Return the rules that can match an expression whose first token has the class `first`, in their order.

    They are returned twice: as one alternation with a group for each rule, and as their places in RULES. Trying only
    the rules that can begin with a token makes the search four times as fast (measured).
    """
    groups = (frozenset(class_characters()[name] for name in names.split()) for names in SHARED)
    group = next((group for group in groups if first in group), frozenset(first))
    return _alternation(group)


@cache
def _alternation(firsts: frozenset[str]) -> tuple[re.Pattern[str], list[int]]:
    places = [place for place, one in enumerate(_shapes()) if not firsts.isdisjoint(one.firsts)]
    patterns = (re.sub(r"[?]P<[a-z]+>", "?:", expanded(RULES[place].pattern)) for place in places)
    return re.compile("|".join(f"({squeezed(pattern)})" for pattern in patterns)), places


@cache
def _beginnings() -> re.Pattern[str]:
    """Return a pattern that finds the next token that an expression can begin with.

    A token that is never an expression alone must be followed by a token whose class some rule names.
    """
    alone = frozenset[str]().union(*(one.alone for one in _shapes()))
    more = frozenset[str]().union(*(one.firsts for one in _shapes())) - alone
    return re.compile(f"[{''.join(sorted(alone))}]|[{''.join(sorted(more))}](?=[^{class_characters()['other']}])")
