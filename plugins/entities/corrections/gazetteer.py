"""Correction `gazetteer`: names get the label of the tables, “Sochi” is a GPE; sure names are found everywhere."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from plugins.english import titles
from plugins.english.genders import given_names
from plugins.entities.evidence.labels import with_label
from plugins.entities.evidence.occurrences import occurrences, open_places
from plugins.entities.evidence.places import stands_among_places, stands_as_place
from plugins.entities.lexicon.tables import gazetteer, label_of, sure_names
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.entities.mentions import Mention

# “Mr. ”, “Mr ”, “Mrs. ”, …
COURTESIES = tuple(f"{word.title()}{stop} " for word in titles.COURTESIES & titles.ABBREVIATIONS for stop in (".", ""))
PLACES = frozenset({"GPE", "LOC", "FAC"})
PEOPLES = frozenset({"NORP", "LANGUAGE"})


def with_places(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the labels of the tables for the names that are in them: “Sochi” is a GPE, not a person.

    A given name keeps the label PERSON (“Victoria”) unless it follows “in”, and so does a name after a title.
    """
    placed = [
        _placed(text, mentions, at, label) if (label := label_of(one.text)) else one for at, one in enumerate(mentions)
    ]
    missed = list(occurrences(text, open_places(text, placed), sure_names(), How.GAZETTEER))
    return sorted([*placed, *missed], key=attrgetter("start")) if missed else placed


def _placed(text: str, mentions: Sequence[Mention], at: int, label: str) -> Mention:
    """Return the mention of a name that is in the tables, with the label there unless its own label is right."""
    mention = mentions[at]
    if mention.label == label or {mention.label, label} <= PLACES or {mention.label, label} <= PEOPLES:
        return mention
    if mention.label == "PERSON" and text.endswith(COURTESIES, max(0, mention.start - 5), mention.start):
        return mention  # “Mr. English”
    if mention.label == "PERSON" and (mention.role or _may_be_person(text, mentions, at)):
        return mention
    return with_label(mention, label, How.GAZETTEER)


def _may_be_person(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Return whether the name of a city, or a given name, may name a person in its place."""
    mention = mentions[at]
    if mention.text.lower() in given_names():
        return not stands_as_place(text, mention)
    is_city = mention.text in gazetteer().cities
    return is_city and not stands_as_place(text, mention) and not stands_among_places(text, mentions, at)
