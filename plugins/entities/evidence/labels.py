"""One name, one label: the mentions of a name in a document vote on what kind of name it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from plugins.entities.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.layers import How

# Where as many mentions say one as the other: the model takes names that it does not know for persons and bodies more
# often than for places.
ORDER_OF_EQUALS = ("GPE", "LOC", "PERSON", "ORG")
PLACES = frozenset({"GPE", "LOC"})


def with_label(mention: Mention, label: str, how: How) -> Mention:
    """Return the mention with a label and what gave it this; the very same one where it has it already."""
    if mention.label == label:
        return mention
    return Mention(mention.start, mention.end, label, mention.text, how, mention.role, mention.listed)


def majority(votes: Sequence[str]) -> str:
    """Return the label that stands most often; of equals the first in `ORDER_OF_EQUALS`, or else in the text."""
    if votes.count(votes[0]) == len(votes):
        return votes[0]
    counts = Counter(votes)
    most = max(counts.values())
    equals = [label for label, count in counts.items() if count == most]
    return next((label for label in ORDER_OF_EQUALS if label in equals), equals[0])


def vote(text: str, mention: Mention) -> str:
    """Return the label that speaks for a mention: one is not “in” a person, “fighting in Tarnov” is about a place."""
    return "GPE" if mention.label == "PERSON" and stands_in(text, mention) else mention.label


def stands_in(text: str, mention: Mention) -> bool:
    """Tell whether a mention follows the word “in”."""
    before = text[max(0, mention.start - 4) : mention.start].lower()
    return before.endswith("in ") and not before[:-3].isalnum()
