"""What the words around a name say of it: one is “in” a place, an airline is a body, and “Holm, 43,” is a person.

The mentions of one name in a document vote, the model with a few votes at most, each piece of evidence with one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from plugins.entities.labels import with_label
from plugins.entities.places import gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plugins.entities.mentions import Mention

NOUNS = Path(__file__).with_name("context_nouns.txt")
WINDOW = 60  # code points around a name in which evidence is looked for
MODEL = 0.9  # votes that the model has at most for one name
SAME_KIND = frozenset({"GPE", "LOC", "FAC"})
OPEN = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})

NOUN_BEFORE = re.compile(r"\b([a-zé]+|[A-Z][a-zé]+)(?: (?:called|named|known as))?,? [“\"‘]?$")
NOUN_OF_BEFORE = re.compile(r"\b([a-z]+) of $")
IN_BEFORE = re.compile(r"\b(?i:in|near|throughout|across|around|outside|within) $")
END = re.compile(r"[.,;:)!?\n]|$| (?:and|or|on|in|for|to|by|from|with|where|when|as|at|after|before|since|that|which)\b")
POSSESSIVE = re.compile(r"['’]s? (?:(?:new|own|first|then|former|late|largest|second) )?([a-z]+)")
NOUN_AFTER = re.compile(r" ([a-z]+)")
AGE = re.compile(r", (?:aged? )?\d\d?(?:,|\b years? old)| \(born\b")
WHO = re.compile(r", who\b| \(\d{4}[-–]")
APPOSITION = re.compile(r"(?:,| is| was| \([^()]{1,30}\) is) (?:an?|the|one of the)((?: [\w’'-]{1,20}){1,5})")
PART = re.compile(r"\b(?:of|in|for|at|on|from|by|and|to|with|who|which|that|where|near|based)\b")


class Nouns(NamedTuple):
    """The labels that nouns speak for: beside a name, behind “X’s”, and behind X."""

    beside: Mapping[str, str]
    owned: Mapping[str, str]
    behind: Mapping[str, str]


@cache
def nouns() -> Nouns:
    """Return the nouns, read once in a process."""
    tables: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for line in NOUNS.read_text(encoding="utf-8").splitlines():
        label, colon, words = line.partition(": ")
        if colon and not line.startswith("#"):
            kind = label.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ_")
            tables[kind] |= dict.fromkeys(words.split(), label.removesuffix(kind))
    return Nouns(tables[""], tables["'s"], tables["+"])


def with_context(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the label that the words around all mentions of a name speak for."""
    known = gazetteer().labels
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        name = mention.text.casefold()
        said[name][mention.label] += 1
        if mention.label in OPEN and mention.text not in known:
            votes[name].update(evidence(text, mention))
    elected = {name: elect(said[name], found) for name, found in votes.items() if found}
    return [
        with_label(one, elected.get(one.text.casefold()) or one.label) if one.label in OPEN else one
        for one in mentions
    ]


def elect(said: Mapping[str, int], found: Mapping[str, int]) -> str | None:
    """Return the label with most votes; None where the model’s own is of the same kind, or nothing else has more."""
    total = sum(said.values())
    scores = {label: MODEL * count / total for label, count in said.items()}
    first = max(scores, key=lambda label: scores[label])
    for label, count in found.items():
        scores[label] = scores.get(label, 0) + count
    best = max(scores, key=lambda label: scores[label])
    return None if best == first or {best, first} <= SAME_KIND else best


def evidence(text: str, mention: Mention) -> Iterator[str]:
    """Yield the labels that the words beside one mention speak for."""
    before = text[max(0, mention.start - WINDOW) : mention.start]
    after = text[mention.end : mention.end + WINDOW]
    found = (_before(before), _place(before, after, mention), _apposition(after, mention), _after(after, mention))
    return (label for label in found if label)


def _place(before: str, after: str, mention: Mention) -> str:
    """Return what “in” says of a name: what the model took for a person is a place, a body only before a pause."""
    if mention.label not in {"PERSON", "ORG"} or not IN_BEFORE.search(before):
        return ""
    body = mention.label == "ORG" and (mention.text.isupper() or " " in mention.text)
    return "GPE" if not body and END.match(after) else ""


def _before(before: str) -> str:
    """Return what the words before a name say: “airline Norvik”, “the town of Norvik”."""
    table = nouns().beside
    match = NOUN_OF_BEFORE.search(before)
    if match:
        label = table.get(match[1], "")
        return label if label in SAME_KIND else ""
    match = NOUN_BEFORE.search(before)
    label = table.get(match[1].lower(), "") if match and not match[0].endswith(", ") else ""
    return label if label == "PERSON" or (match and match[1].islower()) else ""


def _after(after: str, mention: Mention) -> str:
    """Return what the words behind a name say: “Norvik’s chief executive”, “Norvik shares”, “Holm, 43,”."""
    if AGE.match(after):
        return "PERSON"
    if WHO.match(after) and mention.label != "ORG":
        return "PERSON"
    match = POSSESSIVE.match(after)
    if match:
        return nouns().owned.get(match[1], "")
    match = NOUN_AFTER.match(after)
    return nouns().behind.get(match[1], "") if match else ""


def _apposition(after: str, mention: Mention) -> str:
    """Return what a name is said to be: “Norvik, a small town in”, “Norvik is the largest airline of”.

    “Norvik Bank, the son of” says nothing.
    """
    match = APPOSITION.match(after)
    if not match:
        return ""
    head = PART.split(match[1])[0].split()
    label = nouns().beside.get(head[-1], "") if head else ""
    return "" if label == "PERSON" and match[0].startswith(", the") and mention.label in {"ORG", "GPE"} else label
