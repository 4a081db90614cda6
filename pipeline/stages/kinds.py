"""All kinds of stages that a configuration lists under `stages:`."""

from __future__ import annotations

from pipeline.stages.corpus import Corpus
from pipeline.stages.sink import Sink
from pipeline.stages.source import Source
from pipeline.stages.stage import Stage

AnyStage = Source | Stage | Corpus | Sink
