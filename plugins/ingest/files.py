"""Finds the files of the paths in the settings, each once, in a fixed order; reports all wrong paths together."""

# There may be a million files: paths are strings here, and os.path is several times faster on them than Path.
# ruff: noqa: PTH110, PTH112, PTH114, PTH118, PTH122, PTH208

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from difflib import get_close_matches
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from pipeline import InputPath, PipelineError
from plugins.ingest.folders import below, has_wildcard, matching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STANDARD_INPUT = "-"
LINES = ".jsonl"
ENDINGS = (".txt", ".md", LINES)
KINDS = ".txt, .md or .jsonl"


class PathError(ValueError):
    """A path that gives no file to read: what was found, and what to write instead."""


@dataclass(frozen=True)
class Root:
    """The folder that ids are relative to: one of `paths`, the fixed part of a glob, or the folder of a single file.

    folder: its absolute path.
    written: the same folder as the YAML has it.
    """

    folder: str
    written: PurePath

    @classmethod
    def of(cls, path: InputPath, written: PurePath) -> Root:
        """Return the root `written`, which is `path` or its beginning."""
        return cls(str((path.base / written).absolute()), written)

    def file(self, path: str) -> File:
        """Return the file at `path`, an absolute path below this root."""
        return File(self, path[len(self.folder) :].lstrip("/"))


@dataclass(frozen=True, slots=True)
class File:
    """A file to read; `relative` is its path from the root."""

    root: Root
    relative: str

    @property
    def path(self) -> str:
        """The absolute path."""
        return os.path.join(self.root.folder, self.relative)

    @property
    def id(self) -> str:
        """The id of its document: the path from the root."""
        return printable(self.relative)

    @property
    def source(self) -> str:
        """Its URI: a relative reference (RFC 3986, 4.2) if the path was written as a relative one."""
        path = quote_from_bytes(os.fsencode(self.root.written / self.relative))
        return f"file://{path}" if self.root.written.is_absolute() else path

    @property
    def is_lines(self) -> bool:
        """Whether it contains JSON lines."""
        return self.relative.lower().endswith(LINES)


def printable(path: str) -> str:
    """Return `path`; if it is not UTF-8, with U+FFFD for each invalid byte and a hash that keeps it unique."""
    whole = os.fsencode(path)
    shown = whole.decode("utf-8", "replace")
    return shown if shown.encode() == whole else f"{shown}~{sha256(whole).hexdigest()[:8]}"


def found(paths: Iterable[InputPath]) -> list[File | None]:
    """Return the files of `paths`, each once, and None for standard input.

    The order is that of the paths, within one path code-point order. Raises PipelineError with all paths that give no
    file, or for two files that would have the same id.
    """
    result: list[File | None] = []
    wrong: list[str] = []
    reached = _Reached()
    for path in paths:
        try:
            if path.written != STANDARD_INPUT:
                result += reached.added(_files_of(path))
            elif None not in result:
                result.append(None)
        except PathError as error:
            wrong.append(f"{printable(path.written)}: {error}")
    if wrong:
        raise PipelineError("\n".join(wrong))
    _check_ids(file for file in result if file)
    return result


class _Reached:
    """The files reached so far, by their path with all links resolved."""

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.folders: dict[str, str] = {}

    def added(self, files: Iterable[File]) -> list[File]:
        """Return the new files among `files`, in code-point order; of a file and a link to it, the file."""
        links_last = sorted(files, key=lambda file: (os.path.islink(file.path), file.relative))
        return sorted(filter(self._add, links_last), key=lambda file: file.relative)

    def _add(self, file: File) -> bool:
        before = len(self.paths)
        self.paths.add(self._real(file.path))
        return len(self.paths) > before

    def _real(self, path: str) -> str:
        if os.path.islink(path):
            return os.path.realpath(path)
        folder, name = os.path.split(path)
        if folder not in self.folders:
            self.folders[folder] = os.path.realpath(folder)
        return os.path.join(self.folders[folder], name)


def _files_of(path: InputPath) -> Sequence[File]:
    """Return the files of one path of the settings, in any order. Raises PathError if there are none."""
    if not path.written:
        raise PathError("the path is empty: write . for the folder of the configuration")
    if path.url is not None:
        raise PathError(f"ingest reads no URL, only {KINDS} files on this machine: download it, or pipe it to -")
    mode = _mode(path)
    if stat.S_ISREG(mode):
        return [_single(path)]
    if stat.S_ISDIR(mode):
        return _folder(path)
    if mode:
        raise PathError(f"neither a file nor a folder: write {STANDARD_INPUT} to read from a pipe")
    if has_wildcard(path.written):
        return _glob(path)
    raise PathError(f"there is no such file or folder (looked for {printable(str(path.path))}).{_nearest(path)}")


def _mode(path: InputPath) -> int:
    """Return the file type and permissions of `path`, 0 if it does not exist."""
    try:
        return path.path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a NUL in the path
        return 0
    except OSError as error:
        raise PathError(f"cannot be reached: {error.strerror}") from error


def _single(path: InputPath) -> File:
    written = PurePath(path.written)
    if not written.name.lower().endswith(ENDINGS):
        kind = f"{written.suffix} files are" if written.suffix else "a file without an ending is"
        raise PathError(f"{kind} not read: convert it to {KINDS}")
    return File(Root.of(path, written.parent), written.name)


def _folder(path: InputPath) -> Sequence[File]:
    root = Root.of(path, PurePath(path.written))
    _check_listable(root)
    return _readable_files([root.folder], root, "the folder")


def _glob(path: InputPath) -> Sequence[File]:
    """Return the files that a glob matches, and those in the folders that it matches."""
    parts = PurePath(path.written).parts
    fixed = next(at for at, part in enumerate(parts) if has_wildcard(part))
    root = Root.of(path, PurePath(*parts[:fixed]))
    if not os.path.isdir(root.folder):
        raise PathError(f"there is no folder {printable(root.folder)}.{_nearest(path)}")
    _check_listable(root)
    matches = list(matching(root.folder, parts[fixed:]))
    if not matches:
        raise PathError(f"nothing matches (looked in {printable(root.folder)}): check it with ls, or name the folder")
    return _readable_files(matches, root, "what it matches")


def _check_listable(root: Root) -> None:
    try:
        os.scandir(root.folder).close()
    except OSError as error:
        raise PathError(f"the folder {printable(root.folder)} cannot be listed: {error.strerror}") from error


def _readable_files(tops: Iterable[str], root: Root, what: str) -> Sequence[File]:
    """Return the files at and below `tops` that ingest reads, and the folders that cannot be listed."""
    paths = list(below(tops))
    files = [root.file(path) for path in paths if path.lower().endswith((*ENDINGS, "/"))]
    if not files:
        others = sorted({os.path.splitext(path)[1] or "no ending" for path in paths})[:5]
        seen = f"only files with {printable(', '.join(others))}" if others else "no files (hidden ones are left out)"
        raise PathError(f"{what} holds {seen}: ingest reads {KINDS}")
    return files


def _nearest(path: InputPath) -> str:
    """Return " Did you mean …?" with the first missing part replaced by the most similar existing name."""
    parts = PurePath(path.written).parts
    there = path.base
    for at, part in enumerate(parts):
        if not os.path.exists(there / part):
            names = sorted(os.listdir(there)) if os.access(there, os.R_OK) and os.path.isdir(there) else []
            near = get_close_matches(part, names, n=1)
            return f" Did you mean {printable(str(PurePath(*parts[:at], near[0], *parts[at + 1 :])))}?" if near else ""
        there /= part
    return ""


def _check_ids(files: Iterable[File]) -> None:
    """Raise PipelineError if two files would have the same id, because results are joined by id."""
    owners: dict[str, File] = {}
    for file in files:
        owner = owners.setdefault(file.id, file)
        if owner is not file:
            raise PipelineError(
                f"{printable(owner.path)} and {printable(file.path)} would both have the id {file.id!r}: "
                f"name a folder above both in the paths of ingest, or ingest them in two runs"
            )
