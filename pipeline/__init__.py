# ruff: noqa: I001  # grouped by what an author writes; `A as A` says that a name is exported (PEP 484)
"""The public page: everything that a plugin author or a caller from Python needs, in one import.

from pipeline import load, read_run, run

plan = load("configs/default.yaml")     # or a mapping; checked: raises ConfigError with every complaint
record = run(plan)                      # as the command does; read_run(folder) gives the record of an older run
for document in record.documents(): …   # the records of the documents, in input order
document = plan.process("Some text.")   # one text, for notebooks and services
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any

# A plugin: its hooks, its layers, the settings of its stages
from pipeline.plugin.hooks import hookimpl as hookimpl
from pipeline.documents.annotation import Annotation as Annotation, Span as Span
from pipeline.documents.document import Document as Document
from pipeline.documents.offsets import Edit as Edit
from pipeline.config.setting_types import InputFile as InputFile, InputPath as InputPath, Secret as Secret

# A source
from pipeline.stages.source import Chunk as Chunk, Memo as Memo, Source as Source, Unreadable as Unreadable

# A stage
from pipeline.stages.stage import Drop as Drop, Stage as Stage

# A corpus step
from pipeline.stages.corpus import Corpus as Corpus, Sketched as Sketched

# A sink
from pipeline.stages.sink import Output as Output, Sink as Sink
from pipeline.stages.results import Part as Part, Results as Results

# An executor
from pipeline.executors.contract import Died as Died, Executor as Executor, Mapped as Mapped
from pipeline.executors.contract import Silent as Silent, Trace as Trace

# An observer
from pipeline.plugin.observer import ChunkDone as ChunkDone, Observer as Observer, Quarantined as Quarantined
from pipeline.plugin.observer import RunFinished as RunFinished, RunStarted as RunStarted

# What a user can correct
from pipeline.errors import ConfigError as ConfigError, PipelineError as PipelineError

if TYPE_CHECKING:
    # A caller
    from pipeline.planning.plan import Plan as Plan, load as load
    from pipeline.results.record import Record as Record, read as _read
    from pipeline.running.runner import run as run

    read_run = _read
    __version__: str

LATER = {"Plan": "planning.plan.Plan", "load": "planning.plan.load", "run": "running.runner.run"}
LATER |= {"Record": "results.record.Record", "read_run": "results.record.read"}


def __getattr__(name: str) -> Any:  # noqa: ANN401  # functions, classes, and the version
    """Import the names in LATER on first use, so that importing a plugin stays cheap."""
    if name == "__version__":
        return metadata.version("text-pipeline")
    if name not in LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = LATER[name].rpartition(".")
    return getattr(import_module(f"{__name__}.{module}"), attribute)
