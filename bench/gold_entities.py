"""Gold for entities: articles in which every name is marked, from a folder of marked-up text or from JSON lines.

Marked-up text is that of the test kit, `[Anna Lind|PERSON lind]`, one article per file; `tests/gold/entities/README.md`
says what may follow the bar. A line of JSON is an article with `id`, `text`, and `entities` of `start`, `end` and
`label`; the names of one entity are in `clusters`, lists of `[start, end]`, or have the same `entity_id`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline import Annotation
from pipeline.testing import annotated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

MARK = re.compile(r"(?P<label>[A-Z_]+) (?P<entity>\w+)(?: of (?P<of>\w+))?(?:, (?P<role>.+))?")


class Name(Annotation, frozen=True):
    """A name in the text.

    entity: an id, the same for all names of an entity; None if the gold does not say. of: the entity of the country
    that a demonym belongs to. role: the title or office before the name.
    """

    label: str
    entity: str | None = None
    of: str | None = None
    role: str | None = None


class Article(NamedTuple):
    """A text with its names, in their order."""

    id: str
    text: str
    names: Sequence[Name]


def gold(path: Path) -> list[Article]:
    """Return the articles of a folder of marked-up text, or of a file of JSON lines.

    Raises ValueError for an invalid mark, OSError if nothing can be read.
    """
    if path.is_dir():
        return [marked_up(one.stem, one.read_text(encoding="utf-8")) for one in sorted(path.glob("*.txt"))]
    with path.open(encoding="utf-8") as lines:
        return [_article(json.loads(line)) for line in lines if line.strip()]


def marked_up(id: str, marked: str) -> Article:
    """Return the article of marked-up text."""
    document = annotated(marked, make=_name)
    return Article(id, document.text, [one for one in document.layers["marks"] if isinstance(one, Name)])


def _name(start: int, end: int, mark: str) -> Name:
    read = MARK.fullmatch(mark)
    if not read:
        raise ValueError(f"{mark!r} is no mark of a name: write `LABEL id`, `LABEL id of id` or `LABEL id, role`")
    return Name(start, end, **read.groupdict())


def _article(record: dict[str, Any]) -> Article:
    clusters = dict(_clusters(record.get("clusters", ())))
    names = [
        Name(one["start"], one["end"], one["label"], clusters.get((one["start"], one["end"]), one.get("entity_id")))
        for one in record["entities"]
    ]
    return Article(record["id"], record["text"], names)


def _clusters(clusters: Sequence[Sequence[Sequence[int]]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the place of each mention with a name for its cluster."""
    for number, cluster in enumerate(clusters):
        for start, end in cluster:
            yield (start, end), f"cluster {number}"
