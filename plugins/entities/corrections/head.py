"""Names by their last word: “Norvik River” is no person and “Dorn County” no body, whatever the model sees in them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.entities.evidence.labels import with_label
from plugins.entities.lexicon.words import SMALL_WORDS, listed
from plugins.genders import given_names
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plugins.entities.mentions import Mention

FILE = Path(__file__).parents[1] / "lexicon" / "heads.txt"
EVENTS = re.compile(r"(?:First |Second |Third |\d\w* )?(?:Battle|Siege|Massacre|Feast) of ")
OF = re.compile(r"(?:.* )?(\w+) (?:of|for) ")  # “Department of Health”, “Dorn Council of the Arts”
STORMS = frozenset({"Hurricane", "Typhoon", "Cyclone", "Storm"})
FIRST = re.compile(r"(?:Tropical )?(Hurricane|Typhoon|Cyclone|Storm|Lake|Mount|Mt\.|Cape|River|Isle of) [A-Z][\w’'-]*$")
# Where the language puts it first: “Partido Norte”, “Banque Lind”.
BODIES = listed("""
    banca banco banque comité fondation fondazione fundación groupe grupo gruppo institut instituto ministerio ministère
    partai parti partido partij partito société universidad universidade université universität università
    """)
# They are surnames as well.
SURNAMES = listed(
    "band bridge court council guild island lake news parish press rivers river steel street tower towers"
)
CLUBS = listed("AC AFC AS CF FC FK RB SC SK SV VfB VfL")  # before or behind the name of a football club
MENDED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "WORK_OF_ART", "PRODUCT", "NORP"})
ALIKE = (frozenset({"GPE", "LOC", "FAC"}), frozenset({"EVENT", "LAW", "WORK_OF_ART", "PRODUCT"}))


@cache
def heads() -> Mapping[str, str]:
    """Return the labels by the last words of names, in lower case; read once in a process."""
    lines = (line.partition(": ") for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return {word: label for label, _, words in lines for word in words.split()}


def with_heads(_text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of more than one word with the label that the last one speaks for."""
    return [_mended(one, label) if (label := head_label(one.text)) else one for one in mentions]


@lru_cache(maxsize=4096)
def head_label(name: str) -> str:
    """Return the label that the last word of a name speaks for, or the first of “Lake Norvik”; or ""."""
    if " " not in name:
        return ""
    opening, last = name.partition(" ")[0], name.rpartition(" ")[2]
    if opening.lower() in BODIES or opening in CLUBS or last in CLUBS:
        return "ORG"
    body = OF.match(name)
    if body and heads().get(body[1].lower()) == "ORG":
        return "ORG"
    first = FIRST.match(name)
    if first:
        return "EVENT" if first[1] in STORMS else "LOC"
    return "EVENT" if EVENTS.match(name) else heads().get(last.lower(), "")


def _mended(mention: Mention, label: str) -> Mention:
    if (
        mention.label not in MENDED
        or _is_other(mention, label)
        or any({label, mention.label} <= kinds for kinds in ALIKE)
    ):
        return mention
    return with_label(mention, label, How.HEAD)


def _is_other(mention: Mention, label: str) -> bool:
    """Tell whether the last word of a name tells nothing: “Meet the Press” and “The Salt Road” are titles.

    “Anna Band” is a person’s name.
    """
    first, *rest = mention.text.split(" ")
    if mention.label == "WORK_OF_ART":
        return not SMALL_WORDS.isdisjoint(rest) or (first == "The" and label != "ORG")
    return mention.label == "PERSON" and first.lower() in given_names() and rest[-1].lower() in SURNAMES
