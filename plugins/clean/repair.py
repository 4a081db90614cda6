"""Repairs of characters and white space: each is a function from a text to the edits that repair it.

Offsets are code points of the given text. Every repair takes linear time: what is not linear by itself (ftfy,
normalization of long runs of combining marks) gets pieces of bounded length.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline import Edit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PIECE = 2000  # code points of a line that ftfy gets at once; a paragraph of news has a tenth of that

# "&amp;amp;lt;" was escaped three times: it is one entity.
ENTITY = re.compile(r"&(?:(?:amp|#38|#x26);)*(?P<innermost>#?[0-9A-Za-z]{1,24};)")
LINE = re.compile(r"[^\n\r]+")
# Mojibake needs a character that was the first byte of a letter and one that was a later byte; in no encoding that ftfy
# knows do these characters include both. Most lines of news have no others and are skipped.
SUSPECT = re.compile("[^\x00-\x7f“”‘’–—…\xa0]")
WORDS_IN_ASCII = re.compile(r"[!->@-~]+")  # printable ASCII without blank and "?", which ftfy may read as lost bytes

# Invisible characters: control characters without the white space (C0, C1), the soft hyphen, marks of direction,
# zero-width spaces and the byte-order mark, anchors of objects and of interlinear notes, non-characters.
INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffc\ufffe\uffff"
)
JOINERS = "\u200c\u200d"
# The typographic ligatures of Latin (U+FB00 to U+FB06) come from PDF files, where they hide a word from every lexicon.
# Fullwidth letters, superscripts and the like are left as they are: they can carry meaning.
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
TERMINAL_ESCAPE = r"\x1b\[[0-9;]{0,24}[A-Za-z]"
CHARACTERS = re.compile(f"{TERMINAL_ESCAPE}|[{INVISIBLE}]+|[{JOINERS}]+|[ﬀ-ﬆ]")
# To search for one class is much faster than for several, and most texts have none of these; an escape begins with one.
ANY_OF_THEM = re.compile(f"[{INVISIBLE}{JOINERS}ﬀ-ﬆ]")

# A combining mark changes the letter before it, which may be ASCII.
MARKED = re.compile(r"[!-~]?[^\x00-\x7f]{1,64}")

LINE_BREAKS = "\n\r\x0b\x0c\u2028\u2029"
BLANKS = " \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\u2028]|\u2029")
WHITE_SPACE = re.compile(
    rf"[{BLANKS}{LINE_BREAKS}]{{2,}}|[{BLANKS[1:]}{LINE_BREAKS[1:]}]|\A[{BLANKS}{LINE_BREAKS}]|[{BLANKS}{LINE_BREAKS}]\Z"
)


def entities(text: str) -> Iterator[Edit]:
    """Yield edits for HTML entities: "AT&amp;T" → "AT&T". A line with "<" may be markup and is not changed."""
    if "&" not in text:
        return
    from ftfy.fixes import unescape_html  # a plugin's import stays cheap

    for line in LINE.finditer(text):
        if "<" not in line[0]:
            for match in ENTITY.finditer(text, *line.span()):
                yield Edit(*match.span(), unescape_html("&" + match["innermost"]))


def mojibake(text: str) -> Iterator[Edit]:
    """Yield edits for UTF-8 that was decoded in another encoding: "itâ€™s" → "it’s", only the three characters."""
    if text.isascii():
        return
    from ftfy import TextFixerConfig, fix_encoding  # a plugin's import stays cheap

    config = TextFixerConfig(explain=False)
    for start, piece in _pieces(text):
        fixed = fix_encoding(piece, config) if SUSPECT.search(piece) else piece
        if fixed != piece:
            yield from _aligned(start, piece, fixed)


def characters(text: str) -> Iterator[Edit]:
    """Yield edits that remove invisible characters, and write ligatures as letters.

    A joiner between two characters beyond ASCII stays: Persian spelling and the emoji of a family need it.
    """
    if not ANY_OF_THEM.search(text):
        return
    for match in CHARACTERS.finditer(text):
        start, end = match.span()
        if match[0][0] in JOINERS and _beyond_ascii(text[start - 1 : start]) and _beyond_ascii(text[end : end + 1]):
            continue
        yield Edit(start, end, LIGATURES.get(match[0], ""))


def composed(text: str) -> Iterator[Edit]:
    """Yield edits to the Unicode form NFC: "e" with a combining acute accent → "é"."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in MARKED.finditer(text):
        if not unicodedata.is_normalized("NFC", match[0]):
            yield _trimmed(match.start(), match[0], unicodedata.normalize("NFC", match[0]))


def white_space(text: str) -> Iterator[Edit]:
    """Yield edits to one space between words, one empty line between paragraphs, and no white space at the edges."""
    for match in WHITE_SPACE.finditer(text):
        start, end = match.span()
        breaks = sum(2 if one == "\u2029" else 1 for one in LINE_BREAK.findall(match[0]))
        at_edge = start == 0 or end == len(text)
        replacement = "" if at_edge else ("\n" * min(breaks, 2) or " ")
        if replacement != match[0]:
            yield Edit(start, end, replacement)


# Entities and decomposed letters come first, because they can hide mojibake. The soft hyphen and the no-break space
# are removed after it, because they can be half of a letter ("Ã\xad" is "í").
REPAIRS: tuple[Callable[[str], Iterator[Edit]], ...] = (entities, composed, mojibake, characters, white_space)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Yield every line with its offset; a line longer than PIECE is cut after a space, else before a whole letter."""
    for line in LINE.finditer(text):
        start, end = line.span()
        while start < end:
            stop = min(start + PIECE, end)
            if stop < end:
                stop = (text.rfind(" ", start, stop) + 1) or _before_first_byte(text, stop)
            yield start, text[start:stop]
            start = stop


def _before_first_byte(text: str, stop: int) -> int:
    """Return `stop`, or up to four less: before the first byte (0xC2 to 0xF4) of UTF-8 read as Latin-1."""
    return next((at for at in range(stop - 1, stop - 5, -1) if "\xc2" <= text[at] <= "\xf4"), stop)


def _aligned(start: int, old: str, new: str) -> Iterator[Edit]:
    """Yield the edits of `old` at `start` to `new`, aligned by the ASCII words that both contain."""
    if WORDS_IN_ASCII.findall(old) != WORDS_IN_ASCII.findall(new):
        yield _trimmed(start, old, new)
        return
    for (old_start, old_end), (new_start, new_end) in zip(_gaps(old), _gaps(new), strict=True):
        yield from _aligned_bytes(start + old_start, old[old_start:old_end], new[new_start:new_end])


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    position = 0
    for word in WORDS_IN_ASCII.finditer(text):
        yield position, word.start()
        position = word.end()
    yield position, len(text)


def _aligned_bytes(start: int, old: str, new: str) -> Iterator[Edit]:
    """Yield one edit per character if every character of `old` was one byte of `new` in UTF-8."""
    if old == new:
        return
    if len(new.encode()) != len(old):
        yield _trimmed(start, old, new)
        return
    position = 0
    for character in new:
        length = len(character.encode())
        if old[position : position + length] != character:
            yield Edit(start + position, start + position + length, character)
        position += length


def _trimmed(start: int, old: str, new: str) -> Edit:
    """Return the edit of `old` at `start` to `new`, without their common prefix and suffix."""
    before = _shared(old, new)
    after = _shared(old[before:][::-1], new[before:][::-1])
    return Edit(start + before, start + len(old) - after, new[before : len(new) - after])


def _shared(one: str, other: str) -> int:
    """Return the length of the common prefix."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _beyond_ascii(character: str) -> bool:
    return character > "\x7f" and not character.isspace()
