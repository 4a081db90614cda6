"""The memo: texts that a source keeps from run to run, such as the hash of a file that has not changed.

The memo is a small SQLite file in the run folder, so memory stays flat with ten million files. It saves work and never
changes results; a damaged file is replaced by an empty one.
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
    """Texts by key. A text that a run neither gets nor puts is forgotten after that run."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE IF NOT EXISTS memo (key TEXT PRIMARY KEY, value TEXT, used INTEGER) WITHOUT ROWID"
        )
        self._run = 1 + (database.execute("SELECT max(used) FROM memo").fetchone()[0] or 0)

    def get(self, key: str) -> str | None:
        """Return the text under `key`, or None."""
        found = self._database.execute("SELECT value FROM memo WHERE key = ?", (_plain(key),)).fetchone()
        if found is None:
            return None
        self._database.execute(
            "UPDATE memo SET used = ? WHERE key = ? AND used < ?", (self._run, _plain(key), self._run)
        )
        return str(found[0])

    def put(self, key: str, value: str) -> None:
        """Remember `value` under `key`."""
        self._database.execute("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)", (_plain(key), value, self._run))

    def forget(self) -> None:
        """Forget the texts that this run did not use."""
        self._database.execute("DELETE FROM memo WHERE used < ?", (self._run,))


def _plain(key: str) -> bytes:
    """Return a key as bytes: a path may hold characters that are not valid text."""
    return key.encode("utf-8", "surrogatepass")


@contextmanager
def open_memo(folder: Path, *, fresh: bool = False) -> Iterator[Memo]:
    """Yield the memo of a run folder, emptied if `fresh`; changes are saved unless the block raises."""
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
    """Open the file and read from it. Raises DatabaseError if it is damaged."""
    database = sqlite3.connect(path)
    try:
        return database, Memo(database)
    except sqlite3.DatabaseError:
        database.close()
        raise
