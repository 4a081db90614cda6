"""Finds names that no mention covers: whole names only, in one pass over the text."""

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
BESIDE = 24  # code points before a name in which to look for a longer name
ALTERNATIVES = (
    8  # names with the same first word that are tried at one place, the longest first; keeps the search linear
)
CAPITAL = r"[^\W\d_a-zà-öø-ÿ]"
# The lookbehinds (it is a letter, and no word continues there) run only at the few places that may be one.
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
    """Yield a mention for each of `places` at which the text has one of `names` as a whole name.

    names: the names by first word. how: the correction that searches.
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
    """Return the words of a text as they are written; the result for the last text is cached."""
    return frozenset(WORD.findall(text))


@lru_cache(maxsize=1)
def capitalised(text: str) -> list[tuple[int, str]]:
    """Return the words that start with a capital, each with its start; the result for the last text is cached."""
    return [(word.start(), word[0]) for word in CAPITALISED.finditer(text)]


@lru_cache(maxsize=1)
def capitalised_words(text: str) -> frozenset[str]:
    """Return the words that start with a capital anywhere in a text; the result for the last text is cached."""
    return frozenset(word for _, word in capitalised(text))


def occurrence_at(text: str, start: int, limit: int, names: Sequence[Name], how: How) -> Mention | None:
    """Return the longest of `names` that is at `start` and ends before the next mention (`limit`), or None."""
    for name, label in names[:ALTERNATIVES]:
        end = start + len(name)
        if end <= limit and text.startswith(name, start) and is_whole(text, start, end):
            return Mention(start, end, label, name, how)
    return None


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a name is not part of a longer one, as “Lind” is in “Lind Hall” and “New Lind”.

    “Bank of Norvik” is a longer name than “Norvik”; “President of Norvik”, “While Lind”, “Minister Lind” and “Lind-led”
    are not longer names.
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
    """Return whether the words at `start` are the rest of an office: the “Health” of “Minister of Health”."""
    return text.endswith(OFFICES, max(0, start - BEFORE_NAME), start)
