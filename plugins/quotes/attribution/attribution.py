"""An attribution: the words that say who speaks, with the cue and the rule that found them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Token

    from plugins.quotes.text.parsed import Clause
    from plugins.quotes.text.reading import Reading


class Attribution(NamedTuple):
    """Who speaks: the head word and the phrase of the speaker, the cue or None (all as tokens), and the rule."""

    head: int
    phrase: tuple[int, int]
    cue: tuple[int, int] | None
    rule: str


def attributed(reading: Reading, head: Token, cue: tuple[int, int] | None, clause: Clause, rule: str) -> Attribution:
    """Return the attribution whose speaker is the phrase around a head word."""
    return Attribution(head.i, reading.phrase(head, cue, clause), cue, rule)
