"""The stage `split`: makes several documents of a file that holds several, at the lines that separate them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline import Document, Drop, Span, Stage, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WORD = re.compile(r"\w")


class Split(Stage):
    r"""Make a document of each stretch between lines that match `separator`; a text without such lines stays one.

    separator: a regular expression that matches a whole line, without blanks around it, such as `Document \d+ of \d+`.
    Its named groups become metadata of the piece that the line begins: `(?P<time>\d\d:\d\d)`.
    keep: whether the separating line belongs to the text of that piece: the time of a post does, a number does not.
    Stretches without words are left out. The text before the first such line is a piece too, if it has words.
    """

    name = "split"
    splits = True

    separator: str
    keep: bool = False

    def __post_init__(self) -> None:
        try:
            _compiled(self.separator)
        except re.error as error:
            raise ValueError(f"separator {self.separator!r} is no regular expression: {error}") from error

    def process(self, document: Document) -> Document | Drop | Sequence[Document]:
        """Return the pieces, in order; the document itself if no line matches."""
        found = list(self._stretches(document.text))
        if len(found) == 1 and not found[0][1] and found[0][0] == Span(0, len(document.text)):
            return document
        with_words = [(span, about) for span, about in found if WORD.search(document.text, span.start, span.end)]
        if not with_words:
            return Drop("no words between the separating lines")
        pieces = document.pieces(span for span, _ in with_words)
        return [piece.with_metadata(**about) for piece, (_, about) in zip(pieces, with_words, strict=True)]

    def tally(self, document: Document) -> Mapping[str, int]:
        """Count the documents that leave the stage."""
        del document
        return {"documents": 1}

    def _stretches(self, text: str) -> Iterator[tuple[Span, dict[str, str]]]:
        """Yield the span of each stretch, empty ones left out, with the metadata that its first line gives."""
        separator, start, at, about = _compiled(self.separator), 0, 0, dict[str, str]()
        for line in text.splitlines(keepends=True):
            end = at + len(line)
            if match := separator.fullmatch(line.strip()):
                if start < at:
                    yield Span(start, at), about
                start, about = (at if self.keep else end), {k: v for k, v in match.groupdict().items() if v is not None}
            at = end
        if start < at:
            yield Span(start, at), about


@cache
def _compiled(separator: str) -> re.Pattern[str]:
    return re.compile(separator)


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stage of this plugin."""
    return [Split]
