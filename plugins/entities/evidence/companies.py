"""Companies: which names have a legal form, and which shorter names mean the same company."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.english.legal_forms import SURE, UNSURE
from plugins.entities.evidence.labels import stands_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plugins.entities.mentions import Mention

WITH_FORM = re.compile(rf".*[^,],? (?:{SURE}|{UNSURE})")
LEGAL_FORM = re.compile(rf",? (?:{SURE}|{UNSURE})")
# Words which show that the short name of a company means the company, and words which show that it means a place.
SHARES_OF = re.compile(r"\b(?:shares|stock|shareholders|investors) (?:of|in) $", re.IGNORECASE)
BUSINESS = re.compile(
    r"(?:['’]s?)? (?:net )?(?:profits?|revenue|earnings|dividend|chief (?:executive|financial)|CEO|CFO)\b"
)
AT_PLACE = re.compile(r"\b(?:from|near|around|outside|across|(?<!according )to) $", re.IGNORECASE)
OF_PLACE = re.compile(r"-based|, [A-Z]")
BEFORE = 24  # code points before a name in which to look


def short_names(text: str, mentions: Sequence[Mention]) -> Mapping[str, str]:
    """Return the full names of companies by the shorter names, their first words, that the text uses for them too.

    “Norvik Bay” is “Norvik Bay Foods Ltd.” if the model labels it ORG, or if the text mentions its profits or shares
    and never uses it as a place; a single word counts only if the model labels it ORG.
    """
    beginnings = _beginnings(mentions)
    if not beginnings:
        return {}
    uses: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.text in beginnings:
            uses[mention.text].append(mention)
    return {
        short: beginnings[short]
        for short, found in uses.items()
        if _is_company(text, found, is_whole=LEGAL_FORM.fullmatch(beginnings[short], len(short)) is not None)
    }


def _beginnings(mentions: Sequence[Mention]) -> Mapping[str, str]:
    """Return the full names with a legal form by their first words, one or more; not if two names share them."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for full in dict.fromkeys([one.text for one in mentions if one.label == "ORG" and has_form(one.text)]):
        words = full.split()[:-1]
        for length in range(1, len(words) + 1):
            names[" ".join(words[:length])].add(full)
    return {short: next(iter(full)) for short, full in names.items() if len(full) == 1}


def _is_company(text: str, uses: Sequence[Mention], *, is_whole: bool) -> bool:
    """Return whether a short name is used for the company. is_whole: only the legal form is missing."""
    if is_whole and " " in uses[0].text and all(one.label in {"PERSON", "ORG"} for one in uses):
        return True
    if any(one.label == "ORG" for one in uses):
        return all(one.label == "ORG" for one in uses)
    places = any(_is_place(text, one) for one in uses)
    return " " in uses[0].text and not places and any(_does_business(text, one) for one in uses)


def _is_place(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - BEFORE) : mention.start]
    return bool(stands_in(text, mention) or AT_PLACE.search(before) or OF_PLACE.match(text, mention.end))


def _does_business(text: str, mention: Mention) -> bool:
    before = text[max(0, mention.start - BEFORE) : mention.start]
    return bool(SHARES_OF.search(before) or BUSINESS.match(text, mention.end))


@lru_cache(maxsize=4096)
def has_form(name: str) -> bool:
    """Return whether a name ends in a legal form: “Norvik Ltd.”."""
    return WITH_FORM.fullmatch(name) is not None
