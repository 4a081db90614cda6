"""Correction `vote`: all mentions of a name in a document get the label that most of them have."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from plugins.entities.evidence.labels import majority, with_label
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.entities.mentions import Mention


def agreed(_text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with one label for each name: “Tarnov” is GPE if it is three times GPE and once PERSON."""
    kinds = {mention[2:4] for mention in mentions}  # few names have more than one label
    if len({name.casefold() for _, name in kinds}) == len(kinds):
        return list(mentions)
    names = [mention.text.casefold() for mention in mentions]
    votes: defaultdict[str, list[str]] = defaultdict(list)
    for name, mention in zip(names, mentions, strict=True):
        votes[name].append(mention.label)
    elected = {name: majority(labels) for name, labels in votes.items()}
    pairs = zip(names, mentions, strict=True)
    return [with_label(mention, elected[name], How.VOTE) for name, mention in pairs]
