"""Missed repeats: a name that the model found once and passed over elsewhere in the same document."""

from __future__ import annotations

import re
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING

from plugins.entities.labels import majority
from plugins.entities.mentions import Mention
from plugins.entities.persons import is_full_name
from plugins.entities.titles import is_title
from plugins.entities.words import OPENERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORD = re.compile(r"[^\W_]+")
SHORTEST = 4  # code points of a name that is looked for: shorter ones are parts of headlines and codes too often
BESIDE = 24  # code points in which to look for a longer name before a repeat
ALTERNATIVES = 8  # names with one first word that are tried at one place, the longest first: it keeps this linear
CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
LONGER_BEFORE = re.compile(rf"\b({CAPITAL}\w*) $")
LONGER_AFTER = re.compile(rf"[@/_.]?\w|[- ]{CAPITAL}|-\d")
Name = tuple[str, str]  # with its label
JOINED_BEFORE = ("-", "@", "#", "/", "_", ".")


def with_repeats(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with those that the model passed over, in the order of the text.

    Where “Anna Lind” is a person, the “Lind” of “Lind declined” is one, whether the model saw it or not.
    """
    names = known_names(text, mentions)
    return sorted([*mentions, *repeats(text, mentions, names)], key=attrgetter("start")) if names else list(mentions)


def known_names(text: str, mentions: Sequence[Mention]) -> Mapping[str, Sequence[Name]]:
    """Return the names to look for with their labels, the longest first, by their first word.

    Surnames of full names are among them. A word that the text has in lower case too is none: where “they
    leave” occurs, “Leave” may be the verb at the start of a sentence.
    """
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        if mention.label == "NORP":  # a people's name is a plain adjective as often: left to the model
            continue
        labels[mention.text].append(mention.label)
        if mention.label == "PERSON" and is_full_name(mention.text):
            labels[mention.text.rsplit(maxsplit=1)[-1]].append("PERSON")
    words = set(WORD.findall(text))
    names: defaultdict[str, list[Name]] = defaultdict(list)
    for name in sorted(labels, key=len, reverse=True):
        first = WORD.match(name)
        if first and len(name) >= SHORTEST and name[0].isupper() and name.lower() not in words:
            names[first[0]].append((name, majority(labels[name])))
    return names


def repeats(text: str, mentions: Sequence[Mention], names: Mapping[str, Sequence[Name]]) -> Iterator[Mention]:
    """Yield where one of `names` stands outside of all mentions, as a whole name."""
    ahead = iter(mentions)
    following = next(ahead, None)
    position = 0
    for word in WORD.finditer(text):
        while following and following.start <= word.start():
            position = max(position, following.end)
            following = next(ahead, None)
        if word.start() >= position and word[0] in names:
            gap_end = following.start if following else len(text)
            for repeat in repeats_at(text, word.start(), gap_end, names[word[0]]):
                yield repeat
                position = repeat.end


def repeats_at(text: str, start: int, gap_end: int, names: Sequence[Name]) -> Iterator[Mention]:
    """Yield the longest of `names` that stands at `start` and ends before the next mention, if there is one."""
    for name, label in names[:ALTERNATIVES]:
        end = start + len(name)
        if end <= gap_end and text.startswith(name, start) and is_whole(text, start, end):
            yield Mention(start, end, label, name)
            return


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a name is not a part of a longer one: “Lind” in “Lind Hall” or “New Lind”.

    “While Lind” and “Minister Lind” are no longer names, nor is “Lind-led” one.
    """
    before = text[max(0, start - BESIDE) : start]
    if before[-1:].isalnum() or before.endswith(JOINED_BEFORE) or LONGER_AFTER.match(text, end):
        return False
    neighbour = LONGER_BEFORE.search(before)
    return not neighbour or neighbour[1].lower() in OPENERS or is_title(neighbour[1])
