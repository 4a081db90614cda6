"""The corrections, by the names that a configuration uses, in the order in which they run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from plugins.entities.corrections.acronym import with_expansions
from plugins.entities.corrections.company import with_companies
from plugins.entities.corrections.context import with_context
from plugins.entities.corrections.dateline import with_datelines
from plugins.entities.corrections.extent import with_extents
from plugins.entities.corrections.gazetteer import with_places
from plugins.entities.corrections.head import with_heads
from plugins.entities.corrections.noun import without_nouns
from plugins.entities.corrections.repeat import with_repeats
from plugins.entities.corrections.surname import with_persons
from plugins.entities.corrections.title import with_titles
from plugins.entities.corrections.trim import trimmed_mentions
from plugins.entities.corrections.vote import agreed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from plugins.entities.mentions import Mention

Correction = Literal[
    "trim",
    "extent",
    "title",
    "noun",
    "acronym",
    "dateline",
    "company",
    "head",
    "gazetteer",
    "vote",
    "context",
    "surname",
    "repeat",
]

CORRECTIONS: Mapping[Correction, Callable[[str, Sequence[Mention]], list[Mention]]] = {
    "trim": trimmed_mentions,
    "extent": with_extents,
    "title": with_titles,
    "noun": without_nouns,
    "acronym": with_expansions,
    "dateline": with_datelines,
    "company": with_companies,
    "head": with_heads,
    "gazetteer": with_places,
    "vote": agreed,
    "context": with_context,
    "surname": with_persons,
    "repeat": with_repeats,
}
"""The function of each correction, from a text and its mentions to the corrected mentions; the order matters."""


def corrected(text: str, mentions: list[Mention], corrections: Iterable[Correction]) -> list[Mention]:
    """Return the mentions after the named corrections, which run one after the other.

    A correction writes its name into the field `how` of each mention that it finds, moves or gives another label.
    """
    for name in corrections:
        mentions = CORRECTIONS[name](text, mentions)
    return mentions
