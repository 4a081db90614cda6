"""The `dates` stage: temporal expressions as TIMEX3, resolved against the document time or an earlier date.

Three steps, each with its modules:

expressions  A text becomes tokens, one character for the class of each (`tokens`, `words`). Rules are patterns over the
             classes, tried in one order (`rules`, `day_rules`, `quarter_rules`, `date_rules`; how to write one:
             `patterns`). `finder` runs them; `modifiers` adds the words around ("early", "more than").
resolution   Each rule has a function that gets the phrase and the story. The anchor is the document time
             (`document_time`) or what was mentioned before (`story`); the direction is what the words around say
             (`cues`, `tense`), else the setting `prefer`; the granularity is that of the words. By subject:
             `calendar_names`, `month_names`, `years`, `centuries`, `holidays`, `relative`, `ago`, `quarters`,
             `clock`, `amounts`, `vague_words`.
TIMEX3       `periods` writes values and says which days they cover; `finder` adds type, mod and anchor.

TIMEX3 is that of TimeML 1.2.1; the extents and values follow TempEval-3 (UzZaman et al. 2013).
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
    dateline with its year. Without one, expressions that hang on it have their type and no value.

    prefer: which day or month is meant where the words around leave it open ("on Friday"): the latest past one, as news
    has it, the next one, or the nearest; with `past`, a day of a month ("May 3") may lie up to 95 days ahead, and eight
    months, as a month may, where its clause is in the present.
    day_first: whether 05/07/2015 is 5 July.
    types: those of TIMEX3 to keep; the others still count as what is mentioned earlier.
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
        """Count the expressions, and those with a value."""
        found = document.layers["dates"]
        resolved = sum(isinstance(one, DateExpression) and one.value is not None for one in found)
        return {"dates": len(found), "resolved": resolved}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stages of this plugin."""
    return [Dates]
