"""Who said what: direct quotations with speaker and cue.

marks pairs quotation marks, attribution decides which regions are quotations and finds the words that attribute them,
reading holds the grammar for that, quotations joins what belongs together over the paragraphs, speakers says whom the
words mean; cues.txt lists the verbs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Document, Stage, hookimpl
from plugins.layers import Entity, Quote
from plugins.quotes.marks import paragraphs
from plugins.quotes.quotations import quotations
from plugins.quotes.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping


class Quotes(Stage):
    """Find direct quotations, who says them, and the word that attributes them."""

    name = "quotes"
    requires = {"entities": Entity}
    provides = {"quotes": Quote}
    needs_parse = {"dependencies"}
    version = 2

    def process(self, document: Document) -> Document:
        """Return the document with the layer `quotes`."""
        mentions = [one for one in document.layers["entities"] if isinstance(one, Entity)]
        reading = Reading(document.text, document.parse, mentions)
        return document.with_layer("quotes", quotations(reading, paragraphs(document.text)))

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count quotations, and those whose speaker is a mention of the layer `entities`."""
        quotes = [one for one in document.layers.get("quotes", ()) if isinstance(one, Quote)]
        named = sum(1 for one in quotes if one.speaker and one.speaker.entity)
        return {"quotations": len(quotes), "with a named speaker": named}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Bring the stage `quotes`."""
    return [Quotes]
