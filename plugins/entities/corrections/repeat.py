"""Correction `repeat`: a name that the model found once is found everywhere in the document."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from plugins.english.genders import given_names
from plugins.entities.evidence.full_names import is_full_name
from plugins.entities.evidence.labels import majority
from plugins.entities.evidence.occurrences import WORD, Name, occurrences, open_places, words_of
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from plugins.entities.mentions import Mention

FEW = 32  # names; it keeps the search for them linear in the length of the text
SHORTEST = 4  # code points of a name that is searched for; shorter ones are parts of headlines and codes too often
SHORTEST_SURNAME = 3  # “Lee” and “Kim” are persons where the document has their full names


def with_repeats(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions and those that the model missed, in the order of the text.

    If “Anna Lind” is a person, “Lind” in “Lind declined” is a mention too, even if the model did not find it. A word
    that the text also has in lower case is not: if the text has “they leave”, “Leave” may be the verb at the start of
    a sentence.
    """
    places = open_places(text, mentions)
    names = known_names(mentions, {word for _, _, word in places})
    missed = list(occurrences(text, places, names, How.REPEAT))
    if not missed:
        return list(mentions)
    lower = {one.text.lower() for one in missed}
    # Few texts have such a word; to search for few words is faster than to collect all words of the text.
    words = words_of(text) if len(lower) > FEW or any(one in text for one in lower) else ()
    return sorted([*mentions, *(one for one in missed if one.text.lower() not in words)], key=attrgetter("start"))


def known_names(mentions: Sequence[Mention], words: Collection[str]) -> Mapping[str, Sequence[Name]]:
    """Return names with their labels, the longest first, by their first word, which is one of `words`.

    They include the surnames and the usual given names of full names.
    """
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        if mention.label == "NORP":  # often a plain adjective: only the model decides
            continue
        for name, first in names_within(mention.text, mention.label):
            if first in words:
                labels[name].append(mention.label)
    names: defaultdict[str, list[Name]] = defaultdict(list)
    looked_for = (name for name in labels if _is_long_enough(name, labels[name]) and name[0].isupper())
    for name in sorted(looked_for, key=len, reverse=True):
        names[WORD.findall(name)[0]].append((name, majority(labels[name])))
    return names


@lru_cache(maxsize=4096)
def names_within(name: str, label: str) -> tuple[tuple[str, str], ...]:
    """Return the names to search for because of a mention, each with its first word.

    A person’s full name adds the surname, and the given name if it is a usual one.
    """
    names = [name]
    if label == "PERSON" and is_full_name(name):
        given, *_, surname = name.split()
        names += [surname, given] if given.lower() in given_names() else [surname]
    firsts = [(one, WORD.match(one)) for one in names]
    return tuple((one, first[0]) for one, first in firsts if first)


def _is_long_enough(name: str, labels: Sequence[str]) -> bool:
    """Return whether a name is long enough to search for; three letters are enough for a person: “Lee” of “Ann Lee”."""
    return len(name) >= SHORTEST or (len(name) >= SHORTEST_SURNAME and majority(labels) == "PERSON")
