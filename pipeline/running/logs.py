"""Structured logs by structlog: for people on the terminal, as JSON lines in the run folder.

Everything goes through the root logger of the standard library. So the log also has what plugins write with `logging`
and `warnings`, with run, chunk, stage and document bound. Workers append to the same file, and return their warnings
with their results: only the parent writes to the terminal.
"""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

import msgspec
import structlog

from pipeline.documents.document import printable
from pipeline.documents.failures import kind_of
from pipeline.stages.faults import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from structlog.typing import EventDict, Processor

Event = dict[str, Any]
FAILURES = ("quarantined", "unreadable")
"""The events that report a failed document."""
MAX_EVENTS = 100
"""The most warnings that a worker returns for one chunk; the file has all of them."""


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _to_json(_: object, __: str, event: EventDict) -> str:
    plain = {name: printable(value) if isinstance(value, str) else value for name, value in event.items()}
    return msgspec.json.encode(plain, enc_hook=repr, order="deterministic").decode()


class _Appending(logging.Handler):
    """Appends each line to a file in one write, so that lines of several processes do not mix."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.DEBUG)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def emit(self, record: logging.LogRecord) -> None:
        os.write(self._file, (self.format(record) + "\n").encode("utf-8", "replace"))

    def close(self) -> None:
        os.close(self._file)
        super().close()


class _Collecting(logging.Handler):
    """Collects warnings as values, which the parent shows."""

    def __init__(self, events: list[Event]) -> None:
        super().__init__(logging.WARNING)
        self._events = events

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._events) < MAX_EVENTS:
            self._events.append(msgspec.json.decode(self.format(record)))


class _Printing(logging.Handler):
    """Prints each event on the terminal."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(terminal.level)
        self._terminal = terminal

    def emit(self, record: logging.LogRecord) -> None:
        try:
            print(self.format(record), file=self._terminal.stream)
        except Exception:  # noqa: BLE001  # as the handlers of the standard library do: a log line never breaks a run
            self.handleError(record)


def _formatted(handler: logging.Handler, renderer: Processor) -> logging.Handler:
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if renderer is _to_json:
        last.append(structlog.processors.format_exc_info)
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared(), processors=[*last, renderer])
    handler.setFormatter(formatter)
    return handler


@contextmanager
def _sent_to(handlers: list[logging.Handler], run: str) -> Iterator[None]:
    """Send structlog, `logging` and `warnings` to `handlers` during the block, and restore everything after it."""
    root, ours, before = logging.getLogger(), logging.getLogger("pipeline"), structlog.get_config()
    saved, level = (root.handlers[:], root.level), ours.level
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    root.handlers[:], root.level = handlers, logging.INFO
    ours.setLevel(logging.DEBUG)
    logging.captureWarnings(capture=True)
    try:
        with structlog.contextvars.bound_contextvars(run=run):
            yield
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root.level = saved
        ours.setLevel(level)
        structlog.configure(**before)
        for handler in handlers:
            handler.close()


@contextmanager
def to_folder(folder: Path, run: str, terminal: Terminal | None = None) -> Iterator[None]:
    """Log into `folder/log.jsonl`, and to the terminal unless it is None, during the block."""
    folder.mkdir(parents=True, exist_ok=True)
    handlers = [_formatted(_Appending(folder / FILE), _to_json)]
    if terminal is not None:
        handlers.append(terminal.handler())
    with _sent_to(handlers, run):
        yield


def _for_people(terminal: IO[str]) -> Processor:
    colors = terminal.isatty() and "NO_COLOR" not in os.environ
    renderer = structlog.dev.ConsoleRenderer(
        colors=colors, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )

    def render(logger: object, name: str, event: EventDict) -> str:
        # A person at the terminal knows the time and the run; the file has both.
        return str(
            renderer(logger, name, {key: value for key, value in event.items() if key not in {"timestamp", "run"}})
        )

    return render


@contextmanager
def collected(folder: Path, run: str) -> Iterator[list[Event]]:
    """Log into the folder from a worker during the block, and collect warnings in the list that is yielded.

    In the process of the parent (executor `serial`) the handlers of the parent stay, and the list stays empty.
    """
    events: list[Event] = []
    if any(isinstance(handler, _Appending) for handler in logging.getLogger().handlers):
        yield events
        return
    folder.mkdir(parents=True, exist_ok=True)
    handlers = [_formatted(_Appending(folder / FILE), _to_json), _formatted(_Collecting(events), _to_json)]
    with _sent_to(handlers, run):
        yield events


@dataclass(frozen=True)
class Terminal:
    """How log events are shown on the standard error: the lowest level, as text or as JSON lines.

    As text, only the first failure of each kind (`failures.kind_of`) is shown, unless the level is DEBUG.
    """

    level: int = logging.WARNING
    json: bool = False
    shown_kinds: set[tuple[str, str, str]] = field(default_factory=set)

    @property
    def stream(self) -> IO[str]:
        """The standard error of this moment: during a run the progress bar replaces it, and prints above itself."""
        return sys.stderr

    def show(self, events: Iterable[Event]) -> None:
        """Write the events that a worker returned, as if they had been logged in this process."""
        render = self._renderer()
        for event in events:
            if logging.getLevelNamesMapping()[str(event["level"]).upper()] >= self.level and self._is_new(event):
                print(render(None, "", dict(event)), file=self.stream)

    def handler(self) -> logging.Handler:
        """Return a handler that prints events of this process."""
        handler = _Printing(self)
        handler.addFilter(lambda record: not isinstance(record.msg, dict) or self._is_new(record.msg))
        return _formatted(handler, self._renderer())

    def _is_new(self, event: Event) -> bool:
        """Return whether an event is to be shown: it is not a failure, or the first failure of its kind."""
        if event.get("event") not in FAILURES or self.json or self.level <= logging.DEBUG:
            return True
        kind = kind_of(str(event.get("stage")), str(event.get("error")), str(event.get("place", "")))
        is_new = kind not in self.shown_kinds
        self.shown_kinds.add(kind)
        return is_new

    def _renderer(self) -> Processor:
        return _to_json if self.json else _for_people(self.stream)
