"""The mention: a name at its place in the text. Reads the names that the model found from the parse."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from plugins.layers import How

if TYPE_CHECKING:
    from spacy.tokens import Doc


SAME_LABELS = {"PER": "PERSON"}


class Listed(NamedTuple):
    """The entry of a name in a list of names: the canonical name, the label, and the id in that list, or None."""

    name: str
    label: str
    key: str | None


class Mention(NamedTuple):
    """A name in the text: `text`, from `start` to `end`, in code points of the document's text.

    how: what found it, or what corrected it last. role: the person's title or office next to it. listed: its entry in
    a list of names.
    """

    start: int
    end: int
    label: str
    text: str
    how: How = How.MODEL
    role: str | None = None
    listed: Listed | None = None


def found(text: str, parse: Doc, labels: frozenset[str]) -> list[Mention]:
    """Return the names that the model found and that have one of `labels`, in the order of the text.

    The label PER, which models of other languages use, becomes PERSON.
    """
    mentions = []
    for one in parse.ents:
        label = one.label_
        label = SAME_LABELS.get(label, label)
        if label in labels:
            start, end = one.start_char, one.end_char
            name = text[start:end]
            if has_letters(name):
                mentions.append(Mention(start, end, label, name))
    return mentions


@lru_cache(maxsize=4096)
def has_letters(name: str) -> bool:
    """Return whether a name has a letter or digit."""
    return name[:1].isalnum() or any(map(str.isalnum, name))
