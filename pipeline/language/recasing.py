"""Lines in capitals, as a model can read them: “TALKS END IN OSLO” is shown to it as “talks end in Oslo”.

The shown text has the same length, so that offsets agree; what a stage sees of the parse has the capitals again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Doc

LINE = re.compile(r"[^\n]+")
WORD = re.compile(r"[^\W\d_]+(?:['’][Ss]\b)?")
FEWEST = 3  # words of a line that is recased: shorter ones are names of agencies and datelines too often
SHORTEST_STEM = 3
ENDINGS = ("", "s", "es", "ed", "d", "ing", "er", "ly", "e")
KEPT = ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID", "TAG", "POS", "MORPH", "LEMMA")


def nothing_common() -> frozenset[str]:
    """Return no word: what is known where no model says which words are common."""
    return frozenset()


def recased(text: str, common: Callable[[], AbstractSet[str]] = nothing_common) -> str:
    """Return `text` with lines in capitals as they would stand in the article, of the same length.

    A word is written as in the rest of the text, so that “NATO” stays. One that does not occur there is in lower case
    if it is one of the `common` words (`common_words`), else it gets one capital; `common` is asked when it is needed.
    """
    lines = [line.span() for line in LINE.finditer(text) if in_capitals(line[0])]
    if not lines:
        return text
    usual, known = usual_forms(text, lines), common()
    shown, position = list[str](), 0
    for start, end in lines:
        words = WORD.sub(lambda word: _as_usual(word[0], usual, known), text[start:end])
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


def _as_usual(word: str, usual: Mapping[str, str], common: AbstractSet[str]) -> str:
    lower = word.lower()
    form = usual.get(word) or (lower if is_common(lower, common) else word[0] + lower[1:])
    return form if len(form) == len(word) else word


def common_words(strings: Iterable[str]) -> frozenset[str]:
    """Return the words of a model that it has met in lower case only: “harbour”, not “kerry”, which was Kerry too."""
    met = frozenset(strings)
    return frozenset(word for word in met if word.islower() and word.isalpha() and word.capitalize() not in met)


def is_common(word: str, common: AbstractSet[str]) -> bool:
    """Tell whether a word, or another form of it, is a common one.

    “Forecast” opens titles, and so has a capital at times; “forecasts” never does.
    """
    return word in common or any(form in common for form in other_forms(word))


def other_forms(word: str) -> Iterator[str]:
    """Yield forms of an English word, those that there are and others: “raised” → “raise”, “raising”, “raisely”."""
    stems = dict.fromkeys([word, *(word.removesuffix(ending) for ending in ("s", "es", "ed", "ing", "e"))])
    return (
        stem + ending for stem in stems if len(stem) >= SHORTEST_STEM for ending in ENDINGS if stem + ending != word
    )


def with_words_of(text: str, parse: Doc) -> Doc:
    """Return a parse with the words of `text`, whose tokens are at the same places; the vectors are not kept."""
    from spacy.tokens import Doc

    words = [text[token.idx : token.idx + len(token)] for token in parse]
    copy = Doc(parse.vocab, words=words, spaces=[bool(token.whitespace_) for token in parse])
    attributes: list[int | str] = [*KEPT, *(("HEAD", "DEP") if parse.has_annotation("DEP") else ("SENT_START",))]
    values: Any = parse.to_array(attributes)
    return copy.from_array(attributes, values)
