"""The corpus step `duplicates`: documents of a run that have the same text."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

from pipeline import Corpus, Drop, Sketched, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Duplicates(Corpus):
    """Leave out documents whose text another document has too, or mark them.

    Two texts are the same if they differ only in blanks, line ends, capitals, or forms of one character (NFKC), such as
    a ligature. Of documents with the same text, the one whose id comes first in code-point order is the original. A
    document without letters and digits is no copy of another.

    copies: `drop` leaves the copies out of the results; `mark` keeps them, with the id of the original in the metadata
    under `duplicate_of`.
    """

    name = "duplicates"

    copies: Literal["drop", "mark"] = "drop"

    def sketch(self, record: Mapping[str, Any]) -> str | None:
        """Return a hash of the text; None for a text without letters and digits."""
        text = normalised(record["text"])
        return sha256(text.encode()).hexdigest()[:32] if any(map(str.isalnum, text)) else None

    def settle(self, sketches: Iterable[Sketched]) -> Iterator[tuple[int, str]]:
        """Yield each copy with the id of its original. Memory: a hash and an id for each distinct text."""
        originals: dict[bytes, tuple[str, int]] = {}
        copies: list[tuple[int, bytes]] = []
        for one in sketches:
            text, this = bytes.fromhex(one.sketch), (one.id, one.at)
            first = min(originals.get(text, this), this)
            if text in originals:
                copies.append((max(originals[text], this)[1], text))
            originals[text] = first
        for at, text in copies:
            yield at, originals[text][0]

    def apply(self, record: dict[str, Any], decision: str) -> dict[str, Any] | Drop:
        """Leave out or mark a copy."""
        if self.copies == "drop":
            return Drop(f"the same text as {decision}")
        return record | {"metadata": record["metadata"] | {"duplicate_of": decision}}


def normalised(text: str) -> str:
    """Return a text in the form in which texts are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@hookimpl
def pipeline_stages() -> list[type[Corpus]]:
    """Return the corpus step of this plugin."""
    return [Duplicates]
