"""Places and peoples by their names: what kind of name “Sochi” and “Danish” are, and which country is meant by them.

`countries.txt` and `regions.txt` are written by hand, `cities.txt` is made by `bench/places.py` of data of GeoNames.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugins.entities.labels import with_label
from plugins.genders import given_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from plugins.entities.mentions import Mention

FOLDER = Path(__file__).parent
AT_PLACE = re.compile(r"\b(?:in|at|near|from|to|outside|around|via|into) $", re.IGNORECASE)
NEXT_NAME = re.compile(r", (?=([A-Z][\w.]{1,20}))(?=((?:[A-Z][\w.]{1,20} ){1,2}[A-Z][\w.]{1,20}))?")
PLACES = frozenset({"GPE", "LOC", "FAC"})
PEOPLES = frozenset({"NORP", "LANGUAGE"})


class Gazetteer(NamedTuple):
    """What is known of names.

    labels: GPE, LOC or NORP by the name as it is written. cities: those of them that may as well be surnames. countries: the usual name of a country by its names, in
    lower case. peoples: the usual name of their country by words for a people or what is of it.
    """

    labels: Mapping[str, str]
    cities: AbstractSet[str]
    countries: Mapping[str, str]
    peoples: Mapping[str, str]


@cache
def gazetteer() -> Gazetteer:
    """Return the tables, read once in a process."""
    labels: dict[str, str] = {}
    for line in _lines("regions.txt"):
        label, _, names = line.partition(": ")
        labels |= {form: label for name in names.split(", ") for form in (_forms(name) if label == "NORP" else [name])}
    known = [_country(line) for line in _lines("countries.txt")]
    peoples: dict[str, str] = {}
    countries: dict[str, str] = {}
    for country, others, words in known:
        for form in (form for word in words for form in _forms(word)):
            peoples.setdefault(form, country)
        for name in (country, *others):
            countries.setdefault(country_key(name), country)
    labels |= dict.fromkeys(peoples, "NORP")
    labels |= {name: "GPE" for country, others, _ in known for name in (country, *others)}  # the Philippines too
    cities = frozenset(_lines("cities.txt")).difference(labels)
    return Gazetteer(labels | dict.fromkeys(cities, "GPE"), cities, countries, peoples)


def country_key(name: str) -> str:
    """Return what spellings of a country’s name share: “U.S.” and “US”."""
    return name.casefold().replace(".", "")


def _lines(file: str) -> Iterator[str]:
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))


def _country(line: str) -> tuple[str, list[str], list[str]]:
    """Return a country, its other names, and the words for its people: “France; French Republic | French, …”."""
    country, _, rest = line.partition(";")
    names, _, words = rest.partition("|")
    return country, *([name.strip() for name in part.split(",") if name.strip()] for part in (names, words))


def _forms(word: str) -> tuple[str, ...]:
    """Return a word for a people with its plural, if it has one: “Dane”, “Danes”, but “Danish”."""
    return (word,) if word.endswith(("s", "sh", "ch", "ese", "men", "man")) else (word, word + "s")


def with_places(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with names of places and peoples labelled so: “Sochi” is a GPE, not a person.

    A given name stays a person's (“Victoria”), unless one is “in” it; so does a name with a title before it.
    """
    labels = gazetteer().labels
    return [_placed(text, one, labels[one.text]) if one.text in labels else one for one in mentions]


def stands_as_place(text: str, mention: Mention) -> bool:
    """Tell whether a name stands as only a place does: “in Dorn”, “flown to Dorn”, “Dorn, France”."""
    before = text[max(0, mention.start - 8) : mention.start]
    return bool(AT_PLACE.search(before)) or stands_before_place(text, mention)


def stands_before_place(text: str, mention: Mention) -> bool:
    """Tell whether a place is named right behind a name, as its country or state: “Dorn, France”."""
    match = NEXT_NAME.match(text, mention.end)
    return bool(match) and any(gazetteer().labels.get(name) == "GPE" for name in match.groups() if name)


def _placed(text: str, mention: Mention, label: str) -> Mention:
    """Return the mention of a name that is in the tables, with the label there unless its own will do."""
    if {mention.label, label} <= PLACES or {mention.label, label} <= PEOPLES:
        return mention
    may_be_person = mention.text in gazetteer().cities or mention.text.lower() in given_names()
    if mention.label == "PERSON" and (mention.role or (may_be_person and not stands_as_place(text, mention))):
        return mention
    return with_label(mention, label)
