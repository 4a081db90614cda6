"""The tables of names: the labels of “Sochi”, “Danish” and “Putin”, and the country that a name means.

`countries.txt`, `regions.txt` and `known.txt` are written by hand, `bench/places.py` makes `cities.txt` from data
of GeoNames.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugins.english.genders import given_names, without_accents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

FOLDER = Path(__file__).parent
FIRST_WORD = re.compile(r"[^\W_]+")
SHORTEST = 4  # letters of a name that is marked even if the model did not find it


class Gazetteer(NamedTuple):
    """The tables.

    labels: GPE, LOC, NORP, PERSON or ORG by the name as it is written. cities: those of the names that may be surnames
    too. countries: the usual name of a country by `country_key` of each of its names. peoples: the usual name of the
    country by the words for its people and its adjective.
    """

    labels: Mapping[str, str]
    cities: AbstractSet[str]
    countries: Mapping[str, str]
    peoples: Mapping[str, str]


@cache
def gazetteer() -> Gazetteer:
    """Return the tables; each process reads them once."""
    labels: dict[str, str] = {}
    for line in (*_lines("regions.txt"), *_lines("known.txt")):
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


@cache
def sure_names() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the names that can have no other meaning, with their labels, by first word, the longest first.

    Cities, which may be surnames, given names and short names are left out.
    """
    known = gazetteer()
    names: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, label in sorted(known.labels.items(), key=lambda one: -len(one[0])):
        if len(name) >= SHORTEST and name not in known.cities and name.lower() not in given_names():
            names[FIRST_WORD.findall(name)[0]].append((name, label))
    return names


@lru_cache(maxsize=4096)
def label_of(name: str) -> str:
    """Return the label of a name that is in the tables, as written there or in capitals (“OSLO”), else ""."""
    labels = gazetteer().labels
    return labels.get(name) or (labels.get(name.title(), "") if name.isupper() and len(name) >= SHORTEST else "")


def country_key(name: str) -> str:
    """Return a key that all spellings of a country’s name share: “U.S.” and “US”, “Perú” and “Peru”."""
    return without_accents(name.casefold()).replace(".", "")


def _lines(file: str) -> Iterator[str]:
    lines = (FOLDER / file).read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))


def _country(line: str) -> tuple[str, list[str], list[str]]:
    """Return the country, its other names, and the words for its people from “France; French Republic | French, …”."""
    country, _, rest = line.partition(";")
    names, _, words = rest.partition("|")
    return country, _listed(names), _listed(words)


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _forms(word: str) -> tuple[str, ...]:
    """Return a word for a people with its plural, if it has one: “Dane”, “Danes”, but “Danish”."""
    return (word,) if word.endswith(("s", "sh", "ch", "ese", "men", "man")) else (word, word + "s")
