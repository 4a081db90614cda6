"""The run folder: parts, quarantine and log. Every write is atomic: a file is there whole, or not there.

parts/NAME.jsonl        what a finished chunk gave (see `documents.part`), named by fingerprint
quarantine/NAME.json    a document that failed, whole, with error, stage and traceback
log.jsonl               the log, a JSON object a line
documents.jsonl, …      what the exports wrote
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

from pipeline.documents.failures import FailureGroup, grouped
from pipeline.documents.ids import Identified, digest
from pipeline.documents.part import FORMAT, Part, Summary
from pipeline.errors import RunError
from pipeline.files import atomic_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.documents.document import Document
    from pipeline.stages.chain import Failure, Meter
    from pipeline.stages.stage import Unreadable

KEPT = {"format", "id", "source", "stage", "error", "place"}
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Store:
    """The run folder at `folder`."""

    folder: Path

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.folder / "parts"

    @property
    def quarantine(self) -> Path:
        """The folder of the documents that failed."""
        return self.folder / "quarantine"

    def part(self, name: str) -> Part:
        """Return the part of that name, whether it is there or not."""
        return Part(self.parts / f"{name}.jsonl")

    def note(self, name: str) -> Path:
        """Return the file in which a careful worker notes the number of the document in hand."""
        return self.parts / f".{name}.hand"

    def stack(self, name: str) -> Path:
        """Return the file in which a worker leaves its stack when it takes too long; see `time_limit`."""
        return self.parts / f".{name}.stack"

    @contextmanager
    def new_part(self, name: str) -> Iterator[PartWriter]:
        """Give a writer of the part `name`, which is committed when the block ends well."""
        with atomic_file(self.part(name).path) as file:
            writer = PartWriter(file, self, name)
            yield writer
            writer.write_summary()

    def quarantined(self, name: str) -> dict[str, Any]:
        """Return what is kept of a document in quarantine."""
        try:
            return msgspec.json.decode((self.quarantine / name).read_bytes(), type=dict[str, Any])
        except (OSError, msgspec.DecodeError) as error:
            path = self.quarantine / name
            raise RunError(f"{path} is gone or damaged: pipeline run CONFIG --fresh makes it again") from error

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder for this process: a second run on it would sweep away what this one is writing.

        Raises RunError, naming the process, where another one holds it. A process that is dead holds nothing.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / ".lock").open("a+")
        except OSError as error:
            raise RunError(f"the run folder {self.folder} cannot be written: {error.strerror}") from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                raise RunError(f"{self.folder} is in use by a run, process {file.read() or '?'}") from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield

    def sweep(self) -> None:
        """Remove what workers that died have left half written."""
        found = [*self.parts.glob(".*"), *self.quarantine.glob(".*"), *self.folder.glob(".*.tmp")]
        for path in found:
            path.unlink(missing_ok=True)

    def forget_parts(self, kept: Iterable[str]) -> tuple[int, int]:
        """Remove all parts but those named `kept`; return how many went, and their size in bytes."""
        stay = set(kept)
        gone = [path for path in self.parts.glob("*.jsonl") if path.stem not in stay]
        size = sum(path.stat().st_size for path in gone)
        for path in gone:
            path.unlink()
        return len(gone), size

    def forget_quarantine(self, kept: Iterable[str]) -> None:
        """Remove what is in quarantine from earlier runs, all but the names `kept`."""
        stay = set(kept)
        for path in self.quarantine.glob("*.json") if self.quarantine.is_dir() else ():
            if path.name not in stay:
                path.unlink(missing_ok=True)


class PartWriter:
    """Writes the records of one chunk as they come, and counts."""

    def __init__(self, file: IO[bytes], store: Store, name: str) -> None:
        self._file = file
        self._store = store
        self._name = name
        self._encoder = msgspec.json.Encoder()
        self.read = 0  # what the source gave, which the worker counts
        self._exported = self._dropped = 0
        self._ids = bytearray()
        self._quarantined: dict[str, int] = {}
        self._failed: Counter[bytes] = Counter()
        self._tally: dict[str, Counter[str]] = {}
        self._failures: list[FailureGroup] = []

    def write(self, document: Document) -> None:
        """Append the record of one document."""
        self._append(self._encoder.encode(document.record()) + b"\n", document.id)

    def copy(self, line: bytes) -> None:
        """Append a record as it stands in another part."""
        self._append(line, msgspec.json.decode(line, type=Identified).id)

    def _append(self, line: bytes, id: str) -> None:
        self._file.write(line)
        self._ids += digest(id)
        self._exported += 1

    def carry_over(self, summary: Summary) -> None:
        """Count what an earlier part of the same chunk dropped and tallied."""
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
        """Put a document that a stage raised on into quarantine; return its failure as a group of one."""
        document = failure.document
        rest = {"traceback": failure.traceback, "raw": document.raw, "metadata": dict(document.metadata)}
        group = FailureGroup(failure.stage, failure.error, failure.place, 1, document.id)
        return self._keep(group, document.source, rest)

    def refuse(self, unreadable: Unreadable, stage: str) -> FailureGroup:
        """Put into quarantine what the source could not read, as text where it is UTF-8, else in base 64."""
        try:
            kept = {"raw": unreadable.content.decode()}
        except UnicodeDecodeError:
            kept = {"content_base64": base64.b64encode(unreadable.content).decode()}
        group = FailureGroup(stage, unreadable.error, "", 1, unreadable.id)
        return self._keep(group, unreadable.source, {"traceback": None, **kept})

    def keep(self, kept: dict[str, Any]) -> None:
        """Leave a document in quarantine, as an earlier run put it there."""
        rest = {key: value for key, value in kept.items() if key not in KEPT}
        self._keep(FailureGroup(kept["stage"], kept["error"], kept["place"], 1, kept["id"]), kept["source"], rest)

    def _keep(self, group: FailureGroup, source: str, rest: dict[str, Any]) -> FailureGroup:
        read = {key: value for key, value in rest.items() if key != "traceback"}
        name = quarantine_name(group.first, f"{self._name}/{self._told_apart([group.first, source, read])}")
        content: dict[str, Any] = {"format": FORMAT, "id": group.first, "source": source, "stage": group.stage}
        content |= {"error": group.error, "place": group.place, **rest}
        self._failures = grouped([*self._failures, group])
        with atomic_file(self._store.quarantine / name) as file:
            file.write(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
        self._quarantined[name] = self._exported
        return group

    def _told_apart(self, document: list[object]) -> str:
        """Return what tells a failed document from all others of this part, and stays with it in a retry.

        Documents may have one id, and even be the same; those are numbered.
        """
        content = sha256(msgspec.json.encode(document, order="deterministic")).digest()
        self._failed[content] += 1
        return f"{content.hex()}/{self._failed[content]}"

    def write_summary(self) -> Summary:
        """Write the last line; nothing may follow."""
        summary = Summary(
            part=FORMAT,
            read=self.read,
            exported=self._exported,
            dropped=self._dropped,
            quarantined=self._quarantined,
            tally={stage: dict(counts) for stage, counts in self._tally.items()},
            failures=tuple(self._failures),
            ids=bytes(self._ids),
        )
        self._file.write(self._encoder.encode(summary) + b"\n")
        return summary


def quarantine_name(id: str, own: str) -> str:
    """Return the file name for a document in quarantine: readable, safe on every file system, and its own.

    own: what no other document in quarantine has.
    """
    readable = UNSAFE.sub("-", id).strip("-.")[-80:] or "document"
    return f"{readable}-{sha256(own.encode()).hexdigest()[:12]}.json"
