"""Scores how well quotations and their speakers are found: F1 over units, for several degrees of agreement.

A unit is one contiguous stretch of content within a paragraph, trimmed of marks and blanks: “A,” said X. “B.” is two
units, however a system groups it. Units of gold and system are paired one to one, those that agree best first, by
intersection over union of characters. “End to end”, a unit is correct if it agrees at 0.5 and the speaker covers a head
word of the gold's speaker (in one column: agrees at 0.5 as well); if the gold has no speaker, to name none is correct.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from scoring import Counts, Place, f1, shared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

LINE = re.compile(r"[^\n]+")
EDGES = " \t\r\n\u00a0\"'“”‘’«»„‟`.,;:!?-–—…()[]*"
MARKED = ("direct", "mixed")
AGREES, ALIKE, TOUCHES = 0.5, 0.8, 0.3


class Quotation(NamedTuple):
    """A quotation: stretches of content, its kind, and the words that name its speaker.

    heads: the words of the speaker that must be covered (gold). attr: "speech", or "other" for attitudes and plans.
    """

    segments: Sequence[Place]
    kind: str
    speaker: Sequence[Place] = ()
    heads: Sequence[Place] = ()
    attr: str = "speech"


class Quoting(NamedTuple):
    """A text with its quotations."""

    id: str
    text: str
    quotes: Sequence[Quotation]


class Unit(NamedTuple):
    """One contiguous stretch of a quotation's content."""

    place: Place
    quote: Quotation


def gold(path: Path) -> list[Quoting]:
    """Return the texts of a file of JSON lines: `id`, `text`, `quotes` with `segments`, `kind`, `speaker`, `attr`.

    A `speaker` has `start`, `end`, and may have `segments` and `heads`, the words that name it at its core.
    """
    with path.open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    return [Quoting(one["id"], one["text"], [_quotation(quote) for quote in one["quotes"]]) for one in records]


def _quotation(record: dict[str, Any]) -> Quotation:
    speaker = record.get("speaker")
    places = _places(speaker) if speaker else []
    heads = [(start, end) for start, end in (speaker or {}).get("heads", places)]
    return Quotation(_places(record), record["kind"], places, heads, record.get("attr", "speech"))


def _places(span: dict[str, Any]) -> list[Place]:
    return [(start, end) for start, end in span.get("segments") or [(span["start"], span["end"])]]


def units(text: str, quotes: Iterable[Quotation], *, once: bool = False) -> list[Unit]:
    """Return the units of quotations; with `once`, only the first of those at one place."""
    found = [Unit(place, quote) for quote in quotes for place in _contents(text, quote.segments)]
    return list({unit.place: unit for unit in reversed(found)}.values())[::-1] if once else found


def _contents(text: str, segments: Iterable[Place]) -> Iterator[Place]:
    """Yield the stretches of content: joined over marks and blanks, cut at line ends, trimmed."""
    for start, end in _joined(text, sorted(segments)):
        for line in LINE.finditer(text, start, end):
            content = line.group().rstrip(EDGES)
            lead = len(content) - len(content.lstrip(EDGES))
            if lead < len(content):
                yield line.start() + lead, line.start() + len(content)


def _joined(text: str, segments: Iterable[Place]) -> list[Place]:
    joined: list[Place] = []
    for start, end in segments:
        gap = text[joined[-1][1] : start] if joined else "-"
        if joined and not any(one.isalnum() or one == "\n" for one in gap):
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        elif start < end:
            joined.append((start, end))
    return joined


def agreement(one: Sequence[Place], other: Sequence[Place]) -> float:
    """Return the characters that two sets of places share, over the characters of both."""
    both = _shared(one, other)
    return both / (sum(end - start for start, end in (*one, *other)) - both) if both else 0.0


def _shared(one: Sequence[Place], other: Sequence[Place]) -> int:
    return sum(max(0, shared(mine, theirs)) for mine in one for theirs in other)


def paired(gold: Sequence[Unit], system: Sequence[Unit], least: float) -> dict[int, int]:
    """Return pairs of units that agree by `least` or more, one to one, by number; the best are paired first."""
    pairs = [
        (-agreement([one.place], [other.place]), number, at)
        for number, one in enumerate(gold)
        for at, other in enumerate(system)
        if shared(one.place, other.place) > 0
    ]
    found, taken = dict[int, int](), set[int]()
    for agrees, number, at in sorted(pairs):
        if -agrees >= least and number not in found and at not in taken:
            found[number] = at
            taken.add(at)
    return found


def counts(text: str, gold: Sequence[Quotation], system: Sequence[Quotation]) -> Counts:
    """Return the counts of one text; `scores` takes the sum over texts."""
    wanted, found = units(text, gold), units(text, system, once=True)
    return (
        _view("marked", *([unit for unit in side if unit.quote.kind in MARKED] for side in (wanted, found)))
        | _view("all", wanted, found)
        | _view("speech", *_speech(wanted, found))
    )


def _speech(gold: Sequence[Unit], system: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Return the units of speech, and the system's without those that are about attitudes, plans or polls."""
    speech = [unit for unit in gold if unit.quote.attr != "other"]
    other = [unit for unit in gold if unit.quote.attr == "other"]
    met = set(paired(speech, system, TOUCHES).values())
    rest = [at for at in range(len(system)) if at not in met]
    aside = {rest[at] for at in paired(other, [system[at] for at in rest], TOUCHES).values()}
    return speech, [unit for at, unit in enumerate(system) if at not in aside]


def _view(name: str, gold: Sequence[Unit], system: Sequence[Unit]) -> Counts:
    agreeing = [(gold[one].quote, system[at].quote) for one, at in paired(gold, system, AGREES).items()]
    return {
        f"{name} gold": len(gold),
        f"{name} system": len(system),
        f"{name} strict": len(paired(gold, system, 1.0)),
        f"{name} alike": len(paired(gold, system, ALIKE)),
        f"{name} agreeing": len(agreeing),
        f"{name} heads": sum(_names_head(*pair) for pair in agreeing),
        f"{name} spans": sum(_names_span(*pair) for pair in agreeing),
    }


def _names_head(gold: Quotation, system: Quotation) -> bool:
    return _shared(system.speaker, gold.heads) > 0 if gold.speaker else not system.speaker


def _names_span(gold: Quotation, system: Quotation) -> bool:
    return agreement(gold.speaker, system.speaker) >= AGREES if gold.speaker else not system.speaker


COLUMNS = {
    "marked alike": "direct+mixed, IoU ≥ 0.8",
    "marked heads": "direct+mixed, end to end",
    "marked spans": "…, speaker's span at IoU ≥ 0.5",
    "all heads": "all kinds, end to end",
    "speech agreeing": "speech view, IoU ≥ 0.5",
    "all strict": "all kinds, strict",
}
"""The columns, with their titles."""


def scores(total: Mapping[str, float]) -> dict[str, float]:
    """Return F1, 0 to 100, under the keys of `COLUMNS`, from summed counts."""
    views = {key: key.split()[0] for key in COLUMNS}
    return {key: f1(total[key], total[f"{view} system"], total[f"{view} gold"]) for key, view in views.items()}
