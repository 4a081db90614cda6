"""The news and picture agencies in credits and sign-offs, and the form of a list of credited names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.english.particles import IN_CREDITS

if TYPE_CHECKING:
    from collections.abc import Iterable

# Agencies in their own spelling; a page may write them in capitals ("REUTERS") or with their service ("AP Photo").
NEWS_AGENCIES = (
    "AA", "AAP", "AFP", "Agence France-Presse", "Agencia EFE", "ANI", "Anadolu", "Anadolu Agency", "ANSA", "AP",
    "APA", "Associated Press", "Australian Associated Press", "Belga", "Bernama", "Bloomberg", "Bloomberg News",
    "CNS", "CTK", "Canadian Press", "Deutsche Presse-Agentur", "DHA", "DPA", "EFE", "Europa Press", "IANS",
    "Interfax", "IRNA", "ISNA", "ITAR-TASS", "Jiji Press", "KCNA", "KUNA", "Kyodo", "Kyodo News", "Lusa", "MENA",
    "NAN", "NTB", "PA", "PA Media", "PAP", "Press Association", "Press Trust of India", "PTI", "Reuters",
    "RIA Novosti", "Ritzau", "SANA", "SAPA", "SPA", "STT", "TASS", "The Associated Press", "The Canadian Press",
    "Thomson Reuters", "TT", "UNI", "UPI", "WAM", "Xinhua", "Yonhap",
)  # fmt: skip
PICTURE_AGENCIES = (
    "Alamy", "EPA", "EPA-EFE", "Getty Images", "Icon Sportswire", "Imago", "iStock",
    "Magnum Photos", "Mirrorpix", "NurPhoto", "Picture Alliance", "Press Association Images", "Rex Features",
    "Shutterstock", "Sipa", "Sipa USA", "SOPA Images", "Splash News", "USA Today Sports", "WireImage", "ZUMA Press",
)  # fmt: skip
# Acronyms are recognized in capitals only: "Nan" and "Spa" are words.
CANONICAL = {name if name.isupper() else name.casefold(): name for name in (*NEWS_AGENCIES, *PICTURE_AGENCIES)}
CANONICAL["getty"] = "Getty Images"

SEPARATOR = re.compile(r"\s*(?:[/,;|&+]|\b(?:and|via|for)\b)\s*", re.IGNORECASE)
SERVICE = re.compile(r"\s(?:photos?|pictures?|images|pool|handout|file)$", re.IGNORECASE)
NOT_A_NAME = frozenset({"file", "file photo", "handout", "pool", "photo", "stock photo", "staff", ""})
WORDS_OF_A_NAME = 4  # "The New York Times"


def names_in(text: str) -> list[str] | None:
    """Return the names in "Jane Smith/Reuters", in order, agencies in their own spelling; None for other text.

    Words such as "Handout" and "File" are not names: a text that has only such words gives the empty list.
    """
    parts = [_name(part) for part in SEPARATOR.split(text)]
    names = [part for part in parts if part.casefold() not in NOT_A_NAME]
    return list(dict.fromkeys(names)) if all(map(_looks_like_a_name, names)) else None


def is_agency(name: str) -> bool:
    """Return whether `name` is a known agency."""
    return _canonical(name) is not None


def is_picture_agency(name: str) -> bool:
    """Return whether `name` is an agency for pictures only, which never signs off a text."""
    return _canonical(name) in PICTURE_AGENCIES


def agencies_in(text: str) -> str | None:
    """Return the agencies among the names in `text` as one string: "Jane Smith, AFP and REUTERS" → "AFP, Reuters"."""
    found = [_name(part) for part in SEPARATOR.split(text)]
    return _joined(name for name in found if is_agency(name))


def _joined(names: Iterable[str]) -> str | None:
    return ", ".join(dict.fromkeys(names)) or None


def _name(part: str) -> str:
    """Return a name without the sign and the service around it: "© AP Photo" → "AP"."""
    name = part.strip(" ©.:()[]")
    without_service = SERVICE.sub("", name)
    return _canonical(name) or _canonical(without_service) or without_service


def _canonical(name: str) -> str | None:
    return CANONICAL.get(name) or CANONICAL.get(name.casefold())


def _looks_like_a_name(name: str) -> bool:
    words = name.split()
    return is_agency(name) or (len(words) <= WORDS_OF_A_NAME and all(map(_is_capitalised, words)))


def _is_capitalised(word: str) -> bool:
    return word in IN_CREDITS or word[0].isupper() or (word[0] == "@" and len(word) > 1)
