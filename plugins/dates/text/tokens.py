"""From text to tokens and their classes, one character per token: patterns are regular expressions over these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from pipeline import Span
from plugins.dates.text.words import lexicon

# Every branch reads forward only (no two unbounded parts can match the same character): any text takes linear time.
# The optional space before a token, and a first branch for words that no other can match, save a third of the time.
TOKEN = re.compile(
    r" ?((?![AaFHOoPpQq]|B\.C)[^\W\d_]+"
    r"|(?<!['’‘`])['’‘](?:[0-9]{2}s?|s)(?![^\W_])"  # '98  '90s  ’s
    r"|[0-9]{4}(?=[-–/][0-9]{4}(?![0-9])|[-–/][0-9]{1,2}(?![\w/-]|[.,:][0-9]))"  # the first year of 1990-1994, 1990-94
    r"|(?<![\w.,:/-])[0-9]{1,3}(?=-[0-9]{1,3}(?![0-9]|[.,:/-][0-9]))"  # the first number of 10-15
    r"|[0-9]{1,2}:[0-9]{2}(?=-[0-9]{1,2}(?::[0-9]{2}| ?[AaPp]\.?[Mm]))"  # the first time of 8:30-10 p.m.
    r"|[0-9]+(?:[.,:/T-][0-9]+)*[^\W\d_½¼¾]*"  # 12  14:30  2015-02-12  1,500  3pm  21st  1990s
    r"|[oO]['’]clock\b"
    r"|[Qq][1-4]\b|H[12]\b|FY(?=[0-9])"
    r"|[AaPp](?:\.[Mm]\b\.?|[Mm]\b)"  # a.m.  PM
    r"|A\.D\.|B\.C\.(?:E\.)?"
    r"|[^\W\d_]+"
    r"|[½¼¾]|\S|\n[^\S\n]*\n\s*)"  # any other character, or a blank line, which no rule matches
)
BREAK = ("", "\n")  # the first characters of tokens that end a paragraph: the end of the text, a blank line
FIRST_CHARACTER = 0x100  # of the classes: from here on, no letter has a meaning in a regular expression
LONGEST = 32  # characters: no class has a longer word, and longer tokens are not looked up

NUMERALS = (
    ("date", re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?:T(?P<clock>\d\d:\d\d)(?::\d\d)?[Zz]?)?")),
    ("date", re.compile(r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)")),
    ("date", re.compile(r"(?P<first>\d\d?)[/-](?P<second>\d\d?)[/-](?P<year>\d{4}|(?<=/)\d\d)")),
    ("date", re.compile(r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})")),
    (
        "clock",
        re.compile(
            r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?P<seconds>:[0-5]\d)?(?P<half>[ap]m)?", re.IGNORECASE
        ),
    ),
    ("clock", re.compile(r"(?P<hour>1[0-2]|0?[1-9])(?:[.](?P<minute>[0-5]\d))?(?P<half>[ap]m)", re.IGNORECASE)),
    ("decade", re.compile(r"['’‘]?(?P<year>\d{3}|\d)0s")),
    ("short_year", re.compile(r"['’‘](?P<year>\d\d)")),
    ("numbered_quarter", re.compile(r"(?:[Qq](?=\d)|(?=.[Qq]))(?P<number>[1-4])[Qq]?")),
    ("numbered_half", re.compile(r"(?:H(?=\d)|(?=.H))(?P<number>[12])H?")),
    ("ordinal", re.compile(r"(?P<number>\d\d?)(?:st|nd|rd|th)")),
    ("day", re.compile(r"(?P<number>0?[1-9]|[12]\d|3[01])")),
    ("year", re.compile(r"(?P<number>[12]\d{3})")),
    ("fraction", re.compile(r"(?P<number>1/2)")),
    ("number", re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,3})?|\d{1,3}(?:,\d{3}){1,3})")),
)


@dataclass(frozen=True)
class Tokens:
    """The tokens of a text. `classes` holds one character per token, `values` the value of each word.

    `spans` are in code points of the text, half-open.
    """

    text: str
    classes: str
    values: list[Any]
    spans: list[tuple[int, int]]

    def word(self, index: int) -> str:
        """Return the token at `index` as written, or the empty string outside the text."""
        if not 0 <= index < len(self.spans):
            return ""
        start, end = self.spans[index]
        return self.text[start:end]

    def place(self, start: int, end: int) -> Span:
        """Return the place in the text of the tokens from `start` to `end` (half-open)."""
        return Span(self.spans[start][0], self.spans[end - 1][1])

    def joins(self, index: int) -> bool:
        """Return whether the mark at `index` joins two words: "third-quarter"; not "a year - or more"."""
        start, end = self.spans[index]
        return self.text[start - 1 : start].isalnum() and self.text[end : end + 1].isalnum()

    def opens_paragraph(self, index: int) -> bool:
        """Return whether the token at `index` is the first of its paragraph."""
        return self.word(index - 1)[:1] in BREAK


@cache
def class_characters() -> dict[str, str]:
    """Return the character of each class; `other` is any token that no rule names."""
    kinds = {kind for kind, _ in _lexicon().values()} | {kind for kind, _ in NUMERALS}
    names = ["other", *sorted(kinds | {"meridiem"})]
    return {name: chr(FIRST_CHARACTER + place) for place, name in enumerate(names)}


@cache
def _lexicon() -> dict[str, tuple[str, Any]]:
    return lexicon()


def tokenize(text: str) -> Tokens:
    """Return the tokens of `text` with their classes; takes linear time."""
    spans = [match.span(1) for match in TOKEN.finditer(text)]
    words = [text[start:end] for start, end in spans]
    known = [_classify(word) if len(word) <= LONGEST else _unknown(word) for word in words]
    return Tokens(text, "".join([kind for kind, _ in known]), [value for _, value in known], spans)


def _unknown(word: str) -> tuple[str, Any]:
    return class_characters()["other"], word


@lru_cache(maxsize=4096)
def _classify(word: str) -> tuple[str, Any]:
    kind, value = _class_and_value(word)
    return class_characters()[kind], value


def _class_and_value(word: str) -> tuple[str, Any]:
    known = _lexicon().get(word) or _lexicon().get(word.lower())
    if known:
        return known
    if word[0].isdigit() or word[-1].isdigit() or word[-1] == "s":
        return _numeral(word)
    if word[0] in "AaPp" and word[1:].replace(".", "").lower() == "m":
        return "meridiem", f"{word[0].lower()}m"
    return ("fraction", _number("1/2")) if word == "½" else ("other", word)


def _numeral(word: str) -> tuple[str, Any]:
    """Return the class of a token with digits; its value is a number, or the parts of a date or a clock time."""
    for kind, shape in NUMERALS:
        match = shape.fullmatch(word)
        if match:
            parts = match.groupdict()
            return kind, _number(parts["number"]) if "number" in parts else parts
    return "other", word


def _number(digits: str) -> float | int:
    if digits == "1/2":
        return 0.5
    plain = digits.replace(",", "")
    return float(plain) if "." in plain else int(plain)
