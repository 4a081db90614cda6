"""Decodes bytes to text: by the byte-order mark, else by the setting; nothing is guessed."""

from __future__ import annotations

import codecs

# In this order: the mark of UTF-32, little-endian, begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class ReadError(ValueError):
    """A file or record that cannot be read: the reason, what to do about it, and the bytes that were read."""

    def __init__(self, message: str, content: bytes = b"") -> None:
        super().__init__(message)
        self.content = content


def is_text_encoding(name: str) -> bool:
    """Return whether Python has a codec of that name that decodes bytes to text (`hex` does not)."""
    try:
        "a".encode(name)
    except (LookupError, ValueError):  # ValueError: a name with a NUL, and the codec `undefined`
        return False
    return True


def marked_encoding(content: bytes) -> str | None:
    """Return the encoding that a byte-order mark at the start of `content` names, or None."""
    return next((encoding for mark, encoding in MARKS if content.startswith(mark)), None)


def decoded(content: bytes, encoding: str) -> str:
    """Return the text of `content`, with its byte-order mark. Raises ReadError at the first invalid byte.

    A byte-order mark overrides the setting, as in the WHATWG Encoding Standard ("BOM sniffing").
    """
    marked = marked_encoding(content)
    try:
        return content.decode(marked or encoding)
    except UnicodeError as error:
        raise ReadError(_complaint(error, encoding, marked), content) from error


def _complaint(error: UnicodeError, encoding: str, marked: str | None) -> str:
    at = f" at byte {error.start} (0x{error.object[error.start]:02x})" if isinstance(error, UnicodeDecodeError) else ""
    if marked:
        return f"not {marked.upper()}{at}, which its byte-order mark says it is: the file is damaged"
    if codecs.lookup(encoding).name == "utf-8":
        return f"not UTF-8{at}: say encoding: cp1252 in the settings of ingest, if that is what it is"
    return f"not {encoding}{at}, which the settings of ingest say it is: say another encoding there, or convert it"
