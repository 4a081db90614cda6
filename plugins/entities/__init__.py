"""Finds who and what a document names: the names that the model found, corrected with evidence from the text, grouped.

The order of the work: `mentions` takes the names from the parse, `corrections` corrects them one after the other (see
`corrections.order`), `grouping` decides which mentions name the same entity. `evidence` reads the text for both, and
`lexicon` has the words and names that are known beforehand.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pipeline import Document, InputFile, Stage, hookimpl
from plugins.entities.corrections.order import CORRECTIONS, Correction, corrected
from plugins.entities.gazetteer import Gazetteer, counted
from plugins.entities.grouping.entities import entities
from plugins.entities.lexicon.names import Names, read_names, with_names
from plugins.entities.mentions import SAME_LABELS, found
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

NAMES = ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "MISC")


class Entities(Stage):
    """Mark every name with its label, its canonical name, and an id that all mentions of the same entity share.

    labels: the labels to keep, as the model writes them; the default leaves out dates, times and amounts. Mentions with
        other labels still count as evidence.
    corrections: the corrections of the model's names, in the order in which they run; the default is all of them. Leave
        out one that makes the results of a better model worse.
    names: a list of your own; its names are found even if the model does not find them: a CSV file with the columns
        `name`, `aliases` (separated by `|`), `label`, `id`; or JSON lines with the patterns of spaCy's EntityRuler.
    """

    name = "entities"
    provides = {"entities": Entity}
    needs_parse = {"entities"}
    version = 8

    labels: tuple[str, ...] = NAMES
    corrections: tuple[Correction, ...] = tuple(CORRECTIONS)
    names: InputFile | None = None

    def __post_init__(self) -> None:
        self._names()

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document]]:
        """Yield the callable that marks names; the list is read once."""
        yield partial(self._marked, self._names())

    def process(self, document: Document) -> Document:
        """Return the document with the layer `entities`; no two mentions overlap."""
        return self._marked(self._names(), document)

    def _names(self) -> Names | None:
        return read_names(self.names.path) if self.names else None

    def _marked(self, names: Names | None, document: Document) -> Document:
        """Return the document with its names marked; listed names count as evidence and replace others at the end."""
        text = document.text
        listed = names.found(text) if names else []
        kept = frozenset(SAME_LABELS.get(label, label) for label in self.labels)
        mentions = with_names(found(text, document.parse, kept.union(NAMES)), listed)
        mentions = with_names(corrected(text, mentions, self.corrections), listed)
        return document.with_layer("entities", entities(text, mentions, kept))

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the mentions and the distinct entities."""
        return counted(document)


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stages of this plugin."""
    return [Entities, Gazetteer]
