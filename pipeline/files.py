"""Atomic writing: a file or a folder is complete, or it does not exist."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def atomic_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a temporary file in the folder of `path` for writing; it becomes `path` if the block does not raise."""
    temporary = temporary_beside(path)
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Yield an empty temporary folder beside `path`; it replaces `path` if the block does not raise.

    A folder cannot replace another in one step: for a moment `path` does not exist.
    """
    with atomic_path(path) as temporary:
        temporary.mkdir()
        yield temporary


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`, at which nothing exists; the file or folder made there becomes `path`.

    Raises FileNotFoundError if the block makes nothing; what was at `path` then stays.
    """
    temporary, replaced = temporary_beside(path), temporary_beside(path)
    try:
        yield temporary
        for file in files_in(temporary):
            with file.open("rb") as opened:
                os.fsync(opened.fileno())
        if path.is_dir() or (path.exists() and temporary.is_dir()):
            path.rename(replaced)
        temporary.rename(path)
    finally:
        remove(temporary)
        if replaced.exists() and not path.exists():  # the new one could not take its place
            replaced.rename(path)
        remove(replaced)


def temporary_beside(path: Path) -> Path:
    """Return a new path in the folder of `path`, which is made if it does not exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")


def files_in(path: Path) -> Iterator[Path]:
    """Yield the files below a folder in the order of their paths, without following links; a file yields itself."""
    if path.is_dir() and not path.is_symlink():
        for entry in sorted(path.iterdir()):
            yield from files_in(entry)
    else:
        yield path


def remove(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; a path that does not exist is no error."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
