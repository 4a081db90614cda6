"""The stage `gazetteer`: finds the names of a list and no others, without a model."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pipeline import Document, InputFile, Stage
from plugins.entities.grouping.entities import entities
from plugins.entities.lexicon.names import Names, read_names
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Gazetteer(Stage):
    """Mark the names of a list, instead of `entities`; it needs no parse and no model.

    names: a CSV file with the columns `name`, `aliases` (separated by `|`), `label`, `id`; or JSON lines with the
        patterns of spaCy's EntityRuler.
    """

    name = "gazetteer"
    provides = {"entities": Entity}
    version = 2

    names: InputFile

    def __post_init__(self) -> None:
        read_names(self.names.path)

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document]]:
        """Yield the callable that marks names; the list is read once."""
        yield partial(marked, read_names(self.names.path))

    def process(self, document: Document) -> Document:
        """Return the document with the layer `entities`."""
        return marked(read_names(self.names.path), document)

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the mentions and the distinct entities."""
        return counted(document)


def marked(names: Names, document: Document) -> Document:
    """Return the document with the layer `entities`: the listed names in it."""
    return document.with_layer("entities", entities(document.text, names.found(document.text), ()))


def counted(document: Document) -> Mapping[str, int]:
    """Return the numbers of mentions and of distinct entities."""
    layer = [one for one in document.layers.get("entities", ()) if isinstance(one, Entity)]
    return {"mentions": len(layer), "entities": len({one.entity for one in layer})}
