"""Who and what is named: the model's names, corrected where the document itself shows better, and grouped.

`mentions` takes the names from the parse, `corrections` says what mends them in what order, `grouping` says which mean
the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Document, Stage, hookimpl
from plugins.entities.corrections import CORRECTIONS, Correction, corrected
from plugins.entities.grouping import entities
from plugins.entities.mentions import found
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")


class Entities(Stage):
    """Mark every name with its kind, its canonical name, and an id that all mentions of the same one share.

    labels: the kinds of name to keep, as the model has them; the default leaves out dates, times and amounts. What is
        left out still counts as evidence for the rest.
    corrections: what mends the model's names, in this order; the default is all there is. One that hurts a better model
        is left out here.
    """

    name = "entities"
    provides = {"entities": Entity}
    needs_parse = {"entities"}
    version = 3

    labels: tuple[str, ...] = NAMES
    corrections: tuple[Correction, ...] = tuple(CORRECTIONS)

    def process(self, document: Document) -> Document:
        """Return the document with the layer `entities`; no two mentions overlap."""
        mentions = found(document.text, document.parse, frozenset(NAMES).union(self.labels))
        mentions = corrected(document.text, mentions, self.corrections)
        return document.with_layer("entities", entities(document.text, mentions, self.labels))

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the mentions and the distinct entities."""
        layer = [one for one in document.layers.get("entities", ()) if isinstance(one, Entity)]
        return {"mentions": len(layer), "entities": len({one.entity for one in layer})}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stages of this plugin."""
    return [Entities]
