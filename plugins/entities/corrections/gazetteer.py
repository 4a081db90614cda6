"""What the tables know is what they say: “Sochi” is a GPE, “Putin” a person, and “Asian” is found everywhere."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import TYPE_CHECKING

from plugins.entities.evidence.labels import with_label
from plugins.entities.evidence.occurrences import occurrences, open_places
from plugins.entities.lexicon.tables import gazetteer, label_of, sure_names
from plugins.genders import given_names
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.entities.mentions import Mention

AT_PLACE = re.compile(r"\b(?:in|at|near|from|to|outside|around|via|into) $", re.IGNORECASE)
# Not the state of “Anna Lind, Ohio Sen. Eva Berg” or “Anna Lind, Ohio governor”.
ALONE = (
    r"(?=[.,;:)!?\n]|$| [—–-]"
    r"| (?:after|and|as|at|before|by|for|from|in|is|on|or|since|that|to|was|when|where|which|with)\b)"
)
NEXT_NAME = re.compile(
    rf", (?=([A-Z][\w.]{{1,20}}){ALONE})?(?=((?:[A-Z][\w.]{{1,20}} ){{1,2}}[A-Z][\w.]{{1,20}}){ALONE})?"
)
COURTESIES = ("Mr. ", "Mr ", "Mrs. ", "Mrs ", "Ms. ", "Ms ")
JOINTS = frozenset({", ", " and ", ", and ", " or ", " & ", "; "})
PLACES = frozenset({"GPE", "LOC", "FAC"})
PEOPLES = frozenset({"NORP", "LANGUAGE"})


def with_places(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the names in the tables labelled as they are there: “Sochi” is a GPE, not a person.

    A given name stays a person's (“Victoria”), unless one is “in” it; so does a name with a title before it.
    """
    placed = [
        _placed(text, mentions, at, label) if (label := label_of(one.text)) else one for at, one in enumerate(mentions)
    ]
    missed = list(occurrences(text, open_places(text, placed), sure_names(), How.GAZETTEER))
    return sorted([*placed, *missed], key=attrgetter("start")) if missed else placed


def stands_as_place(text: str, mention: Mention) -> bool:
    """Tell whether a name stands as only a place does: “in Dorn”, “flown to Dorn”, “Dorn, France”."""
    before = text[max(0, mention.start - 8) : mention.start]
    return bool(AT_PLACE.search(before)) or stands_before_place(text, mention)


def stands_before_place(text: str, mention: Mention) -> bool:
    """Tell whether a place is named right behind a name, as its country or state: “Dorn, France”."""
    match = NEXT_NAME.match(text, mention.end) if text.startswith(", ", mention.end) else None
    return match is not None and any(gazetteer().labels.get(name) == "GPE" for name in match.groups() if name)


def stands_among_places(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Tell whether a name stands in a list with a place: the “Dorn” of “Oslo, Dorn and Paris”."""
    return any(
        left >= 0
        and right < len(mentions)
        and text[mentions[left].end : mentions[right].start] in JOINTS
        and label_of(mentions[left + right - at].text) == "GPE"
        for left, right in ((at - 1, at), (at, at + 1))
    )


def _placed(text: str, mentions: Sequence[Mention], at: int, label: str) -> Mention:
    """Return the mention of a name that is in the tables, with the label there unless its own will do."""
    mention = mentions[at]
    if mention.label == label or {mention.label, label} <= PLACES or {mention.label, label} <= PEOPLES:
        return mention
    if mention.label == "PERSON" and text.endswith(COURTESIES, max(0, mention.start - 5), mention.start):
        return mention  # “Mr. English”
    if mention.label == "PERSON" and (mention.role or _may_be_person(text, mentions, at)):
        return mention
    return with_label(mention, label, How.GAZETTEER)


def _may_be_person(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Tell whether the name of a city, or a given name, may be a person’s where it stands."""
    mention = mentions[at]
    if mention.text.lower() in given_names():
        return not stands_as_place(text, mention)
    is_city = mention.text in gazetteer().cities
    return is_city and not stands_as_place(text, mention) and not stands_among_places(text, mentions, at)
