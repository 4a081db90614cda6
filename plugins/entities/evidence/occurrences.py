"""Where names stand that no mention covers: whole names only, found in one reading of the text."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.entities.lexicon.tables import label_of
from plugins.entities.lexicon.titles import is_title, titles
from plugins.entities.lexicon.words import OPENERS
from plugins.entities.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plugins.layers import How

WORD = re.compile(r"[^\W_]+")
BESIDE = 24  # code points in which to look for a longer name before a repeat
ALTERNATIVES = 8  # names with one first word that are tried at one place, the longest first: it keeps this linear
CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
# The looks behind it, that it is a letter and that no word goes on there, are only for the few places that may be one.
CAPITALISED = re.compile(r"[A-ZªµºÀ-ÖØ-Þ\u0100-\U0010ffff](?<=[^\W\d_])(?<![^\W_].)[^\W_]*")
LONGER_BEFORE = re.compile(rf"\b({CAPITAL}\w*) $")
BODY_OF = re.compile(rf"\b({CAPITAL}\w+) (?:of|for) (?:the )?$")
LONGER_AFTER = re.compile(rf"[@/_.]?\w|[- ]{CAPITAL}|-\d")
Name = tuple[str, str]  # with its label
Place = tuple[int, int, str]  # of a word with a capital: its start, that of the next mention (or the end), the word
JOINED_BEFORE = ("-", "@", "#", "/", "_", ".")
OFFICES = ("ecretary of ", "inister of ")
BEFORE_NAME = 12  # code points before a name in which to look for an office


def open_places(text: str, mentions: Sequence[Mention]) -> list[Place]:
    """Return the words with a capital that no mention covers, in the order of the text."""
    places: list[Place] = []
    ahead = iter([*mentions, None])
    following = next(ahead)
    covered = 0
    for start, word in capitalised(text):
        while following and following.start <= start:
            covered = max(covered, following.end)
            following = next(ahead)
        if start >= covered:
            places.append((start, following.start if following else len(text), word))
    return places


def occurrences(text: str, places: Sequence[Place], names: Mapping[str, Sequence[Name]], how: How) -> Iterator[Mention]:
    """Yield where one of `names`, by their first words, stands at one of `places`, as a whole name.

    how: who looks for it.
    """
    position = 0
    for start, limit, word in places:
        if word in names and start >= position:
            one = occurrence_at(text, start, limit, names[word], how)
            if one:
                yield one
                position = one.end


@lru_cache(maxsize=1)
def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as they are written; the last text is remembered."""
    return frozenset(WORD.findall(text))


@lru_cache(maxsize=1)
def capitalised(text: str) -> list[tuple[int, str]]:
    """Return the words of a text that start with a capital, with their places; the last text is remembered."""
    return [(word.start(), word[0]) for word in CAPITALISED.finditer(text)]


@lru_cache(maxsize=1)
def capitalised_words(text: str) -> frozenset[str]:
    """Return the words of a text that start with a capital somewhere; the last text is remembered."""
    return frozenset(word for _, word in capitalised(text))


def occurrence_at(text: str, start: int, limit: int, names: Sequence[Name], how: How) -> Mention | None:
    """Return the longest of `names` that stands at `start` and ends before the next mention, if there is one."""
    for name, label in names[:ALTERNATIVES]:
        end = start + len(name)
        if end <= limit and text.startswith(name, start) and is_whole(text, start, end):
            return Mention(start, end, label, name, how)
    return None


def is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether a name is not a part of a longer one: “Lind” in “Lind Hall” or “New Lind”.

    “Bank of Norvik” is longer than “Norvik”; “President of Norvik”, “While Lind”,
    “Minister Lind” and “Lind-led” are no longer names.
    """
    before = text[max(0, start - BESIDE) : start]
    if before[-1:].isalnum() or before.endswith(JOINED_BEFORE) or LONGER_AFTER.match(text, end):
        return False
    if is_office(text, start) and not label_of(text[start:end]):
        return False
    body = BODY_OF.search(before)
    if body and body[1].lower() not in titles().heads:
        return False
    neighbour = LONGER_BEFORE.search(before)
    return not neighbour or neighbour[1].lower() in OPENERS or is_title(neighbour[1])


def is_office(text: str, start: int) -> bool:
    """Tell whether what starts at `start` is the rest of an office: the “Health” of “Minister of Health”."""
    return text.endswith(OFFICES, max(0, start - BEFORE_NAME), start)
