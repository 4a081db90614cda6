"""What a source remembers from one run to the next, such as the hash of a file that has not changed since.

A small SQLite file in the run folder: as flat in memory for ten million files as for ten. It saves work and decides
nothing; one that is damaged is begun anew.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = ".memo.sqlite"


class Memo:
    """Texts by key. What no run has asked for or put since the last one is forgotten."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE IF NOT EXISTS memo (key TEXT PRIMARY KEY, value TEXT, used INTEGER) WITHOUT ROWID"
        )
        self._run = 1 + (database.execute("SELECT max(used) FROM memo").fetchone()[0] or 0)

    def get(self, key: str) -> str | None:
        """Return what was put under `key`, or None."""
        found = self._database.execute("SELECT value FROM memo WHERE key = ?", (_plain(key),)).fetchone()
        if found is None:
            return None
        self._database.execute(
            "UPDATE memo SET used = ? WHERE key = ? AND used < ?", (self._run, _plain(key), self._run)
        )
        return str(found[0])

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""
        self._database.execute("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", (_plain(key), value, self._run))

    def forget(self) -> None:
        """Forget what this run did not use."""
        self._database.execute("DELETE FROM memo WHERE used < ?", (self._run,))


def _plain(key: str) -> bytes:
    """Return a key as bytes: a path may hold what is no text."""
    return key.encode("utf-8", "surrogatepass")


@contextmanager
def opened(folder: Path, *, fresh: bool = False) -> Iterator[Memo]:
    """Give the memo of a run folder, or a `fresh` one in its place; what was put is kept when the block ends well."""
    path = folder / FILE
    if fresh:
        path.unlink(missing_ok=True)
    try:
        database, memo = _read(path)
    except sqlite3.DatabaseError:
        path.unlink()
        database, memo = _read(path)
    with closing(database):
        yield memo
        database.commit()


def _read(path: Path) -> tuple[sqlite3.Connection, Memo]:
    """Open the file and read from it, which tells whether it is whole."""
    database = sqlite3.connect(path)
    try:
        return database, Memo(database)
    except sqlite3.DatabaseError:
        database.close()
        raise
