"""From mentions to entities: which mentions name the same one, under what name and label."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.entities.acronyms import expansions
from plugins.entities.companies import short_names
from plugins.entities.labels import majority, vote
from plugins.entities.namesakes import person_keys
from plugins.entities.titles import rank
from plugins.entities.words import LEGAL_FORMS, SAME_NAMES, SMALL_WORDS
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from plugins.entities.mentions import Mention

USUAL_NAMES = frozenset(SAME_NAMES.values())
ACRONYM_LENGTHS = range(2, 8)


def entities(text: str, mentions: Sequence[Mention], labels: Collection[str]) -> list[Entity]:
    """Return the mentions of entities with one of `labels`, as entities "e1", "e2", … in the order of first mention."""
    labelled = ((majority(mention.label for mention in group), group) for group in grouped(text, mentions))
    kept = [(label, group) for label, group in labelled if label in labels]
    return [one for number, (label, group) in enumerate(kept, 1) for one in _entity(f"e{number}", label, group)]


def _entity(id: str, label: str, group: Sequence[Mention]) -> Iterator[Entity]:
    """Yield the mentions of one entity."""
    name = canonical_name(group)
    role = max((mention.role for mention in group if mention.role), key=rank, default=None)
    key = next((mention.key for mention in group if mention.key), None)
    for one in group:
        yield Entity(
            one.start, one.end, label=label, name=name, entity=id, role=role, how=one.how, key=key, mentions=len(group)
        )


def grouped(text: str, mentions: Sequence[Mention]) -> Iterable[Sequence[Mention]]:
    """Return the mentions of each entity, in the order of first mention; their labels are votes for the entity's."""
    groups: defaultdict[str, list[Mention]] = defaultdict(list)
    keys = person_keys(text, mentions)
    short_forms = {**short_names(text, mentions), **initials(mentions), **expansions(text)}
    full_keys = {name_key(short): name_key(full) for short, full in short_forms.items()}
    for at, mention in enumerate(mentions):
        if at in keys:
            groups[keys[at]].append(mention)
        else:
            key = name_key(mention.text)
            groups[full_keys.get(key, key)].append(mention._replace(label=vote(text, mention)))
    return groups.values()


def canonical_name(group: Sequence[Mention]) -> str:
    """Return the fullest name, of equals the first: most words, then no headline capitals, then most letters.

    Of names in `SAME_NAMES` the usual one comes before the formal one.
    """
    names = dict.fromkeys(mention.text for mention in group)
    usual = [name for name in names if name.casefold() in USUAL_NAMES]
    return max(usual or names, key=lambda name: (len(name.split()), not name.isupper(), len(name)))


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return what all spellings of a name share: “the U.S.” and “US”, “Norvik Corp.” and “Norvik” are the same."""
    words = name.casefold().replace(".", "").replace("-", " ").replace(",", " ").replace("’", "'").split()
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    key = " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
    return SAME_NAMES.get(key, key)


def initials(mentions: Sequence[Mention]) -> dict[str, str]:
    """Return the acronyms among the mentions with the one name that has their initials.

    “Norvik Shipping Board … NSB”; where two names have the same initials, the acronym stays alone.
    """
    short = {one.text.replace(".", "") for one in mentions if one.text.isupper()}
    short = {text for text in short if len(text) in ACRONYM_LENGTHS}
    full: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mention in mentions if short else ():
        acronym = initials_of(mention.text)
        if acronym in short and mention.label != "PERSON":
            full[acronym].setdefault(name_key(mention.text), mention.text)
    return {acronym: next(iter(names.values())) for acronym, names in full.items() if len(names) == 1}


@lru_cache(maxsize=4096)
def initials_of(name: str) -> str:
    """Return the initials of a name's words, small words left out: “Bank of Norvik” → “BN”."""
    return "".join(word[0] for word in name.split() if word not in SMALL_WORDS)
