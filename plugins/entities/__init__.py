"""Who and what is named: the model's names, trimmed, mended where the document itself shows better, and grouped.

`mentions` takes the names from the parse, `openings`, `acronyms`, `datelines`, `companies` and `persons` mend them,
`repeats` finds what the model passed over, `grouping` says which mean the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Document, Stage, hookimpl
from plugins.entities.acronyms import with_expansions
from plugins.entities.companies import with_companies
from plugins.entities.datelines import with_datelines
from plugins.entities.grouping import entities
from plugins.entities.labels import agreed
from plugins.entities.mentions import found
from plugins.entities.openings import without_nouns
from plugins.entities.persons import with_persons
from plugins.entities.repeats import with_repeats
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")


class Entities(Stage):
    """Mark every name with its kind, its canonical name, and an id that all mentions of the same one share.

    labels: the kinds of name to keep, as the model has them; the default leaves out dates, times and amounts. What is
        left out still counts as evidence for the rest.
    """

    name = "entities"
    provides = {"entities": Entity}
    needs_parse = {"entities"}
    version = 2

    labels: tuple[str, ...] = NAMES

    def process(self, document: Document) -> Document:
        """Return the document with the layer `entities`; no two mentions overlap."""
        mentions = found(document.text, document.parse, frozenset(NAMES).union(self.labels))
        mentions, expansions = with_expansions(document.text, without_nouns(document.text, mentions))
        mentions = with_companies(document.text, with_datelines(document.text, mentions))
        mentions = with_persons(document.text, agreed(mentions))
        mentions = with_repeats(document.text, mentions)
        return document.with_layer("entities", entities(document.text, mentions, expansions, self.labels))

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the mentions and the distinct entities."""
        layer = [one for one in document.layers.get("entities", ()) if isinstance(one, Entity)]
        return {"mentions": len(layer), "entities": len({one.entity for one in layer})}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stages of this plugin."""
    return [Entities]
