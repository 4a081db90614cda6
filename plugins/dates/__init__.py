"""The `dates` stage: temporal expressions as TIMEX3, resolved against the document time.

    text → tokens (`tokens`, `words`) → one ordered alternation over their classes (`rules`, `finder`)
         → resolving functions (`calendar_names`, `relative`, `quarters`, `clock`, `amounts`; arithmetic in `periods`;
           what looks ahead or back in `cues`)

TIMEX3 is that of TimeML 1.2.1; the extents and values follow TempEval-3 (UzZaman et al. 2013).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline import Document, Stage, hookimpl
from plugins.dates.document_time import document_time
from plugins.dates.finder import find
from plugins.layers import DateExpression

if TYPE_CHECKING:
    from collections.abc import Mapping


class Dates(Stage):
    """Find temporal expressions and say which days they mean.

    The document time is the day in the metadata `published`, else in `updated`, else the setting. Without one,
    expressions that hang on it have their type and no value.
    """

    name = "dates"
    version = 2
    provides = {"dates": DateExpression}

    document_time: date | None = None

    def process(self, document: Document) -> Document:
        """Return the document with the layer `dates`."""
        return document.with_layer("dates", find(document.text, document_time(document.metadata, self.document_time)))

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the expressions, and those with a value."""
        found = document.layers["dates"]
        resolved = sum(isinstance(one, DateExpression) and one.value is not None for one in found)
        return {"dates": len(found), "resolved": resolved}


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stages of this plugin."""
    return [Dates]
