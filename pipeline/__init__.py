"""The public page: everything that a plugin author or a caller from Python needs, in one import.

from pipeline import load, run

plan = load("configs/default.yaml")     # checked; raises ConfigError with every complaint
record = run(plan)                      # as the command does; returns the counts
document = plan.process("Some text.")   # one text, for notebooks and services
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from pipeline.config.setting_types import InputFile, InputPath, Secret
from pipeline.documents.annotation import Annotation, Span
from pipeline.documents.document import Document
from pipeline.documents.offsets import Edit
from pipeline.documents.part import Part, Results
from pipeline.errors import PipelineError
from pipeline.plugin.hooks import hookimpl
from pipeline.plugin.observer import ChunkDone, Observer, Quarantined, RunFinished, RunStarted
from pipeline.stages.corpus import Corpus, Sketched
from pipeline.stages.sink import Sink
from pipeline.stages.source import Chunk, Memo, Source, Unreadable
from pipeline.stages.stage import Drop, Stage

if TYPE_CHECKING:
    from pipeline.planning.plan import Plan, load
    from pipeline.results.record import Record
    from pipeline.running.runner import run

__all__ = [
    "Annotation",
    "Chunk",
    "ChunkDone",
    "Corpus",
    "Document",
    "Drop",
    "Edit",
    "InputFile",
    "InputPath",
    "Memo",
    "Observer",
    "Part",
    "PipelineError",
    "Plan",
    "Quarantined",
    "Record",
    "Results",
    "RunFinished",
    "RunStarted",
    "Secret",
    "Sink",
    "Sketched",
    "Source",
    "Span",
    "Stage",
    "Unreadable",
    "hookimpl",
    "load",
    "run",
]

LATER = {"Plan": "planning.plan", "load": "planning.plan", "Record": "results.record", "run": "running.runner"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # two functions and two classes
    """Import the names in LATER on first use, so that importing a plugin stays cheap."""
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{LATER[name]}"), name)
