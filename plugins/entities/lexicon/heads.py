"""Words within a name that show its label: the last of “Norvik River”, the first of “Lake Norvik”."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.entities.lexicon.words import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE = Path(__file__).parent / "heads.txt"
EVENTS = re.compile(r"(?:First |Second |Third |\d\w* )?(?:Battle|Siege|Massacre|Feast) of ")
OF = re.compile(r"(?:.* )?(\w+) (?:of|for) ")  # “Department of Health”, “Dorn Council of the Arts”
STORMS = frozenset({"Hurricane", "Typhoon", "Cyclone", "Storm"})
FIRST = re.compile(r"(?:Tropical )?(Hurricane|Typhoon|Cyclone|Storm|Lake|Mount|Mt\.|Cape|River|Isle of) [A-Z][\w’'-]*$")
# Words for bodies in languages that put them first: “Partido Norte”, “Banque Lind”.
BODIES = listed("""
    banca banco banque comité fondation fondazione fundación groupe grupo gruppo institut instituto ministerio ministère
    partai parti partido partij partito société universidad universidade université universität università
    """)
CLUBS = listed("AC AFC AS CF FC FK RB SC SK SV VfB VfL")  # before or after the name of a football club


@cache
def heads() -> Mapping[str, str]:
    """Return the labels by last word of a name, in lower case; each process reads them once."""
    lines = (line.partition(": ") for line in FILE.read_text(encoding="utf-8").splitlines() if line[0] != "#")
    return {word: label for label, _, words in lines for word in words.split()}


@lru_cache(maxsize=4096)
def head_label(name: str) -> str:
    """Return the label that the last word of a name shows, or the first as in “Lake Norvik”; or ""."""
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
