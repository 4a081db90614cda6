"""Verbs by their forms: which word is a past verb, and which says that something is to come.

There is no parse: a verb is known by its form ("was", "resigned", "won"), by the verb before it ("has won", "is
opened") and by the word that follows ("plans to"). Words are in small letters; in a list of words before an
expression the nearest comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def with_neighbours(before: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield each word before an expression, the nearest first, between the words that follow and precede it."""
    return zip(["", *before], before, [*before[1:], ""], strict=False)


def is_past(previous: str, word: str) -> bool:
    """Return whether a word is a past verb: "was", "resigned", "won"; not "is won", "expected", "a contested vote"."""
    if not past_form(word) or word in PERHAPS_AHEAD:
        return word in PAST_AUXILIARIES
    return previous not in AUXILIARIES and not describes(previous, word)


def past_form(word: str) -> bool:
    """Return whether a word is a past form or participle: "won", "resigned"; not "united", "need"."""
    return word in IRREGULAR or word in TOLD or ends_in_ed(word)


def ends_in_ed(word: str) -> bool:
    """Return whether a word is a regular past form or participle."""
    return word.endswith("ed") and word not in NO_VERBS_IN_ED


def describes(previous: str, word: str) -> bool:
    """Return whether a participle stands before a noun: "a contested convention", "his revised plan"."""
    return word.endswith("ed") and previous in BEFORE_ADJECTIVE


def infinitive(word: str) -> bool:
    """Return whether a word after "to" may be a verb: only letters, and no article or the like."""
    return word.isalpha() and word not in NO_VERBS


def intends(previous: str, word: str, following: str) -> bool:
    """Return whether a present verb states an intention: "they plan to meet"; not "planned to", "his plan to"."""
    return following == "to" and word in BEFORE_TO and not word.endswith("ed") and previous not in NO_SUBJECTS


PAST_AUXILIARIES = word_set("had was were did")
AUXILIARIES = word_set("is are be being been has have having")  # before a participle they carry the tense
IRREGULAR = word_set("took began went came left met won lost fell rose gave held broke struck sent spoke flew")
TOLD = word_set(
    "said told made got saw found shot wrote drove rode ran stood sat led paid bought sold brought thought caught"
    " fought taught built felt kept slept heard knew grew threw drew wore tore swore chose froze stole sang sank swam"
    " became overcame underwent withdrew fled bled hung stuck swung spent lent bent dealt meant sought sprang hid slid"
)
NO_VERBS_IN_ED = word_set("united hundred need indeed speed feed")
BEFORE_ADJECTIVE = word_set("a an the his her their its")
MODALS = word_set("will ll shall would must can might")
LOOKING_AHEAD = word_set("will ll shall scheduled due upcoming slated")
PERHAPS_AHEAD = LOOKING_AHEAD | word_set(
    "expected expects expect plans planned planning would could should must next coming"
)
SURELY_AHEAD = LOOKING_AHEAD | word_set("expected expects planned plans set would")
BEFORE_TO = word_set(
    "is are plan plans planned planning expected expects set ready hope hopes hoping intends aims poised likely"
    " eligible course track chance opportunity wants want needs need seeks preparing promises vows pledges"
)
GOES = word_set(
    "begins starts opens closes ends expires lapses resumes reopens meets convenes returns arrives departs travels"
    " faces hosts holds speaks testifies kicks airs appears publishes moves leaves"
)
NO_SUBJECTS = word_set("the a an had was were of to not his her its their this that for in s")
NO_VERBS = word_set("the a an its his her their this that late early mid last next about some more less almost nearly")
# Words before an expression at which its clause begins: marks, other verbs, conjunctions.
CLAUSE_EDGES = word_set(
    ', – — ( ) " “ ” had was were has have did said says told who which that when after before because as while'
)
