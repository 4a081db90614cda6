"""The usual form of an English word in capitals that the rest of its text does not have: “raises” for “RAISES”."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

ENGLISH = "en"
"""The language of a model to which this applies, as its `meta.json` names it."""

SHORTEST_STEM = 3
ENDINGS = ("", "s", "es", "ed", "d", "ing", "er", "ly", "e")


def english_form(word: str, common: AbstractSet[str]) -> str:
    """Return a word in lower case if it is one of the `common` words (see `common_words`), else with one capital."""
    lower = word.lower()
    return lower if is_common(lower, common) else word[0] + lower[1:]


def common_words(strings: Iterable[str]) -> frozenset[str]:
    """Return the strings of a model that it has in lower case only.

    “harbour” is such a word; “kerry” is not, since the model has “Kerry” too.
    """
    known = frozenset(strings)
    return frozenset(word for word in known if word.islower() and word.isalpha() and word.capitalize() not in known)


def is_common(word: str, common: AbstractSet[str]) -> bool:
    """Return whether a word, or another form of it, is a common word.

    The model may have “Forecast”, since titles begin with it, but not “Forecasts”.
    """
    return word in common or any(form in common for form in other_forms(word))


def other_forms(word: str) -> Iterator[str]:
    """Yield the word with other endings, real forms and made-up ones: “raised” → “raise”, “raising”, “raisely”."""
    stems = dict.fromkeys([word, *(word.removesuffix(ending) for ending in ("s", "es", "ed", "ing", "e"))])
    return (
        stem + ending for stem in stems if len(stem) >= SHORTEST_STEM for ending in ENDINGS if stem + ending != word
    )
