"""Whom the words of an attribution mean: a mention, the antecedent of a pronoun, or the words themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from plugins.genders import gender_of_name, gender_of_title
from plugins.layers import Speaker
from plugins.quotes.text.parsed import WINDOW
from plugins.quotes.text.reading import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
GENDER = {"he": "m", "she": "f"}
REMEMBERED = 12
"""At most this many persons, the latest, are candidates for a pronoun; others are named again by the text."""
ROLE_WORDS = 6
"""At most this many words of a role count, from its end."""
COMPANY = frozenset(("company", "firm"))
LEGAL_FORM = re.compile(
    r" (?:Inc|Ltd|Corp|Co|LL[PC]|PLC|plc|AG|GmbH|SA|S\.A|NV|N\.V|AB|ASA|SpA|Limited|Corporation)\.?$"
)
NAMELESS = frozenset(("they", "we", "i", "it", "you", "which", "that", "this", "these", "those"))


class KnownPerson(NamedTuple):
    """A person, and the token of the latest mention."""

    at: int
    person: Entity


@dataclass
class Speakers:
    """Resolves the speakers of a document in text order; it remembers the persons mentioned so far.

    A pronoun means the latest person of its gender (or of unknown gender) who was the subject of a clause outside
    quotations; so a speaker is preferred to a person who is merely mentioned. Without such a subject it means the
    latest person mentioned.
    """

    reading: Reading
    regions: Sequence[Region]
    _subjects: dict[str, KnownPerson] = field(default_factory=dict)
    _others: dict[str, KnownPerson] = field(default_factory=dict)
    _read: int = 0
    _several: str | None = None

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
            self._read_to(head.i)
            self._remember(self._subjects, head.i, entity)
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
            return self._antecedent(head)
        if head.lower_ == "who":
            return self.reading.named.get(head.head.head.i)
        return self._named(head, last) or self._role(head, first, last) or self._surnamed(head)

    def _surnamed(self, head: Token) -> Entity | None:
        """Return the only person with the surname in capitals: LOPEZ: is Maria Lopez, JOHN LOPEZ: is not."""
        persons_by_surname = self.reading.persons_by_surname.get(head.lower_, {})
        if not head.is_upper or len(persons_by_surname) != 1:
            return None
        (bearer,) = persons_by_surname.values()
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

    def _role(self, head: Token, first: int, last: int) -> Entity | None:
        """Return the only person with this role in the text: after “Minister Ada Holm”, “the minister” means her.

        “The company” means the only company (a name with a legal form) mentioned so far.
        """
        words = self.reading.lowers[first:last]
        if len(words) < len(("the", "mayor")) or words[0] != "the" or head.i != last - 1:
            return None
        persons_by_surname = self._persons_of_role(words[1:])
        if words[1:] == [head.lower_] and head.lower_ in COMPANY:
            persons_by_surname = {one.entity: one for one in self._companies if one.start < head.idx}
        return next(iter(persons_by_surname.values())) if len(persons_by_surname) == 1 else None

    def _persons_of_role(self, words: list[str]) -> dict[str, Entity]:
        """Return the persons whose role ends with these words: “the minister” matches Foreign Minister Ada Holm."""
        known = self._persons_by_role_word.get(words[0], {}) if len(words) == 1 else {}
        return known | self._persons_by_role.get(" ".join(words), {})

    @cached_property
    def _persons_by_role(self) -> Mapping[str, dict[str, Entity]]:
        """By the last words of a role ("minister", "foreign minister"): its persons, by the id of their entity."""
        held: dict[str, dict[str, Entity]] = {}
        for mention in self.reading.mentions:
            if mention.label == "PERSON" and mention.role:
                words = mention.role.lower().split()[-ROLE_WORDS:]
                for at in range(len(words)):
                    held.setdefault(" ".join(words[at:]), {}).setdefault(mention.entity, mention)
        return held

    @cached_property
    def _companies(self) -> list[Entity]:
        """The first mentions of the first two companies: two are enough to make “the company” ambiguous."""
        found: dict[str, Entity] = {}
        for mention in sorted(self.reading.mentions, key=lambda one: one.start):
            if mention.label == "ORG" and LEGAL_FORM.search(mention.name):
                found.setdefault(mention.entity, mention)
        return list(found.values())[:2]

    @cached_property
    def _persons_by_role_word(self) -> Mapping[str, dict[str, Entity]]:
        """By the word right before a name: the persons, by the id of their entity."""
        roles: dict[str, dict[str, Entity]] = {}
        for at, mention in self.reading.named.items():
            before = self.reading.doc[at - 1] if at else None
            if before is not None and mention.label == "PERSON" and at - 1 not in self.reading.named:
                roles.setdefault(before.lower_, {})[mention.entity] = mention
        return roles

    def _antecedent(self, pronoun: Token) -> Entity | None:
        """Return whom “he” or “she” means; a person of unknown gender gets the gender of the pronoun."""
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
        """Remember the persons mentioned outside quotations before the token `end`."""
        while self._read < len(self._persons) and self._persons[self._read][0] < end:
            at, mention = self._persons[self._read]
            self._read += 1
            known = self._subjects if _is_subject(self.reading.doc[at]) else self._others
            self._remember(known, at, mention)

    def _remember(self, known: dict[str, KnownPerson], at: int, person: Entity) -> None:
        """Make a person the latest of those known, and forget the one mentioned longest ago."""
        known.pop(person.entity, None)
        known[person.entity] = KnownPerson(at, person)
        if len(known) > REMEMBERED:
            del known[next(iter(known))]

    @cached_property
    def _persons(self) -> list[tuple[int, Entity]]:
        """The last tokens of mentions of persons outside quotations, with the mentions, in text order."""
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
        """Known genders by entity: from a title (“Ms. Holm”) anywhere in the text, else from the given name."""
        titled, given = {}, {}
        for mention in self.reading.mentions:
            title = gender_of_title(self.reading.text, mention.start)
            if title:
                titled[mention.entity] = title
            elif gender_of_name(mention.name):
                given[mention.entity] = gender_of_name(mention.name)
        return given | titled


def _is_subject(word: Token) -> bool:
    """Return whether a name is the subject of a clause or in apposition to it: The mayor, Ada Holm, disagreed."""
    return word.dep_ in SUBJECTS or (word.dep_ == "appos" and word.head.dep_ in SUBJECTS)


def _is_pronoun(head: Token) -> bool:
    return head.lower_ in NAMELESS or head.lower_ in GENDER or head.lower_ == "who"


def _words(phrase: str) -> str | None:
    """Return the words for a speaker without a name, without article and afterthought: the mayor, who … → mayor."""
    cut = AFTERTHOUGHT.search(phrase)
    bare = " ".join(phrase[: cut.start() if cut else None].split())
    return DETERMINER.sub("", bare, count=1) if DETERMINER.match(bare) else bare or None
