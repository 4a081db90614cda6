"""Faults of plugins: where in the plugin an exception was raised, and the message for the person who runs it.

A document on which a stage raises goes to quarantine (see `chain`). Any other exception of a plugin, in its settings,
in `open`, `chunks` or `finish`, ends the run with one line; the traceback is in the log.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import PipelineError, PluginError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

FILE = "log.jsonl"
LOCAL_PACKAGE = "text_pipeline_plugin_"
"""The beginning of the names of the packages into which local plugins are imported (see `plugin.local_plugins`)."""
LOCAL_PREFIX = re.compile(rf"{LOCAL_PACKAGE}[0-9a-f]{{16}}\.")
BETWEEN = frozenset({"pipeline", "contextlib", "dataclasses", "functools", "heapq", "importlib", "pluggy", "pydantic"})
"""Packages whose frames are between the run and the plugin in a traceback."""


def raised_at(error: BaseException) -> str:
    """Return `FILE:LINE`, the place in the plugin where `error` was raised, or "" if no plugin was called.

    FILE is relative to the folder that holds the plugin's package: `my_company/stages.py`. For an exception that a
    library raises, it is the line of the plugin that called the library.
    """
    frames = [(_top(frame), frame, line) for frame, line in _frames(error)]
    plugin = next((top for top, _, _ in frames if top not in BETWEEN), None)
    places = [f"{_file(frame)}:{line}" for top, frame, line in frames if top == plugin]
    return places[-1] if places else ""


def _top(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _frames(error: BaseException) -> Iterator[tuple[FrameType, int]]:
    traceback = error.__traceback__
    while traceback:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _file(frame: FrameType) -> str:
    path = Path(frame.f_code.co_filename)
    is_local = _top(frame).startswith(LOCAL_PACKAGE)
    depth = str(frame.f_globals["__name__"]).count(".") + (path.name == "__init__.py") + (not is_local)
    return "/".join(path.parts[-depth:])


def described(error: BaseException) -> str:
    """Return `TypeError: its message (FILE:LINE)`, in one line.

    The names of modules are as the plugin's author writes them.
    """
    place = raised_at(error)
    lines = LOCAL_PREFIX.sub("", message_of(error)).splitlines()
    message = " ".join(line.strip() for line in lines if line.strip()).rstrip(": ")
    return f"{message} ({place})" if place else message


def message_of(error: BaseException) -> str:
    """Return `TypeError: its message`, also for an exception that cannot be turned into a text."""
    try:
        return f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001  # the class of the exception is a plugin's, and may raise anything
        return f"{type(error).__name__}: (its message cannot be shown)"


@contextmanager
def named(stage: str, method: str, plugin: str) -> Iterator[None]:
    """Turn an exception of the block into a PluginError that names stage, plugin, method, file and line.

    `sys.exit` counts as an exception. A PipelineError passes unchanged: where a source complains of its input, its
    message already says what to do.
    """
    try:
        yield
    except PipelineError:
        raise
    except (Exception, SystemExit) as error:
        reason = described(error)
        stop = "" if reason.endswith("?") else "."
        raise PluginError(
            f"stage {stage!r} of the plugin {plugin!r} failed in {method}: {reason}{stop} "
            "Fix the plugin and run the same command again."
        ) from error


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """Log the traceback of a PluginError that the block raises, once, and say in its message where it is."""
    try:
        yield
    except PluginError as error:
        if error.__cause__ is None:
            raise
        import structlog

        structlog.get_logger("pipeline").debug("plugin failed", error=str(error), exc_info=error.__cause__)
        raise PluginError(f"{error} The traceback is in {folder / FILE}") from None
