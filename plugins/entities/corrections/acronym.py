"""Correction `acronym`: “Baltic Ferry Workers’ Union (BFWU)” is one name, followed by its acronym."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plugins.english.genders import given_names
from plugins.entities.evidence.acronyms import expanded, is_acronym
from plugins.entities.evidence.labels import with_label
from plugins.entities.evidence.occurrences import capitalised_words
from plugins.entities.lexicon.tables import label_of
from plugins.entities.mentions import Mention
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

# Persons whom the news calls by their initials.
INITIALS = frozenset({"AMLO", "AOC", "DSK", "FDR", "JFK", "LBJ", "MBS", "MLK", "RFK"})
MISTAKEN = frozenset({"PERSON", "GPE", "NORP"})
BESIDE = 24  # code points in which to look for the word next to an acronym
CAPITALS_BEFORE = re.compile(r"\b[^\W\d_a-z]{2,}[ ]$")
CAPITALS_AFTER = re.compile(r" [^\W\d_a-z]{2,}\b")


def with_expansions(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions with the whole name before an acronym in brackets, and with the acronym.

    The model cuts “Organization for Trade and Co-operation in Asia (OTCA)” in two, and may miss the acronym; it labels
    some acronyms as persons or places.
    """
    mentions = [
        with_label(one, "ORG", How.ACRONYM) if one.label in MISTAKEN and is_body(text, one) else one for one in mentions
    ]
    spans = (span for full_and_acronym in expanded(text) for span in full_and_acronym)
    whole = [Mention(*span, "", text[slice(*span)], How.ACRONYM) for span in spans]
    return _joined(mentions, whole) if whole else mentions


def is_body(text: str, mention: Mention) -> bool:
    """Return whether a mention with another label is an acronym of a body: “the OTCA”, not “TRUMP” or “DORN”.

    It is not if the words next to it are in capitals too, or if the text also has it as a word: “Dorn”.
    """
    name = mention.text
    if not is_acronym(name) or name.replace(".", "") in INITIALS or name.lower() in given_names():
        return False
    before = text[max(0, mention.start - BESIDE) : mention.start]
    beside = CAPITALS_BEFORE.search(before) or CAPITALS_AFTER.match(text, mention.end)
    return not beside and name.title() not in capitalised_words(text) and not label_of(name)


def _joined(mentions: Sequence[Mention], whole: Sequence[Mention]) -> list[Mention]:
    """Return `mentions`; each of `whole` replaces the mentions that it touches and takes the label of the longest."""
    joined: list[Mention] = []
    waiting = iter(mentions)
    mention = next(waiting, None)
    for one in sorted(whole):
        while mention and mention.end <= one.start:
            joined.append(mention)
            mention = next(waiting, None)
        touching = []
        while mention and mention.start < one.end:
            touching.append(mention)
            mention = next(waiting, None)
        joined.append(_seen(one._replace(label=_label(touching)), touching))
    return [*joined, *([mention] if mention else []), *waiting]


def _seen(whole: Mention, touching: Sequence[Mention]) -> Mention:
    """Return the mention with the same span and label as `whole` if the model found one, else `whole`."""
    same = (one for one in touching if (one.start, one.end, one.label) == (whole.start, whole.end, whole.label))
    return next(same, whole)


def _label(touching: Sequence[Mention]) -> str:
    """Return the label of the longest mention; ORG instead of PERSON, since a name with an acronym is a body’s."""
    label = max(touching, key=lambda part: len(part.text)).label if touching else "ORG"
    return "ORG" if label == "PERSON" else label
