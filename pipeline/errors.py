"""The exceptions whose cause a user can correct, and the complaints about a configuration.

PipelineError          printed without a traceback; any other exception is a defect here, and keeps its traceback
├── ConfigError        a mistake in the configuration or on the command line (exit 2), with all its complaints
├── RunError           a run that could not be carried out (exit 1)
│   └── PluginError    a plugin raised outside of any document
├── ModelError         a model that is not installed, or lacks what the stages need (exit 1; in a plan, a complaint)
└── StageError         a stage broke its contract; its document goes to quarantine
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

RUN_AGAIN = "run(load(…)) of the same configuration"
"""What to type to run a configuration again that was given from Python."""


class PipelineError(Exception):
    """A failure that the user can correct; its message says how."""


class RunError(PipelineError):
    """A run that could not be carried out."""


class PluginError(RunError):
    """A plugin that raised outside of any document: in its settings, or while it was opened, read from or finished."""


class ModelError(PipelineError):
    """A spaCy model that is not installed, cannot be read, or lacks what the stages need."""


class StageError(PipelineError):
    """A stage that broke its contract."""


@dataclass(frozen=True, order=True)
class Place:
    """A place in a configuration: `line` and `column` count from 1, in code points; line 0 is "no line" (`--set …`)."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Complaint:
    """One fault of a configuration: where it is, what was found and expected, and what to type instead.

    hidden: whether its line in the file may contain a secret, so that nobody may show the line.
    """

    place: Place | None
    message: str
    hint: str = ""
    hidden: bool = False

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f" {self.hint}" if self.hint else "")


class ConfigError(PipelineError):
    """A configuration that cannot be used, with every complaint about it.

    complaints: in the order of their places.
    """

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(sorted(complaints, key=lambda complaint: complaint.place or Place("", 0, 0)))
        super().__init__("\n".join(map(str, self.complaints)))

    def __reduce__(self) -> tuple[type[ConfigError], tuple[Sequence[Complaint]]]:
        """Pickle the complaints, so that the parent of a worker receives them."""
        return type(self), (self.complaints,)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `Did you mean 'quotes'?` for the `known` word that is nearest to `word`, or the empty string.

    >>> did_you_mean("quote", ["clean", "quotes"])
    "Did you mean 'quotes'?"
    """
    nearest = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"Did you mean {nearest[0]!r}?" if nearest else ""
