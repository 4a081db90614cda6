"""Which mentions of persons mean one person: by the parts of their names, and by nearness among namesakes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from plugins.entities.persons import is_full_name, name_parts, short_parts
from plugins.entities.words import GENERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plugins.entities.mentions import Mention
    from plugins.entities.persons import Parts

COMPARED = 8  # namesakes that a new full name is compared with, the latest first: it keeps the grouping linear
SHORT_FORM = 3  # letters that a short form shares with the given name: “Dan”, “Daniel”

# What a person may be called, with the places in the text where the full name stands, and whose it is.
Places = list[tuple[int, str]]


def person_keys(mentions: Sequence[Mention]) -> dict[int, str]:
    """Return a key for each mention (by its number) of a person whom the document names in full; keys have capitals.

    A surname or given name alone means the nearest such person before it, or else the nearest after it.
    """
    persons = {at: one for at, one in enumerate(mentions) if one.label == "PERSON"}
    tails = {tail for one in persons.values() for tail in proper_tails(one.text)}
    full = {at for at, one in persons.items() if is_full_name(one.text) and name_parts(one.text) not in tails}
    keys = full_name_keys({at: persons[at] for at in sorted(full)})
    surnames, given = called(persons, keys)
    for at, one in persons.items():
        if at not in keys:
            parts = short_parts(one.text)
            places = surnames.get(parts) or given.get(parts)
            if places:
                keys[at] = nearest(places, one.start)
    return keys


def proper_tails(name: str) -> list[Parts]:
    """Return what a full name may be cut to, two parts or more: “Lind Castro” from “Ana Lind Castro”."""
    parts = name_parts(name) if is_full_name(name) else ()
    return [parts[at:] for at in range(1, len(parts) - 1)]


def full_name_keys(persons: Mapping[int, Mention]) -> dict[int, str]:
    """Return a key for each full name; “Anna Lind”, “A. Lind” and “Anna B. Lind” share one, “Eva Lind” has her own."""
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
    """Tell whether two full names with one surname can be one person's: “Anna Lind”, “A. B. Lind”, not “Eva Lind”."""
    (given, *middle), (other_given, *other_middle) = name_parts(name)[:-1], name_parts(other)[:-1]
    if generation(name) != generation(other) or not fits(given, other_given):
        return False
    return all(fits(*pair) for pair in zip(middle, other_middle, strict=False))


def fits(given: str, other: str) -> bool:
    """Tell whether two given names can be one: the same, an initial, or a short form of the other."""
    short, long = sorted((given, other), key=len)
    return long.startswith(short) and (len(short) in {1, len(long)} or len(short) >= SHORT_FORM)


def generation(name: str) -> str:
    """Return “jr”, “ii”, … where a name ends so: father and son are two."""
    last = name.rsplit(maxsplit=1)[-1].rstrip(".").casefold()
    return last if last in GENERATIONS else ""


def called(persons: Mapping[int, Mention], keys: Mapping[int, str]) -> tuple[dict[Parts, Places], dict[Parts, Places]]:
    """Return where each surname (and longer end of a name) and each given name stands in full names, in text order."""
    surnames: defaultdict[Parts, Places] = defaultdict(list)
    given: defaultdict[Parts, Places] = defaultdict(list)
    for at, key in keys.items():
        place = (persons[at].start, key)
        parts = name_parts(persons[at].text)
        given[parts[:1]].append(place)
        for cut in range(1, len(parts)):
            surnames[parts[cut:]].append(place)
    return surnames, given


def nearest(places: Places, start: int) -> str:
    """Return whose full name stands last before `start`, or else first after it."""
    return places[max(0, bisect_right(places, (start, "")) - 1)][1]
