"""Whom the words of an attribution mean: a mention, the one a pronoun stands for, or the words themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from plugins.english.genders import gender_of_name, gender_of_title
from plugins.english.legal_forms import OF_SPEAKERS
from plugins.layers import Speaker
from plugins.quotes.parsed import WINDOW
from plugins.quotes.reading import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Token

    from plugins.layers import Entity
    from plugins.quotes.attribution import Attribution
    from plugins.quotes.marks import Region
    from plugins.quotes.reading import Reading

DETERMINER = re.compile(r"(?:the|an?|his|her|its|their|our|my|one|another|this|that)\s+(?=\S)", re.IGNORECASE)
AFTERTHOUGHT = re.compile(r",|;|:|\(|\n| [–—-] |\bwho\b|\bwhich\b")
"""Where the words that name a speaker end: a spokeswoman for the port, who asked not to be named."""
TOGETHER = re.compile(r"\s*(?:,\s*)?(?:and|&)\s+|\s*,\s*")
"""What stands between the names of several speakers."""
ALSO = re.compile(r"\b(?:and|&)\s")
GENDER = {"he": "m", "she": "f"}
REMEMBERED = 12
"""So many persons are remembered for a pronoun, the latest first; further back, a text names them again."""
ROLE_WORDS = 6
"""Of a role so many words count, from its end."""
COMPANY = frozenset(("company", "firm"))
LEGAL_FORM = re.compile(rf" {OF_SPEAKERS}$")
NAMELESS = frozenset(("they", "we", "i", "it", "you", "which", "that", "this", "these", "those"))


class Noted(NamedTuple):
    """A person and the token where the text last spoke of them."""

    at: int
    person: Entity


@dataclass
class Speakers:
    """Names the speakers of a document in the order of the text; it remembers of whom the text speaks.

    A pronoun means the latest person, of its gender or of unknown gender, that was the subject of a clause outside
    quotations; so a speaker comes before someone merely mentioned. Where there is no such subject, it means the latest
    person mentioned.
    """

    reading: Reading
    regions: Sequence[Region]
    _subjects: dict[str, Noted] = field(default_factory=dict)
    _others: dict[str, Noted] = field(default_factory=dict)
    _read: int = 0
    _several: str | None = None

    def speaker(self, attribution: Attribution) -> Speaker:
        """Return the speaker of an attribution; call it in the order of the text."""
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
            self._read_to(head.i)
            self._note(self._subjects, head.i, entity)
        return Speaker(start, end, entity.name, entity.entity)

    def _named_together(self, first: int, last: int) -> list[str]:
        """Return the names of several speakers that stand side by side: Ada Holm, Ivo Lund and Rui Sa said."""
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
        """Return whom the phrase of tokens `first` to `last` with its head word means, where that is known."""
        if head.lower_ in GENDER:
            return self._antecedent(head)
        if head.lower_ == "who":
            return self.reading.named.get(head.head.head.i)
        return self._named(head, last) or self._role(head, first, last) or self._surnamed(head)

    def _surnamed(self, head: Token) -> Entity | None:
        """Return the one person whose surname a name in capitals is: LOPEZ: is Maria Lopez, JOHN LOPEZ: is not."""
        bearers = self.reading.bearers.get(head.lower_, {})
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
        """Return the mention that the head word belongs to, or the person beside it: the spokesman, Ivo Lund."""
        named = self.reading.named
        if head.i in named:
            return named[head.i]
        doc = self.reading.doc
        beside = [at for at in range(head.i + 1, last) if doc[at].dep_ == "appos" and doc[at].head.i == head.i]
        beside += [at for at in range(head.i + 1, last) if at == head.i + 1 or doc[at - 1].text == ","][:2]
        return next((named[at] for at in beside if at in named and named[at].label == "PERSON"), None)

    def _role(self, head: Token, first: int, last: int) -> Entity | None:
        """Return the one whom the text calls so: “Minister Ada Holm” makes her “the minister”.

        “The company” is the one company, by its legal form, named so far.
        """
        words = self.reading.lowers[first:last]
        if len(words) < len(("the", "mayor")) or words[0] != "the" or head.i != last - 1:
            return None
        bearers = self._bearers(words[1:])
        if words[1:] == [head.lower_] and head.lower_ in COMPANY:
            bearers = {one.entity: one for one in self._companies if one.start < head.idx}
        return next(iter(bearers.values())) if len(bearers) == 1 else None

    def _bearers(self, words: list[str]) -> dict[str, Entity]:
        """Return the persons whose role ends with these words: “the minister” is Foreign Minister Ada Holm."""
        known = self._roles.get(words[0], {}) if len(words) == 1 else {}
        return known | self._held.get(" ".join(words), {})

    @cached_property
    def _held(self) -> Mapping[str, dict[str, Entity]]:
        """The persons, by the id of their entity, by the last words of their role: "minister", "foreign minister"."""
        held: dict[str, dict[str, Entity]] = {}
        for mention in self.reading.mentions:
            if mention.label == "PERSON" and mention.role:
                words = mention.role.lower().split()[-ROLE_WORDS:]
                for at in range(len(words)):
                    held.setdefault(" ".join(words[at:]), {}).setdefault(mention.entity, mention)
        return held

    @cached_property
    def _companies(self) -> list[Entity]:
        """The first mentions of the first two companies; with a third it would be no clearer which one is meant."""
        found: dict[str, Entity] = {}
        for mention in sorted(self.reading.mentions, key=lambda one: one.start):
            if mention.label == "ORG" and LEGAL_FORM.search(mention.name):
                found.setdefault(mention.entity, mention)
        return list(found.values())[:2]

    @cached_property
    def _roles(self) -> Mapping[str, dict[str, Entity]]:
        """The persons, by the id of their entity, that stand right behind a word of their role."""
        roles: dict[str, dict[str, Entity]] = {}
        for at, mention in self.reading.named.items():
            before = self.reading.doc[at - 1] if at else None
            if before is not None and mention.label == "PERSON" and at - 1 not in self.reading.named:
                roles.setdefault(before.lower_, {})[mention.entity] = mention
        return roles

    def _antecedent(self, pronoun: Token) -> Entity | None:
        """Return whom “he” or “she” means; it shows the gender of one of whom nothing else does."""
        self._read_to(pronoun.i)
        gender = GENDER[pronoun.lower_]
        for known in (self._subjects, self._others):
            fitting = [one for one in known.values() if self._genders.get(one.person.entity, gender) == gender]
            if fitting:
                person = max(fitting, key=lambda one: one.at).person
                self._genders[person.entity] = gender
                return person
        return None

    def _read_to(self, end: int) -> None:
        """Take note of the persons mentioned outside quotations before the token `end`."""
        while self._read < len(self._persons) and self._persons[self._read][0] < end:
            at, mention = self._persons[self._read]
            self._read += 1
            known = self._subjects if _is_subject(self.reading.doc[at]) else self._others
            self._note(known, at, mention)

    def _note(self, known: dict[str, Noted], at: int, person: Entity) -> None:
        """Put a person last among those known, and forget the one of whom the text has not spoken for longest."""
        known.pop(person.entity, None)
        known[person.entity] = Noted(at, person)
        if len(known) > REMEMBERED:
            del known[next(iter(known))]

    @cached_property
    def _persons(self) -> list[tuple[int, Entity]]:
        """The last tokens of mentions of persons outside quotations, with the mentions, in the order of the text."""
        found, regions, following = [], self.regions, 0
        for mention in sorted(self.reading.mentions, key=lambda one: one.start):
            while following < len(regions) and regions[following].closing <= mention.start:
                following += 1
            quoted = following < len(regions) and regions[following].opening <= mention.start
            last = self.reading.token_at(mention.end) - 1
            if mention.label == "PERSON" and not quoted and last >= 0:
                found.append((last, mention))
        return found

    @cached_property
    def _genders(self) -> dict[str, str]:
        """Genders by entity: from “Ms. Holm” anywhere in the text, else from the given name; others are missing."""
        titled, given = {}, {}
        for mention in self.reading.mentions:
            title = gender_of_title(self.reading.text, mention.start)
            if title:
                titled[mention.entity] = title
            elif gender_of_name(mention.name):
                given[mention.entity] = gender_of_name(mention.name)
        return given | titled


def _is_subject(word: Token) -> bool:
    """Say whether a name is the subject of a clause or stands beside it: The mayor, Ada Holm, disagreed."""
    return word.dep_ in SUBJECTS or (word.dep_ == "appos" and word.head.dep_ in SUBJECTS)


def _is_pronoun(head: Token) -> bool:
    return head.lower_ in NAMELESS or head.lower_ in GENDER or head.lower_ == "who"


def _words(phrase: str) -> str | None:
    """Return the words of a speaker without a name, without article and afterthought: the mayor, who … → mayor."""
    cut = AFTERTHOUGHT.search(phrase)
    bare = " ".join(phrase[: cut.start() if cut else None].split())
    return DETERMINER.sub("", bare, count=1) if DETERMINER.match(bare) else bare or None
