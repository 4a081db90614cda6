"""Who said what: direct, mixed and indirect quotations with speaker, cue, the rule that found them, and how sure it is.

The rooms, in the order of the work: `text` pairs quotation marks and reads cues and grammar from the parse;
`attribution` finds the words that say who speaks; `direct` decides which marks hold quotations and joins those of one
speaker; `reported` finds what sentences and labelled lines report; `speakers` finds the speaker of each quotation.
`quotations` (read this first) calls them and resolves overlaps; `confidence` says how reliable each rule is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Document, Stage, hookimpl
from plugins.layers import Entity, Kind, Quote
from plugins.quotes.quotations import quotations
from plugins.quotes.text.cues import lexicon
from plugins.quotes.text.paragraphs import paragraphs, unpaired
from plugins.quotes.text.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping


class Quotes(Stage):
    """Find quotations, who says them, and the word that attributes them.

    kinds: which kinds to keep.
    minimum_words: shorter quotations are left out.
    minimum_confidence: quotations of a less reliable rule are left out, 0 to 1.
    add_cues: further cues, each as a line of `plugins/quotes/text/cues.txt`: "rumble, rumbled: speech marks that". A
        line whose first form is known replaces the known cue.
    remove_cues: cues to remove, by their first form: "allow".
    """

    name = "quotes"
    requires = {"entities": Entity}
    provides = {"quotes": Quote}
    needs_parse = {"dependencies"}
    version = 5

    kinds: tuple[Kind, ...] = tuple(Kind)
    minimum_words: int = 1
    minimum_confidence: float = 0.0
    add_cues: tuple[str, ...] = ()
    remove_cues: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.kinds:
            raise ValueError("kinds is empty: write at least one of direct, mixed, indirect, or leave the setting out.")
        if self.minimum_words < 0:
            raise ValueError(f"minimum_words is {self.minimum_words}; it is a number of words, 0 or more.")
        if not 0 <= self.minimum_confidence <= 1:
            raise ValueError(f"minimum_confidence is {self.minimum_confidence}; it is a share, from 0 to 1.")
        lexicon(self.add_cues, self.remove_cues)

    def process(self, document: Document) -> Document:
        """Return the document with the layer `quotes`."""
        mentions = [one for one in document.layers["entities"] if isinstance(one, Entity)]
        reading = Reading(document.text, document.parse, mentions, lexicon(self.add_cues, self.remove_cues))
        found = quotations(reading, paragraphs(document.text))
        return document.with_layer("quotes", [one for one in found if self._is_wanted(document.text, one)])

    def _is_wanted(self, text: str, quote: Quote) -> bool:
        words = sum(len(text[part.start : part.end].split()) for part in quote.segments)
        sure = quote.confidence >= self.minimum_confidence
        return sure and words >= self.minimum_words and quote.kind in self.kinds

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count quotations, quotations whose speaker is a mention of the layer `entities`, and unpaired marks."""
        quotes = [one for one in document.layers.get("quotes", ()) if isinstance(one, Quote)]
        named = sum(1 for one in quotes if one.speaker and one.speaker.entity)
        alone = sum(1 for _ in unpaired(document.text))
        return {"quotations": len(quotes), "with a named speaker": named, "unpaired marks": alone}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stage of this plugin."""
    return [Quotes]
