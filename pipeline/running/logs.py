"""Structured logs by structlog: for people on the terminal, as JSON lines in the run folder.

Everything goes through the standard library's root logger, so that what plugins log with `logging` and warn of with
`warnings` is in it too, with run, chunk, stage and document bound. Workers write their lines into the same file, and
bring warnings home with their results: the terminal is the parent's alone.
"""

from __future__ import annotations

import logging
import os
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
"""The events that say that a document failed."""
MOST_EVENTS = 100
"""Warnings that a worker brings home from one chunk; all of them are in the file."""


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
    """Appends each line to a file by one write, so that the lines of several processes do not mix."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.DEBUG)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def emit(self, record: logging.LogRecord) -> None:
        os.write(self._file, (self.format(record) + "\n").encode("utf-8", "replace"))

    def close(self) -> None:
        os.close(self._file)
        super().close()


class _Collecting(logging.Handler):
    """Keeps warnings as values, to be shown by the parent."""

    def __init__(self, events: list[Event]) -> None:
        super().__init__(logging.WARNING)
        self._events = events

    def emit(self, record: logging.LogRecord) -> None:
        if len(self._events) < MOST_EVENTS:
            self._events.append(msgspec.json.decode(self.format(record)))


def _formatted(handler: logging.Handler, renderer: Processor) -> logging.Handler:
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if renderer is _to_json:
        last.append(structlog.processors.format_exc_info)
    formatter = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared(), processors=[*last, renderer])
    handler.setFormatter(formatter)
    return handler


@contextmanager
def _through(handlers: list[logging.Handler], run: str) -> Iterator[None]:
    """Lead structlog, `logging` and `warnings` into `handlers` for the block, and put everything back after it."""
    root, ours, before = logging.getLogger(), logging.getLogger("pipeline"), structlog.get_config()
    kept, level = (root.handlers[:], root.level), ours.level
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
        root.handlers[:], root.level = kept
        ours.setLevel(level)
        structlog.configure(**before)
        for handler in handlers:
            handler.close()


@contextmanager
def to_folder(folder: Path, run: str, terminal: Terminal | None = None) -> Iterator[None]:
    """Log into `folder/log.jsonl`, and warnings to the terminal for people (none where `terminal` is None)."""
    folder.mkdir(parents=True, exist_ok=True)
    handlers = [_formatted(_Appending(folder / FILE), _to_json)]
    if terminal is not None:
        handlers.append(terminal.handler())
    with _through(handlers, run):
        yield


def _for_people(terminal: IO[str]) -> Processor:
    colors = terminal.isatty() and "NO_COLOR" not in os.environ
    renderer = structlog.dev.ConsoleRenderer(
        colors=colors, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )

    def render(logger: object, name: str, event: EventDict) -> str:
        # When and in which run is what the person at the terminal knows; both are in the file.
        return str(
            renderer(logger, name, {key: value for key, value in event.items() if key not in {"timestamp", "run"}})
        )

    return render


@contextmanager
def collected(folder: Path, run: str) -> Iterator[list[Event]]:
    """Log into the folder, and collect warnings in the list that is given: what a worker does.

    In the parent's own process (executor `serial`) the handlers of the parent stay, and the list stays empty.
    """
    events: list[Event] = []
    if any(isinstance(handler, _Appending) for handler in logging.getLogger().handlers):
        yield events
        return
    folder.mkdir(parents=True, exist_ok=True)
    handlers = [_formatted(_Appending(folder / FILE), _to_json), _formatted(_Collecting(events), _to_json)]
    with _through(handlers, run):
        yield events


@dataclass(frozen=True)
class Terminal:
    """Where a run says what happens: a stream, from which level on, for people or as JSON lines.

    People are shown the first failure of each kind (`failures.kind_of`), unless they ask for everything.
    """

    stream: IO[str]
    level: int = logging.WARNING
    json: bool = False
    told: set[tuple[str, str, str]] = field(default_factory=set)

    def show(self, events: Iterable[Event]) -> None:
        """Write events that a worker brought home, as they would have been shown here."""
        render = self._renderer()
        for event in events:
            if logging.getLevelNamesMapping()[str(event["level"]).upper()] >= self.level and self._is_new(event):
                print(render(None, "", dict(event)), file=self.stream)

    def handler(self) -> logging.Handler:
        """Return a handler that writes here."""
        handler = logging.StreamHandler(self.stream)
        handler.setLevel(self.level)
        handler.addFilter(lambda record: not isinstance(record.msg, dict) or self._is_new(record.msg))
        return _formatted(handler, self._renderer())

    def _is_new(self, event: Event) -> bool:
        """Return whether an event is no failure, or the first of its kind."""
        if event.get("event") not in FAILURES or self.json or self.level <= logging.DEBUG:
            return True
        kind = kind_of(str(event.get("stage")), str(event.get("error")), str(event.get("place", "")))
        is_new = kind not in self.told
        self.told.add(kind)
        return is_new

    def _renderer(self) -> Processor:
        return _to_json if self.json else _for_people(self.stream)
