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
from pipeline.errors import PipelineError
from pipeline.executors.contract import Died, Executor, Mapped, Silent, Trace
from pipeline.plugin.hooks import hookimpl
from pipeline.stages.corpus import Corpus, Sketched
from pipeline.stages.results import Part, Results
from pipeline.stages.sink import Output, Sink
from pipeline.stages.source import Chunk, Memo, Source, Unreadable
from pipeline.stages.stage import Drop, Stage

if TYPE_CHECKING:
    from pipeline.planning.plan import Plan, load
    from pipeline.results.record import Record
    from pipeline.running.runner import run

__all__ = [
    "Annotation",
    "Chunk",
    "Corpus",
    "Died",
    "Document",
    "Drop",
    "Edit",
    "Executor",
    "InputFile",
    "InputPath",
    "Mapped",
    "Memo",
    "Output",
    "Part",
    "PipelineError",
    "Plan",
    "Record",
    "Results",
    "Secret",
    "Silent",
    "Sink",
    "Sketched",
    "Source",
    "Span",
    "Stage",
    "Trace",
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
