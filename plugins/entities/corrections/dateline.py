"""Correction `dateline`: the place and the agency that open a report: “PORT ELLERY, June 3 (NNA) — The harbour …”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.entities.evidence.labels import PLACES
from plugins.entities.evidence.occurrences import WORD, words_of
from plugins.entities.lexicon.words import DATELINE_LABELS
from plugins.entities.mentions import Mention
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]{1,20}"
PLACE = rf"{CAPITALS}(?: {CAPITALS}){{0,2}}"
# The place, state and day, the agency, a dash, and then the report.
DATELINE = re.compile(
    rf"\n(?P<place>{PLACE}(?:/{PLACE}){{0,2}})"
    r"(?P<more>(?:, [^—–\n()]{1,30}?)?(?:[ \xa0]\((?P<agency>[^()\n]{2,30})\))?)"
    r"[ \xa0](?:[—–]|--?)[ \xa0](?=\S)"
)  # the line break before it makes the search fast
AGENCY = re.compile(r"[A-Z][A-Za-z.-]+(?: [A-Z][A-Za-z.-]+){0,3}")  # not “(Updated 14:00)”
PART = re.compile(r"[^/]+")  # “OSLO/TOKYO” are two


def with_datelines(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the places and agencies of datelines, in the order of the text.

    They replace the model's mentions there; but a place that it found with the state, “DORN, N.H.”, stays as it is.
    """
    named = list(datelines(text))
    if not named:
        return list(mentions)
    same = {mention[:3] for mention in mentions}
    seen = {mention.start: mention.end for mention in mentions if mention.label in PLACES}
    places = [one for one in named if one[:3] not in same and seen.get(one.start, 0) < one.end]
    joined: list[Mention] = []
    waiting = iter(mentions)
    mention = next(waiting, None)
    for place in places:
        while mention and mention.start < place.end:
            if mention.end <= place.start:
                joined.append(mention)
            mention = next(waiting, None)
        joined.append(place)
    return [*joined, *([mention] if mention else []), *waiting]


def datelines(text: str) -> Iterator[Mention]:
    """Yield the place of each dateline, and the agency.

    Capitals before a dash may be a heading instead, as in “FOOTBALL — Norvik won the match”; then the text has
    “football” in lower case too.
    """
    lines = "\n" + text
    for match in DATELINE.finditer(lines):
        place = match["place"]
        if place in DATELINE_LABELS:
            continue
        if not match["more"]:
            words = words_of(text)
            if all(word.lower() in words for word in WORD.findall(place)):
                continue
        for part in PART.finditer(lines, *match.span("place")):
            yield Mention(part.start() - 1, part.end() - 1, "GPE", part[0], How.DATELINE)
        agency = match["agency"]
        if agency and agency.upper() not in DATELINE_LABELS and AGENCY.fullmatch(agency):
            yield Mention(match.start("agency") - 1, match.end("agency") - 1, "ORG", agency, How.DATELINE)
