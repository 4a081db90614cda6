"""Whom “he” and “she” mean: the persons that the text has mentioned before the pronoun."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from plugins.english.genders import gender_of_name, gender_of_title
from plugins.quotes.text.reading import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Token

    from plugins.layers import Entity
    from plugins.quotes.text.marks import Region
    from plugins.quotes.text.reading import Reading

GENDER = {"he": "m", "she": "f"}
REMEMBERED = 12
"""At most this many persons, the latest, are candidates for a pronoun; others are named again by the text."""


class KnownPerson(NamedTuple):
    """A person, and the token of the latest mention."""

    at: int
    person: Entity


@dataclass
class KnownPersons:
    """The persons mentioned so far, read in text order.

    A pronoun means the latest person of its gender (or of unknown gender) who was the subject of a clause outside
    quotations; so a speaker is preferred to a person who is merely mentioned. Without such a subject it means the
    latest person mentioned.
    """

    reading: Reading
    regions: Sequence[Region]
    _subjects: dict[str, KnownPerson] = field(default_factory=dict)
    _others: dict[str, KnownPerson] = field(default_factory=dict)
    _read: int = 0

    def add_speaker(self, at: int, person: Entity) -> None:
        """Remember the person who speaks at the token `at`, as the subject of a clause."""
        self._read_to(at)
        self._remember(self._subjects, at, person)

    def antecedent(self, pronoun: Token) -> Entity | None:
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
