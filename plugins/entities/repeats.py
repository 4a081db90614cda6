"""Missed repeats: a name that the model found once and passed over elsewhere in the same document."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from plugins.entities.labels import majority
from plugins.entities.occurrences import WORD, Name, occurrences
from plugins.entities.persons import is_full_name
from plugins.genders import given_names
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plugins.entities.mentions import Mention

FEW = 32  # names; it keeps the search for each of them linear
SHORTEST = 4  # code points of a name that is looked for: shorter ones are parts of headlines and codes too often
SHORTEST_SURNAME = 3  # “Lee” and “Kim” are persons where their full names stand


def with_repeats(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with those that the model passed over, in the order of the text.

    Where “Anna Lind” is a person, the “Lind” of “Lind declined” is one, whether the model saw it or not. A word that
    the text has in lower case too is none: where “they leave” occurs, “Leave” may be the verb at the start of a
    sentence.
    """
    missed = list(occurrences(text, mentions, known_names(mentions), How.REPEAT))
    if not missed:
        return list(mentions)
    lower = {one.text.lower() for one in missed}
    # Few texts have such a word; to look for a few is quicker than to read all words.
    words = frozenset(WORD.findall(text)) if len(lower) > FEW or any(one in text for one in lower) else ()
    return sorted([*mentions, *(one for one in missed if one.text.lower() not in words)], key=attrgetter("start"))


def known_names(mentions: Sequence[Mention]) -> Mapping[str, Sequence[Name]]:
    """Return the names to look for with their labels, the longest first, by their first word.

    Surnames and usual given names of full names are among them.
    """
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        if mention.label == "NORP":  # a people's name is a plain adjective as often: left to the model
            continue
        labels[mention.text].append(mention.label)
        if mention.label == "PERSON":
            for part in parts_alone(mention.text):
                labels[part].append("PERSON")
    names: defaultdict[str, list[Name]] = defaultdict(list)
    looked_for = [name for name in labels if name[0].isupper() and _is_long_enough(name, labels[name])]
    for name in sorted(looked_for, key=len, reverse=True):
        first = first_word(name)
        if first:
            names[first].append((name, majority(labels[name])))
    return names


@lru_cache(maxsize=4096)
def parts_alone(name: str) -> tuple[str, ...]:
    """Return what stands alone for a person with a full name: the surname, and a given name where it is a usual one."""
    if not is_full_name(name):
        return ()
    given, *_, surname = name.split()
    return (surname, given) if given.lower() in given_names() else (surname,)


@lru_cache(maxsize=4096)
def first_word(name: str) -> str:
    """Return the word that a name starts with, or "" where it starts with a mark."""
    word = WORD.match(name)
    return word[0] if word else ""


def _is_long_enough(name: str, labels: Sequence[str]) -> bool:
    """Tell whether a name is looked for: a short one only where it is a person's, as the “Lee” of “Ann Lee”."""
    return len(name) >= SHORTEST or (len(name) >= SHORTEST_SURNAME and majority(labels) == "PERSON")
