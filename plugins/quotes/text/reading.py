"""The grammar of attributions: who speaks, and which tokens form the phrase that names the speaker."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from plugins.quotes.text.parsed import WINDOW, Clause, Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from spacy.tokens import Token

    from plugins.layers import Entity

SUBJECTS = frozenset(("nsubj", "nsubjpass"))
CLIMBS = frozenset(("conj", "advcl", "xcomp", "ccomp", "pcomp", "prep", "aux", "parataxis", "dep", "acl", "relcl"))
"""Roles that lead from a verb without a subject to the verb or noun that has it: Lee laughed, saying …"""
SECOND = frozenset(("conj", "advcl"))
"""Roles of a second verb of the same speaker that depends on the content of the first verb."""
CLIMB_LIMIT = 4
HEARERS = frozenset(("told", "asked", "informed", "reminded", "assured", "advised", "warned", "thanked", "notified"))
"""Verbs whose passive has the hearer as its subject: Reporters were told: “…”"""
QUOTERS = frozenset(("quoted", "quotes", "quoting", "cited", "cites", "citing", "heard", "hears", "hearing"))
"""Verbs whose object is the speaker, and whose subject passes the words on."""
NO_NOUNS = frozenset(("punct", "prep", "mark", "advcl", "ccomp", "xcomp", "aux", "cc", "conj", "prt", "neg"))
"""Roles of words that depend on a cue and are not the speaker."""
DASHES = frozenset(("—", "–", "-", "--"))
PRONOUNS = frozenset(("he", "she", "they", "we", "i", "it", "you", "who"))
RELATIVES = frozenset(("who", "which", "that"))
NAMED = frozenset(("PERSON", "ORG", "GPE", "NORP"))


@dataclass(frozen=True)
class Reading(Parsed):
    """A parsed text with the names in it and the grammar of attributions."""

    @cached_property
    def named(self) -> Mapping[int, Entity]:
        """The mention that contains a token, by token index; the longer mention if two overlap."""
        covering: dict[int, Entity] = {}
        for mention in sorted(self.mentions, key=lambda one: one.end - one.start):
            for at in range(self.token_at(mention.start), self.token_at(mention.end)):
                covering[at] = mention
        return covering

    def subject(self, cue: tuple[int, int], clause: Clause) -> Token | None:
        """Return the head word of the speaker within the clause: by the parse, else by the words next to the cue."""
        if self.doc[cue[0]].lower_ == "according":
            return self._object_of(self.doc[cue[1] - 1], clause)
        return self._parsed_subject(self.doc[cue[0]], clause) or self._subject_beside(cue, clause)

    def _object_of(self, preposition: Token, clause: Clause) -> Token | None:
        """Return the head of the phrase after a preposition: according to people who know the plan → people."""
        found = next((child for child in self._children(preposition, clause) if child.dep_ == "pobj"), None)
        return found or self._noun_from(preposition.i + 1, clause)

    def _children(self, word: Token, clause: Clause) -> Iterator[Token]:
        """Yield the tokens of a clause that depend on a word, in text order."""
        return (self.doc[at] for at in self.children(word.i) if at in clause and abs(at - word.i) <= WINDOW)

    def _parsed_subject(self, verb: Token, clause: Clause) -> Token | None:
        """Climb from the verb to the subject: “…,” Lee was quoted as saying → Lee; a letter saying → letter."""
        for _ in range(CLIMB_LIMIT):
            own = self._own_subject(verb, clause)
            if own is not None:
                return self._echoed(verb, own, clause)
            if verb.dep_ not in CLIMBS or verb.head.i not in clause:
                return None
            if verb.dep_ == "acl":
                return self._giver(verb.head, clause)
            verb = self._reporting(verb) or verb.head
        return None

    def _reporting(self, verb: Token) -> Token | None:
        """Return the first verb of the speaker of a second one: Lee said Holm had won and added … → said, not won."""
        outer = verb.head.head
        second = verb.dep_ in SECOND and verb.i in self._attributing
        return outer if second and verb.head.dep_ == "ccomp" and outer.i in self._attributing else None

    def _own_subject(self, verb: Token, clause: Clause) -> Token | None:
        """Return the subject of a verb; of an active “quoted” the object, the speaker: Tass quoted Lee as saying."""
        children = list(self._children(verb, clause))
        subjects = [child for child in children if child.dep_ in SUBJECTS and not is_hearer(child)]
        subject = subjects[0] if subjects else None
        if len(subjects) > 1 and self._is_dateline(subjects[0], subjects[1]):
            subject = subjects[1]
        if subject is not None and subject.dep_ == "nsubj" and verb.lower_ in QUOTERS:
            return next((child for child in children if child.dep_ == "dobj"), subject)
        return subject

    def _is_dateline(self, first: Token, second: Token) -> bool:
        """Return whether the first of two subjects is the place of a dateline: PORT ELLERY — Lee said → Lee."""
        return any(self.doc[at].text in DASHES for at in range(first.i + 1, second.i))

    def _echoed(self, verb: Token, subject: Token, clause: Clause) -> Token:
        """Return the speaker if a bare “saying” seems to belong to an object: Lee echoed Holm saying → Lee."""
        bare = verb.lower_.endswith("ing") and not any(child.dep_ == "aux" for child in self._children(verb, clause))
        if not bare or verb.dep_ != "ccomp" or verb.head.lower_ in QUOTERS:
            return subject
        return self._own_subject(verb.head, clause) or subject

    def _giver(self, noun: Token, clause: Clause) -> Token:
        """Return the author of a message: Lee issued a statement saying → Lee; else the noun: a statement saying."""
        if noun.dep_ != "dobj" or noun.head.lower_ in QUOTERS:
            return noun
        return self._own_subject(noun.head, clause) or noun

    def _subject_beside(self, cue: tuple[int, int], clause: Clause) -> Token | None:
        """Return the nearest person before the cue, else the noun right after it, else any name before it."""
        before = [at for at in range(cue[0] - 1, max(clause.first, cue[0] - WINDOW) - 1, -1) if self.can_speak(at)]
        person = next((at for at in before if self.is_person(at)), None)
        if person is not None:
            return self.doc[person]
        found = self._noun_behind(cue, clause)
        return found if found is not None or not before else self.doc[before[0]]

    def _noun_behind(self, cue: tuple[int, int], clause: Clause) -> Token | None:
        """Return the noun right after the cue: “…,” said Lee; but in “Holm told Lee” that noun is the hearer."""
        inverted = all(word.is_punct for word in self.words(Clause(clause.first, cue[0])))
        if self.doc[cue[0]].lower_ in HEARERS and not inverted:
            return None
        behind = cue[1]
        while behind < clause.last - 1 and self.doc[behind].dep_ == "advmod" and self.doc[behind].is_lower:
            behind += 1
        found = self._noun_from(behind, clause)
        if found is None and inverted and behind in clause and self.doc[behind].head.i == cue[0]:
            return None if self.doc[behind].dep_ in NO_NOUNS else self.doc[behind]
        return found

    def first_speaker(self, clause: Clause) -> Token | None:
        """Return the head of the name, pronoun or noun that a clause starts with: Lee, 58, once mayor of Dorn."""
        start = next((word.i for word in self.words(clause) if not word.is_punct), None)
        return None if start is None else self._noun_from(start, clause)

    def _noun_from(self, at: int, clause: Clause) -> Token | None:
        """Return the head of the noun phrase that starts at a token: the word itself, or the noun of an article."""
        if at not in clause:
            return None
        token = self.doc[at]
        if self.can_speak(at):
            mention = self.named.get(at)
            return self.doc[min(self.token_at(mention.end), clause.last) - 1] if mention else token
        if token.dep_ in ("det", "compound", "amod") and token.head.i > at and token.head.i in clause:
            return token.head
        return None

    def can_speak(self, at: int) -> bool:
        """Return whether the token is part of a name that can speak, or a pronoun in the nominative."""
        mention = self.named.get(at)
        return (mention is not None and mention.label in NAMED) or self.doc[at].lower_ in PRONOUNS

    def is_person(self, at: int) -> bool:
        """Return whether the token is part of a person's name, or a pronoun in the nominative."""
        mention = self.named.get(at)
        return mention.label == "PERSON" if mention else self.doc[at].lower_ in PRONOUNS

    def is_human(self, at: int) -> bool:
        """Return whether the token is part of a person's name, or a pronoun that refers to a person."""
        return self.is_person(at) and self.doc[at].lower_ not in ("it", "who", "they")

    def antecedent(self, head: Token) -> Token:
        """Return the noun that a relative pronoun refers to (Lee, who said → Lee), or any other word itself."""
        verb = head.head
        return verb.head if head.lower_ in RELATIVES and verb.dep_ == "relcl" else head

    def is_name(self, token: Token) -> bool:
        """Return whether the token is part of a name, or the surname of a person whose full name the text gives."""
        return token.lower_ in self.persons_by_surname or (token.i in self.named and self.can_speak(token.i))

    @cached_property
    def persons_by_surname(self) -> Mapping[str, dict[str, Entity]]:
        """By surname (last word of the name, lower case): the first mention of each person, by the id of the entity."""
        found: dict[str, dict[str, Entity]] = {}
        for mention in self.mentions:
            words = mention.name.lower().split()
            if mention.label == "PERSON" and words:
                found.setdefault(words[-1], {}).setdefault(mention.entity, mention)
        return found

    def phrase(self, head: Token, cue: tuple[int, int] | None, clause: Clause) -> tuple[int, int]:
        """Return the tokens of the phrase around `head`, with appositions and “who” clauses, without the cue."""
        first, last = max(head.left_edge.i, clause.first), min(head.right_edge.i + 1, clause.last)
        if cue and first <= cue[0] < last:
            first, last = (cue[1], last) if head.i >= cue[1] else (first, cue[0])
        while first < head.i and _is_edge(self.doc[first]):
            first += 1
        while last > head.i + 1 and _is_edge(self.doc[last - 1]):
            last -= 1
        return min(first, head.i), max(last, head.i + 1, self._apposed(head, last, clause))

    def _apposed(self, head: Token, last: int, clause: Clause) -> int:
        """Return the end of a person's name after a noun and a comma: the mayor of Dorn, Ada Holm."""
        beside = last + 1
        if beside not in clause or self.doc[last].text != "," or head.i in self.named or head.lower_ in PRONOUNS:
            return last
        mention = self.named.get(beside)
        return min(self.token_at(mention.end), clause.last) if mention and mention.label == "PERSON" else last


def _is_edge(token: Token) -> bool:
    return token.is_punct or token.is_space


def is_hearer(subject: Token) -> bool:
    """Return whether the subject of a passive heard what was said, as in: Reporters were told."""
    return subject.dep_ == "nsubjpass" and subject.head.lower_ in HEARERS
