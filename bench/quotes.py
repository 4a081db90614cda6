"""Compares quotations and their speakers with those of other free systems, on your own gold.

    python bench/quotes.py GOLD [--config FILE]

GOLD is a file of JSON lines (`scoring_quotes.py`). All systems get the same cleaned texts; results are scored at their
places in the gold's text. The cost of a system is its CPU time as a share of the parse that it needs, on the kernel
blis, taken alternately in one process; the median of the rounds is shown. The systems:

- ours: the stages of a configuration, configs/default.yaml unless another is named.
- textacy: its direct quotations, one paragraph at a time, since it refuses a text with an odd number of marks.
- three words or more between marks, said by the nearest name or pronoun outside marks, in the paragraph if it has one.
"""

from __future__ import annotations

import argparse
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from scoring import Place, shared, summed, told
from scoring_quotes import COLUMNS, Quotation, Quoting, counts, gold, scores

from pipeline import Document, Span, load
from pipeline.language.parser import BATCH, Parser
from plugins.layers import Quote

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.tokens import Span as SpacySpan

    from pipeline.language.model import Model
    from pipeline.planning.plan import Plan
    from pipeline.stages.stage import Given

Work = Callable[[Document], "Given"]
ROUNDS = 3
ROOT = Path(__file__).resolve().parents[1]
BETWEEN_MARKS = re.compile(r"(?:[“\"]|'')([^“”\"\n]+?)(?:[”\"]|''|$)", re.MULTILINE)
PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b")
FEWEST_WORDS = 3
WITHOUT_TEXTACY = "textacy: not installed; `.venv/bin/python -m pip install textacy` puts it into this table"


@dataclass
class System:
    """A function that finds quotations in a parsed document, and the CPU seconds of parsing and finding in each round.

    prepare: the work before it, which is not counted.
    """

    parser: Parser
    find: Callable[[Document], list[Quotation]]
    prepare: Sequence[Work] = ()
    seconds: list[tuple[float, float]] = field(default_factory=list)

    def found(self, documents: Sequence[Document]) -> list[list[Quotation]]:
        """Return the quotations of each document, at their places in its source."""
        began = time.process_time()
        parsed = [
            one for at in range(0, len(documents), BATCH) for one in self.parser.parse(documents[at : at + BATCH])
        ]
        half = time.process_time()
        prepared = [_passed(self.prepare, one) for one in parsed]
        begun = time.process_time()
        found = [self.find(document) for document in prepared]
        self.seconds.append((half - began, time.process_time() - begun))
        return [
            [_in_source(document, quote) for quote in quotes] for document, quotes in zip(prepared, found, strict=True)
        ]

    @property
    def cost(self) -> float:
        """The time of finding as a percentage of the parse."""
        return 100 * median(own / parse for parse, own in self.seconds)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="a file of JSON lines")
    parser.add_argument("--config", type=Path, default=ROOT / "configs" / "default.yaml")
    options = parser.parse_args()
    with told(parser):
        texts, plan = gold(options.gold), load(options.config)
    with ExitStack() as stack:
        works = {step.name: stack.enter_context(step.stage.open()) for step in plan.steps}
        cleaning = [works[step.name] for step in plan.steps if step.stage.edits_text]
        documents = [_passed(cleaning, Document.from_raw(text.text, id=text.id)) for text in texts]
        systems = _systems(plan, works)
        shown = {name: _scores(texts, system, documents) for _ in range(ROUNDS) for name, system in systems.items()}
    print(f"{options.gold}: {len(texts)} texts, {sum(len(one.quotes) for one in texts)} quotations\n")
    _print({name: [*shown[name].values(), system.cost] for name, system in systems.items()})
    if "textacy" not in systems:
        print(f"\n{WITHOUT_TEXTACY}")


def _print(rows: dict[str, list[float]]) -> None:
    width = max(map(len, rows)) + 2
    for number, column in enumerate([*COLUMNS.values(), "cost, % of its parse"], 1):
        print(f"({number}) {column}")
    print("\n" + " " * width + "".join(f"{f'({number})':>8}" for number in range(1, len(COLUMNS) + 2)))
    for name, values in rows.items():
        print(f"{name:{width}}" + "".join(f"{value:8.1f}" for value in values))


def _systems(plan: Plan, works: dict[str, Work]) -> dict[str, System]:
    if plan.model is None:
        raise SystemExit("no stage of the configuration reads the parse: name one with the stage `quotes`")
    parser = Parser(plan.model, plan.needs_parse)
    names = [step.name for step in plan.steps]
    finder = next(step.name for step in plan.steps if "quotes" in step.stage.provides)
    before = [works[step.name] for step in plan.steps[: names.index(finder)] if not step.stage.edits_text]
    systems = {"ours": System(parser, _by_stage(works[finder]), before)}
    if find_spec("textacy"):
        systems["textacy"] = _textacy(plan.model, plan.needs_parse)
    return systems | {"between marks, nearest name": System(parser, _between_marks)}


def _scores(texts: Sequence[Quoting], system: System, documents: Sequence[Document]) -> dict[str, float]:
    found = system.found(documents)
    return scores(summed(counts(one.text, one.quotes, quotes) for one, quotes in zip(texts, found, strict=True)))


def _passed(works: Sequence[Work], document: Document) -> Document:
    for work in works:
        result = work(document)
        document = result if isinstance(result, Document) else document
    return document


def _in_source(document: Document, quote: Quotation) -> Quotation:
    segments, speaker = (
        [(place.start, place.end) for place in (document.source_span(Span(*one)) for one in places)]
        for places in (quote.segments, quote.speaker)
    )
    return quote._replace(segments=segments, speaker=speaker)


def _by_stage(work: Work) -> Callable[[Document], list[Quotation]]:
    def find(document: Document) -> list[Quotation]:
        return [
            Quotation(
                [(part.start, part.end) for part in one.segments],
                one.kind.value,
                [(one.speaker.start, one.speaker.end)] if one.speaker else [],
            )
            for one in _passed([work], document).layers["quotes"]
            if isinstance(one, Quote)
        ]

    return find


def _between_marks(document: Document) -> list[Quotation]:
    text = document.text
    marked = [match.span(1) for match in BETWEEN_MARKS.finditer(text)]
    names = [(one.start_char, one.end_char) for one in document.parse.ents if one.label_ in {"PERSON", "ORG"}]
    names += [match.span() for match in PRONOUN.finditer(text)]
    outside = [name for name in names if not any(shared(name, place) > 0 for place in marked)]
    said = [place for place in marked if len(text[slice(*place)].split()) >= FEWEST_WORDS]
    return [Quotation([place], "direct", _nearest(text, place, outside)) for place in said]


def _nearest(text: str, place: Place, names: Sequence[Place]) -> list[Place]:
    """Return the nearest name; if the paragraph has names, the nearest of these."""
    end = text.find("\n", place[1])
    paragraph = text.rfind("\n", 0, place[0]) + 1, end if end >= 0 else len(text)
    within = [name for name in names if shared(name, paragraph) > 0]
    return sorted(within or names, key=lambda name: -shared(name, place))[:1]


def _textacy(model: Model, needs: frozenset[str]) -> System:
    def find(document: Document) -> list[Quotation]:
        return [quote for paragraph in _paragraphs(document.parse) for quote in _direct_quotations(paragraph)]

    return System(Parser(model, needs | {"sentences", "dependencies", "tags", "lemmas"}), find)


def _paragraphs(parse: Doc) -> Iterator[SpacySpan]:
    start = 0
    for end in [*(token.i for token in parse if "\n" in token.text), len(parse)]:
        if end > start:
            yield parse[start:end]
        start = end + 1


def _direct_quotations(paragraph: SpacySpan) -> list[Quotation]:
    from textacy.extract import direct_quotations

    offset = paragraph[0].idx
    try:
        triples = list(direct_quotations(paragraph.as_doc()))
    except ValueError:  # an odd number of marks
        return []
    return [
        Quotation(
            [(offset + said.start_char, offset + said.end_char)],
            "direct",
            [(offset + speaker[0].idx, offset + speaker[-1].idx + len(speaker[-1]))],
        )
        for speaker, _, said in triples
    ]


if __name__ == "__main__":
    main()
