"""The cues, words that attribute a quotation, with the complements that contain the content; from `cues.txt`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NOUNS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "iobj", "attr", "appos", "poss", "compound"))
"""Roles of nouns in the parse: in “a promise”, “one message” and “the report” the cue is not a verb."""
FILE = Path(__file__).with_name("cues.txt")
MARKS = "marks"


class Complement(StrEnum):
    """The construction that contains the content of a cue; a preposition counts as one too, by its own name."""

    MARKS = MARKS
    THAT = "that"
    BARE = "bare"
    WHETHER = "whether"
    BESIDE = "beside"
    TO = "to"
    ING = "ing"
    OBJECT = "object"


PREPOSITIONS = frozenset(("about", "against", "as", "at", "for", "from", "in", "of", "on", "over", "to", "with"))
KINDS = frozenset(("speech", "writing", "thought"))


class Sense(NamedTuple):
    """The use of a cue: its kind (speech, writing, thought), whether it is a noun, and its complements."""

    kind: str
    noun: bool
    complements: frozenset[str]


class Cue(NamedTuple):
    """A cue in a text: its tokens (half-open; those of “pointed out” need not be adjacent) and its sense."""

    first: int
    last: int
    sense: Sense


@dataclass(frozen=True)
class Lexicon:
    """The cues by their first word in lower case, then by their second ("" for none); verbs and nouns separately."""

    verbs: Mapping[str, Mapping[str, Sense]]
    nouns: Mapping[str, Mapping[str, Sense]]

    @cached_property
    def _first_words(self) -> frozenset[str]:
        return frozenset(self.verbs.keys() | self.nouns.keys())

    def cues(self, words: Sequence[str], roles: Sequence[str]) -> Iterator[Cue]:
        """Yield the cues among `words` (in lower case, with their roles in the parse); the longer of two cues wins."""
        for at in [at for at, word in enumerate(words) if word in self._first_words]:
            known = self.nouns if roles[at] in NOUNS else self.verbs
            senses = known.get(words[at])
            if senses is None:
                continue
            second = words[at + 1] if at + 1 < len(words) else ""
            if second and second in senses:
                yield Cue(at, at + 2, senses[second])
            elif "" in senses:
                yield Cue(at, at + 1, senses[""])


def parsed_line(line: str) -> tuple[list[str], Sense]:
    """Return the forms and the sense of a line such as `claim, claims, claimed: speech marks that bare`.

    Raises ValueError, with what is wrong, for any other line.
    """
    forms, colon, rest = line.partition(":")
    words = rest.split()
    noun = words[:1] == ["noun"]
    kind, *complements = words[noun:] or [""]
    if not colon or kind not in KINDS or not complements:
        raise ValueError(f"{line!r} is no cue: write its forms, a colon, a kind ({_listed(KINDS)}) and its complements")
    unknown = [one for one in complements if one not in PREPOSITIONS and one not in {*Complement}]
    if unknown:
        known = _listed([*Complement, *PREPOSITIONS])
        raise ValueError(f"{unknown[0]!r} in {line!r} is no complement: there is {known}")
    return [form.strip().lower() for form in forms.split(",")], Sense(kind, noun, frozenset(complements))


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


@cache
def lexicon(add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> Lexicon:
    """Return the cues of `cues.txt`, with the lines `add`, without the cues whose first form is in `remove`.

    Raises ValueError, with what is wrong, for a malformed line and for an unknown cue to remove.
    """
    known: dict[tuple[str, bool], tuple[list[str], Sense]] = {}
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for line in (*lines, *add):
        forms, sense = parsed_line(line)
        known[forms[0], sense.noun] = forms, sense
    for base in remove:
        if not [one for noun in (False, True) if (one := known.pop((base.lower(), noun), None))]:
            raise ValueError(f'there is no cue {base!r} to remove: write its first form in cues.txt, such as "claim"')
    return Lexicon(_by_words(known.values(), noun=False), _by_words(known.values(), noun=True))


def _by_words(entries: Iterable[tuple[list[str], Sense]], *, noun: bool) -> dict[str, dict[str, Sense]]:
    """Return the senses of verbs, or of nouns, by their first and second words."""
    table: dict[str, dict[str, Sense]] = {}
    for forms, sense in entries:
        for form in forms if sense.noun == noun else ():
            first, _, second = form.partition(" ")
            table.setdefault(first, {})[second] = sense
    return table
