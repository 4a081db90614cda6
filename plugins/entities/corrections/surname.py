"""Correction `surname`: a surname means the person whose full name the document gives, whatever the model found."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from plugins.english.genders import given_names
from plugins.entities.evidence.full_names import Parts, is_full_name, name_parts, short_parts
from plugins.entities.evidence.labels import PLACES, stands_in, with_label
from plugins.entities.lexicon.tables import label_of
from plugins.entities.lexicon.words import DEMONYM_ENDINGS
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.entities.mentions import Mention

NAMELESS = frozenset({"ORG", "NORP"})  # labels that the model gives to given names that it does not know
SHORT = 3  # code points of a name in capitals that may be an acronym
PEOPLES = frozenset({"NORP", "LANGUAGE"})
# Labels that the model gives to full names that it does not know. ORG is left out: companies are named after persons.
UNSURE = frozenset({"FAC", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})


class Known(NamedTuple):
    """The persons that a document names in full: the parts of their names, and their surnames.

    firsts: the first parts of their names. given: those of the first parts that are usual given names.
    """

    full_names: frozenset[Parts]
    surnames: frozenset[str]
    given: frozenset[str]
    firsts: frozenset[str]


def with_persons(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions; those of a person whom the document names in full have the label PERSON."""
    known = known_persons(mentions)
    if not known.surnames:
        return list(mentions)
    places = places_like_surnames(text, mentions, known)
    return [as_person(mention, known, places) for mention in mentions]


def known_persons(mentions: Sequence[Mention]) -> Known:
    """Return the persons named in full: the model labels the full name as a person, or the surname alone.

    “Bashir al Haddad” (FAC) is a person if “Haddad” is one.
    """
    alone = lone_persons(mentions)
    names = frozenset(
        name_parts(mention.text)
        for mention in mentions
        if (mention.label == "PERSON" or (mention.label in UNSURE and name_parts(mention.text)[-1] in alone))
        and is_full_name(mention.text)
    )
    firsts = frozenset(parts[0] for parts in names)
    given = frozenset(part for part in firsts if part in given_names())
    return Known(names, frozenset(parts[-1] for parts in names), given, firsts)


def lone_persons(mentions: Sequence[Mention]) -> frozenset[str]:
    """Return the surnames that occur alone as persons, in lower case: “Haddad” in “Haddad said no”."""
    short = (short_parts(mention.text) for mention in mentions if mention.label == "PERSON")
    return frozenset(parts[0] for parts in short if len(parts) == 1)


def places_like_surnames(text: str, mentions: Sequence[Mention], known: Known) -> frozenset[str]:
    """Return the surnames that also name a place: “Ann Jordan” came, but the talks are “in Jordan”."""
    places = (one for one in mentions if one.label in PLACES and short_parts(one.text)[0] in known.surnames)
    return frozenset(short_parts(one.text)[0] for one in places if stands_in(text, one))


def is_unknown_people(name: str) -> bool:
    """Return whether a name is not in the tables and has no ending of words for peoples."""
    return not label_of(name) and not name.endswith(DEMONYM_ENDINGS)


def as_person(mention: Mention, known: Known, places: frozenset[str]) -> Mention:
    """Return a mention of a known person with the label PERSON, and any other unchanged.

    places: surnames that also name a place: a place of that name stays a place. A people always stays one: “German
    talks”.
    """
    if mention.label == "PERSON" or (mention.label in PEOPLES and not is_unknown_people(mention.text)):
        return mention
    if len(mention.text) <= SHORT and mention.text.isupper():  # the “PAC” of “a super PAC”, where Anna Pac is named
        return mention
    parts = short_parts(mention.text)
    is_place = mention.label in PLACES and label_of(mention.text) == "GPE"  # “Orlando”, where Orlando Berg is named
    is_nameless = mention.label in NAMELESS and not label_of(mention.text)
    given = (parts[0] in known.given and not is_place) or (parts[0] in known.firsts and is_nameless)
    alone = len(parts) == 1 and (parts[0] in known.surnames or given)
    if mention.label in PLACES and parts[0] in places:
        return mention
    family = len(parts) == 1 and mention.text.endswith("s") and parts[0].removesuffix("s") in known.surnames
    return with_label(mention, "PERSON", How.SURNAME) if alone or family or parts in known.full_names else mention
