"""Lines in capitals, as a model can read them: “TALKS END IN OSLO” is shown to it as “Talks end in Oslo”.

The shown text has the same length, so that offsets agree; what a stage sees of the parse has the capitals again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from spacy.tokens import Doc

LINE = re.compile(r"[^\n]+")
WORD = re.compile(r"[^\W\d_]+(?:['’][Ss]\b)?")
FEWEST = 3  # words of a line that is recased: shorter ones are names of agencies and datelines too often
KEPT = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID", "TAG", "POS", "MORPH", "LEMMA")


def recased(text: str) -> str:
    """Return `text` with lines in capitals as they would stand in the article, of the same length.

    A word is written as in the rest of the text, so that “NATO” stays; one that does not occur there gets one capital.
    """
    lines = [line.span() for line in LINE.finditer(text) if in_capitals(line[0])]
    if not lines:
        return text
    usual = usual_forms(text, lines)
    shown, position = list[str](), 0
    for start, end in lines:
        words = WORD.sub(lambda word: _as_usual(word[0], usual), text[start:end])
        shown += (text[position:start], words if len(words) == end - start else text[start:end])
        position = end
    return "".join((*shown, text[position:]))


def in_capitals(line: str) -> bool:
    """Tell whether a line has some words, all of them in capitals."""
    return line.isupper() and len(WORD.findall(line)) >= FEWEST


def usual_forms(text: str, lines: list[tuple[int, int]]) -> Mapping[str, str]:
    """Return words as they stand outside of `lines`, by their form in capitals: in lower case, if they ever do."""
    usual: dict[str, str] = {}
    position = 0
    for start, end in [*lines, (len(text), len(text))]:
        for word in WORD.findall(text, position, start):
            if word.islower() or word.upper() not in usual:
                usual[word.upper()] = word
        position = end
    return usual


def _as_usual(word: str, usual: Mapping[str, str]) -> str:
    form = usual.get(word, word[0] + word[1:].lower())
    return form if len(form) == len(word) else word


def with_words_of(text: str, parse: Doc) -> Doc:
    """Return a parse with the words of `text`, whose tokens are at the same places; the vectors are not kept."""
    from spacy.tokens import Doc

    words = [text[token.idx : token.idx + len(token)] for token in parse]
    copy = Doc(parse.vocab, words=words, spaces=[bool(token.whitespace_) for token in parse])
    attributes: list[int | str] = [*KEPT, *(("HEAD", "DEP") if parse.has_annotation("DEP") else ("SENT_START",))]
    values: Any = parse.to_array(attributes)
    return copy.from_array(attributes, values)
