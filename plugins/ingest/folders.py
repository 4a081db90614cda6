"""Walks folders: all files below, or the matches of a glob; without hidden names, and safe against link cycles."""

# There may be a million files: paths are strings here, and os.path is several times faster on them than Path.
# ruff: noqa: PTH110, PTH112, PTH113, PTH118

from __future__ import annotations

import os
from collections import deque
from fnmatch import fnmatchcase
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ANY_FOLDERS = "**"


def below(tops: Iterable[str]) -> Iterator[str]:
    """Yield, in any order, the files among `tops`, and all files below the folders among them.

    A folder that cannot be listed is yielded as `PATH/` instead of its files: opening it raises the reason.
    """
    folders: list[str] = []
    for top in tops:
        if os.path.isdir(top):
            folders.append(top)
        elif _is_file(top):
            yield top
    for folder, entries in _tree(sorted(folders, key=os.path.islink)):
        if entries is None:
            yield _unlistable(folder)
        else:
            yield from filter(_is_file, (entry.path for entry in entries))


def has_wildcard(part: str) -> bool:
    """Return whether a part of a path contains a wildcard."""
    return any(character in part for character in "*?[")


def matching(top: str, parts: Sequence[str]) -> Iterator[str]:
    """Yield what the parts of a glob match below `top`; `**` matches any number of folders, also none.

    A name that begins with a dot is matched only by a part that begins with a dot. A folder that cannot be listed is
    yielded as `PATH/` instead of its content.
    """
    if not parts:
        yield top
    elif parts[0] == ANY_FOLDERS:
        for folder, _ in _tree([top]):
            yield from matching(folder, parts[1:] or ["*"])
    else:
        yield from _matching_in(top, parts)


def _matching_in(folder: str, parts: Sequence[str]) -> Iterator[str]:
    entries = _entries(folder, hidden=parts[0].startswith("."))
    if entries is None:
        yield _unlistable(folder)
        return
    for entry in entries:
        if fnmatchcase(entry.name, parts[0]) and (len(parts) == 1 or _is_folder(entry)):
            yield from matching(entry.path, parts[1:])


def _tree(tops: Iterable[str]) -> Iterator[tuple[str, list[os.DirEntry[str]] | None]]:
    """Yield the folders `tops` and those below, each once, with their entries; None if a folder cannot be listed.

    Links are followed last, so that a folder is found under its own name.
    """
    visited: set[str] = set()
    pending = deque(tops)
    while pending:
        folder = pending.popleft()
        real = os.path.realpath(folder)
        if real in visited:
            continue
        visited.add(real)
        entries = _entries(folder)
        yield folder, entries
        for entry in entries or ():
            if _is_folder(entry):
                (pending.append if entry.is_symlink() else pending.appendleft)(entry.path)


def _entries(folder: str, *, hidden: bool = False) -> list[os.DirEntry[str]] | None:
    """Return the entries of a folder, sorted; None if it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if hidden or not e.name.startswith(".")), key=attrgetter("name"))
    except OSError:
        return None


def _unlistable(folder: str) -> str:
    return os.path.join(folder, "")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return os.path.isdir(entry.path) if entry.is_symlink() else entry.is_dir()


def _is_file(path: str) -> bool:
    """Return whether `path` is a file (not a pipe); a broken link counts, so that it is reported."""
    return os.path.isfile(path) or not os.path.exists(path)
