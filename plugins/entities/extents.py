"""How far a name reaches: it does not end in an initial, “Dorn, France” is two places, a product has a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.entities.mentions import Mention
from plugins.entities.tables import gazetteer
from plugins.entities.titles import titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SURNAME = re.compile(r" ([A-Z][\w’'-]{1,30})")
MAKERS = frozenset({"ORG", "PRODUCT", "PERSON", "GPE"})
# “737”, “787-8”, “A380”, “F-16C”, with what it is called behind it; not “2019” and not “120 jobs”.
MODEL_NUMBER = re.compile(
    r"[ -](?:[A-Z]{1,3}-?\d{1,4}(?:-\d{1,3})?[A-Z]{0,2}|(?!(?:19|20)\d\d\b)\d{3}(?:-\d{1,3})?(?:[A-Z]{1,2}\b)?)s?\b"
    r"(?![.,:]\d|%| (?:million|billion|percent|per|of|[a-z]{2,20}s)\b)(?: [A-Z][a-z]{3,20}\b)?"
)
OWN_NUMBER = re.compile(r"\w .*\b[A-Z]{1,3}-?\d{2,4}(?:-\d{1,3})?[A-Z]{0,2}$")
# What has numbers as well: “Route 128”, “Local 705”.
NUMBERED = re.compile(
    r"\b(?:Area|Article|Channel|Division|Flight|Highway|Interstate|Local|Radio|Room|Route|Section|Unit)$"
)
FLIGHT = re.compile(r" [Ff]light(?: \w{0,3}\d+)?$")


def with_extents(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions as long as the names are."""
    extended: list[Mention] = []
    for at, mention in enumerate(mentions):
        if extended and extended[-1].end > mention.start:  # it has become part of the one before
            continue
        limit = mentions[at + 1].end if at + 1 < len(mentions) else len(text)
        extended += _extended(text, mention, limit)
    return extended


def _extended(text: str, mention: Mention, limit: int) -> Iterator[Mention]:
    """Yield what a mention is when its extent is right; it does not reach over `limit`.

    “French Alps” is a people and a place.
    """
    people, _, place = mention.text.partition(" ")
    if place in gazetteer().labels and gazetteer().labels.get(people) == "NORP" and not is_known(mention.text):
        yield Mention(mention.start, mention.start + len(people), "NORP", people)
        yield Mention(mention.end - len(place), mention.end, gazetteer().labels[place], place)
    elif ", " in mention.text:
        yield from _places(mention)
    elif mention.label == "PERSON" and _ends_in_initial(mention.text):
        yield _to(text, mention, SURNAME.match(text, mention.end), limit)
    elif mention.label in MAKERS:
        yield _with_number(text, mention, limit)
    else:
        yield mention


def _with_number(text: str, mention: Mention, limit: int) -> Mention:
    """Return the product where a maker's name has a model number behind it or in it; else what is left of a body."""
    if OWN_NUMBER.search(mention.text):
        return mention._replace(label="PRODUCT")
    match = None if NUMBERED.search(mention.text) else MODEL_NUMBER.match(text, mention.end)
    product = _to(text, mention, match, limit)
    return product._replace(label="PRODUCT") if product is not mention else _without_tail(mention)


def is_known(name: str) -> bool:
    """Tell whether the tables have a name."""
    return name in gazetteer().labels


def _to(text: str, mention: Mention, match: re.Match[str] | None, limit: int) -> Mention:
    if not match or match.end() > limit:
        return mention
    return mention._replace(end=match.end(), text=text[mention.start : match.end()])


def _ends_in_initial(name: str) -> bool:
    """Tell whether a name of two words or more ends in an initial: “Edward D.”."""
    return len(name) > 3 and name[-1] == "." and name[-2].isupper() and name[-3] == " "  # noqa: PLR2004


def _places(mention: Mention) -> Iterator[Mention]:
    """Yield the places of “Dorn, Norvik, France” one by one, if the last is known to be one."""
    parts = mention.text.split(", ")
    known = gazetteer().labels
    if mention.text in known or known.get(parts[-1]) not in {"GPE", "LOC"} or not all(p[:1].isupper() for p in parts):
        yield mention
        return
    start = mention.start
    for part in parts:
        yield Mention(start, start + len(part), "GPE", part)
        start += len(part) + 2


def _without_tail(mention: Mention) -> Mention:
    """Return a body without the number of its flight, and a place without the office in “U.S. Congresswoman”."""
    end = mention.end
    match = FLIGHT.search(mention.text) if mention.label == "ORG" else None
    if match and match.start():
        end = mention.start + match.start()
    else:
        front, _, last = mention.text.rpartition(" ")
        if (
            front in gazetteer().labels
            and mention.text not in gazetteer().labels
            and last.removesuffix("s").lower() in titles().heads
        ):
            end = mention.start + len(front)
    if end == mention.end:
        return mention
    name = mention.text[: end - mention.start]
    return mention._replace(end=end, text=name, label=gazetteer().labels.get(name, mention.label))
