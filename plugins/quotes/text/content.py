"""The shape of content: whether it ends open, full or over, and whether it is long, a title or a sentence."""

from __future__ import annotations

OPEN_ENDS = (",", "!", "?", "…", "—", "–", "-")
"""How content ends where its attribution follows; a full stop ends the sentence and no attribution is expected."""
FULL_ENDS = (".", "!", "?", "…", ",", ";", "—", "–", "--")
"""How a sentence in marks ends, with the comma before an attribution that nothing else gave away."""
CLOSING_MARKS = "”’»\"')]"
"""What may stand behind the end of a sentence within content: Lee asked, “Is it late?”"""
SMALL_WORD = 4
"""Words up to this length may be small in a title."""
SENTENCE_WORDS = 4
"""A sentence in marks without any attribution has at least so many words to count as a quotation."""


def is_open(content: str) -> bool:
    """Say whether content ends as it does before an attribution.

    >>> is_open("It was late,"), is_open("It was late.")
    (True, False)
    """
    return _within(content).endswith(OPEN_ENDS)


def is_full(content: str) -> bool:
    """Say whether content ends as a sentence does.

    >>> is_full("Lee asked, ‘Is it late?’"), is_full("too late")
    (True, False)
    """
    return _within(content).endswith(FULL_ENDS)


def is_over(content: str) -> bool:
    """Say whether content ends with a full stop, behind which no attribution is expected.

    >>> is_over("It was late."), is_over("It was late,")
    (True, False)
    """
    return _within(content).endswith(".")


def _within(content: str) -> str:
    """Return content without the marks that close another quotation or a bracket at its end."""
    return content.rstrip(CLOSING_MARKS)


def is_long(content: str, words: int) -> bool:
    """Say whether content has at least so many words.

    >>> is_long("too late", 2), is_long("too late", 3)
    (True, False)
    """
    return len(content.split(maxsplit=words)) >= words


def is_title(content: str) -> bool:
    """Say whether every long word is capitalized.

    >>> is_title("The Long Way to the Harbour"), is_title("The long journey")
    (True, False)
    """
    return all(word[:1].isupper() for word in content.split() if len(word) > SMALL_WORD)


def is_sentence(content: str, words: int) -> bool:
    """Say whether content of at least so many words begins and ends as a sentence does.

    >>> is_sentence("The ferry was late.", 4), is_sentence("the ferry was late.", 4)
    (True, False)
    """
    return not content[0].islower() and is_full(content) and is_long(content, words)
