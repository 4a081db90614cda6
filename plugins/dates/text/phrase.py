"""The phrase that a rule matched, as the resolving functions read it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from plugins.dates.text.tokens import class_characters
from plugins.english import legal_forms, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline import Span
    from plugins.dates.text.tokens import Tokens

SENTENCE_END = frozenset(".;!?:")  # a blank line ends one too
PARTS = frozenset(["early", "mid", "late", "the"])
LONG_SENTENCE = 40  # words
LONG_PARAGRAPH = 1500  # code points
JOINS = frozenset(["to", "through", "until", "till", "-", "–"])
LISTS = ("and", "or", ",")
ABBREVIATIONS = titles.ABBREVIATIONS | legal_forms.ABBREVIATIONS | {"st"}


@dataclass(frozen=True)
class Phrase:
    """Tokens `start` to `end` (half-open, indices of tokens) and the named parts of the rule that matched them.

    opens: the first token of the whole expression, of which this phrase may be a part; `before` reads from there.
    """

    tokens: Tokens
    start: int
    end: int
    parts: dict[str, tuple[int, int]]
    opens: int

    def part(self, name: str) -> Phrase:
        """Return the part that the rule calls `name`; an empty phrase if the match has no such part."""
        start, end = self.parts.get(name, (self.start, self.start))
        return replace(self, start=start, end=max(start, end))

    def through(self, name: str) -> Phrase:
        """Return the phrase extended to the end of the part `name`, which may be after the phrase."""
        return replace(self, end=self.parts[name][1])

    def value(self, *classes: str) -> Any:  # noqa: ANN401  # the type depends on the class, see `words.py`
        """Return the value of the first token that has one of `classes`, or None."""
        found = self.values(*classes)
        return found[0] if found else None

    def values(self, *classes: str) -> list[Any]:
        """Return the values of all tokens that have one of `classes`."""
        wanted = {class_characters()[name] for name in classes}
        return [self.tokens.values[at] for at in range(self.start, self.end) if self.tokens.classes[at] in wanted]

    def words(self) -> list[str]:
        """Return the words of the phrase in small letters."""
        return [self.tokens.word(at).lower() for at in range(self.start, self.end)]

    def before(self, count: int = 1) -> list[str]:
        """Return up to `count` words of the sentence before the expression, the nearest first, in small letters."""
        words = [self._word(at).lower() for at in self._back(count)]
        return [word for word in words if word != "."] if "." in words else words

    def _word(self, at: int) -> str:
        """Return the word at token `at`; a hyphen that does not join two words is returned as a dash."""
        word = self.tokens.word(at)
        return "–" if word == "-" and not self.tokens.joins(at) else word

    def shares_sentence(self, earlier: Span) -> bool:
        """Return whether `earlier` is before the phrase in the same sentence, at most 40 tokens away."""
        return any(self.tokens.spans[at][1] == earlier.end for at in self._back(LONG_SENTENCE))

    def shares_paragraph(self, earlier: Span) -> bool:
        """Return whether the phrase is in the paragraph of `earlier`, at most 1500 code points after it."""
        start = self.tokens.spans[self.start][0]
        return start - earlier.end <= LONG_PARAGRAPH and "\n\n" not in self.tokens.text[earlier.end : start]

    def _back(self, count: int) -> Iterator[int]:
        """Yield up to `count` tokens of the sentence before the expression, the nearest first."""
        for at in range(self.opens - 1, max(self.opens - 1 - count, -1), -1):
            word = self.tokens.word(at)
            if word[0] == "\n" or (
                word in SENTENCE_END and not (word == "." and _abbreviates(self.tokens.word(at - 1)))
            ):
                return
            yield at

    def ends_range(self, start: Span) -> bool:
        """Return whether the phrase ends a range that `start` opens: "Nov. 30" in "from June 1 to Nov. 30"."""
        at = self.opens - 1
        while at > 0 and self.tokens.word(at).lower() in PARTS:
            at -= 1
        joined = at > 0 and self.tokens.word(at).lower() in JOINS
        return joined and self.tokens.spans[at - 1][1] == start.end

    def is_listed_after(self, first: Span) -> bool:
        """Return whether the phrase is listed right after `first`: "Sunday" in "Saturday and Sunday"."""
        at = self.opens - 1
        return at > 0 and self.tokens.word(at) in LISTS and self.tokens.spans[at - 1][1] == first.end

    def following(self, count: int) -> list[str]:
        """Return up to `count` words of the sentence after the phrase, the nearest first, in small letters."""
        words = []
        for at in range(self.end, min(self.end + count, len(self.tokens.spans))):
            word = self._word(at).lower()
            if word in SENTENCE_END or word[0] == "\n":
                break
            words.append(word)
        return words

    def after(self) -> str:
        """Return the word that follows, as written; the empty string at the end of a paragraph."""
        return self._word(self.end).strip()

    def starts_sentence(self) -> bool:
        """Return whether the phrase is the first of its sentence."""
        return not self.before() or self.before()[0] in {'"', "“", "`"}


def _abbreviates(word: str) -> bool:
    """Return whether a full stop after `word` ends no sentence: "P.", "Gov."."""
    return len(word) == 1 or word.lower() in ABBREVIATIONS
