"""The names of outputs in a run folder: which names are the same, and which no export may use."""

from __future__ import annotations

import os
import unicodedata

OF_THE_RUN = ("run.json", "log.jsonl", "parts", "quarantine", "derived")
"""The names in a run folder that no export may use."""


def file_key(path: str) -> str:
    """Return a key that all spellings of a path in the run folder share; it ignores case, as macOS does.

    The key of a URI is the URI.
    """
    if "://" in path:
        return path
    return unicodedata.normalize("NFC", os.path.normpath(path)).casefold()


def not_for_exports(key: str) -> str:
    """Return why no export may write the file or folder with this key, or the empty string; a URI is allowed."""
    if "://" in key:
        return ""
    if key.startswith("/") or key.partition("/")[0] == "..":
        return "which lies outside the run folder: exports write into it."
    if key == ".":
        return "which is the run folder itself: give a file in it a name."
    if key.startswith(".") or key.partition("/")[0] in OF_THE_RUN:
        return f"and the run keeps its own state in {', '.join(OF_THE_RUN)} and hidden files: give it another name."
    return ""
