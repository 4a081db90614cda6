"""The run folder: parts, quarantine and log. Every write is atomic: a file is complete, or it does not exist.

parts/NAME.jsonl        the results of a finished chunk (see `documents.part`), named by fingerprint
quarantine/NAME.json    a document that failed, with its whole text, error, stage and traceback
derived/STAGE/KEY       what corpus steps and sinks keep for a part (see `derived`)
log.jsonl               the log, one JSON object per line
documents.jsonl, …      the files that the sinks wrote
"""

from __future__ import annotations

import base64
import fcntl
import os
import re
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, TYPE_CHECKING, Any

import msgspec

from pipeline.documents.failures import FailureGroup, Quarantined, grouped
from pipeline.documents.ids import Identified, digest
from pipeline.documents.part import FORMAT, PartFile, Summary
from pipeline.errors import RunError
from pipeline.files import atomic_file, remove
from pipeline.results.derived import DerivedFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pipeline.documents.document import Document
    from pipeline.stages.meter import Meter
    from pipeline.stages.outcome import Failure
    from pipeline.stages.source import Unreadable

REBUILT = {"format", "id", "source", "stage", "error", "place"}
"""The keys of a file in quarantine that are written again when a retry keeps the document there."""
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class RunFolder:
    """The run folder at `path`."""

    path: Path

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.path / "parts"

    @property
    def quarantine(self) -> Path:
        """The folder of the documents that failed."""
        return self.path / "quarantine"

    @property
    def derived(self) -> DerivedFolder:
        """What is derived from the parts."""
        return DerivedFolder(self.path / "derived")

    def part(self, name: str) -> PartFile:
        """Return the part of that name, whether it exists or not."""
        return PartFile(self.parts / f"{name}.jsonl")

    @contextmanager
    def new_part(self, name: str) -> Iterator[PartWriter]:
        """Yield a writer of the part `name`; the part is committed unless the block raises."""
        with atomic_file(self.part(name).path) as file:
            writer = PartWriter(file, self, name)
            yield writer
            writer.write_summary()

    def quarantined(self, name: str) -> dict[str, Any]:
        """Return the content of a file in quarantine. Raises RunError if it is gone or damaged."""
        try:
            return msgspec.json.decode((self.quarantine / name).read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.DecodeError) as error:
            path = self.quarantine / name
            raise RunError(f"{path} is gone or damaged: pipeline run CONFIG --fresh makes it again") from error

    def quarantine_entries(self, names: Sequence[str]) -> QuarantineEntries:
        """Return the content of these files in quarantine, each with its name under `file`."""
        return QuarantineEntries(self, names)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the folder for this process: a second run would remove the temporary files of this one.

        Raises RunError, naming the process, if another process has the lock. The lock of a dead process is released.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / ".lock").open("a+")
        except OSError as error:
            raise RunError(f"the run folder {self.path} cannot be written: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise RunError(f"{self.path} is in use by a run, process {file.read() or '?'}") from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def remove_temporary_files(self) -> None:
        """Remove incomplete files that dead workers left behind."""
        derived = self.derived.folder.glob("*/.*.tmp")
        for path in [*self.parts.glob(".*"), *self.quarantine.glob(".*"), *self.path.glob(".*.tmp"), *derived]:
            remove(path)

    def remove_parts(self, kept: Iterable[str]) -> tuple[int, int]:
        """Remove all parts except those named in `kept`; return how many were removed, and their size in bytes."""
        kept = set(kept)
        unused = [path for path in self.parts.glob("*.jsonl") if path.stem not in kept]
        size = sum(path.stat().st_size for path in unused)
        for path in unused:
            path.unlink()
        return len(unused), size

    def remove_quarantine(self, kept: Iterable[str]) -> None:
        """Remove the files of earlier runs from quarantine, except those named in `kept`."""
        kept = set(kept)
        for path in self.quarantine.glob("*.json") if self.quarantine.is_dir() else ():
            if path.name not in kept:
                path.unlink(missing_ok=True)


@dataclass(frozen=True)
class QuarantineEntries:
    """The documents in quarantine, read one at a time; each iteration starts anew."""

    run_folder: RunFolder
    names: Sequence[str]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for name in self.names:
            yield {"file": name, **self.run_folder.quarantined(name)}


class PartWriter:
    """Writes the records of one chunk, and counts its documents."""

    def __init__(self, file: IO[bytes], run_folder: RunFolder, name: str) -> None:
        self._file = file
        self._run_folder = run_folder
        self._name = name
        self._encoder = msgspec.json.Encoder()
        self.read = self.added = 0  # documents that the source yielded, and that stages added; the worker counts them
        self.failed: list[Quarantined] = []  # the documents that are in quarantine now
        self._exported = self._dropped = 0
        self._ids = bytearray()
        self._quarantined: dict[str, int] = {}
        self._failed: Counter[bytes] = Counter()
        self._tally: dict[str, Counter[str]] = {}
        self._failures: list[FailureGroup] = []
        self._seal = sha256()

    def write(self, document: Document) -> None:
        """Append the record of one document."""
        self._append(self._encoder.encode(document.record()) + b"\n", document.id)

    def copy(self, line: bytes) -> None:
        """Append the line of a record from another part."""
        self._append(line, msgspec.json.decode(line, type=Identified).id)

    def _append(self, line: bytes, id: str) -> None:
        self._file.write(line)
        self._seal.update(line)
        self._ids += digest(id)
        self._exported += 1

    def carry_over(self, summary: Summary) -> None:
        """Add what an earlier part of the same chunk counted, apart from its records and failures."""
        self.read += summary.read
        self.added += summary.added
        self._dropped += summary.dropped
        for stage, counts in summary.tally.items():
            self._tally.setdefault(stage, Counter()).update(counts)

    def drop(self) -> None:
        """Count a document that a stage dropped."""
        self._dropped += 1

    def tally(self, meter: Meter) -> None:
        """Add what the stages counted over a batch."""
        for stage, counts in meter.tally.items():
            self._tally.setdefault(stage, Counter()).update(counts)

    def fail(self, failure: Failure) -> FailureGroup:
        """Put a document that failed into quarantine; return its failure as a group of one.

        Of a piece, the whole document is kept, as it was read, with its id under `piece_of`.
        """
        document = failure.document
        rest = {"traceback": failure.traceback, "raw": document.raw, "metadata": dict(document.metadata)}
        if failure.id != document.id:
            rest["piece_of"] = document.id
        group = FailureGroup(failure.stage, failure.error, failure.place, 1, failure.id)
        return self._keep(group, document.source, rest)

    def fail_unreadable(self, unreadable: Unreadable, stage: str) -> FailureGroup:
        """Put content that the source could not read into quarantine: as text if it is UTF-8, else in base 64."""
        try:
            kept = {"raw": unreadable.content.decode()}
        except UnicodeDecodeError:
            kept = {"content_base64": base64.b64encode(unreadable.content).decode()}
        group = FailureGroup(stage, unreadable.error, "", 1, unreadable.id)
        return self._keep(group, unreadable.source, {"traceback": None, **kept})

    def leave_failed(self, kept: dict[str, Any]) -> None:
        """Leave a document in quarantine, with the failure of the earlier run."""
        rest = {key: value for key, value in kept.items() if key not in REBUILT}
        self._keep(FailureGroup(kept["stage"], kept["error"], kept["place"], 1, kept["id"]), kept["source"], rest)

    def _keep(self, group: FailureGroup, source: str, rest: dict[str, Any]) -> FailureGroup:
        read = {key: value for key, value in rest.items() if key != "traceback"}
        name = quarantine_name(group.first, f"{self._name}/{self._unique_key([group.first, source, read])}")
        content: dict[str, Any] = {"format": FORMAT, "id": group.first, "source": source, "stage": group.stage}
        content |= {"error": group.error, "place": group.place, **rest}
        self._failures = grouped([*self._failures, group])
        path = self._run_folder.quarantine / name
        with atomic_file(path) as file:
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        about = {"stage": group.stage, "error": group.error, "place": group.place}
        self.failed.append(Quarantined(id=group.first, source=source, file=path, **about))
        self._quarantined[name] = self._exported
        return group

    def _unique_key(self, document: list[object]) -> str:
        """Return a key that no other failed document of this part has, and that stays the same in a retry.

        Documents may share an id, and may even be equal; equal documents are numbered.
        """
        content = sha256(msgspec.json.encode(document, order="deterministic")).digest()
        self._failed[content] += 1
        return f"{content.hex()}/{self._failed[content]}"

    def write_summary(self) -> Summary:
        """Write the summary, which is the last line, and return it."""
        summary = Summary(
            part=FORMAT,
            read=self.read,
            added=self.added,
            exported=self._exported,
            dropped=self._dropped,
            quarantined=self._quarantined,
            tally={stage: dict(counts) for stage, counts in self._tally.items()},
            failures=tuple(self._failures),
            ids=bytes(self._ids),
            seal=self._seal.hexdigest(),
        )
        self._file.write(self._encoder.encode(summary) + b"\n")
        return summary


def quarantine_name(id: str, unique: str) -> str:
    """Return the file name for a document in quarantine: readable, unique, and safe on every file system.

    unique: a text that no other document in quarantine has.
    """
    readable = UNSAFE.sub("-", id).strip("-.")[-80:] or "document"
    return f"{readable}-{sha256(unique.encode()).hexdigest()[:12]}.json"
