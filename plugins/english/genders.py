"""The gender that a title or a given name shows; for the stages that distinguish persons."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.english.titles import GENDERS

if TYPE_CHECKING:
    from collections.abc import Mapping

GIVEN_NAMES = Path(__file__).with_name("given_names.txt")
STROKED = str.maketrans("łøıđ", "loid")  # letters that Unicode does not decompose
LONGEST_TITLE = 12  # code points, with the blank after it


def gender_of_title(text: str, start: int) -> str:
    """Return "m" or "f" if the word before `text[start]` is a title of one gender, as in “Mrs. Holm”; else ""."""
    before = text[max(0, start - LONGEST_TITLE) : start]
    words = before.split() if before[-1:].isspace() else ()
    return GENDERS.get(words[-1].lower().rstrip("."), "") if words else ""


@lru_cache(maxsize=4096)
def gender_of_name(name: str) -> str:
    """Return "m" or "f" if the given name, or a title, before a surname shows it, as in “Ada Holm”; else ""."""
    first, _, surname = name.partition(" ")
    word = without_accents(first.lower().rstrip(".,"))
    return (GENDERS.get(word) or given_names().get(word, "")) if surname else ""


@cache
def given_names() -> Mapping[str, str]:
    """Return the gender, "m" or "f", of given names, in lower case and without accents."""
    lines = (line.split() for line in GIVEN_NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {name: gender for gender, *names in lines for name in names}


def without_accents(text: str) -> str:
    """Return a text in lower case without accents: “józef” → “jozef”; news often leaves them out."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFD", text)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.translate(STROKED)
