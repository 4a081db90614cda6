"""The record of a run, `run.json`: what ran, on which input, with which versions, and the results in numbers.

It is written atomically when a run is done. A reader of the run folder needs nothing else: parts and exports are
decoded by the layer schemas in the record, without the plugins that made them.
"""

from __future__ import annotations

import os
import platform
import sys
from hashlib import file_digest, sha256
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.documents.failures import FailureGroup
from pipeline.errors import RUN_AGAIN, RunError
from pipeline.files import atomic_file, files_in
from pipeline.results.run_folder import RunFolder
from pipeline.stages.dependencies import dependency_versions
from pipeline.stages.results import Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.stages.kinds import AnyStage

FILE = "run.json"
SCHEMA = 1


class SetRecord(msgspec.Struct, frozen=True):
    """A value that the command line set: its keys, the value, and the text that was typed; see `config.Override`."""

    keys: tuple[str | int, ...]
    value: Any
    typed: str


class StageRecord(msgspec.Struct, frozen=True):
    """One stage: its name in the plan, its type, and what it did.

    documents, seconds: how many documents it received in this run, and its time (the sum of all workers); work of
    earlier runs is not included. found: what it counted in the whole input.
    """

    name: str
    stage: str
    version: int
    origin: str
    documents: int
    seconds: float
    found: dict[str, int]


class ExportRecord(msgspec.Struct, frozen=True):
    """What a sink wrote: a file or a folder in the run folder, or an output outside it.

    path: relative to the run folder; of an output outside it, the URI.
    sha256: of the content of a file, else "". size: bytes, of a folder those of all its files.
    modified: the modification time of a file in nanoseconds, else 0. stage: the sink's name in the plan.
    state: of a folder, a hash of its listing; of an output outside the run folder, what the sink says of it.
    """

    path: str
    sha256: str
    size: int
    modified: int
    stage: str = ""
    state: str = ""

    @classmethod
    def of(cls, path: Path, folder: Path, stage: str) -> ExportRecord:
        """Return the record of a file or folder as it is now."""
        relative = path.relative_to(folder).as_posix()
        if path.is_dir():
            size, listing = _listing(path)
            return cls(relative, "", size, 0, stage, listing)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        state = path.stat()
        return cls(relative, digest, state.st_size, state.st_mtime_ns, stage)

    @property
    def is_outside(self) -> bool:
        """Whether it is an output outside the run folder."""
        return "://" in self.path

    def is_unchanged(self, folder: Path) -> bool:
        """Return whether the file or folder is as it was recorded, by sizes and modification times."""
        path = folder / self.path
        try:
            if self.state:
                return path.is_dir() and _listing(path) == (self.size, self.state)
            state = path.stat()
        except OSError:
            return False
        return (state.st_size, state.st_mtime_ns) == (self.size, self.modified)


def _listing(folder: Path) -> tuple[int, str]:
    """Return the bytes of all files in a folder, and a hash of their paths, sizes and modification times."""
    total, digest = 0, sha256()
    for file in files_in(folder):
        state = file.stat()
        total += state.st_size
        line = f"{file.relative_to(folder).as_posix()}\0{state.st_size}\0{state.st_mtime_ns}\0"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return total, digest.hexdigest()


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What ran, and what the run did.

    config: the path of the YAML, relative to the run folder; empty for a configuration from Python, which has `base`,
    the folder to which its paths are relative, relative to the run folder. written: the text of the YAML, or the
    configuration from Python as YAML, with `${NAME}` unresolved. set: the values that the command line set.
    model: name and version of the spaCy pipeline, or None if no stage needs the parse. kernel: the matrix kernel.
    fingerprint: of everything that decides the content of the parts. exports_fingerprint: of the sinks.
    layers: per layer, the fields of its annotations with their types as text, in order.
    read + added = exported + dropped + quarantined: counts of documents. added: how many documents stages added, by
    splitting. quarantine: the names of the files in `quarantine/`.
    failures: the failures of these documents, grouped by kind.
    duplicate_ids: how many exported documents share their id with another document.
    chunks: the number of chunks of the input. made: how many of their parts this run made.
    exports: what the sinks wrote. stale: files and folders of earlier runs that still exist.
    parts: the names of the parts, in input order. overlays: for each part the name of its overlay in `derived/`, or "";
    empty if no corpus step changed a record.
    began, ended: UTC, ISO 8601. seconds: wall time.
    idle: whether there was nothing to do, since nothing had changed since the last run; always false in the file.
    folder: the run folder; it is not in the file, since a folder can be moved.
    """

    schema: int = SCHEMA
    name: str
    config: str
    base: str = ""
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
    added: int = 0
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
    overlays: tuple[str, ...] = ()
    idle: bool = False
    folder: Path = Path()

    def write(self, folder: Path) -> None:
        """Write `run.json` into the run folder."""
        content = msgspec.structs.asdict(self)
        del content["folder"]
        with atomic_file(folder / FILE) as file:
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield the record of each document, as exports have it, in input order; only one is in memory at a time.

        Raises RunError if a part is gone or damaged, as after a later run in the folder and `pipeline clean`.
        """
        return (document for document, _ in self.decoded(dict[str, Any]))

    def decoded(self, kind: type[Any]) -> Iterator[tuple[Any, bytes]]:
        """Yield the record of each document decoded as `kind`, with its line. Raises RunError as `documents` does."""
        decoder = msgspec.json.Decoder(kind)
        run_folder = RunFolder(self.folder)
        remedy = f"{self.run_again} makes it again"
        for name, overlay in zip_longest(self.parts, self.overlays, fillvalue=""):
            part = Part(run_folder.part(name), run_folder.derived.overlay(overlay))
            try:
                for line in part.lines():
                    yield decoder.decode(line), line
            except FileNotFoundError as error:
                raise RunError(f"the part {error.filename} is gone: {remedy}") from error
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise RunError(f"the part {part.file.path} is damaged ({error}): delete it, and {remedy}") from error

    @property
    def run_again(self) -> str:
        """What to type to run its configuration again."""
        return f"pipeline run {os.path.normpath(self.folder / self.config)}" if self.config else RUN_AGAIN


def read(folder: str | Path) -> Record:
    """Return the record of the last finished run in a run folder.

    Raises RunError if there is none, if it is damaged, or if a later version of this project wrote it.
    """
    folder = Path(folder)
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
        return msgspec.structs.replace(msgspec.json.decode(content, type=Record), folder=folder)
    except msgspec.MsgspecError as error:
        raise RunError(f"{folder / FILE} is damaged ({error}): delete it and run again, parts are kept") from error


def read_if_any(folder: Path) -> Record | None:
    """Return the record in a run folder, or None if there is none that can be read."""
    try:
        return read(folder)
    except RunError:
        return None


class _Schema(msgspec.Struct):
    schema: int


def versions(stages: Iterable[AnyStage]) -> dict[str, str]:
    """Return the versions that can change results: Python, this project, its libraries, what stages depend on."""
    packages = ("text-pipeline", "spacy", "thinc", "numpy", "msgspec")
    found = {"python": platform.python_version(), **{name: version(name) for name in packages}}
    for stage in stages:
        found |= dependency_versions(stage)
    return found


def machine() -> dict[str, str | int | None]:
    """Return a description of this machine."""
    return {"system": sys.platform, "processor": platform.machine(), "cores": os.cpu_count()}
