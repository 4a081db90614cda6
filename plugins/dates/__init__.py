"""The `dates` stage: finds temporal expressions (TIMEX3) and resolves them against the document time or earlier dates.

Its rooms, in the order of the work:

text       Cuts a text into tokens, each with a class, written as one character. Patterns are regular expressions over
           these characters.
rules      The rules, and the order in which they are tried (`ordered`, which also says how to write one). `finder` runs
           them; `modifiers` adds words before the expression ("early", "more than").
resolve    Each rule has a function that gets the matched phrase and the story and returns the TIMEX3 value, as fine as
           the words are: lengths, dates that the calendar names, relative dates, times of day.
anchors    The anchor is the document time (`document_time`) or an earlier date of the text (`story`); `periods` does
           the calendar arithmetic, writes the values and says which days they cover.
clause     The words around an expression show its direction, past or future (`cues`, `tense`, `events`); if they do
           not, the setting `prefer` decides.

`finder` adds the type, mod and anchor. TIMEX3 is that of TimeML 1.2.1; the extents and values follow TempEval-3
(UzZaman et al. 2013).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from pipeline import Document, Stage, hookimpl
from plugins.dates.anchors.document_time import document_time
from plugins.dates.anchors.story import Prefer, Story
from plugins.dates.finder import find
from plugins.layers import DateExpression

if TYPE_CHECKING:
    from collections.abc import Mapping


TimexName = Literal["DATE", "TIME", "DURATION", "SET"]


class Dates(Stage):
    """Find temporal expressions and say which days they mean.

    The document time is the day in the metadata `published`, else in `updated`, else the setting, else that of a
    dateline with its year. Without one, expressions that depend on it have a type but no value.

    prefer: which day or month is meant if the words around it do not decide ("on Friday"): the latest past one, as in
    news, the next one, or the nearest. With `past`, a day of a month ("May 3") may still be up to 95 days ahead; if
    its clause is in the present, a day of a month or a month may be up to eight months ahead.
    day_first: whether 05/07/2015 is 5 July.
    types: the types of TIMEX3 to keep; expressions of the others still serve as anchors for later ones.
    """

    name = "dates"
    version = 7
    provides = {"dates": DateExpression}

    document_time: date | None = None
    prefer: Prefer = "past"
    day_first: bool = False
    types: tuple[TimexName, ...] = ("DATE", "TIME", "DURATION", "SET")

    def process(self, document: Document) -> Document:
        """Return the document with the layer `dates`."""
        story = Story(prefer=self.prefer, day_first=self.day_first)
        if time := document_time(document.metadata, self.document_time, document.text):
            story = replace(story, today=time[0], source=time[1])
        found = find(document.text, story)
        return document.with_layer("dates", (one for one in found if one.type in self.types))

    def tally(self, document: Document) -> Mapping[str, int]:
        """Return the number of expressions, and of those with a value."""
        found = document.layers["dates"]
        resolved = sum(isinstance(one, DateExpression) and one.value is not None for one in found)
        return {"dates": len(found), "resolved": resolved}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stages of this plugin."""
    return [Dates]
