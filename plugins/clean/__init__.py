"""The stage `clean`: repairs mojibake, Unicode and white space, and moves page furniture into `metadata`.

It makes small edits only, so every later annotation can be traced back to its place in `raw`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import Document, Stage, hookimpl
from plugins.clean.furniture import edits_and_metadata, title
from plugins.clean.repair import ENTITY, LINE_BREAK, REPAIRS

if TYPE_CHECKING:
    from collections.abc import Mapping

# One repair can uncover another ("&acirc;&euro;&trade;" → "â€™" → "’"). News text is clean after one pass, and the
# second pass changes nothing; the limit keeps a text that was built to need a thousand passes to linear time.
PASSES = 8


class Clean(Stage):
    """Repair the text and remove page furniture from it.

    furniture: whether to remove photo credits, date lines, bylines, sign-offs, share and subscribe lines.

    Metadata that is set if the document does not have it yet: `title`; and with `furniture` also `published` and
    `updated` (ISO 8601: a day, or a time with its offset), `credits` (list of names), `byline`, `agency` (strings).
    The title stays in the text, because it is part of the article.
    """

    name = "clean"
    depends_on = ("ftfy",)
    edits_text = True
    version = 2

    furniture: bool = True

    def process(self, document: Document) -> Document:
        """Return the document cleaned; cleaning it again changes nothing."""
        for _ in range(PASSES):
            before = document.text
            document = self._once(document)
            if document.text == before:
                break
        found = title(document.text)
        return _with_new_metadata(document, {"title": found} if found else {})

    def _once(self, document: Document) -> Document:
        for repair in REPAIRS:
            document = document.with_edits(repair(document.text))
        if not self.furniture:
            return document
        edits, metadata = edits_and_metadata(document.text)
        return _with_new_metadata(document.with_edits(edits), metadata)

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the edits, and the lines with words that were removed from the text."""
        changes = document.offsets.changes
        gone = (one for one in changes if not document.text[one.new_start : one.new_end].strip())
        lines = sum(_lines_with_words(document.raw, one.old_start, one.old_end) for one in gone)
        return {"edits": len(changes), "lines of page furniture": lines}


def _with_new_metadata(document: Document, found: Mapping[str, object]) -> Document:
    """Return the document with the metadata `found`; metadata from the source is not overwritten."""
    return document.with_metadata(**{key: value for key, value in found.items() if key not in document.metadata})


def _lines_with_words(raw: str, start: int, end: int) -> int:
    """Count the whole lines in `raw[start:end]` that contain a letter or digit; "&nbsp;" contains none."""
    lines = LINE_BREAK.split(raw[start:end])
    from_line_start = not start or LINE_BREAK.match(raw, start - 1)
    to_line_end = end == len(raw) or LINE_BREAK.match(raw, end)
    whole = lines[0 if from_line_start else 1 : len(lines) if to_line_end else -1]
    return sum(any(map(str.isalnum, ENTITY.sub("", line))) for line in whole)


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stage of this plugin."""
    return [Clean]
