"""Correction `title`: a title is no part of a name; “Danish FM Lind” is a people and a person with the role “FM”."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.english.genders import given_names
from plugins.english.particles import OF_PERSONS
from plugins.english.titles import COURTESIES
from plugins.entities.lexicon.tables import gazetteer, label_of
from plugins.entities.lexicon.titles import FORMER, ROMAN, normalized, titles
from plugins.entities.lexicon.words import NO_SURNAMES
from plugins.entities.mentions import Mention
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORD = re.compile(r"[^\W_]{1,20}")
LONGEST_ABBREVIATION = 5  # code points: “Supt.”
LONGEST_NAME = 5  # words of a name after a title
WINDOW = 90  # code points before a name in which to look for its role
JOINING = frozenset({"of", "for", "and", "the", "&", "on"})
NO_TITLE = (0, 0)
TO_WHOM = re.compile(r" (?:to|for|at|in|with) ")  # “an adviser to Mr. Lind”: the role is “adviser”
KIN = frozenset({"brother", "sister", "father", "lord"})  # roles with a capital only: not “his brother Karl Lind”
CROWNED = frozenset({"king", "queen", "prince", "princess", "pope", "emperor"})
# Labels that the model may give to a monarch: “King Olaf V”. GPE is left out: a place may have such a name.
MISTAKEN = frozenset({"ORG", "WORK_OF_ART", "PRODUCT", "EVENT", "NORP", "LAW"})
OFFICE_AFTER = re.compile(
    r", (?:the |a |an )?(?P<role>(?:[\w’'-]{1,20} ){0,4}[\w-]{2,20}(?: of(?: the)?(?: [A-Z][\w-]{1,20}){1,3})?)"
    r"(?=[,.;)]| who )"
)


def with_titles(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the titles of persons moved from their names to their `role`.

    A name before the title within a mention becomes another mention: “Danish PM Lind” is a people and a person.
    """
    labels = {mention.text: mention.label for mention in mentions}
    titled: list[Mention] = []
    for at, mention in enumerate(mentions):
        if may_open_title(mention.text) and is_half_a_title(text, mention.end):
            continue
        if is_bare_title(mention.text) and _is_before_person(text, mentions, at):
            continue
        if title_within(mention.text, mention.label) != NO_TITLE and not label_of(mention.text):  # “DR Congo”
            titled += _parts(text, mention, labels)
        elif mention.label == "PERSON":
            titled.append(_with_role(text, mention, titled[-1] if titled else None))
        else:
            titled.append(mention)
    return titled


@lru_cache(maxsize=4096)
def may_open_title(name: str) -> bool:
    """Return whether a name may be the first half of an office: “Transport”."""
    return normalized(name) in titles().before


@lru_cache(maxsize=4096)
def is_bare_title(name: str) -> bool:
    """Return whether a name is nothing but a title: “Cpl”, “Detective Sgt”."""
    words = name.split(" ")
    return normalized(words[-1]) in titles().heads and all(normalized(word) in titles().all for word in words)


def _is_before_person(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Return whether a person follows a mention: “Cpl” is the title in “Cpl. Lind”, and no name."""
    following = mentions[at + 1 : at + 2]
    return any(one.label == "PERSON" and text[mentions[at].end : one.start] in {" ", ". "} for one in following)


def is_half_a_title(text: str, end: int) -> bool:
    """Return whether the other half of an office follows at `end`: the “Minister” of “Transport Minister”."""
    following = WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    return following is not None and following[0].lower() in titles().heads


def _parts(text: str, mention: Mention, labels: Mapping[str, str]) -> Iterator[Mention]:
    """Yield the mentions within a mention: the name before the title, if there is one, and the person."""
    words = mention.text.split(" ")
    name, title = title_within(mention.text, mention.label)
    front = " ".join(words[:title])
    label = _front_label(front, labels) if front else ""
    if not front or label:
        if front:
            yield Mention(mention.start, mention.start + len(front), label, front, How.TITLE)
        start = mention.start + len(" ".join(words[:name])) + 1
        mention = mention._replace(start=start, label="PERSON", text=text[start : mention.end], how=How.TITLE)
    yield _with_role(text, mention, None) if mention.label == "PERSON" else mention


def _with_role(text: str, mention: Mention, last: Mention | None) -> Mention:
    """Return a person with the role before or after the name, if there is one. last: the mention before.

    A role that would start within `last` starts with it: “Norvik Army Gen.” where “Norvik Army” is a mention.
    """
    role = role_before(text, mention.start, mention.end) or role_after(text, mention.end)
    if not role:
        return mention
    if last and last.end > mention.start - WINDOW:
        words = text[last.end : mention.start].split()
        shared = len(role.split()) - len(words)
        if 0 < shared < len(last.text.split()) and role.endswith(" ".join(words)):
            role = " ".join(text[last.start : mention.start].split())
    return mention._replace(role=role)


@lru_cache(maxsize=4096)
def title_within(name: str, label: str) -> tuple[int, int]:
    """Return the numbers of the words at which the person's name and the title within a mention start."""
    words = name.split(" ")
    return _split(words, label) if len(words) > 1 else NO_TITLE  # one word cannot be a title and a name


def _split(words: Sequence[str], label: str) -> tuple[int, int]:
    known = titles().heads if label == "PERSON" else titles().sure
    for at in range(len(words) - 2, -1, -1):
        if normalized(words[at]) in known:
            name = at + 1
            title = at
            break
        if words[at] in {"of", "for"} and at and normalized(words[at - 1]) in known and len(words) > at + 2:
            name = min(at + 2, len(words) - 1)
            title = at - 1
            break
    else:
        if label in MISTAKEN:
            return _before_person(words)
        return _after_modifier(words) if label == "PERSON" else NO_TITLE
    while title and normalized(words[title - 1]) in titles().all:
        title -= 1
    while name < len(words) - 1 and normalized(words[name]) in titles().heads:
        name += 1
    return (name, title) if _may_be_person(words[name:]) else NO_TITLE


def _after_modifier(words: Sequence[str]) -> tuple[int, int]:
    """Return where the name and the title start after “Former” or “Ex”, which alone is no title."""
    return (1, 0) if normalized(words[0]) in FORMER else NO_TITLE


def _before_person(words: Sequence[str]) -> tuple[int, int]:
    """Return where the name and the title start in words that only a person has: “Detective Constable Anna Lind”."""
    if _is_crowned(words):
        return 1, 0
    name = next((at for at, word in enumerate(words) if normalized(word) not in titles().all), 0)
    named = len(words) > name + 1 and words[name].lower() in given_names() and _may_be_person(words[name:])
    return (name, 0) if name and named and normalized(words[name - 1]) in titles().heads else NO_TITLE


def _is_crowned(words: Sequence[str]) -> bool:
    """Return whether words name a monarch, pope or prince: “King Olaf V”, “Pope Clement”, not “Queen Street”."""
    named = ROMAN.fullmatch(words[-1]) is not None or (words[1].lower() in given_names() and _may_be_person(words[1:]))
    return words[0].lower() in CROWNED and named


def _may_be_person(words: Sequence[str]) -> bool:
    """Return whether words may be a person's name: “Anna Lind”, not “Office”, “of Trade” or the “Z” of “Gen Z”."""
    if not 0 < len(words) <= LONGEST_NAME or len(words[-1]) == 1 or normalized(words[-1]) in NO_SURNAMES:
        return False
    return all(word[:1].isupper() or word.lower() in OF_PERSONS or "-" in word for word in words)


def _front_label(front: str, labels: Mapping[str, str]) -> str:
    """Return the label of the words before a title if the tables or other mentions have them, else ""."""
    known = labels.get(front, "")
    return gazetteer().labels.get(front) or (known if known != "PERSON" else "")


def role_before(text: str, start: int, end: int) -> str | None:
    """Return the title or office right before a name, “Secretary of State” before “John Kerry”, or None.

    The name may be an apposition: “the President of Norvik, Anna Lind, said”.
    """
    if not text.endswith(" ", 0, start):
        return None
    first = max(0, start - WINDOW)
    last = text[max(first, text.rfind(" ", first, start - 1) + 1) : start - 1]
    is_plain = last.isalpha() and last.islower() and last not in JOINING  # the word before most names: “said Lind”
    if is_plain and last not in titles().heads:
        return None
    words = text[first:start].rsplit("\n", 1)[-1].split()[-9:]
    if len(words) > 1 and words[-1][-1] == "," and words[-1][0].isupper() and text.startswith(",", end):
        words[-1] = words[-1][:-1]
    head = _head(words)
    if head is None:
        return None
    if words[head].rstrip(",") in KIN:
        return None
    first = head
    while first and _goes_before(words[first - 1], words[first]):
        first -= 1
    role = " ".join(words[first:]).rstrip(",")
    return None if normalized(role) in COURTESIES else role


def _goes_before(word: str, following: str) -> bool:
    """Return whether a word belongs to the title that follows: “deputy”, “Det.”, not “Senate.”, which ends a sentence.

    “Under” belongs to a title only in “Under Secretary”.
    """
    ends = word[-1] in ",;:)" or _ends_sentence(word)
    under = normalized(word) == "under" and not normalized(following).startswith("secretary")
    return normalized(word) in titles().all and not ends and not under


def _ends_sentence(word: str) -> bool:
    """Return whether the full stop after a title ends a sentence, “is mayor.”, and not an abbreviation, “Supt.”."""
    return word[-1] == "." and len(word) > LONGEST_ABBREVIATION


def _head(words: Sequence[str]) -> int | None:
    """Return the number of the title word among the words before a name, if they end in a title or “Minister of …”."""
    heads = titles().heads
    if not words:
        return None
    if normalized(words[-1]) in heads:
        ends = _ends_sentence(words[-1]) or (words[-1].endswith(",") and not words[-1].islower())
        return None if ends else len(words) - 1
    at = len(words) - 1
    while (
        at > 0
        and words[at] not in {"of", "for"}
        and (words[at][0].isupper() or words[at] in JOINING)
        and words[at][-1].isalnum()
    ):
        at -= 1
    return at - 1 if 0 < at < len(words) - 1 and words[at] == "of" and normalized(words[at - 1]) in heads else None


def role_after(text: str, end: int) -> str | None:
    """Return the office after a name, as in “Anna Lind, the finance minister,”, or None."""
    if not text.startswith(", ", end):
        return None
    match = OFFICE_AFTER.match(text, end)
    if not match:
        return None
    role = TO_WHOM.split(match["role"])[0]
    words = role.split(" of ")[0].split()
    if not words or normalized(words[-1]) not in titles().heads - COURTESIES - KIN:
        return None
    first = len(words) - 1
    while first and normalized(words[first - 1]) in titles().all:
        first -= 1
    return role.split(" ", first)[first]
