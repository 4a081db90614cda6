"""What a stage returns for a document is checked against its contract: the document, a Drop, or several documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.documents.document import Document
from pipeline.documents.pieces import check_keys, is_within, piece_id
from pipeline.errors import StageError
from pipeline.stages.stage import Drop

if TYPE_CHECKING:
    from pipeline.stages.stage import Stage


def checked(stage: Stage, before: Document, returned: object) -> Document | Drop | list[Document]:
    """Return what a stage returned for the document `before`. Raises StageError if that breaks the contract."""
    if isinstance(returned, Drop):
        return returned
    if isinstance(returned, Document):
        _check_document(stage, before, returned)
        return returned
    if not isinstance(returned, Sequence) or isinstance(returned, str | bytes):
        raise StageError(
            f"process returned {type(returned).__name__} instead of a Document or a Drop: maybe a return is missing?"
        )
    return _checked_pieces(stage, before, returned)


def _check_document(stage: Stage, before: Document, after: Document) -> None:
    if (after.id, after.source) != (before.id, before.source) or after.raw is not before.raw:
        raise StageError("the stage returned another document than it was given")
    if after.text is not before.text and not stage.edits_text:
        raise StageError("the stage edited the text: say edits_text = True in its class")
    _check_layers(stage, before, after, is_moved=stage.edits_text)


def _checked_pieces(stage: Stage, before: Document, pieces: Sequence[object]) -> list[Document]:
    """Return the pieces of a document that a stage split."""
    if not stage.splits:
        raise StageError("process returned several documents: say splits = True in the class of the stage")
    if not pieces:
        raise StageError("process returned no documents: return Drop with the reason, or the document itself")
    given = [_checked_piece(stage, before, piece) for piece in pieces]
    check_keys([piece.id.removeprefix(piece_id(before.id, "")) for piece in given])
    return given


def _checked_piece(stage: Stage, before: Document, piece: object) -> Document:
    if not isinstance(piece, Document):
        raise StageError(f"process returned {type(piece).__name__} where a piece of the document was expected")
    if piece.raw is not before.raw or piece.source != before.source:
        raise StageError("a piece is no part of its document: make it with document.pieces")
    if not is_within(piece.id, before.id):
        begins = piece_id(before.id, "")
        raise StageError(f"a piece has the id {piece.id!r}, which has to begin with {begins!r}: use document.pieces")
    _check_layers(stage, before, piece, is_moved=True)
    return piece


def _check_layers(stage: Stage, before: Document, after: Document, *, is_moved: bool) -> None:
    """Check the layers of a document. is_moved: whether its text changed, which moves the annotations of all layers."""
    for layer, kind in stage.provides.items():
        if layer not in after.layers:
            raise StageError(f"the stage provides the layer {layer!r} and did not set it (an empty one counts)")
        for annotation in after.layers[layer]:
            if not isinstance(annotation, kind):
                raise StageError(f"layer {layer!r} holds {kind.__name__}, got {type(annotation).__name__}")
    for layer, content in after.layers.items():
        moved = is_moved and layer in before.layers
        if layer not in stage.provides and not moved and before.layers.get(layer) is not content:
            raise StageError(f"the stage set the layer {layer!r}: name it in its `provides`")
