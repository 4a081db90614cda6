"""Measures how well names are found and grouped, correction by correction, for any installed spaCy model.

    python bench/entities.py GOLD [--model NAME] [--map none|ontonotes|meantime] [--labels PER,ORG,LOC] [--lenient]

GOLD is a folder of marked-up articles or a file of JSON lines (`gold_entities.py`). The rows: the model alone, the
stage with all its corrections, with none, and with each one left out. The columns: F1 of exact and of overlapping names
with their labels, the share of the persons found that have the label of persons, how well mentions are grouped (the
mean of MUC, B³ and CEAF), and the CPU time in addition to the parse, as a share of it: for the model alone, the time to
make its names a layer; with no correction, also the time to group them. Parse and stage alternate in one process, with
spaCy's own kernel, and the median of the rounds is shown.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from gold_entities import Article, Name, gold
from scoring import summed, told
from scoring_entities import MAPS, counts, placed, scores, trimmed

from pipeline import Document
from pipeline.language.model import find_model
from pipeline.language.parser import BATCH, Parser
from plugins.entities import Entities
from plugins.entities.mentions import found
from plugins.layers import Entity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from scoring import Counts

ROUNDS = 3
ALL, NONE = "all corrections", "no correction"
COLUMNS = ("exact", "overlap", "persons", "grouping", "cost, %")


@dataclass(frozen=True)
class Measure:
    """What is counted: the labels of system and gold under their common names, and whether the gold is partial."""

    labels: Mapping[str, str]
    lenient: bool

    def counts(self, article: Article, found: Sequence[Name]) -> Counts:
        """Return the counts of one article."""
        text = article.text
        known = {trimmed(text, one.start, one.end) for one in article.names} if self.lenient else None
        return counts(placed(text, article.names, self.labels), placed(text, found, self.labels), known)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="a folder of marked-up articles, or a file of JSON lines")
    parser.add_argument("--model", default="en_core_web_sm", help="an installed spaCy pipeline, or a path")
    parser.add_argument("--map", choices=MAPS, default="none", help="the common names of labels on both sides")
    parser.add_argument("--labels", help="the labels to score, by their names in the map; default: all")
    parser.add_argument("--lenient", action="store_true", help="the gold names only some of what is named (MEANTIME)")
    options = parser.parse_args()
    kept = options.labels.split(",") if options.labels else MAPS[options.map].values()
    labels = {label: called for label, called in MAPS[options.map].items() if called in kept}
    with told(parser):
        articles = gold(options.gold)
        opened = Parser(find_model(options.model, Path()), Entities.needs_parse)
    print(f"{options.gold}: {len(articles)} texts, {sum(len(one.names) for one in articles)} names; {options.model}\n")
    _table(articles, opened, Measure(labels, options.lenient), Entities(labels=tuple(MAPS[options.map])))


def _table(articles: Sequence[Article], parser: Parser, measure: Measure, stage: Entities) -> None:
    documents, shown = _parsed(articles, parser), dict[str, dict[str, float]]()
    shown["the model alone"] = _scores(measure, articles, map(names_by_model, documents))
    stages = _stages(stage)
    for row, one in stages.items():
        shown[row] = _scores(measure, articles, (names_by_stage(one.process(document)) for document in documents))
    costly = {"the model alone": layer_by_model} | {row: stages[row].process for row in (ALL, NONE) if row in stages}
    for row, process in costly.items():
        shown[row]["cost, %"] = median(_cost(articles, parser, process) for _ in range(ROUNDS))
    width = max(map(len, shown)) + 2
    print(" " * width + "".join(f"{column:>10}" for column in COLUMNS))
    for row, values in shown.items():
        cells = "".join(f"{values[column]:10.1f}" if column in values else f"{'–':>10}" for column in COLUMNS)
        print(f"{row:{width}}{cells}")


def _cost(articles: Sequence[Article], parser: Parser, process: Callable[[Document], Document]) -> float:
    """Return the CPU time of `process` as a percentage of the parse, which is new: to read a parse again is faster."""
    began = time.process_time()
    documents = _parsed(articles, parser)
    parsed = time.process_time()
    for document in documents:
        process(document)
    return 100 * (time.process_time() - parsed) / (parsed - began)


def _parsed(articles: Sequence[Article], parser: Parser) -> list[Document]:
    documents = [Document.from_raw(one.text, id=one.id) for one in articles]
    return [one for at in range(0, len(documents), BATCH) for one in parser.parse(documents[at : at + BATCH])]


def _scores(measure: Measure, articles: Sequence[Article], found: Iterable[Sequence[Name]]) -> dict[str, float]:
    return scores(summed(map(measure.counts, articles, found)))


def _stages(stage: Entities) -> dict[str, Entities]:
    """Return the stage of each row; the corrections are those in the setting `corrections` of the stage."""
    settings: dict[str, Any] = {one.name: getattr(stage, one.name) for one in fields(stage)}
    every = settings.get("corrections", ())
    rows = {NONE: ()} if every else {}
    rows |= {f"without {off}": tuple(one for one in every if one != off) for off in every}
    return {ALL: stage} | {row: Entities(**{**settings, "corrections": kept}) for row, kept in rows.items()}


def names_by_model(document: Document) -> list[Name]:
    """Return the model's names; names with the same spelling mean the same entity."""
    return [Name(one.start_char, one.end_char, one.label_, one.text) for one in document.parse.ents]


def layer_by_model(document: Document) -> Document:
    """Return the document with the model's names as the layer `entities`, each as a separate entity."""
    names = found(document.text, document.parse, frozenset(Entities().labels))
    return document.with_layer("entities", [Entity(one.start, one.end, one.label, one.text, "") for one in names])


def names_by_stage(document: Document) -> list[Name]:
    """Return the mentions of the layer `entities`."""
    return [
        Name(one.start, one.end, one.label, one.entity, getattr(one, "of", None))
        for one in document.layers["entities"]
        if isinstance(one, Entity)
    ]


if __name__ == "__main__":
    main()
