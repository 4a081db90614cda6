"""Labels of mentions: how to set a label, and the label with most votes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from plugins.entities.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.layers import How

# For equal numbers of votes: the model labels names that it does not know as persons and bodies more often than as
# places.
ORDER_OF_EQUALS = ("GPE", "LOC", "PERSON", "ORG")
PLACES = frozenset({"GPE", "LOC"})


def with_label(mention: Mention, label: str, how: How) -> Mention:
    """Return the mention with a label and what set it (`how`); the same object if it already has this label."""
    if mention.label == label:
        return mention
    return Mention(mention.start, mention.end, label, mention.text, how, mention.role, mention.listed)


def majority(votes: Sequence[str]) -> str:
    """Return the most frequent label; among equals the first in `ORDER_OF_EQUALS`, else the first among the votes."""
    if votes.count(votes[0]) == len(votes):
        return votes[0]
    counts = Counter(votes)
    most = max(counts.values())
    equals = [label for label, count in counts.items() if count == most]
    return next((label for label in ORDER_OF_EQUALS if label in equals), equals[0])


def vote(text: str, mention: Mention) -> str:
    """Return the label that a mention votes for: GPE for a PERSON after “in” (“fighting in Tarnov”), else its own."""
    return "GPE" if mention.label == "PERSON" and stands_in(text, mention) else mention.label


def stands_in(text: str, mention: Mention) -> bool:
    """Return whether a mention follows the word “in”."""
    before = text[max(0, mention.start - 4) : mention.start].lower()
    return before.endswith("in ") and not before[:-3].isalnum()
