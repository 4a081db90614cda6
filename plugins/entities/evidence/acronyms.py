"""Acronyms: whether a name is one, and the full names that the text gives for them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.entities.lexicon.words import SMALL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LENGTHS = range(3, 7)  # letters; shorter acronyms may be initials of a person or names of states
IN_BRACKETS = re.compile(r"\(([A-Z][A-Za-z]{1,9})\)")
WORD = re.compile(r"[^\W_]+")
BREAK = re.compile(r"[\n\r()\[\]\"“”;:!?]")
LONGEST_EXPANSION = 120  # code points; the longest names of bodies have about a hundred


@lru_cache(maxsize=4096)
def is_acronym(name: str) -> bool:
    """Return whether a name consists of three to six capitals, with or without full stops: “OTCA”, “O.T.C.A.”."""
    letters = name.replace(".", "")
    return len(letters) in LENGTHS and letters.isupper() and letters.isalpha()


def expansions(text: str) -> Mapping[str, str]:
    """Return the full names that the text gives for acronyms, by acronym."""
    return {text[slice(*acronym)]: text[slice(*full)] for full, acronym in expanded(text)}


def expanded(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the spans of a full name and of the acronym in brackets that follows it."""
    position = 0
    for match in IN_BRACKETS.finditer(text):
        start = expansion_start(text, match.start(), match[1])
        if start is None or start < position or BREAK.search(text, start, match.start()):
            continue
        position = match.end()
        yield (start, len(text[start : match.start()].rstrip()) + start), match.span(1)


def expansion_start(text: str, end: int, acronym: str) -> int | None:
    """Return where the words before `end` start whose initials are the capitals of `acronym`, or None.

    Small words are skipped, and so is the second half of a hyphenated word unless it fits: “Co-operation” is C.
    """
    letters = [letter for letter in acronym if letter.isupper()]
    offset = max(0, end - LONGEST_EXPANSION)
    window = text[offset:end]
    if len(letters) < 2 or not window.endswith(" "):  # noqa: PLR2004  # one letter is no acronym
        return None
    for word in reversed(list(WORD.finditer(window))):
        if word[0][0].upper() == letters[-1] and word[0] not in SMALL_WORDS:
            letters.pop()
            if not letters:
                return offset + word.start() if word[0][0].isupper() else None
        elif word[0] not in SMALL_WORDS and not window[: word.start()].endswith("-"):
            return None
    return None
