"""From mentions to entities: which mentions name the same entity, and its name and label."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from plugins.english import legal_forms
from plugins.english.genders import without_accents
from plugins.entities.evidence.acronyms import expansions, is_acronym
from plugins.entities.evidence.companies import short_names
from plugins.entities.evidence.full_names import is_full_name, name_parts
from plugins.entities.evidence.labels import majority, vote, with_label
from plugins.entities.grouping.namesakes import are_one, person_keys
from plugins.entities.lexicon.heads import heads
from plugins.entities.lexicon.tables import country_key, gazetteer
from plugins.entities.lexicon.titles import ROMAN
from plugins.entities.lexicon.words import NO_SURNAMES, SAME_NAMES, SMALL_WORDS
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from plugins.entities.mentions import Listed, Mention

USUAL_NAMES = frozenset(SAME_NAMES.values())
ACRONYM_LENGTHS = range(2, 8)


def entities(text: str, mentions: Sequence[Mention], labels: Collection[str]) -> list[Entity]:
    """Return the mentions of entities with one of `labels`; ids are "e1", "e2", … in the order of first mention."""
    kept = list(_kept(grouped(text, mentions), labels))
    countries = {name_key(group[0].text): f"e{at}" for at, (group, label, _) in enumerate(kept, 1) if label == "GPE"}
    return [mention for at, found in enumerate(kept, 1) for mention in _entity(f"e{at}", *found, countries)]


def _kept(
    groups: Iterable[Sequence[Mention]], labels: Collection[str]
) -> Iterator[tuple[Sequence[Mention], str, Listed | None]]:
    """Yield the groups that have one of `labels` or are listed, with their label and their list entry."""
    for group in groups:
        listed = next((mention.listed for mention in group if mention.listed), None)
        label = listed.label if listed else majority([mention.label for mention in group])
        if listed or label in labels:
            yield group, label, listed


def _entity(
    id: str, group: Sequence[Mention], label: str, listed: Listed | None, countries: Mapping[str, str]
) -> list[Entity]:
    """Return the mentions of one entity. countries: the ids of the countries that the document names, by `name_key`."""
    people = people_of(group[0])
    of = countries.get(name_key(people)) if people else None
    name = listed.name if listed else canonical_name(group)
    roles = [mention.role for mention in group if mention.role] if label == "PERSON" else []
    role = max(roles, key=lambda role: (not role.isupper(), len(role.split()))) if roles else None
    key = listed.key if listed else None
    return [Entity(one.start, one.end, label, name, id, role, one.how, of, key, len(group)) for one in group]


def people_of(mention: Mention) -> str | None:
    """Return the country of a people, or None: Denmark for “Danish” and “Danes”."""
    return gazetteer().peoples.get(mention.text) if mention.label == "NORP" else None


def grouped(text: str, mentions: Sequence[Mention]) -> Iterable[Sequence[Mention]]:
    """Return the mentions of each entity, in the order of first mention; their labels are votes for its label."""
    groups: defaultdict[str, list[Mention]] = defaultdict(list)
    keys = group_keys(text, mentions)
    same = listed_keys(mentions, keys)
    for mention, key in zip(mentions, keys, strict=True):
        known = (same.get((key, mention.listed)) or same.get((key, None)) or key) if same else key
        named = mention.label != "PERSON" or mention.listed or key.startswith("PERSON ")
        groups[known].append(mention if named else with_label(mention, vote(text, mention), mention.how))
    return groups.values()


def group_keys(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return a key for each mention, shared by those of one entity; a key that is not made from a name has capitals."""
    persons = person_keys(text, mentions)
    short_forms = {
        **last_words(text, mentions),
        **without_numbers(mentions),
        **short_names(text, mentions),
        **initials(mentions),
        **in_brackets(text, mentions),
        **expansions(text),
    }
    full_keys = {name_key(short): name_key(full) for short, full in short_forms.items()}
    keys = []
    for at, mention in enumerate(mentions):
        country = people_of(mention) if mention.label == "NORP" else None
        key = f"PEOPLE {country}" if country else name_key(mention.text)
        keys.append(persons.get(at) or full_keys.get(key, key))
    return keys


def listed_keys(mentions: Sequence[Mention], keys: Sequence[str]) -> Mapping[tuple[str, Listed | None], str]:
    """Return the common key of all names of a listed entity, by the key of each name together with the list entry.

    The entry None stands for mentions that are not listed: if two listed entities share a key, the first has them.
    A person with another, longer name is not listed: if “Lind” is listed, “Eva Lind” is not.
    """
    same: dict[tuple[str, Listed | None], str] = {}
    if not any(mention.listed for mention in mentions):
        return same
    longer: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for mention, key in zip(mentions, keys, strict=True):
        if not mention.listed and key.startswith("PERSON ") and is_full_name(mention.text):
            longer[key][mention.text] = None
    for mention, key in zip(mentions, keys, strict=True):
        if mention.listed:
            own = f"LISTED {mention.listed.label} {mention.listed.key} {mention.listed.name}"
            same[key, mention.listed] = own
            if all(_may_be(name, mention.listed) for name in longer.get(key, ())):
                same.setdefault((key, None), own)
    return same


def _may_be(name: str, listed: Listed) -> bool:
    """Return whether a full name may mean a listed person with a full name: “Anna B. Lind” and “Anna Lind”."""
    same_surname = is_full_name(listed.name) and name_parts(name)[-1] == name_parts(listed.name)[-1]
    return same_surname and are_one(name, listed.name)


def canonical_name(group: Sequence[Mention]) -> str:
    """Return the fullest name: most words, then not all in capitals, then most capitalised words, then most letters.

    Among equals it is the first. A country has its usual name, not the formal one; a people has its first name.
    """
    first = group[0].text
    if len(group) == 1 or group[0].label == "NORP":
        return first
    names = {mention.text: None for mention in group}
    if len(names) == 1:
        return first
    usual = group[0].label == "GPE" and [
        name for name in names if name.casefold() in USUAL_NAMES or gazetteer().countries.get(country_key(name)) == name
    ]
    return max(usual or names, key=_fullness)


def _fullness(name: str) -> tuple[int, bool, int, int]:
    bare = name[4:] if name.lower().startswith("the ") else name
    words = bare.split()
    return (
        len(name_parts(bare) if is_full_name(bare) else words),
        not name.isupper(),
        sum(word[0].isupper() for word in words),
        len(name),
    )


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return a key that all spellings of a name share: “the U.S.” and “US”, “Norvik Corp.” and “Nórvik”."""
    words = (
        without_accents(name.casefold()).replace(".", "").replace("-", " ").replace(",", " ").replace("’", "'").split()
    )
    while len(words) > 1 and words[-1] in legal_forms.KEYS:
        words.pop()
    key = " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
    country = gazetteer().countries.get(key)
    return country.casefold() if country else SAME_NAMES.get(key, key)


def last_words(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the full names of bodies by their last word, if the text uses it alone: “the Journal”, “the Ministry”.

    A word that ends the names of two bodies is left out.
    """
    words = {one.text for one in mentions if one.label == "ORG" and is_head(one.text)}
    if not words:
        return {}
    full: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions:
        last = mention.text.rpartition(" ")[2]
        if last in words and last != mention.text and mention.label == "ORG":
            full[last].setdefault(name_key(mention.text), mention.text)
    uses = [one for one in mentions if one.text in full]
    alone = {one.text for one in uses if not text.endswith(("the ", "The "), max(0, one.start - 4), one.start)}
    return {word: next(iter(names.values())) for word, names in full.items() if len(names) == 1 and word not in alone}


@lru_cache(maxsize=4096)
def is_head(name: str) -> bool:
    """Return whether a name is a single word that may end the name of a body: “Journal”, “Ministry”, not “House”."""
    return name.isalpha() and name != "House" and (heads().get(name.lower()) == "ORG" or name.lower() in NO_SURNAMES)


def without_numbers(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the names of monarchs by the name without number, “Olaf V” by “Olaf”; not if two share it."""
    full: defaultdict[str, set[str]] = defaultdict(set)
    for text in {one.text for one in mentions if one.label == "PERSON" and one.text.endswith(("I", "V", "X"))}:
        name, _, number = text.rpartition(" ")
        if name.isalpha() and ROMAN.fullmatch(number):
            full[name].add(text)
    return {name: next(iter(names)) for name, names in full.items() if len(names) == 1}


def in_brackets(text: str, mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the names of bodies by the acronym in brackets right after them, whatever their initials are.

    “The Workers’ Party (PTB) … the PTB”: an acronym that occurs only in brackets may name a country or a stock.
    """
    short: dict[str, str] = {}
    for full, acronym in pairwise(mentions):
        if (
            full.label == "ORG"
            and is_acronym(acronym.text)
            and text[full.end : acronym.end + 1] == f" ({acronym.text})"
        ):
            short[acronym.text] = full.text
    uses = Counter([one.text for one in mentions if one.text in short] if short else ())
    return {name: full for name, full in short.items() if uses[name] > 1}


def initials(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return names by the acronym among the mentions that has their initials.

    “Norvik Shipping Board … NSB”, “Stone & Calder … S&C”; an acronym that fits two names is left out.
    """
    short = {
        one.text: one.text.replace(".", "").replace("&", "")
        for one in mentions
        if one.text.isupper() and country_key(one.text) not in gazetteer().countries
    }
    letters = {acronym for acronym in short.values() if len(acronym) in ACRONYM_LENGTHS}
    full: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions if letters else ():
        acronym = initials_of(mention.text)
        if acronym in letters and mention.label != "PERSON":
            full[acronym].setdefault(name_key(mention.text), mention.text)
    named = {acronym: next(iter(names.values())) for acronym, names in full.items() if len(names) == 1}
    return {name: named[acronym] for name, acronym in short.items() if acronym in named}


@lru_cache(maxsize=4096)
def initials_of(name: str) -> str:
    """Return the initials of a name's words, without small words and legal form: “Bank of Norvik Inc.” → “BN”."""
    words = [word for word in name.split() if word not in SMALL_WORDS]
    while len(words) > 1 and words[-1].rstrip(".").casefold() in legal_forms.KEYS:
        words.pop()
    return "".join(word[0] for word in words)
