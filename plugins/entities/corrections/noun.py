"""Correction `noun`: common nouns that start a sentence or headline are no names: “Plumber jailed for theft”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.entities.evidence.occurrences import capitalised, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.entities.mentions import Mention

FEW = 32  # words; it keeps the search for them linear in the length of the text
BEFORE = 4  # code points before a word in which to look for the end of a sentence
START = re.compile(r"[\n\r.!?:“‘\"][ “‘\"']*\Z")
# “A 34-year-old plumber”, “the plumber”: a noun is within three words of a determiner.
PHRASE = re.compile(r"\b(?i:a|an|the|his|her|their|this|that|one|another|every)((?: [a-z0-9-]{1,20}){1,3})")


def without_nouns(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions without single words that are common nouns in the text: “Plumber jailed … the plumber”.

    A word that has a capital anywhere but at the start of a sentence or headline stays a name.
    """
    words = {one.text for one in mentions if one.text.isalpha() and one.text.istitle() and opens(text, one.start)}
    if len(words) > FEW:  # to search for few words is faster than to collect all words of the text
        words = {word for word in words if word.lower() in words_of(text)}
    words = {word for word in words if f" {word.lower()}" in text}
    if words:
        words -= {word for start, word in capitalised(text) if word in words and not opens(text, start)}
    common = _nouns(text) if words else ()
    nouns = {word for word in words if word.lower() in common}
    return [one for one in mentions if one.text not in nouns] if nouns else list(mentions)


def opens(text: str, start: int) -> bool:
    """Return whether a word starts a sentence, headline or quotation; the first test rules out most words."""
    before = text[max(0, start - BEFORE) : start]
    if before.endswith(" ") and before[-2:-1].isalnum():
        return False
    return START.search("\n" + before if start < BEFORE else before) is not None


def _nouns(text: str) -> frozenset[str]:
    return frozenset(word for match in PHRASE.finditer(text) for word in match[1].split())
