"""The test kit for plugins: marked-up text, and a check of each kind, which raises AssertionError for what is wrong.

It imports plugin and the rooms below. `document = annotated("“[No way|quote],” said [Kerry|speaker].")` is a document
with the layer `marks`; `show(document, "marks")` gives the marked-up text back.
"""

from __future__ import annotations

from pipeline.executors.checking import check_executor
from pipeline.plugin.checking import check_observer
from pipeline.testing.corpus import check_corpus
from pipeline.testing.sinks import check_sink
from pipeline.testing.sources import check_source
from pipeline.testing.stages import Mark, annotated, apply, check_stage, parsed, parser, seen, show, split

__all__ = [
    "Mark",
    "annotated",
    "apply",
    "check_corpus",
    "check_executor",
    "check_observer",
    "check_sink",
    "check_source",
    "check_stage",
    "parsed",
    "parser",
    "seen",
    "show",
    "split",
]
