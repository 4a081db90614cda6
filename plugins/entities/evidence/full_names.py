"""The parts of persons' names, and whether a name is a full name: given name and surname."""

from __future__ import annotations

import re
from functools import lru_cache

from plugins.english.genders import without_accents
from plugins.english.particles import OF_PERSONS
from plugins.entities.lexicon.words import GENERATIONS, NO_SURNAMES

ARTICLE = re.compile(r"\b(al|el)-")
NICKNAME = re.compile(r" [“\"‘(][^“”\"‘’()]+[”\"’)](?= )")  # “Karl “Kalle” Lind”
ROMANISED = re.compile(r"(?<=[^\W\d_])-(?=[a-z])")  # “Han Mi-rae” is Han Mi Rae too
LONGEST_NAME = 6  # words in a full name: “Maria Elena van der Berg Jr.”
Parts = tuple[str, ...]


@lru_cache(maxsize=4096)
def name_parts(name: str) -> Parts:
    """Return the parts of a person’s name in lower case, without “Jr.” and accents: “Alí al-Wad Jr.” → ali, al, wad.

    A lower-case letter after a hyphen starts a part too: “Han Mi-rae” → han, mi, rae.
    """
    plain = ROMANISED.sub(" ", NICKNAME.sub("", name))
    plain = without_accents(plain.casefold()).replace("’", "'")
    if plain.isalpha():  # most names are one word
        return (plain,)
    words = ARTICLE.sub(r"\1 ", plain).replace(".", ". ").replace(",", " ").split()
    parts = [word.rstrip(".") for word in words if word != "."]
    while len(parts) > 1 and parts[-1] in GENERATIONS:
        parts.pop()
    return tuple(parts)


@lru_cache(maxsize=4096)
def short_parts(name: str) -> Parts:
    """Return the parts of a name without the particles before them: “al-Haddad” → ("haddad",)."""
    parts = name_parts(name)
    while len(parts) > 1 and parts[0] in OF_PERSONS:
        parts = parts[1:]
    return parts


@lru_cache(maxsize=4096)
def is_full_name(name: str) -> bool:
    """Return whether a name may be a given name and a surname: “Anna Lind”, not “Lind Hall”, “3 Lind” or “de Lind”."""
    words = NICKNAME.sub("", name).split()
    if not 1 < len(words) <= LONGEST_NAME or any(map(str.isdigit, name)):
        return False
    if not all(word[0].isupper() or word.lower() in OF_PERSONS or word.startswith(("al-", "el-")) for word in words):
        return False
    parts = name_parts(name)
    return len(short_parts(name)) > 1 and parts[-1] not in NO_SURNAMES and len(parts[-1]) > 1
