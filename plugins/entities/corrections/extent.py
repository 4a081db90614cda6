"""Correction `extent`: where a name ends: not after an initial; “Dorn, France” is two places; products have numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.english.genders import given_names, without_accents
from plugins.english.particles import OF_PERSONS
from plugins.entities.evidence.labels import with_label
from plugins.entities.evidence.occurrences import words_of
from plugins.entities.lexicon.heads import head_label
from plugins.entities.lexicon.tables import gazetteer
from plugins.entities.lexicon.titles import titles
from plugins.entities.lexicon.words import CALENDAR, NO_SURNAMES, OPENERS, POSTNOMINALS
from plugins.entities.mentions import Mention
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

# “Karl “Kalle” Lind”
NICKNAME = re.compile(r" [“\"‘'(](?![DIR][)-])[A-Z][\w-]{1,20}[”\"’')] [A-Z][\w’'-]{1,30}")
AIR = "Air "  # “Air Canada” is a company
IRISH = re.compile(r"['’] ?[A-Z][\w’'-]{1,30}")  # “Ann O’ Hara”, as some systems write it
OWNER = re.compile(r"(?P<owner>.+)['’]s (?P<owned>[A-Z].*)")
SURNAME = re.compile(r" ([A-Z][\w’'-]{1,30})")
APART = frozenset({"GPE", "LOC", "PERSON"})  # “French Alps” are two names, “Asian Americans” one
BEGUN = frozenset({"ORG", "PERSON"})  # labels whose names are looked for in parts
PARTIES = frozenset("DIR")  # Democrats, independents and Republicans
MAKERS = frozenset({"ORG", "PRODUCT", "PERSON", "GPE"})
# “737”, “787-8”, “A380”, “F-16C”, with the word that follows as part of the name; not “2019” and not “120 jobs”.
MODEL_NUMBER = re.compile(
    r"[ -](?:[A-Z]{1,3}-?\d{1,4}(?:-\d{1,3})?[A-Z]{0,2}|(?!(?:19|20)\d\d\b)\d{3}(?:-\d{1,3})?(?:[A-Z]{1,2}\b)?)s?\b"
    r"(?![.,:]\d|%| (?:million|billion|percent|per|of|(?!was|is|has)[a-z]{2,20}s)\b)(?: [A-Z][a-z]{3,20}\b)?"
)
OWN_NUMBER = re.compile(r"\w .*\b[A-Z]{1,3}-?\d{2,4}(?:-\d{1,3})?[A-Z]{0,2}$")
# Other things that have numbers: “Route 128”, “Local 705”.
NUMBERED = re.compile(
    r"\b(?:Area|Article|Channel|Division|Flight|Highway|Interstate|Local|Radio|Room|Route|Section|Unit)$"
)
FLIGHT = re.compile(r" [Ff]light(?: \w{0,3}\d+)?$")


def with_extents(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the right extent."""
    longer = longer_names(mentions)
    after_air = frozenset(match.end() for match in re.finditer(AIR, text))
    odd = {
        at
        for at, one in enumerate(mentions)
        if not is_plain(one.text)
        or may_continue(text, one.end)
        or (one.text in longer and text.startswith(longer[one.text].text, one.start))
        or one.start in after_air
    }
    if not odd:
        return list(mentions)
    names = {mention.text for mention in mentions}
    extended: list[Mention] = []
    for at, mention in enumerate(mentions):
        if extended and extended[-1].end > mention.start:  # it is now part of the mention before
            continue
        if at not in odd:  # no rule changes it; true of most mentions
            extended.append(mention)
            continue
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        whole = _as_given_name(text, _whole(text, mention, longer.get(mention.text)), following)
        parts = _owner_and_owned(whole, names) or list(
            _extended(text, whole, following.end if following else len(text))
        )
        extended += [mention] if extended and parts[0].start < extended[-1].end else parts
    return extended


def may_continue(text: str, end: int) -> bool:
    """Return whether a name may continue after `end`: “Norvik 737” and “Norvik-2” may, “Norvik said” does not."""
    after = text[end : end + 2]
    return after[:1] in {" ", "-"} and not after[1:].islower()


@lru_cache(maxsize=4096)
def is_plain(name: str) -> bool:
    """Return whether no rule applies to the words of a name: not so for “French Alps”, “Eva Lind KC” and “R-Texas”."""
    (people, _, place), last, labels = name.partition(" "), name.rpartition(" ")[2], gazetteer().labels
    if (
        last in POSTNOMINALS
        or last in OF_PERSONS
        or last.lower().removesuffix("s") in titles().heads
        or last.lower() in {"o", "flight"}
    ):
        return False
    letters = name.replace(" ", "").replace(".", "")  # “U.S.” is plain too
    return letters.isalpha() and not _ends_in_initial(name) and not (place in labels and labels.get(people) == "NORP")


def longer_names(mentions: Sequence[Mention]) -> Mapping[str, Mention]:
    """Return names of two or three words by their first words: “Norvik” may be half of “Norvik Foods”."""
    names: dict[str, Mention] = {}
    for mention in mentions:
        for beginning in beginnings(mention.text) if mention.label in BEGUN else ():
            names.setdefault(beginning, mention)
    return names


@lru_cache(maxsize=4096)
def beginnings(name: str) -> tuple[str, ...]:
    """Return the first words of a name of two or three words: “Norvik” and “Norvik Bay” of “Norvik Bay Foods”."""
    words = name.split(" ")
    if len(words) not in {2, 3} or not name.replace(" ", "").isalpha():
        return ()
    return tuple(" ".join(words[:count]) for count in range(1, len(words)))


def _whole(text: str, mention: Mention, longer: Mention | None) -> Mention:
    """Return the mention extended to the longer name if the text has that name there."""
    end = mention.start + len(longer.text) if longer else 0
    if not longer or not text.startswith(longer.text, mention.start) or text[end : end + 1].isalnum():
        return mention
    return mention._replace(end=end, label=longer.label, text=longer.text, how=How.EXTENT)


def _extended(text: str, mention: Mention, limit: int) -> Iterator[Mention]:
    """Yield the mention with its right extent, which does not go beyond `limit`; two mentions for some names.

    “French Alps” is a people and a place.
    """
    if mention.text[1:2] == "-" and is_party_and_state(text, mention):
        mention = mention._replace(start=mention.start + 2, label="GPE", text=mention.text[2:], how=How.EXTENT)
    people, _, place = mention.text.partition(" ")
    labels = gazetteer().labels
    if labels.get(people) == "NORP" and labels.get(place) in APART and mention.text not in labels:
        yield Mention(mention.start, mention.start + len(people), "NORP", people, How.EXTENT)
        yield Mention(mention.end - len(place), mention.end, labels[place], place, How.EXTENT)
    elif ", " in mention.text:
        yield from _places(mention)
    elif mention.label == "PERSON":
        yield _person(text, mention, limit)
    elif mention.label == "GPE" and text.endswith(AIR, 0, mention.start):
        start = mention.start - len(AIR)
        yield mention._replace(start=start, label="ORG", text=text[start : mention.end], how=How.EXTENT)
    elif mention.label in MAKERS:
        yield _with_number(text, mention, limit)
    else:
        yield mention


def _as_given_name(text: str, mention: Mention, following: Mention | None) -> Mention:
    """Return a given name right before a person’s surname with the label PERSON, whatever label the model gave it."""
    beside = following is not None and following.label == "PERSON" and text[mention.end : following.start] == " "
    is_given = beside and without_accents(mention.text.lower()) in given_names()
    return with_label(mention, "PERSON", How.EXTENT) if is_given else mention


def _owner_and_owned(mention: Mention, names: Collection[str]) -> list[Mention]:
    """Return the two names in “Norvik’s Orvane” if Orvane is also named alone; an empty list for any other name."""
    match = OWNER.match(mention.text)
    if not match or match["owned"] not in names or match["owner"].lower() in OPENERS:
        return []
    owner = Mention(mention.start, mention.start + match.end("owner"), mention.label, match["owner"], How.EXTENT)
    return [
        owner,
        Mention(mention.start + match.start("owned"), mention.end, mention.label, match["owned"], How.EXTENT),
    ]


def is_party_and_state(text: str, mention: Mention) -> bool:
    """Return whether a mention is the party and state of an American politician: “R-Texas” in “Anna Lind (R-Texas)”."""
    before = text[max(0, mention.start - 2) : mention.start]
    aside = before.endswith("(") or before == ", "
    return aside and mention.text[0] in PARTIES and text[mention.end : mention.end + 1] in {")", ",", " "}


def _with_number(text: str, mention: Mention, limit: int) -> Mention:
    """Return a product if a model number follows a maker's name or is in it; else the mention without its tail."""
    if not mention.text[-1:].islower() and OWN_NUMBER.search(mention.text):
        return with_label(mention, "PRODUCT", How.EXTENT)
    match = MODEL_NUMBER.match(text, mention.end)
    if match and NUMBERED.search(mention.text):
        match = None
    product = _to(text, mention, match, limit)
    return with_label(product, "PRODUCT", How.EXTENT) if product is not mention else _without_tail(mention)


def _person(text: str, mention: Mention, limit: int) -> Mention:
    """Return a person with the surname after an initial, a nickname or a given name, and without “KC” or “MP”."""
    front, _, last = mention.text.rpartition(" ")
    if front and last in POSTNOMINALS:
        return mention._replace(end=mention.start + len(front), text=front, how=How.EXTENT)
    rest = NICKNAME.match(text, mention.end) or (
        IRISH.match(text, mention.end) if mention.text.endswith(" O") else None
    )
    if rest:
        return _to(text, mention, rest, len(text))
    if _ends_in_initial(mention.text):
        return _to(text, mention, SURNAME.match(text, mention.end), limit)
    if mention.text.rpartition(" ")[2] in OF_PERSONS:  # “Ursula van der”
        return _to(text, mention, SURNAME.match(text, mention.end), limit)
    match = SURNAME.match(text, mention.end) if without_accents(mention.text.lower()) in given_names() else None
    if match and _is_surname(text, match[1]):
        return _to(text, mention, match, limit)
    named = mention.role or (front and mention.text.partition(" ")[0].lower() in given_names())
    return mention if named else _with_number(text, mention, limit)


def _is_surname(text: str, word: str) -> bool:
    """Return whether the word after a given name is a surname.

    It is not if the word lists exclude it, or if the text has it in lower case too: “Day” in “Anna Day”, “Just”
    in the headline “Anna Just Won”.
    """
    lower = word.lower()
    return not (lower in NO_SURNAMES or lower in OPENERS or word in CALENDAR or lower in words_of(text))


def _to(text: str, mention: Mention, match: re.Match[str] | None, limit: int) -> Mention:
    if not match or match.end() > limit:
        return mention
    return mention._replace(end=match.end(), text=text[mention.start : match.end()], how=How.EXTENT)


def _ends_in_initial(name: str) -> bool:
    """Return whether a name of two words or more ends in an initial: “Edward D.”."""
    return len(name) > 3 and name[-1] == "." and name[-2].isupper() and name[-3] == " "  # noqa: PLR2004


def _places(mention: Mention) -> Iterator[Mention]:
    """Yield the places of “Dorn, Norvik, France” one by one, if the tables know the last as a place."""
    parts = mention.text.split(", ")
    known = gazetteer().labels
    is_list = known.get(parts[-1]) in {"GPE", "LOC"} and all(part[:1].isupper() for part in parts)
    # “University of Norvik, France” has its place in its name.
    body = mention.label == "ORG" and (" of " in parts[0] or head_label(parts[0]) == "ORG")
    if mention.text in known or not is_list or body:
        yield mention
        return
    start = mention.start
    for part in parts:
        yield Mention(start, start + len(part), "GPE", part, How.EXTENT)
        start += len(part) + 2


def _without_tail(mention: Mention) -> Mention:
    """Return a body without its flight number, and a place without the office after it, as in “U.S. Congresswoman”."""
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
    return mention._replace(end=end, text=name, label=gazetteer().labels.get(name, mention.label), how=How.EXTENT)
