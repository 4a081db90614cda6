"""Recasing: a line in capitals is shown to the model as the words are written in the rest of the text.

“TALKS END IN OSLO” is shown as “talks end in Oslo”. This module works for every language: it takes the form of a
word from the rest of the text. For English, `english_recasing` gives the form of the other words. The shown text has
the same length, so that offsets agree; the parse that a stage sees has the capitals again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from spacy.tokens import Doc

LINE = re.compile(r"[^\n]+")
WORD = re.compile(r"[^\W\d_]+(?:['’][Ss]\b)?")
FEWEST = 3  # words of a line that is recased: shorter lines are too often names of agencies, or datelines
KEPT = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID", "TAG", "POS", "MORPH", "LEMMA")


def unchanged(word: str) -> str:
    """Return the word as it is: in a language about which nothing is known, a word in capitals keeps them."""
    return word


def recased(text: str, form_of: Callable[[str], str] = unchanged) -> str:
    """Return `text` with the words of lines in capitals as they are usually written, of the same length.

    A word is written as in the rest of the text, so that “NATO” stays. A word that does not occur there is written as
    `form_of` returns it.
    """
    lines = [line.span() for line in LINE.finditer(text) if in_capitals(line[0])]
    if not lines:
        return text
    usual = usual_forms(text, lines)
    shown, position = list[str](), 0
    for start, end in lines:
        words = WORD.sub(lambda word: _as_usual(word[0], usual, form_of), text[start:end])
        shown += (text[position:start], words if len(words) == end - start else text[start:end])
        position = end
    return "".join((*shown, text[position:]))


def in_capitals(line: str) -> bool:
    """Return whether a line has FEWEST words or more, all of them in capitals."""
    return line.isupper() and len(WORD.findall(line)) >= FEWEST


def usual_forms(text: str, lines: list[tuple[int, int]]) -> Mapping[str, str]:
    """Return the words outside `lines` by their form in capitals; in lower case if they occur in it anywhere there."""
    usual: dict[str, str] = {}
    position = 0
    for start, end in [*lines, (len(text), len(text))]:
        for word in WORD.findall(text, position, start):
            if word.islower() or word.upper() not in usual:
                usual[word.upper()] = word
        position = end
    return usual


def _as_usual(word: str, usual: Mapping[str, str], form_of: Callable[[str], str]) -> str:
    form = usual.get(word) or form_of(word)
    return form if len(form) == len(word) else word


def with_words_of(text: str, parse: Doc) -> Doc:
    """Return a parse with the words of `text`, whose tokens are at the same places; the vectors are not kept."""
    from spacy.tokens import Doc

    words = [text[token.idx : token.idx + len(token)] for token in parse]
    copy = Doc(parse.vocab, words=words, spaces=[bool(token.whitespace_) for token in parse])
    attributes: list[int | str] = [*KEPT, *(("HEAD", "DEP") if parse.has_annotation("DEP") else ("SENT_START",))]
    values: Any = parse.to_array(attributes)
    return copy.from_array(attributes, values)
