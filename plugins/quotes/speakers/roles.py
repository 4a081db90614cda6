"""Whom a role means: “the minister” after “Minister Ada Holm”, “the company” after one name of a company."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from plugins.english.legal_forms import OF_SPEAKERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Token

    from plugins.layers import Entity
    from plugins.quotes.text.reading import Reading

ROLE_WORDS = 6
"""At most this many words of a role count, from its end."""
COMPANY = frozenset(("company", "firm"))
LEGAL_FORM = re.compile(rf" {OF_SPEAKERS}$")


@dataclass(frozen=True)
class Roles:
    """The roles of the persons in a text, and its companies."""

    reading: Reading

    def holder(self, head: Token, first: int, last: int) -> Entity | None:
        """Return the only person with this role in the text: after “Minister Ada Holm”, “the minister” means her.

        “The company” means the only company (a name with a legal form) mentioned so far.
        """
        words = self.reading.lowers[first:last]
        if len(words) < len(("the", "mayor")) or words[0] != "the" or head.i != last - 1:
            return None
        holders = self._persons_of_role(words[1:])
        if words[1:] == [head.lower_] and head.lower_ in COMPANY:
            holders = {one.entity: one for one in self._companies if one.start < head.idx}
        return next(iter(holders.values())) if len(holders) == 1 else None

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
