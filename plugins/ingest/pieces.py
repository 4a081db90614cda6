"""Cuts files and JSON lines into chunks, each with an identity, and reads the bytes of a chunk.

The cuts are chosen so that a new file, or appended lines, change the identity of few chunks: texts are cut after a file
whose hashed id is a multiple of `FILES`, JSON lines at fixed offsets.
"""

from __future__ import annotations

import sys
import time
from hashlib import file_digest, sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING

import msgspec

from pipeline import Chunk
from plugins.ingest.decoding import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from io import BufferedReader

    from pipeline import Memo
    from plugins.ingest.files import File

STEP = 2**20  # bytes: a chunk of texts ends at this size, a chunk of JSON lines at the line end after a multiple of it
SETTLED = 2 * 10**9  # nanoseconds: file systems in use store times with a precision of two seconds or better
FILES = 32  # a chunk of texts ends after every 32nd file on average


class Place(msgspec.Struct, frozen=True, array_like=True):
    """The part of a Piece that `memo` keeps: a stretch of a file."""

    start: int
    end: int
    first_line: int | None
    digest: str | None


class Piece(msgspec.Struct, frozen=True):
    """A piece of the input, which a worker reads: a text file, or a stretch of JSON lines.

    digest: the SHA-256 of the bytes from `start` to `end`; None for a file that could not be read.
    first_line: the number of the first line, from 1; None for a text.
    content: the bytes themselves if they came from standard input, else None.
    """

    id: str
    source: str
    path: str = ""
    digest: str | None = None
    start: int = 0
    end: int = 0
    first_line: int | None = None
    content: bytes | None = None


def chunks(files: Iterable[File | None], standard_input: str, memo: Memo) -> Iterator[Chunk]:
    """Yield the chunks of `files`; None is standard input, which contains "text" or "jsonl"."""
    texts: list[Piece] = []
    for file in files:
        if file and not file.is_lines:
            texts += _pieces_of(file, memo)
            if _ends_chunk(texts):
                yield _chunk(texts)
                texts = []
            continue
        if texts:
            yield _chunk(texts)
            texts = []
        for piece in _pieces_of(file, memo) if file else _standard_input(standard_input):
            yield _chunk([piece])
    if texts:
        yield _chunk(texts)


def content_of(piece: Piece) -> bytes:
    """Return the bytes of a piece. Raises ReadError if they cannot be read or have changed since they were hashed."""
    if piece.content is not None:
        return piece.content
    try:
        with Path(piece.path).open("rb") as file:
            file.seek(piece.start)
            # A text is the whole file: one byte more shows whether it has grown.
            content = file.read(piece.end - piece.start + (piece.first_line is None))
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror or error}") from error
    if sha256(content).hexdigest() != piece.digest:
        raise ReadError("changed while the run was reading it: run again", content)
    return content


def _chunk(pieces: Sequence[Piece]) -> Chunk:
    first, more = pieces[0], len(pieces) - 1
    name = first.id + (f" and {more} more" if more else f" from line {first.first_line}" if first.first_line else "")
    # JSON separates the values, whatever they contain.
    depends_on = msgspec.json.encode([(piece.id, piece.source, piece.first_line, piece.digest) for piece in pieces])
    size = sum(piece.end - piece.start for piece in pieces)
    return Chunk(name, sha256(depends_on).hexdigest(), tuple(pieces), size)


def _ends_chunk(texts: Sequence[Piece]) -> bool:
    """Return whether a chunk ends after these texts: by the hash of the last id, or by size."""
    by_hash = int.from_bytes(sha256(texts[-1].id.encode()).digest()) % FILES == 0
    return by_hash or sum(piece.end for piece in texts) >= STEP


def _pieces_of(file: File, memo: Memo) -> list[Piece]:
    """Return the pieces of a file, from `memo` if size and time of the file have not changed since."""
    whole = Piece(file.id, file.source, file.path, first_line=1 if file.is_lines else None)
    try:
        key, settled = _state(file.path)
        known = memo.get(key)
        if known is not None:
            places = msgspec.json.decode(known, type=list[Place])
        else:
            with Path(file.path).open("rb") as opened:
                places = [_place(piece) for piece in (_cut(opened, whole) if file.is_lines else [_text(opened, whole)])]
            if settled:
                memo.put(key, msgspec.json.encode(places).decode())
    except OSError:  # the worker gets the same error, and reports it
        return [whole]
    return [msgspec.structs.replace(whole, **msgspec.structs.asdict(place)) for place in places]


def _state(path: str) -> tuple[str, bool]:
    """Return a key for the state of a file, and whether any later change would change the key.

    A file changed just now may change again within the precision of its time (git calls this "racily clean").
    """
    state = Path(path).stat()
    return f"{path}\0{state.st_size}\0{state.st_mtime_ns}", time.time_ns() - state.st_mtime_ns > SETTLED


def _place(piece: Piece) -> Place:
    return Place(piece.start, piece.end, piece.first_line, piece.digest)


def _text(opened: BufferedReader, whole: Piece) -> Piece:
    digest = file_digest(opened, "sha256").hexdigest()
    return msgspec.structs.replace(whole, digest=digest, end=opened.tell())


def _standard_input(holds: str) -> Iterator[Piece]:
    piece = Piece("stdin", "stdin:")
    if holds == "jsonl":
        yield from _cut(sys.stdin.buffer, piece)
    else:
        content = sys.stdin.buffer.read()
        yield msgspec.structs.replace(piece, digest=sha256(content).hexdigest(), end=len(content), content=content)


def _cut(file: IO[bytes], whole: Piece) -> Iterator[Piece]:
    """Yield the pieces of JSON lines, read block by block; without a path to read again, the bytes are kept."""
    start, line = 0, 1
    while True:
        digest, end, lines, kept = sha256(), start, 0, list[bytes]()
        for block in _blocks(file, start):
            digest.update(block)
            end += len(block)
            lines += block.count(b"\n")
            if not whole.path:
                kept.append(block)
        if end == start:
            return
        content = None if whole.path else b"".join(kept)
        place = {"start": start, "end": end, "first_line": line, "content": content}
        yield msgspec.structs.replace(whole, digest=digest.hexdigest(), **place)
        start, line = end, line + lines


def _blocks(file: IO[bytes], start: int) -> Iterator[bytes]:
    """Yield the bytes from `start` to the first line end after the next multiple of STEP, at most STEP at a time."""
    yield file.read(STEP - start % STEP)
    while rest := file.readline(STEP):
        yield rest
        if rest.endswith(b"\n"):
            return
