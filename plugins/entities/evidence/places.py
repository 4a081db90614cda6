"""Whether the text around a name shows that it is a place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.entities.lexicon.tables import gazetteer, label_of

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
JOINTS = frozenset({", ", " and ", ", and ", " or ", " & ", "; "})


def stands_as_place(text: str, mention: Mention) -> bool:
    """Return whether a name has a position that only a place can have: “in Dorn”, “flown to Dorn”, “Dorn, France”."""
    before = text[max(0, mention.start - 8) : mention.start]
    return bool(AT_PLACE.search(before)) or stands_before_place(text, mention)


def stands_before_place(text: str, mention: Mention) -> bool:
    """Return whether a country or state follows a name, after a comma: “Dorn, France”."""
    match = NEXT_NAME.match(text, mention.end) if text.startswith(", ", mention.end) else None
    return match is not None and any(gazetteer().labels.get(name) == "GPE" for name in match.groups() if name)


def stands_among_places(text: str, mentions: Sequence[Mention], at: int) -> bool:
    """Return whether a name is in a list with a place: the “Dorn” of “Oslo, Dorn and Paris”."""
    return any(
        left >= 0
        and right < len(mentions)
        and text[mentions[left].end : mentions[right].start] in JOINTS
        and label_of(mentions[left + right - at].text) == "GPE"
        for left, right in ((at - 1, at), (at, at + 1))
    )
