"""The shape of content: how it ends, and whether it is long, a title or a sentence."""

from __future__ import annotations

OPEN_ENDS = (",", "!", "?", "…", "—", "–", "-")
"""How content ends before its attribution; after a full stop no attribution is expected."""
FULL_ENDS = (".", "!", "?", "…", ",", ";", "—", "–", "--")
"""How a sentence in marks ends, including the comma before an attribution."""
CLOSING_MARKS = "”’»\"')]"
"""Marks that may follow the end of a sentence within content: Lee asked, “Is it late?”"""
SMALL_WORD = 4
"""Words up to this length may be in lower case in a title."""
SENTENCE_WORDS = 4
"""A sentence in marks without an attribution is a quotation if it has at least this many words."""


def is_open(content: str) -> bool:
    """Return whether content ends as content before an attribution does.

    >>> is_open("It was late,"), is_open("It was late.")
    (True, False)
    """
    return _within(content).endswith(OPEN_ENDS)


def is_full(content: str) -> bool:
    """Return whether content ends as a sentence does.

    >>> is_full("Lee asked, ‘Is it late?’"), is_full("too late")
    (True, False)
    """
    return _within(content).endswith(FULL_ENDS)


def has_full_stop(content: str) -> bool:
    """Return whether content ends with a full stop, after which no attribution is expected.

    >>> has_full_stop("It was late."), has_full_stop("It was late,")
    (True, False)
    """
    return _within(content).endswith(".")


def _within(content: str) -> str:
    """Return content without the marks at its end that close another quotation or a bracket."""
    return content.rstrip(CLOSING_MARKS)


def is_long(content: str, words: int) -> bool:
    """Return whether content has at least `words` words.

    >>> is_long("too late", 2), is_long("too late", 3)
    (True, False)
    """
    return len(content.split(maxsplit=words)) >= words


def is_title(content: str) -> bool:
    """Return whether every long word is capitalized.

    >>> is_title("The Long Way to the Harbour"), is_title("The long journey")
    (True, False)
    """
    return all(word[:1].isupper() for word in content.split() if len(word) > SMALL_WORD)


def is_sentence(content: str, words: int) -> bool:
    """Return whether content has at least `words` words, and begins and ends as a sentence does.

    >>> is_sentence("The ferry was late.", 4), is_sentence("the ferry was late.", 4)
    (True, False)
    """
    return not content[0].islower() and is_full(content) and is_long(content, words)
