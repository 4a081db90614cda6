"""Faults of plugins: where in the plugin an exception was raised, and what to tell the person who runs it.

A document that a stage raises on goes to quarantine (see `chain`). Everything else that a plugin gets wrong, in its
settings, in `open`, `chunks` or `finish`, ends the run with one line; the traceback is in the log.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from pipeline.errors import PipelineError, PluginError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

FILE = "log.jsonl"
LOCAL_PACKAGE = "text_pipeline_plugin_"
"""How the packages begin that local plugins are imported into; nobody has a folder of that name."""
log = structlog.get_logger("pipeline")


BETWEEN = frozenset({"pipeline", "contextlib", "dataclasses", "functools", "importlib", "pluggy", "pydantic"})
"""Packages whose frames stand between the run and the plugin in a traceback."""


def raised_at(error: BaseException) -> str:
    """Return `FILE:LINE`, the place in the plugin where `error` was raised, or "" where no plugin was called.

    FILE is relative to the folder that holds the plugin's package: `my_company/stages.py`. What a library raises is
    told by the line of the plugin that called it.
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
    """Return `TypeError: its message (FILE:LINE)`."""
    place = raised_at(error)
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"{said} ({place})" if place else said


@contextmanager
def named(stage: str, method: str, plugin: str) -> Iterator[None]:
    """Raise what a plugin raises in the block as one PluginError that names stage, plugin, method, file and line.

    A PipelineError is left as it is: a source that complains of its input says itself what to do.
    """
    try:
        yield
    except PipelineError:
        raise
    except Exception as error:
        raise PluginError(
            f"stage {stage!r} of the plugin {plugin!r} failed in {method}: {described(error)}. "
            "Mend the plugin and run the same command again."
        ) from error


@contextmanager
def logged(folder: Path) -> Iterator[None]:
    """Log the traceback of a PluginError that the block raises, once, and say in its message where it is."""
    try:
        yield
    except PluginError as error:
        if error.__cause__ is None:
            raise
        log.debug("plugin failed", error=str(error), exc_info=error.__cause__)
        raise PluginError(f"{error} The traceback is in {folder / FILE}") from None
