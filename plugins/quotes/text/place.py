"""A region and its surroundings: the clauses before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from plugins.quotes.text.content import is_full, is_open
from plugins.quotes.text.parsed import Clause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plugins.quotes.text.marks import Paragraph, Region
    from plugins.quotes.text.reading import Reading

LEADS = frozenset((",", ":", "—", "–", "-", "--"))
"""Marks between an attribution and the content after it."""


class Place(NamedTuple):
    """A region with the text before and after it, each cut at sentence ends.

    first: whether it is the first region of the paragraph.
    """

    reading: Reading
    region: Region
    before: list[Clause]
    behind: list[Clause]
    first: bool

    @property
    def content(self) -> str:
        """The words in marks."""
        return self.reading.text[self.region.start : self.region.end]

    @property
    def shares_sentence(self) -> bool:
        """Whether no sentence ends between this region and the one before it."""
        return not self.first and len(self.before) == 1

    @property
    def starts_sentence(self) -> bool:
        """Whether the region starts its sentence, or only words that lead into content precede it."""
        clause = self.before[-1]
        return all(word.is_punct for word in self.reading.words(clause)) or leads_in(self.reading, clause)

    @property
    def ends_sentence(self) -> bool:
        """Whether the content ends where the sentence ends."""
        return is_full(self.content) or len(list(self.reading.words(self.behind[0]))) <= 1

    @property
    def expects_attribution(self) -> bool:
        """Whether content ends as it does before an attribution, with the comma inside the marks or after them."""
        clause = self.behind[0]
        return is_open(self.content) or (clause.first in clause and self.reading.doc[clause.first].text == ",")


def places(reading: Reading, paragraph: Paragraph) -> Iterator[Place]:
    """Yield the regions of a paragraph, each with its surroundings."""
    edges = [paragraph.start]
    for region in paragraph.regions:
        edges += [region.opening, region.closing]
    edges.append(paragraph.end)
    gaps = [clauses(reading, edges[at], edges[at + 1]) for at in range(0, len(edges), 2)]
    for at, region in enumerate(paragraph.regions):
        yield Place(reading, region, gaps[at], gaps[at + 1], at == 0)


def clauses(reading: Reading, start: int, end: int) -> list[Clause]:
    """Return `text[start:end]` cut at sentence ends; the last piece is empty if a sentence ends at `end`."""
    found, first, last = [], reading.token_at(start), reading.token_at(end)
    for stop in reading.stops(first, last):
        found.append(Clause(first, stop + 1))
        first = stop + 1
    return [*found, Clause(first, last)]


def leads_in(reading: Reading, clause: Clause) -> bool:
    """Return whether a clause ends as it does before content: with a comma, a colon, a cue, or a cue and “that”.

    >>> reads("Ada Holm said that “the ferry was never once on time that year”.", "before")
    the ferry was never once on time that year
    """
    last = reading.last_word(clause)
    if reading.doc[last].text in LEADS:
        return True
    if reading.doc[last].lower_ == "that":
        last -= 1
    return any(cue[1] == last + 1 for cue in reading.cues(max(clause.first, last - 1), last + 1))
