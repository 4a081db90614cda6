"""Correction `context`: the words around a name show its label: “in Norvik”, “the airline Norvik”, “Holm, 43,”.

All mentions of a name in a document vote together: each piece of evidence has one vote, the model has less than one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from plugins.english.genders import given_names
from plugins.entities.evidence.acronyms import is_acronym
from plugins.entities.evidence.full_names import is_full_name
from plugins.entities.evidence.labels import with_label
from plugins.entities.evidence.places import JOINTS, stands_before_place
from plugins.entities.lexicon.context_nouns import nouns
from plugins.entities.lexicon.heads import head_label, heads
from plugins.entities.lexicon.tables import label_of
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from plugins.entities.mentions import Mention

WINDOW = 60  # code points after a name in which to look for evidence
BEFORE = 40  # and before it
MODEL = 0.9  # votes of the model for one name, shared among the labels that it gives
NO_ACRONYMS = frozenset({"PERSON", "GPE"})
SAME_KIND = frozenset({"GPE", "LOC", "FAC"})
NAMELIKE = frozenset({"PERSON", "GPE", "LOC", "FAC", "PRODUCT"})
OPEN = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "WORK_OF_ART", "PRODUCT", "EVENT", "LAW"})

IN = frozenset({"in", "near", "throughout", "across", "around", "outside", "within"})
# “A stake in Norvik”, “an article in Norvik”: Norvik is a body.
HELD = frozenset({"stake", "stakes", "share", "shares", "stock", "money", "interest", "investor", "investors"})
HELD |= {"investment", "investments", "invest", "invested", "investing", "article", "column", "story", "published"}
HELD |= {"believe", "believes", "believer", "believers", "faith", "trust", "cut", "cuts", "growth", "rise", "increase"}
OF = frozenset({"of", "for", "at", "from"})  # “the head of the union, Anna Lind,”: Anna Lind is no union
POSSESSIVES = frozenset("'’")
QUOTES = '“"‘'
NO_NOUN = frozenset({"a", "an", "of", "to"})  # “a district Lind won”, “secretary of state Lind”, “to play Norvik”
COPULAS = (" is ", " was ")
OWNED = ("'s", "’s")  # “Norvik’s Anna Lind”
NAMING = frozenset({"called", "named"})
MADE = frozenset(
    {"led", "headed", "chaired", "founded", "directed", "written", "coached", "managed", "composed", "painted"}
)
LEADING = IN | NAMING | {"of", "the", "by"}
# Things that persons, bodies and places have: “Lind’s spokesman”, “the Lind police shooting”.
PERSONS_HAVE = frozenset({
    "airport", "boss", "chairman", "chairwoman", "chief", "coach", "editor", "manager", "managers", "mayor", "police",
    "president", "residents", "spokesman", "spokesperson", "spokeswoman", "workers",
})  # fmt: skip
CHIEF = re.compile(r".{1,20}chief (?:executive|financial|operating|technology)\b")  # only a body has one
AGENT = re.compile(r"(?!news).*(?:er|or)|giant|model")  # a person or a firm: “the developer Anna Lind”
END = re.compile(
    r"[.,;:)!?\n]|$| (?:and|or|on|in|for|to|by|from|with|where|when|as|at|after|before|since|that|which)\b"
)
POSSESSIVE = re.compile(r"['’]s? (?:(?:new|own|first|then|former|late|largest|second) )?([A-Za-z]+)")
NOUN_AFTER = re.compile(r" (?!town hall\b)([A-Za-z]+)")  # which is a meeting
AGE = re.compile(r", (?:aged? )?\d\d?(?:,|\b years? old)| \(born\b")
WHO = re.compile(r", who\b| \(\d{4}[-–]")
APPOSITION = re.compile(
    r"(?:, (?:an?|the)|(?: \([^()]{1,30}\))? (?:is|was) (?:an?|the|one of the))((?: [\w’'-]{1,20}){1,5})"
)
# How a possessive, an apposition or an aside starts.
EVIDENCE_START = re.compile(r"['’]| \(|, (?:an?|the|aged?|who\b.*|\d.*)$| (?:is|was)$")
PART = re.compile(r"\b(?:of|in|for|at|on|from|by|and|to|with|who|which|that|where|near|based)\b")


def with_context(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the label that the words around all mentions of a name show."""
    votes: defaultdict[str, list[str]] = defaultdict(list)
    for at, mention in enumerate(mentions):
        if is_open(mention.label, mention.text):
            found = evidence(text, mention)
            if mention.label != "PERSON" and is_full_name(mention.text) and _listed(text, mentions, at):
                found.append("PERSON")
            if found:
                votes[mention.text.casefold()] += found
    if not votes:
        return list(mentions)
    said: dict[str, list[str]] = {name: [] for name in votes}
    for mention in mentions:
        said.get(mention.text.casefold(), []).append(mention.label)
    elected = {name: elect(said[name], found) for name, found in votes.items()}
    if not any(elected.values()):
        return list(mentions)
    return [
        with_label(one, elected.get(one.text.casefold()) or one.label, How.CONTEXT) if one.label in OPEN else one
        for one in mentions
    ]


@lru_cache(maxsize=4096)
def is_open(label: str, name: str) -> bool:
    """Return whether evidence may change the label of a name: neither the tables nor its last word decide it.

    “Congress” is a body even after “in”, and everybody called Obama is a person.
    """
    is_body = label == "ORG" and heads().get(name.lower()) == "ORG"
    is_known = label == "PERSON" and label_of(name.rpartition(" ")[2]) == "PERSON"
    return label in OPEN and not label_of(name) and not head_label(name) and not is_body and not is_known


def _listed(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Return whether a full name is in a list of persons: “Anna Lind, Eva Berg and Jon Holm”.

    With a person on one side only, its first word must be a usual given name.
    """
    beside = 0
    for left, right in ((at - 1, at), (at, at + 1)):
        if left >= 0 and right < len(mentions) and text[mentions[left].end : mentions[right].start] in JOINTS:
            other = mentions[left + right - at]
            beside += other.label == "PERSON" and " " in other.text
    return beside > 1 or (beside == 1 and _is_usual(mentions[at].text))


def elect(said: Sequence[str], found: Sequence[str]) -> str | None:
    """Return the label with most votes; None if the model’s first choice wins or both are of one kind.

    said: the labels that the model gave to the mentions of a name. found: the labels that the words next to them show.
    """
    scores = {label: MODEL * said.count(label) / len(said) for label in dict.fromkeys(said)}
    first = max(scores, key=scores.__getitem__)
    for label in found:
        scores[label] = scores.get(label, 0) + 1
    best = max(scores, key=scores.__getitem__)
    return None if best == first or {best, first} <= SAME_KIND else best


def evidence(text: str, mention: Mention) -> list[str]:
    """Return the labels that the words next to one mention show."""
    found = ["PERSON"] if mention.role else []
    blank = text.find(" ", mention.end + 2, mention.end + WINDOW)
    if may_be_evidence_after(text[mention.end : blank if blank > 0 else mention.end + WINDOW]):
        found += _labels_after(text[mention.end : mention.end + WINDOW], mention)
    before = text[max(0, mention.start - BEFORE) : mention.start].rstrip(QUOTES)
    if before.endswith(" "):
        last = before[before.rfind(" ", 0, -1) + 1 : -1]
        if may_be_evidence_before(last):
            words = before[:-1].split(" ")
            found += (_place(text, words, mention), _label_before(words, text[mention.end : mention.end + 1], mention))
        elif mention.label == "PERSON" and stands_before_place(text, mention):
            found.append("GPE")
    if NO_ACRONYMS.intersection(found) and is_acronym(mention.text):
        found = [label for label in found if label not in NO_ACRONYMS]
    return [label for label in found if label]


@lru_cache(maxsize=4096)
def may_be_evidence_after(opening: str) -> bool:
    """Return whether the text after a name, up to the second blank, may start evidence: “, a”."""
    word = NOUN_AFTER.match(opening)
    return EVIDENCE_START.match(opening) is not None or (word is not None and word[1].lower() in nouns().after)


@lru_cache(maxsize=4096)
def may_be_evidence_before(word: str) -> bool:
    """Return whether the word before a name may be evidence, alone or with the words before it: “airline”, “of”."""
    plain = _plain(word)
    return plain in nouns().beside or plain in LEADING or plain.endswith(OWNED)


def _labels_after(after: str, mention: Mention) -> list[str]:
    """Return the labels that the words after a name show; the first character decides which expressions are tried."""
    first = after[:1]
    if first in POSSESSIVES:
        return [_owner(POSSESSIVE.match(after), after, nouns().owned, mention)]
    if first == "," or after.startswith(" ("):
        return [_apposition(after, mention), _aside(after, mention)]
    if first == " ":
        noun = _owner(NOUN_AFTER.match(after), after, nouns().after, mention)
        return [_apposition(after, mention), noun] if after.startswith(COPULAS) else [noun]
    return []


def _owner(match: re.Match[str] | None, after: str, table: Mapping[str, str], mention: Mention) -> str:
    """Return the label that a possession shows: “Norvik’s chief executive”, “Norvik shares”; or ""."""
    noun = match[1].lower() if match else ""
    if noun == "chief" and CHIEF.match(after):
        return "ORG"
    return (
        "" if noun in PERSONS_HAVE and mention.label == "PERSON" and is_full_name(mention.text) else table.get(noun, "")
    )


def _place(text: str, words: Sequence[str], mention: Mention) -> str:
    """Return GPE if “in” before a name, or a place after it, shows that it is a place; else ""."""
    if mention.label == "PERSON" and stands_before_place(text, mention):
        return "GPE"
    if mention.label not in {"PERSON", "ORG", "GPE", "LOC"} or words[-1].lower() not in IN:
        return ""
    body = mention.label == "ORG" and (mention.text.isupper() or " " in mention.text)
    held = mention.label != "GPE" and HELD.intersection(words[-2:-1])
    return "GPE" if not body and not held and END.match(text, mention.end) else ""


def _label_before(words: list[str], after: str, mention: Mention) -> str:
    """Return the label that the words before a name show: “airline Norvik”, “the town of Norvik”; or ""."""
    *front, last = words
    if last == "by" or last.endswith(OWNED):
        by_person = last != "by" or MADE.intersection(front[-1:])
        return "PERSON" if by_person and _is_usual(mention.text) else ""
    if last in {"of", "the"}:
        label = _kind(_plain(front[-1]), mention) if front else ""
        if last == "of":
            return label if label in SAME_KIND else ""
        return label if front and _is_aside(front, after) else ""
    if last in NAMING and front:
        *front, last = front
    elif NO_NOUN.intersection(front[-1:]) or last == "state":  # “the state Senate”
        return ""
    if last.endswith(","):
        return _kind(_plain(last), mention) if _is_aside(words, after) else ""
    label = _kind(_plain(last), mention)
    return label if label == "PERSON" or last.rpartition("\n")[2].islower() else ""


def _plain(noun: str) -> str:
    return noun.rpartition("\n")[2].rstrip(",").lower()


def _is_aside(words: list[str], after: str) -> bool:
    """Return whether words end in a noun that a name between commas explains: “the airline, Norvik,”.

    In “the head of the union, Anna Lind,” the name explains the head and not the union.
    """
    noun = words[-1].rpartition("\n")[2]
    return after == "," and noun.endswith(",") and noun.islower() and not OF.intersection(words[-6:])


def _is_usual(name: str) -> bool:
    """Return whether a name is a full name that starts with a usual given name: “Anna Lind”."""
    return is_full_name(name) and name.partition(" ")[0].lower() in given_names()


def _kind(noun: str, mention: Mention) -> str:
    """Return the label that a noun next to a name shows, or ""; a person may be a “developer”, too."""
    label = nouns().beside.get(noun, "")
    may_be_person = mention.label == "PERSON" and label != "PERSON" and is_full_name(mention.text)
    return "" if may_be_person and AGENT.fullmatch(noun) else label


def _aside(after: str, mention: Mention) -> str:
    """Return PERSON if an aside shows it: “Holm, 43,”, “Holm (born 1950)”; not in “Ava, Ill., who”; else ""."""
    if AGE.match(after):
        return "PERSON"
    return "PERSON" if mention.label in NAMELIKE and not mention.text.endswith(".") and WHO.match(after) else ""


def _apposition(after: str, mention: Mention) -> str:
    """Return the label that an apposition shows: “Norvik, a small town in”, “Norvik is the largest airline”; or ""."""
    match = APPOSITION.match(after)
    if not match:
        return ""
    head = PART.split(match[1])[0].split()
    label = _kind(head[-1], mention) if head else ""
    return label if label in {"ORG", "GPE"} or not match[0].startswith(", the") else ""
