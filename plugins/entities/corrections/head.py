"""Correction `head`: the last word of a name shows its label: “Norvik River” is no person, “Dorn County” is no body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.english.genders import given_names
from plugins.entities.evidence.labels import with_label
from plugins.entities.lexicon.heads import head_label
from plugins.entities.lexicon.words import SMALL_WORDS, listed
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plugins.entities.mentions import Mention

# Last words that are surnames too.
SURNAMES = listed(
    "band bridge court council guild island lake news parish press rivers river steel street tower towers"
)
MENDED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "WORK_OF_ART", "PRODUCT", "NORP"})
ALIKE = (frozenset({"GPE", "LOC", "FAC"}), frozenset({"EVENT", "LAW", "WORK_OF_ART", "PRODUCT"}))


def with_heads(_text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Return the mentions; names of more than one word get the label that their last word shows."""
    return [_mended(one, label) if (label := head_label(one.text)) else one for one in mentions]


def _mended(mention: Mention, label: str) -> Mention:
    if (
        mention.label not in MENDED
        or _is_other(mention, label)
        or any({label, mention.label} <= kinds for kinds in ALIKE)
    ):
        return mention
    return with_label(mention, label, How.HEAD)


def _is_other(mention: Mention, label: str) -> bool:
    """Return whether the last word of a name does not count: “Meet the Press” and “The Salt Road” are titles.

    “Anna Band” is a person’s name.
    """
    first, *rest = mention.text.split(" ")
    if mention.label == "WORK_OF_ART":
        return not SMALL_WORDS.isdisjoint(rest) or (first == "The" and label != "ORG")
    return mention.label == "PERSON" and first.lower() in given_names() and rest[-1].lower() in SURNAMES
