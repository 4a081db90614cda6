"""Decides which mentions mean the same person: by the parts of the names and, among namesakes, by distance."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from plugins.english.genders import gender_of_name, gender_of_title
from plugins.entities.evidence.full_names import is_full_name, name_parts, short_parts
from plugins.entities.lexicon.short_forms import short_forms
from plugins.entities.lexicon.words import GENERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plugins.entities.evidence.full_names import Parts
    from plugins.entities.mentions import Mention

# “His wife Eva Lind”, “Karl’s younger brother, Jon Lind”: afterwards the surname alone still means the other person.
RELATIVE = re.compile(
    r"(?:\b(?:[Hh]is|[Hh]er|[Tt]heir)|['’]s?) (?:[\w-]{1,15} ){0,2}(?:wife|husband|widow|widower|brother|sister|son|"
    r"daughter|mother|father|uncle|aunt|nephew|niece|cousin|grandson|granddaughter|grandfather|grandmother|spouse|ex-wife|"
    r"ex-husband|stepson|stepdaughter|twin),? $"
)
BEFORE = 64  # code points before a name in which to look for “his wife”
COMPARED = 8  # namesakes that a new full name is compared with, the latest first; keeps the grouping linear
NONE: frozenset[str] = frozenset()
SHORT_FORM = 3  # letters that a short form shares with the given name: “Dan”, “Daniel”

# The places of full names in the text: the start, and the key of the person.
Places = list[tuple[int, str]]


def person_keys(text: str, mentions: Sequence[Mention]) -> dict[int, str]:
    """Return a key for each mention (by its number) of a person whom the document names in full; keys have capitals.

    A surname or given name alone means the nearest such person before it, or else the nearest after it; later uses of
    the same surname mean the same person.
    """
    persons = {at: one for at, one in enumerate(mentions) if one.label == "PERSON"}
    tails = {tail for name in {one.text for one in persons.values()} for tail in proper_tails(name)}
    full = {at for at, one in persons.items() if is_full_name(one.text) and name_parts(one.text) not in tails}
    keys = full_name_keys({at: persons[at] for at in sorted(full)})
    named = {at: persons[at] for at in keys}
    bearers = Bearers(text, named, keys)
    for at, one in persons.items():
        if at not in keys:
            parts = short_parts(one.text)
            key = (
                bearers.meant(parts, gender_of_title(text, one.start), office(one), one.start)
                if parts in bearers
                else None
            )
            if key:
                keys[at] = key
    return keys


class Bearers:
    """Finds which person a surname alone means; call `meant` in the order of the text.

    named: the mentions with full names, by number. keys: the key of the person, by the same number.
    """

    def __init__(self, text: str, named: Mapping[int, Mention], keys: Mapping[int, str]) -> None:
        self._text = text
        self._named = named
        self._keys = keys
        self._names = called(named, keys)
        self._meant: dict[tuple[Parts, str, str], str | None] = {}

    def __contains__(self, parts: Parts) -> bool:
        """Return whether a person has this name."""
        return parts in self._names

    def meant(self, parts: Parts, gender: str, title: str, start: int) -> str | None:
        """Return the key of the person that a name at `start` means, or None.

        gender: "m", "f", or "" for unknown. title: the title beside the name, or "". “Mrs. Lind” is not Karl Lind, and
        “Judge Lind” is the Lind who is a judge. Once “Lind” alone has meant Anna Lind, it does not mean a Karl Lind
        who is named later.
        """
        asked = parts, gender, title if title and (parts, title) in self._held else ""
        if asked not in self._meant:
            places = self._fitting(*asked)
            self._meant[asked] = nearest(places, start) if places else None
        return self._meant[asked]

    def _fitting(self, parts: Parts, gender: str, title: str) -> Places:
        """Return where the persons that may be meant are named; titles and relatives are looked up only if needed.

        Among namesakes, a person who is introduced as the relative of another comes last.
        """
        places = self._names.get(parts, [])
        ruled_out = {"m": "f", "f": "m"}.get(gender)
        if ruled_out:
            places = [one for one in places if self._genders.get(one[1]) != ruled_out]
        if title:
            places = [one for one in places if title in self._offices.get(one[1], ())] or places
        if len({key for _, key in places}) > 1:
            places = [one for one in places if one[1] not in self._relatives] or places
        return places

    @cached_property
    def _offices(self) -> Mapping[str, set[str]]:
        offices: defaultdict[str, set[str]] = defaultdict(set)
        for at, mention in self._named.items():
            offices[self._keys[at]].add(office(mention))
        return offices

    @cached_property
    def _held(self) -> frozenset[tuple[Parts, str]]:
        """Pairs of a name and an office that a person with this name holds."""
        named = ((parts, key) for parts, places in self._names.items() for _, key in places)
        return frozenset((parts, title) for parts, key in named for title in self._offices.get(key, ()))

    @cached_property
    def _genders(self) -> Mapping[str, str]:
        return genders(self._text, self._named, self._keys)

    @cached_property
    def _relatives(self) -> frozenset[str]:
        return relatives(self._text, self._named, self._keys)


def office(mention: Mention) -> str:
    """Return the main word of the role beside a name, in lower case, or "": “secretary” for “Secretary of State”."""
    words = mention.role.partition(" of ")[0].split() if mention.role else ()
    return words[-1].rstrip(".,").lower() if words else ""


def relatives(text: str, named: Mapping[int, Mention], keys: Mapping[int, str]) -> frozenset[str]:
    """Return the keys of persons introduced as relatives: “Karl Lind was jailed. His wife Eva Lind …”."""
    first = {keys[at]: mention.start for at, mention in reversed(list(named.items()))}
    return frozenset(key for key, start in first.items() if RELATIVE.search(text[max(0, start - BEFORE) : start]))


def genders(text: str, named: Mapping[int, Mention], keys: Mapping[int, str]) -> dict[str, str]:
    """Return the gender, "m" or "f", of persons by key, if the titles and given names of their full names agree."""
    evidence: defaultdict[str, set[str]] = defaultdict(set)
    for at, mention in named.items():
        evidence[keys[at]] |= {gender_of_title(text, mention.start), gender_of_name(mention.text)} - {""}
    return {key: next(iter(found)) for key, found in evidence.items() if len(found) == 1}


@lru_cache(maxsize=4096)
def proper_tails(name: str) -> tuple[Parts, ...]:
    """Return the shorter ends of a full name that have two or more parts: “Lind Castro” of “Ana Lind Castro”."""
    parts = name_parts(name) if is_full_name(name) else ()
    return tuple(parts[at:] for at in range(1, len(parts) - 1))


def full_name_keys(persons: Mapping[int, Mention]) -> dict[int, str]:
    """Return a key for each full name; “Anna Lind”, “A. Lind” and “Anna B. Lind” share one, “Eva Lind” has another."""
    namesakes: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    same: dict[str, str] = {}
    keys = {}
    for at, mention in persons.items():
        name = mention.text
        if name not in same:
            others = namesakes[name_parts(name)[-1]]
            match = (key for known, key in reversed(others[-COMPARED:]) if are_one(known, name))
            same[name] = next(match, f"PERSON {at}")
            others.append((name, same[name]))
        keys[at] = same[name]
    return keys


def are_one(name: str, other: str) -> bool:
    """Return whether two full names with one surname may mean one person: “Anna Lind”, “A. B. Lind”, not “Eva Lind”."""
    (given, *middle), (other_given, *other_middle) = name_parts(name)[:-1], name_parts(other)[:-1]
    if generation(name) != generation(other) or not fits(given, other_given):
        return False
    return all(fits(*pair) for pair in zip(middle, other_middle, strict=False))


def fits(given: str, other: str) -> bool:
    """Return whether two given names may be one: the same, an initial, or a short form: “Liz” and “Elizabeth”."""
    short, long = sorted((given, other), key=len)
    if short_forms().get(short, NONE) & short_forms().get(long, NONE):
        return True
    return long.startswith(short) and (len(short) in {1, len(long)} or len(short) >= SHORT_FORM)


def generation(name: str) -> str:
    """Return “jr”, “ii”, … if a name ends with it, else "": father and son are two persons."""
    last = name.rsplit(maxsplit=1)[-1].rstrip(".").casefold()
    return last if last in GENERATIONS else ""


def called(named: Mapping[int, Mention], keys: Mapping[int, str]) -> Mapping[Parts, Places]:
    """Return the places of full names, in text order, by surname (or longer end of the name), or else by given name."""
    surnames: defaultdict[Parts, Places] = defaultdict(list)
    given: defaultdict[Parts, Places] = defaultdict(list)
    for at, mention in named.items():
        place = (mention.start, keys[at])
        parts = name_parts(mention.text)
        given[parts[:1]].append(place)
        for cut in range(1, len(parts)):
            surnames[parts[cut:]].append(place)
    return given | surnames


def nearest(places: Places, start: int) -> str:
    """Return the key of the person whose full name comes last before `start`, or else first after it."""
    return places[max(0, bisect_right(places, (start, "")) - 1)][1]
