"""The record of a run, `run.json`: what ran, on what, with which versions, and what came of it.

It is written when a run is done, whole or not at all, and is all that a reader of the run folder needs: parts and
exports are decoded by the layer schemas in it, without the plugins that made them.
"""

from __future__ import annotations

import os
import platform
import sys
from hashlib import file_digest
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.documents.failures import FailureGroup
from pipeline.errors import RunError
from pipeline.files import atomic_file
from pipeline.stages.dependencies import dependency_versions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.stages.stage import AnyStage

FILE = "run.json"
SCHEMA = 1


class SetRecord(msgspec.Struct, frozen=True):
    """What the command line set: where, to which value, and what was typed; see `config.Override`."""

    keys: tuple[str | int, ...]
    value: Any
    typed: str


class StageRecord(msgspec.Struct, frozen=True):
    """One stage: its name in the plan, what it is, and what it did.

    documents, seconds: how many documents it had in hand in this run, and for how long (all workers together); what was
    done before this run is not in them. found: what it counted over the whole input.
    """

    name: str
    stage: str
    version: int
    origin: str
    documents: int
    seconds: float
    found: dict[str, int]


class ExportRecord(msgspec.Struct, frozen=True):
    """A file that a sink wrote: its path in the run folder, SHA-256, size in bytes, time of change in nanoseconds.

    stage: the sink's name in the plan.
    """

    path: str
    sha256: str
    size: int
    modified: int
    stage: str = ""

    @classmethod
    def of(cls, path: Path, folder: Path, stage: str) -> ExportRecord:
        """Return the record of a file as it stands."""
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        state = path.stat()
        return cls(path.relative_to(folder).as_posix(), digest, state.st_size, state.st_mtime_ns, stage)

    def stands(self, folder: Path) -> bool:
        """Tell whether the file is still there as it was written, by size and time."""
        try:
            state = (folder / self.path).stat()
        except OSError:
            return False
        return (state.st_size, state.st_mtime_ns) == (self.size, self.modified)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was and did.

    config: path of the YAML from the run folder. written: its text, `${NAME}` unresolved. set: what the command line
    set.
    model: name and version of the spaCy pipeline, or None where no stage reads the parse; kernel: what multiplied.
    fingerprint: of what decides the parts; exports_fingerprint: of the sinks.
    layers: per layer the fields of its annotations with their types as text, in order.
    read = exported + dropped + quarantined: counts of documents. quarantine: the names of the files in `quarantine/`;
    failures: what they failed of, grouped by kind.
    duplicate_ids: how many exported documents share their id with another.
    chunks, made: chunks of the input, and those of them whose parts were made by this run.
    exports: the files that the sinks wrote; stale: those of earlier runs, which are still there.
    parts: the names of the parts, in the order of the input.
    began, ended: UTC, ISO 8601. seconds: wall time.
    idle: whether this run found the last one's work as it was left, and did nothing; never so in a file.
    """

    schema: int = SCHEMA
    name: str
    config: str
    written: str
    set: tuple[SetRecord, ...]
    executor: str
    workers: int
    model: dict[str, str] | None
    kernel: str = "blis"
    versions: dict[str, str]
    machine: dict[str, str | int | None]
    fingerprint: str
    exports_fingerprint: str
    layers: dict[str, dict[str, str]]
    stages: tuple[StageRecord, ...]
    read: int
    exported: int
    dropped: int
    quarantined: int
    quarantine: tuple[str, ...]
    failures: tuple[FailureGroup, ...] = ()
    duplicate_ids: int = 0
    chunks: int
    made: int
    exports: tuple[ExportRecord, ...]
    stale: tuple[ExportRecord, ...] = ()
    began: str
    ended: str
    seconds: float
    parts: tuple[str, ...]
    idle: bool = False

    def write(self, folder: Path) -> None:
        """Write `run.json` into the run folder."""
        with atomic_file(folder / FILE) as file:
            file.write(msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n")


def read(folder: Path) -> Record:
    """Return the record in a run folder.

    Raises RunError where there is none, it is damaged, or it was written by a later version of this project.
    """
    try:
        content = (folder / FILE).read_bytes()
    except OSError as error:
        raise RunError(f"there is no finished run in {folder} (no {FILE}): pipeline run CONFIG makes one") from error
    try:
        schema = msgspec.json.decode(content, type=_Schema).schema
        if schema > SCHEMA:
            raise RunError(
                f"{folder / FILE} has schema {schema}, this version reads up to {SCHEMA}: update text-pipeline"
            )
        return msgspec.json.decode(content, type=Record)
    except msgspec.MsgspecError as error:
        raise RunError(f"{folder / FILE} is damaged ({error}): delete it and run again, parts are kept") from error


def read_if_any(folder: Path) -> Record | None:
    """Return the record in a run folder, or None where there is none that can be read."""
    try:
        return read(folder)
    except RunError:
        return None


class _Schema(msgspec.Struct):
    schema: int


def versions(stages: Iterable[AnyStage]) -> dict[str, str]:
    """Return the versions of what decides results: Python, this project, what does its work, what stages depend on."""
    packages = ("text-pipeline", "spacy", "thinc", "numpy", "msgspec")
    found = {"python": platform.python_version(), **{name: version(name) for name in packages}}
    for stage in stages:
        found |= dependency_versions(stage)
    return found


def machine() -> dict[str, str | int | None]:
    """Return what machine this is."""
    return {"system": sys.platform, "processor": platform.machine(), "cores": os.cpu_count()}
