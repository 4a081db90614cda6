"""The examples in the docstrings of the rules, run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import plugins.quotes
from pipeline import Document
from pipeline.testing import apply, parsed
from plugins.entities import Entities
from plugins.layers import Quote
from plugins.quotes import Quotes
from plugins.quotes.confidence import SHARES
from plugins.quotes.reported.boundaries import CUTS
from plugins.quotes.reported.complements import RULES

MODULES = [module.name for module in pkgutil.walk_packages(plugins.quotes.__path__, "plugins.quotes.")]


def reads(text: str, rule: str) -> None:
    """Print the content of the quotations that the rule finds: segments with " | " between, quotations with "; "."""
    named = Entities().process(parsed(Document.from_raw(text), {"entities", "dependencies"}))
    document = apply(Quotes(), named)
    assert isinstance(document, Document)
    found = [one for one in document.layers["quotes"] if isinstance(one, Quote) and one.attribution == rule]
    print("; ".join(" | ".join(text[part.start : part.end] for part in one.segments) for one in found))  # noqa: T201


EXAMPLES = [
    example
    for name in MODULES
    for example in doctest.DocTestFinder().find(import_module(name), extraglobs={"reads": reads})
    if example.examples
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_example_of_a_rule_reads_as_its_docstring_says(example: doctest.DocTest) -> None:
    shown: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=shown.append)
    assert shown == []


def test_every_rule_of_the_parse_has_an_example() -> None:
    told = {example.name for example in EXAMPLES}
    assert {f"{rule.__module__}.{rule.__name__}" for rule in (*RULES, *CUTS)} <= told


@pytest.mark.parametrize("rule", SHARES)
def test_a_rule_that_results_name_has_an_example(rule: str) -> None:
    sources = [one.source for example in EXAMPLES for one in example.examples]
    assert any(f'"{rule}")' in source for source in sources)
