"""Missed repeats: a name that the model found once and passed over elsewhere in the same document."""

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

FEW = 32  # names; it keeps the search for each of them linear
SHORTEST = 4  # code points of a name that is looked for: shorter ones are parts of headlines and codes too often
SHORTEST_SURNAME = 3  # “Lee” and “Kim” are persons where their full names stand


def with_repeats(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with those that the model passed over, in the order of the text.

    Where “Anna Lind” is a person, the “Lind” of “Lind declined” is one, whether the model saw it or not. A word that
    the text has in lower case too is none: where “they leave” occurs, “Leave” may be the verb at the start of a
    sentence.
    """
    places = open_places(text, mentions)
    names = known_names(mentions, {word for _, _, word in places})
    missed = list(occurrences(text, places, names, How.REPEAT))
    if not missed:
        return list(mentions)
    lower = {one.text.lower() for one in missed}
    # Few texts have such a word; to look for a few is quicker than to read all words.
    words = words_of(text) if len(lower) > FEW or any(one in text for one in lower) else ()
    return sorted([*mentions, *(one for one in missed if one.text.lower() not in words)], key=attrgetter("start"))


def known_names(mentions: Sequence[Mention], words: Collection[str]) -> Mapping[str, Sequence[Name]]:
    """Return the names that start with one of `words`, with their labels, the longest first, by this word.

    Surnames and usual given names of full names are among them.
    """
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        if mention.label == "NORP":  # a people's name is a plain adjective as often: left to the model
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
    """Return the names that a mention gives, each with its first word.

    Of a person’s full name the surname is one too, and the given name where it is a usual one.
    """
    names = [name]
    if label == "PERSON" and is_full_name(name):
        given, *_, surname = name.split()
        names += [surname, given] if given.lower() in given_names() else [surname]
    firsts = [(one, WORD.match(one)) for one in names]
    return tuple((one, first[0]) for one, first in firsts if first)


def _is_long_enough(name: str, labels: Sequence[str]) -> bool:
    """Tell whether a name is looked for: a short one only where it is a person's, as the “Lee” of “Ann Lee”."""
    return len(name) >= SHORTEST or (len(name) >= SHORTEST_SURNAME and majority(labels) == "PERSON")
