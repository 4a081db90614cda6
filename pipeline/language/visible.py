"""The visible parse: the part of the shared parse that a stage may read, its words and what `needs_parse` declares.

The shared parse serves the needs of all stages of a plan. Each stage gets a copy with its own needs only, so that its
result does not depend on the other stages. A copy takes about 0.2 microseconds a token, a parse 30 to 80.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import StageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from spacy.tokens import Doc, Span

OF_WORDS = ("NORM",)
"""The attributes that belong to the words: the tokenizer sets the norm of “n't” to “not”, the vocabulary does not."""

ATTRIBUTES = {
    "entities": ("ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"),
    "dependencies": ("HEAD", "DEP"),
    "tags": ("TAG", "POS", "MORPH"),
    "lemmas": ("LEMMA",),
}
"""spaCy's token attributes, by the need that they serve."""


def attributes_of(needs: AbstractSet[str]) -> list[str]:
    """Return the token attributes that serve `needs`, without OF_WORDS.

    If there are heads, the sentences follow from them; spaCy refuses to read both from arrays.
    """
    attributes = [attribute for need, serving in ATTRIBUTES.items() if need in needs for attribute in serving]
    only_sentences = "sentences" in needs and "dependencies" not in needs
    return [*attributes, "SENT_START"] if only_sentences else attributes


def visible(parse: Doc, needs: AbstractSet[str]) -> Doc:
    """Return a copy of `parse` with only what serves `needs`, which are keys of `components.ASSIGNS`.

    `ents`, `sents` and `noun_chunks` of the copy raise StageError if their need is not among `needs`. Other token
    attributes without their need are empty.
    """
    words, spaces = parse.to_array("ORTH").tolist(), parse.to_array("SPACY").tolist()
    copy = _visible_class()(parse.vocab, words=words, spaces=list(map(bool, spaces)))
    copy.needs = frozenset(needs)
    attributes: list[int | str] = [*OF_WORDS, *attributes_of(needs)]
    values: Any = parse.to_array(attributes)  # the types of spaCy leave out arrays
    result: Doc = copy.from_array(attributes, values.reshape(len(words), len(attributes)))
    return result


class VisibleParse:
    """What stages see of the parse of one document; stages with the same needs share a copy."""

    def __init__(self, parse: Doc) -> None:
        self._parse = parse
        self._copies: dict[frozenset[str], Doc] = {}

    def of(self, needs: AbstractSet[str]) -> Doc | None:
        """Return the visible parse for a stage with `needs`; None without needs."""
        key = frozenset(needs)
        if needs and key not in self._copies:
            self._copies[key] = visible(self._parse, needs)
        return self._copies.get(key)


@cache
def _visible_class() -> Any:  # noqa: ANN401  # defined on first use, so that importing this module does not import spaCy
    from spacy.tokens import Doc

    class Visible(Doc):
        """A parse for one stage; its errors name the need that the stage did not declare."""

        needs: frozenset[str]

        @property  # type: ignore[misc]  # the entities of a shared parse are never set
        def ents(self) -> Sequence[Span]:
            _check_declared(self.needs, "ents", "entities")
            return super().ents

        @property
        def sents(self) -> Iterator[Span]:
            if "dependencies" not in self.needs:  # sentences follow from them
                _check_declared(self.needs, "sents", "sentences")
            return super().sents

        @property
        def noun_chunks(self) -> Iterator[Span]:
            _check_declared(self.needs, "noun_chunks", "dependencies", "tags")
            return super().noun_chunks

    return Visible


def _check_declared(declared: AbstractSet[str], name: str, *needs: str) -> None:
    missing = sorted(set(needs) - declared)
    if missing:
        whole = ", ".join(f'"{need}"' for need in sorted({*declared, *needs}))
        raise StageError(
            f"document.parse.{name} was read, and the stage does not declare {' and '.join(missing)}: "
            f"write needs_parse = {{{whole}}} in its class"
        )
