"""A parsed text as lists: words, roles, heads, sentences and cues by token index."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from operator import add
from typing import TYPE_CHECKING, NamedTuple

from pipeline import Span
from plugins.quotes.text.cues import MARKS, lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc, Token

    from plugins.layers import Entity
    from plugins.quotes.text.cues import Cue, Lexicon

STOPS = frozenset((".", "!", "?"))
"""The marks that end a sentence."""
WINDOW = 60
"""Words that belong to one attribution are at most this many tokens apart."""


class Clause(NamedTuple):
    """Tokens `first` to `last` (half-open) next to a region, up to the end of the sentence or the next region."""

    first: int
    last: int

    def __contains__(self, token: object) -> bool:
        return isinstance(token, int) and self.first <= token < self.last


@dataclass(frozen=True)
class Parsed:
    """A document's text, parse and mentions.

    Nothing here reads further than `WINDOW` from a word, so a sentence without an end costs no more than others.
    """

    text: str
    doc: Doc
    mentions: Sequence[Entity]
    lexicon: Lexicon = field(default_factory=lexicon)

    @cached_property
    def roles(self) -> list[str]:
        """The role of each token in the parse."""
        return self._strings("DEP")

    @cached_property
    def lowers(self) -> list[str]:
        """Each token in lower case."""
        return self._strings("LOWER")

    def _strings(self, attribute: str) -> list[str]:
        """Return an attribute of all tokens, from one array: token by token costs four times as much."""
        strings, numbers = self.doc.vocab.strings, self.doc.to_array([attribute]).ravel().tolist()
        words = {number: strings[int(number)] for number in set(numbers)}
        return [words[number] for number in numbers]

    @cached_property
    def heads(self) -> list[int]:
        """The head of each token; a token without a head is its own head."""
        offsets = self.doc.to_array(["HEAD"]).ravel().astype("int64").tolist()
        return [at + offset for at, offset in enumerate(offsets)]

    @cached_property
    def all_cues(self) -> list[Cue]:
        """The cues of the text, in text order."""
        return list(self.lexicon.cues(self.lowers, self.roles))

    @cached_property
    def _attributing(self) -> dict[int, tuple[int, int]]:
        """The cues of content in marks, by their first token."""
        return {cue.first: (cue.first, cue.last) for cue in self.all_cues if MARKS in cue.sense.complements}

    @cached_property
    def speech_verbs(self) -> frozenset[int]:
        """The first tokens of the cues that are verbs of speech."""
        return frozenset(cue.first for cue in self.all_cues if cue.sense.kind == "speech" and not cue.sense.noun)

    def cues(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """Yield the cues of content in marks within the tokens `first` to `last` (half-open), as token ranges."""
        known = self._attributing
        for at in range(first, last):
            cue = known.get(at)
            if cue and cue[1] <= last:
                yield cue

    @cached_property
    def _cue_starts(self) -> list[int]:
        return [cue.first for cue in self.all_cues]

    @cached_property
    def _all_stops(self) -> list[int]:
        return [at for at, word in enumerate(self.lowers) if word in STOPS]

    def stops(self, first: int, last: int) -> Sequence[int]:
        """Return the marks that end a sentence within the tokens `first` to `last` (half-open)."""
        return self._all_stops[bisect_left(self._all_stops, first) : bisect_left(self._all_stops, last)]

    def cues_from(self, first: int, last: int, *, most: int) -> list[Cue]:
        """Return the first cues, `most` at most, that start within the tokens `first` to `last` (half-open)."""
        start = bisect_left(self._cue_starts, first)
        return self.all_cues[start : min(start + most, bisect_left(self._cue_starts, last))]

    def cues_between(self, first: int, last: int) -> list[Cue]:
        """Return all cues within the tokens `first` to `last` (half-open)."""
        starts = self._cue_starts
        found = self.all_cues[bisect_left(starts, first) : bisect_left(starts, last)]
        return [cue for cue in found if cue.last <= last]

    @cached_property
    def _children_of(self) -> dict[int, list[int]]:
        children: dict[int, list[int]] = {}
        for at, head in enumerate(self.heads):
            if head != at:
                children.setdefault(head, []).append(at)
        return children

    def children(self, at: int) -> Sequence[int]:
        """Return the direct dependents of a token within `WINDOW`, in text order."""
        known = self._children_of.get(at, ())
        if len(known) <= WINDOW:
            return known
        return known[bisect_left(known, at - WINDOW) : bisect_left(known, at + WINDOW)]

    def subtree(self, at: int) -> tuple[int, int]:
        """Return the tokens (half-open) from the first to the last that depend on a token, directly or not."""
        return self.doc[at].left_edge.i, self.doc[at].right_edge.i + 1

    @cached_property
    def _sentence_starts(self) -> list[int]:
        marks = self.doc.to_array(["SENT_START"]).ravel().tolist()
        return [at for at, mark in enumerate(marks) if mark == 1] or [0]

    def sentence(self, at: int) -> Clause:
        """Return the tokens of the sentence that contains a token."""
        behind = bisect_right(self._sentence_starts, at)
        last = self._sentence_starts[behind] if behind < len(self._sentence_starts) else len(self.doc)
        return Clause(self._sentence_starts[behind - 1] if behind else 0, last)

    @cached_property
    def starts(self) -> list[int]:
        """Where each token starts in the text."""
        lengths = self.doc.to_array(["LENGTH"]).ravel().tolist()
        spaces = self.doc.to_array(["SPACY"]).ravel().tolist()
        return list(accumulate(map(add, lengths, spaces), initial=0))[:-1]

    def token_at(self, position: int) -> int:
        """Return the index of the first token that starts at or after `position`."""
        return bisect_left(self.starts, position)

    def span(self, first: int, last: int) -> Span:
        """Return the place of the tokens `first` to `last` (half-open) in the text."""
        return Span(self.starts[first], self.starts[last - 1] + len(self.doc[last - 1]))

    def words(self, clause: Clause) -> Iterator[Token]:
        """Yield the tokens of a clause that are not space."""
        return (self.doc[at] for at in range(*clause) if not self.doc[at].is_space)

    def last_word(self, clause: Clause) -> int:
        """Return the index of the last token that is not space; of the first token if all are."""
        at = clause.last - 1
        while at >= clause.first and self.lowers[at].isspace():
            at -= 1
        return max(at, clause.first)
