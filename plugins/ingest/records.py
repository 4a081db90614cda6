"""Makes documents of JSON lines, one record per line; an invalid line is reported, and the others are read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline import Document, Unreadable
from plugins.ingest.decoding import ReadError, marked_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from plugins.ingest.pieces import Piece

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# An escape of JSON: a pair of surrogates; half a pair, which is not a character; anything else, which stays.
ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
SHOWN = 12  # names of a record in a message
TYPES = {dict: "an object", list: "an array", str: "a string", int: "a number", float: "a number", bool: "a boolean"}


def documents(piece: Piece, content: bytes, fields: Mapping[str, str]) -> Iterator[Document | Unreadable]:
    """Yield a document for each line of `content` that is not blank, or an Unreadable with what is wrong.

    fields: our names → names in the record. Raises ReadError if the file is in another encoding than UTF-8.
    """
    _check_encoding(piece, content)
    first = piece.first_line or 1
    for number, whole in enumerate(content.split(b"\n"), first):
        line = whole.removeprefix(BYTE_ORDER_MARK)  # one before each file, if several were joined
        if not line.strip():
            continue
        place, source = f"{piece.id}#{number}", f"{piece.source}#line={number}"
        try:
            yield _document(_record(line), fields, place, source)
        except ReadError as error:
            yield Unreadable(place, source, f"line {number}: {error}", whole)


def _check_encoding(piece: Piece, content: bytes) -> None:
    marked = marked_encoding(content) if piece.start == 0 else None
    if marked and marked != "utf-8":
        name = marked.upper()
        raise ReadError(
            f"its byte-order mark says {name}, and JSON lines are UTF-8: convert it, iconv -f {name} -t UTF-8", content
        )


def _record(line: bytes) -> dict[str, Any]:
    """Return the object in a line, with U+FFFD for an escape of half a surrogate pair. Raises ReadError."""
    try:
        value = _decoded(line)
    except UnicodeDecodeError as error:
        raise ReadError(
            f"not UTF-8{_first_wrong_byte(line)}, which JSON has to be: convert the file with iconv"
        ) from error
    except msgspec.DecodeError as error:
        raise ReadError(f"not JSON ({error}): JSON lines hold one whole record a line") from error
    except RecursionError as error:
        raise ReadError("its values are nested too deeply") from error
    if not isinstance(value, dict):
        raise ReadError(f'{_type(value)}, not an object such as {{"text": "…"}}: JSON lines hold one record a line')
    return value


def _decoded(line: bytes) -> object:
    try:
        return msgspec.json.decode(line)
    except msgspec.DecodeError:
        # Half a surrogate pair is valid JSON (RFC 8259, 8.2): it remains where a text was cut within an emoji.
        whole = ESCAPE.sub(lambda match: rb"\ufffd" if match["half"] else match[0], line)
        if whole == line:
            raise
        return msgspec.json.decode(whole)


def _first_wrong_byte(line: bytes) -> str:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return f" at byte {error.start} (0x{line[error.start]:02x})"
    return ""


def _document(record: Mapping[str, Any], fields: Mapping[str, str], place: str, source: str) -> Document:
    text = _text(record, fields.get("text", "text"))
    own = _id(record, fields["id"]) if "id" in fields else place
    # The metadata came from JSON, so it is valid and needs no check.
    return replace(Document.from_raw(text, id=own, source=source), metadata=_metadata(record, fields))


def _text(record: Mapping[str, Any], name: str) -> str:
    if name not in record:
        raise ReadError(f"no field {name!r} in it (it has: {_names(record)}): {_longest(record)}")
    text = record[name]
    if not isinstance(text, str):
        raise ReadError(f"the field {name!r} holds {_type(text)}, not a string: {_longest(record)}")
    return text


def _names(record: Mapping[str, Any]) -> str:
    return ", ".join(list(record)[:SHOWN]) + (", …" if len(record) > SHOWN else "") or "nothing"


def _longest(record: Mapping[str, Any]) -> str:
    """Return the setting that makes the longest string of the record the text."""
    strings = [name for name, value in record.items() if isinstance(value, str)]
    name = max(strings, key=lambda name: len(record[name]), default="NAME OF THE FIELD")
    return f"say fields: {{text: {name}}} in the settings of ingest, if that is the text"


def _id(record: Mapping[str, Any], name: str) -> str:
    if name not in record:
        raise ReadError(f"no field {name!r} in it for the id (it has: {_names(record)}): name another as fields: id")
    value = record[name]
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise ReadError(f"the field {name!r} holds {_type(value)}, and an id is a string or a whole number")
    return str(value)


def _metadata(record: Mapping[str, Any], fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields without text and id; `published` as a string, even if it is a number such as 20150728."""
    used = {fields.get("text", "text"), *fields.values()}
    rest = {name: value for name, value in record.items() if name not in used}
    named = {name: record[own] for name, own in fields.items() if name not in ("id", "text") and own in record}
    metadata = rest | named
    published = metadata.get("published")
    if isinstance(published, int | float) and not isinstance(published, bool):
        metadata["published"] = str(published)
    return metadata


def _type(value: object) -> str:
    return "nothing" if value in (None, "") else TYPES[type(value)]
