"""What folders hold: all below one, or what a glob matches; hidden names stay out, and links never lead in circles."""

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
    """Yield, in no order, those of `tops` that are files, and all files below those that are folders.

    A folder that cannot be listed is given, as `PATH/`, in place of its files: whoever opens it learns why.
    """
    folders: list[str] = []
    for top in tops:
        if os.path.isdir(top):
            folders.append(top)
        elif _is_file(top):
            yield top
    for folder, entries in _tree(sorted(folders, key=os.path.islink)):
        if entries is None:
            yield _closed(folder)
        else:
            yield from filter(_is_file, (entry.path for entry in entries))


def has_wildcard(part: str) -> bool:
    """Tell whether a part of a path is for a glob to match."""
    return any(character in part for character in "*?[")


def matching(top: str, parts: Sequence[str]) -> Iterator[str]:
    """Yield what the parts of a glob match below `top`; `**` stands for any number of folders, also none.

    A name that begins with a dot is matched only by a part that begins with one. A folder that cannot be listed is
    given as `PATH/` in place of what it holds.
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
        yield _closed(folder)
        return
    for entry in entries:
        if fnmatchcase(entry.name, parts[0]) and (len(parts) == 1 or _is_folder(entry)):
            yield from matching(entry.path, parts[1:])


def _tree(tops: Iterable[str]) -> Iterator[tuple[str, list[os.DirEntry[str]] | None]]:
    """Yield the folders `tops` and those below, each once, with what they hold; None for one that cannot be listed.

    Links are followed last, so that a folder is met under its own name.
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
    """Return what a folder holds, sorted; None where it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if hidden or not e.name.startswith(".")), key=attrgetter("name"))
    except OSError:
        return None


def _closed(folder: str) -> str:
    return os.path.join(folder, "")


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return os.path.isdir(entry.path) if entry.is_symlink() else entry.is_dir()


def _is_file(path: str) -> bool:
    """Tell whether there is a file (and no pipe) to read; a link to nothing counts, so that it is reported."""
    return os.path.isfile(path) or not os.path.exists(path)
