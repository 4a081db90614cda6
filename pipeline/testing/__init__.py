"""The test kit for plugins: documents from marked-up text, layers shown as marked-up text, and a check of each kind.

document = annotated("“[No way|quote],” said [Kerry|speaker].")
assert show(document, "marks") == "“[No way|quote],” said [Kerry|speaker]."
check_stage(Questions(), [document])

Each check raises AssertionError, which says what is wrong with the plugin. It imports no room above planning.
"""

from __future__ import annotations

from pipeline.testing.corpus import check_corpus
from pipeline.testing.sinks import check_sink
from pipeline.testing.sources import check_source
from pipeline.testing.stages import Mark, annotated, apply, check_stage, parsed, parser, seen, show

__all__ = [
    "Mark",
    "annotated",
    "apply",
    "check_corpus",
    "check_sink",
    "check_source",
    "check_stage",
    "parsed",
    "parser",
    "seen",
    "show",
]
