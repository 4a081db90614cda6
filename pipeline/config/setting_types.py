"""The types that a setting may have in addition to Python's own: an input file, an input path, a secret."""

from __future__ import annotations

import os
import re
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, ValidationInfo
    from pydantic_core import CoreSchema

URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True)
class InputFile:
    """A setting that names a file to read, relative to the YAML. It must exist; its content is in the fingerprint."""

    path: Path

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the setting from a string."""
        del source, handler
        return _from_string(cls._checked)

    @classmethod
    def _checked(cls, written: str, info: ValidationInfo) -> InputFile:
        path = _base(info) / written
        if not path.is_file():
            raise ValueError(f"there is no file {written!r} (looked for {path})")
        return cls(path)


@dataclass(frozen=True)
class InputPath:
    """A setting that names what a source reads: a file, folder or glob, relative to the YAML (`base`), a URL, or `-`.

    `file://` URLs become paths. The path is not part of the fingerprint: the content at the path is part of the chunks'
    identity.
    """

    written: str
    base: Path

    @property
    def url(self) -> str | None:
        """The URL, such as `s3://bucket/folder`; None for a path on this machine and for `-`."""
        return self.written if is_url(self.written) else None

    @property
    def path(self) -> Path:
        """The path, relative to the working directory. Raises ValueError for a URL."""
        if self.url is not None:
            raise ValueError(f"{self.url} is a URL, not a path on this machine")
        return self.base / self.written

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the setting from a string."""
        del source, handler
        return _from_string(lambda written, info: cls(_local(written), _base(info)))


def is_url(written: str) -> bool:
    """Return whether a text is a URL with a host or bucket (RFC 3986, 3): `https://…`, `s3://…`, `file://…`."""
    return URL.match(written) is not None


def _local(written: str) -> str:
    """Return the path of a `file://` URL (RFC 8089), or another text as it is. Raises ValueError for another host."""
    scheme, _, rest = written.partition("://")
    if scheme.lower() != "file":
        return written
    host, slash, path = rest.partition("/")
    if host.lower() not in {"", "localhost"} or not slash:
        raise ValueError(f"{written!r} names no file on this machine: write file:///folder/file, with three slashes")
    return os.fsdecode(unquote_to_bytes(slash + path))


class Secret:
    """A setting that is a password, a key or a token: only `reveal` returns its text, and nothing shows it.

    In a configuration, and after `--set`, it is written `${NAME}`, with the name of an environment variable; the text
    itself is refused there. It is not part of the fingerprint: a new token makes no result invalid. From Python it is
    `Secret("…")`. Pickle, which takes it to the workers, is the only format that can hold it.
    """

    # No dataclass: `dataclasses.asdict`, JSON encoders and so the log would write out its fields.
    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    def reveal(self) -> str:
        """Return the text. Call it only where the text is used."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Secret) else NotImplemented

    def __hash__(self) -> int:
        return hash((Secret, self._text))

    def __setattr__(self, name: str, value: object) -> None:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        return Secret, (self._text,)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the setting from a string; the metadata marks a Secret within the type of a setting (see `settings`)."""
        del source, handler
        from pydantic_core import core_schema  # as in `_from_string`

        return core_schema.with_info_plain_validator_function(cls._checked, metadata={CONCEALED: True})

    @classmethod
    def _checked(cls, text: object, info: ValidationInfo) -> Secret:
        from pydantic_core import PydanticCustomError

        if not isinstance(text, str) or (info.context or {}).get(CONCEALED):
            raise PydanticCustomError(CONCEALED, "a secret stands here")
        return cls(text)


CONCEALED = "concealed"
"""The type of a Secret's error: raised for a value that is no text, and for all values if the context has this key."""


def _from_string(read: Callable[[str, ValidationInfo], Any]) -> CoreSchema:
    from pydantic_core import core_schema  # importing a plugin stays cheap

    return core_schema.with_info_after_validator_function(read, core_schema.str_schema())


def _base(info: ValidationInfo) -> Path:
    """Return the folder of the YAML, which the plan passes as context."""
    return Path(info.context["base"] or "") if info.context else Path()
