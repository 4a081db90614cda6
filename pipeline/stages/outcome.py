"""What becomes of a document in the stages: it passes them all, a stage drops it, or a stage raises."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from pipeline.documents.document import Document, printable
from pipeline.stages import faults


@dataclass(frozen=True)
class Failure:
    """A document on which a stage raised, with the stage's name, the error in one line, and the traceback.

    document: as it was read. id: the id that it had in the stage; that of a piece if an earlier stage split it.
    place: `FILE:LINE` in the plugin where the error was raised, or "" if unknown.
    """

    document: Document
    id: str
    stage: str
    error: str
    traceback: str
    place: str = ""


@dataclass(frozen=True)
class Dropped:
    """A document that a stage dropped, with its reason. document, id: as in Failure."""

    document: Document
    id: str
    stage: str
    reason: str


Result = Document | Dropped | Failure


def failure(document: Document, stage: str, error: BaseException) -> Failure:
    """Return the failure of a document, with the traceback of the exception that is being handled."""
    message, trace = faults.message_of(error), traceback.format_exc()
    place = printable(faults.raised_at(error))
    return Failure(document, document.id, stage, printable(message), printable(trace), place)
