"""Whom the words of an attribution mean: a mention, the antecedent of a pronoun, or the words themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from plugins.english.genders import gender_of_name, gender_of_title
from plugins.layers import Speaker
from plugins.quotes.speakers.pronouns import GENDER, KnownPersons
from plugins.quotes.speakers.roles import Roles
from plugins.quotes.text.parsed import WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from plugins.layers import Entity
    from plugins.quotes.attribution.attribution import Attribution
    from plugins.quotes.text.marks import Region
    from plugins.quotes.text.reading import Reading

DETERMINER = re.compile(r"(?:the|an?|his|her|its|their|our|my|one|another|this|that)\s+(?=\S)", re.IGNORECASE)
AFTERTHOUGHT = re.compile(r",|;|:|\(|\n| [–—-] |\bwho\b|\bwhich\b")
"""Where the words that name a speaker end: at the comma of “a spokeswoman for the port, who asked not to be named”."""
TOGETHER = re.compile(r"\s*(?:,\s*)?(?:and|&)\s+|\s*,\s*")
"""The text between the names of several speakers."""
ALSO = re.compile(r"\b(?:and|&)\s")
NAMELESS = frozenset(("they", "we", "i", "it", "you", "which", "that", "this", "these", "those"))


@dataclass
class Speakers:
    """Resolves the speakers of a document in text order; it remembers the persons mentioned so far."""

    reading: Reading
    regions: Sequence[Region]
    _several: str | None = None

    @cached_property
    def _known(self) -> KnownPersons:
        return KnownPersons(self.reading, self.regions)

    @cached_property
    def _roles(self) -> Roles:
        return Roles(self.reading)

    def speaker(self, attribution: Attribution) -> Speaker:
        """Return the speaker of an attribution; call it in text order."""
        doc = self.reading.doc
        first, last = attribution.phrase
        start, end = doc[first].idx, doc[last - 1].idx + len(doc[last - 1])
        head = doc[attribution.head]
        if head.lower_ == "they" and self._several:
            return Speaker(start, end, self._several)
        several = self._named_together(first, last)
        if len(several) > 1:
            self._several = " and ".join(several)
            return Speaker(start, end, self._several)
        entity = self._entity(head, first, last)
        if entity is None:
            return Speaker(start, end, None if _is_pronoun(head) else _words(self.reading.text[start:end]))
        if entity.label == "PERSON":
            self._known.add_speaker(head.i, entity)
        return Speaker(start, end, entity.name, entity.entity)

    def _named_together(self, first: int, last: int) -> list[str]:
        """Return the names of several speakers in a row: Ada Holm, Ivo Lund and Rui Sa said."""
        found: dict[str, Entity] = {}
        latest: Entity | None = None
        for at in range(first, min(last, first + WINDOW)):
            mention = self.reading.named.get(at)
            if mention is None or mention is latest or mention.label != "PERSON":
                continue
            if latest and not TOGETHER.fullmatch(self.reading.text, latest.end, mention.start):
                break
            found[mention.entity] = latest = mention
        joined = bool(found) and ALSO.search(
            self.reading.text, next(iter(found.values())).end, latest.end if latest else 0
        )
        return [mention.name for mention in found.values()] if joined else []

    def _entity(self, head: Token, first: int, last: int) -> Entity | None:
        """Return whom the phrase of tokens `first` to `last` with its head word means, or None if unknown."""
        if head.lower_ in GENDER:
            return self._known.antecedent(head)
        if head.lower_ == "who":
            return self.reading.named.get(head.head.head.i)
        return self._named(head, last) or self._roles.holder(head, first, last) or self._surnamed(head)

    def _surnamed(self, head: Token) -> Entity | None:
        """Return the only person with the surname in capitals: LOPEZ: is Maria Lopez, JOHN LOPEZ: is not."""
        bearers = self.reading.persons_by_surname.get(head.lower_, {})
        if not head.is_upper or len(bearers) != 1:
            return None
        (bearer,) = bearers.values()
        before = self.reading.doc[head.i - 1].lower_ if head.i else ""
        titled = gender_of_title(self.reading.text, head.idx)
        other = (
            not titled
            and gender_of_name(f"{before.title()} {head.text.title()}")
            and before not in bearer.name.lower().split()
        )
        return None if other else bearer

    def _named(self, head: Token, last: int) -> Entity | None:
        """Return the mention that contains the head word, or the person next to it: the spokesman, Ivo Lund."""
        named = self.reading.named
        if head.i in named:
            return named[head.i]
        doc = self.reading.doc
        beside = [at for at in range(head.i + 1, last) if doc[at].dep_ == "appos" and doc[at].head.i == head.i]
        beside += [at for at in range(head.i + 1, last) if at == head.i + 1 or doc[at - 1].text == ","][:2]
        return next((named[at] for at in beside if at in named and named[at].label == "PERSON"), None)


def _is_pronoun(head: Token) -> bool:
    return head.lower_ in NAMELESS or head.lower_ in GENDER or head.lower_ == "who"


def _words(phrase: str) -> str | None:
    """Return the words for a speaker without a name, without article and later clauses: the mayor, who … → mayor."""
    cut = AFTERTHOUGHT.search(phrase)
    bare = " ".join(phrase[: cut.start() if cut else None].split())
    return DETERMINER.sub("", bare, count=1) if DETERMINER.match(bare) else bare or None
