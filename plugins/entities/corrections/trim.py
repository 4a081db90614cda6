"""Correction `trim`: removes from a mention what is no part of the name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.english.time_zones import NO_NAMES
from plugins.entities.evidence.occurrences import OFFICES, is_office
from plugins.entities.lexicon.words import (
    COMMON_NOUNS,
    CONTRACTIONS,
    DETERMINERS,
    POSSESSIVE_NAMES,
    TRAILING,
    WITH_ARTICLE,
)
from plugins.entities.mentions import Mention, has_letters
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
MARKS = "\"'“”‘’„«»`´()[]{}<>,;:!?/|*_#@=~^…–—-" + BLANKS
SCORE = re.compile(r"\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,3})?")
CLOCK = re.compile(r"(?:\d|\b[ap]\.?m\.?)[ \xa0]\(?$", re.IGNORECASE)
BEFORE = 8  # code points before a name in which to look for a time of day
LONGEST_NAME = 200  # code points; the full names of treaties and bodies are shorter


def trimmed_mentions(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions cut down to their names, without those that contain no name."""
    cut = [one if len(one.text) <= LONGEST_NAME and is_clean(one.text) else cut_name(text, one) for one in mentions]
    kept = [one for one in cut if one]
    possessive = possessive_names(text, kept)
    kept = [_with_possessive(text, one) if one.text in possessive else one for one in kept] if possessive else kept
    if any(office in text for office in OFFICES):  # the “State” of “Secretary of State” is no name
        return [one for one in kept if one.label == "GPE" or not is_office(text, one.start)]
    return kept


def possessive_names(text: str, mentions: Sequence[Mention]) -> set[str]:
    """Return the names, such as “Moody”, that always have “’s” in the text: “Moody’s”."""
    names = {one.text for one in mentions if one.text in POSSESSIVE_NAMES and one.label != "PERSON"}
    return {name for name in names if not re.search(rf"\b{re.escape(name)}\b(?!['’]s\b)", text)}


def _with_possessive(text: str, mention: Mention) -> Mention:
    """Return a mention extended to its “’s”, as in “Moody’s”; a person unchanged."""
    end = mention.end + len("'s")
    whole = text[mention.start : end]
    return mention if mention.label == "PERSON" else mention._replace(end=end, text=whole, how=How.TRIM)


@lru_cache(maxsize=4096)
def is_clean(name: str) -> bool:
    """Return whether a name needs no cut and is a name in any context: “Lind”, not “Lind’s” or “UTC”."""
    return "/" not in name and trimmed(name) == (0, len(name)) and can_be_name(name) and name not in NO_NAMES


def cut_name(text: str, mention: Mention) -> Mention | None:
    """Return the mention cut down to its name, or None if no name is left, as of “UTC” in “09:30 UTC”."""
    cut = trimmed_mention(text, mention)
    if not cut or not can_be_name(cut.text):
        return None
    return None if cut.text in NO_NAMES and CLOCK.search(text[max(0, cut.start - BEFORE) : cut.start]) else cut


def trimmed_mention(text: str, mention: Mention) -> Mention | None:
    """Return the mention cut down to its name, or None if nothing is left."""
    cut = trimmed if len(mention.text) <= LONGEST_NAME else trimmed.__wrapped__  # long texts are not cached
    first, last = cut(mention.text, keep_article=mention.label == "WORK_OF_ART")
    name, slash, rest = mention.text[first:last].partition("/")
    if (
        slash and mention.label == "PERSON" and not rest.startswith("/")
    ):  # “Anna Lind/Norvik Press”, the credit of a picture
        first, last = without_marks(mention.text, first, first + len(name))
    start, end = mention.start + first, mention.start + last
    if (start, end) == (mention.start, mention.end):
        return mention
    return mention._replace(start=start, end=end, text=text[start:end], how=How.TRIM) if start < end else None


@lru_cache(maxsize=4096)
def trimmed(text: str, *, keep_article: bool = False) -> tuple[int, int]:
    """Return where in a mention's text the name itself starts and ends: in “the Hudson’s” it is “Hudson”.

    The article of a title stays (`keep_article`): “A Cold Spring” is the film.
    """
    start, end = without_marks(text, *first_line(text, 0, len(text)))
    if not keep_article:
        end = end_without_small_words(text, start, end)
        start = start_without_determiner(text, start, end)
    return without_marks(text, start, end_without_possessive(text, start, end))


def first_line(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the first line that is not blank: a name never continues from a headline to the next line."""
    lead = text[start:end]
    start += len(lead) - len(lead.lstrip())
    lines = text[start:end].splitlines()
    return start, start + len(lines[0]) if lines else start


def without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without marks at its ends: “‘Oslo’,” → “Oslo”; a bracket that does not close ends the name.

    A full stop at the end stays: the tokenizer keeps it as part of an abbreviation, “U.S.” or “Inc.”.
    """
    start += end - start - len(text[start:end].lstrip(MARKS + ".&"))
    name = text[start:end]
    if "(" not in name:
        return start, start + len(name.rstrip(MARKS + "&"))
    name = name if ")" in name else name[: name.index("(")]
    return start, start + len(name.rstrip(MARKS.replace(")", "")))


def start_without_determiner(text: str, start: int, end: int) -> int:
    """Return where the name starts after “the”, “our”, “it’s”: “the Baltic Sea” → “Baltic Sea”; “The Hague” stays."""
    first, _, rest = text[start:end].partition(" ")
    if rest and first.lower().replace("’", "'") in CONTRACTIONS:
        return end - len(rest.lstrip())
    if first.lower() not in DETERMINERS or not rest or (first == "The" and rest.lower() in WITH_ARTICLE):
        return start
    return end - len(rest.lstrip())


def end_without_small_words(text: str, start: int, end: int) -> int:
    """Return where the name ends before a word that starts another phrase: “Norvik as” → “Norvik”."""
    front, blank, last = text[start:end].rpartition(" ")
    return start + len(front.rstrip()) if blank and last in TRAILING else end


def end_without_possessive(text: str, start: int, end: int) -> int:
    """Return where the name ends before “'s”: “Anna Lind’s” → “Anna Lind”."""
    return end - 2 if text[start:end].endswith(("'s", "’s", "'S", "’S")) else end


def can_be_name(name: str) -> bool:
    """Return whether a text may be a name: not “guitar”, a score (“3-1”) or a web address."""
    if name.islower() or name in COMMON_NOUNS or len(name) > LONGEST_NAME or SCORE.fullmatch(name):
        return False
    return name.isalnum() or not ("=" in name or "://" in name or not has_letters(name))
