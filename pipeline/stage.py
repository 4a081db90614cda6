"""What a plugin writes: a Source gives documents, a Stage works on them, a Sink writes what was found.

Each is a frozen dataclass: its fields are its settings in the YAML, its class attributes are its contract. Nothing is
stored on `self`; models and connections live in what `open` gives.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import FrozenInstanceError, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, dataclass_transform

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pydantic import GetCoreSchemaHandler, ValidationInfo
    from pydantic_core import CoreSchema

    from pipeline.annotation import Annotation
    from pipeline.document import Document
    from pipeline.part import Results


class Drop(msgspec.Struct, frozen=True):
    """What a stage gives in place of a document that does not belong in the results, with the reason."""

    reason: str


class Chunk(msgspec.Struct, frozen=True):
    """A piece of the input that a worker reads in one go.

    name: what a person calls it, for logs.
    identity: a hash of all that the documents read from it depend on: their content, ids and source.
    data: what the source's `read` needs to find it again; it crosses to the worker by pickle.
    size: how much there is to do, in any unit, such as bytes: what the time left is reckoned by.
    """

    name: str
    identity: str
    data: Any
    size: int = 1


class Memo(Protocol):
    """What a source remembers from run to run, text by text: what is costly to find out of a file that is unchanged."""

    def get(self, key: str) -> str | None:
        """Return what was put under `key`, or None."""

    def put(self, key: str, value: str) -> None:
        """Keep `value` under `key`."""


class Unreadable(msgspec.Struct, frozen=True):
    """What a source gives in place of a document that cannot be read; it goes to quarantine as it is."""

    id: str
    source: str
    error: str
    content: bytes


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Configured:
    """What sources, stages and sinks share: a name, a version, and settings as the fields of a frozen dataclass.

    depends_on: the installed distributions, as pip names them, that the output depends on: their versions count with
    the stage's own.
    """

    name: ClassVar[str]
    version: ClassVar[int] = 1
    depends_on: ClassVar[tuple[str, ...]] = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    def __init_subclass__(cls) -> None:
        """Make the class a frozen dataclass, and refuse a setting that hides a part of the contract."""
        dataclass(frozen=True, kw_only=True)(cls)
        for one in fields(cls):  # type: ignore[arg-type]  # the line above made it a dataclass
            if hasattr(Configured, one.name) or one.name in CONTRACT | METHODS:
                advice = "give the setting another name" if one.name in METHODS else "write it without a type"
                raise TypeError(f"{cls.__name__}.{one.name} is part of a stage's contract: {advice}")


CONTRACT = frozenset(
    {"name", "version", "depends_on", "paths_setting", "requires", "provides", "needs_parse", "edits_text"}
)
METHODS = frozenset({"chunks", "read", "open", "process", "process_batch", "finish", "outputs", "tally"})


class Source(Configured):
    """Where documents come from.

    paths_setting: the setting, a list of paths, that PATH on the command line sets; None where it takes no paths there.
    """

    paths_setting: ClassVar[str | None] = None

    def chunks(self, memo: Memo) -> Iterator[Chunk]:
        """Yield cheap descriptions of the input's pieces, lazily and always in the same order (in the parent)."""
        raise NotImplementedError

    def read(self, chunk: Chunk) -> Iterator[Document | Unreadable]:
        """Yield the documents of one chunk (in the worker)."""
        raise NotImplementedError


class Stage(Configured):
    """A step that every document passes: pure, so that a failing batch can be replayed one document at a time.

    requires: layers that an earlier stage has to provide, with their types.
    provides: layers that this stage writes, with their types; a layer in both is refined.
    needs_parse: what it reads of `document.parse`: "entities", "sentences", "dependencies", "tags", "lemmas".
    edits_text: whether it calls `with_edits`.
    version: raise it when the output changes.
    """

    requires: ClassVar[Mapping[str, type[Annotation]]] = {}
    provides: ClassVar[Mapping[str, type[Annotation]]] = {}
    needs_parse: ClassVar[AbstractSet[str]] = frozenset()
    edits_text: ClassVar[bool] = False

    def process(self, document: Document) -> Document | Drop:
        """Return the document with this stage's findings, or a Drop."""
        raise NotImplementedError

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document | Drop]]:
        """Give the callable that does the work, once per worker; models and connections live here."""
        yield self.process

    def process_batch(
        self, documents: Sequence[Document], process: Callable[[Document], Document | Drop]
    ) -> Sequence[Document | Drop]:
        """Return a result per document, in order; `process` is what `open` gave."""
        return [process(document) for document in documents]

    def tally(self, document: Document) -> Mapping[str, int]:
        """Return what the run's table sums over the documents as they leave this stage, such as `{"mentions": 12}`.

        By default, how many annotations each layer has that this stage provides.
        """
        return {layer: len(document.layers.get(layer, ())) for layer in self.provides}


class Sink(Configured):
    """Where results go."""

    def outputs(self) -> Sequence[str]:
        """Return the files that `finish` will write, by their paths in the run folder, as far as the settings tell.

        The plan asks, before anything is read, so that two exports do not write one file. `finish` returns these too.
        """
        return ()

    def finish(self, results: Results) -> Iterable[Path]:
        """Write the results of the run (in the parent) through `results.create`, and return the files written.

        They lie in the run folder. A sink that returns no file writes in every run, as nothing tells what stands.
        """
        raise NotImplementedError


AnyStage = Source | Stage | Sink


@dataclass(frozen=True)
class InputFile:
    """A setting that names a file to read: relative to the YAML, checked to exist, its content in the fingerprint."""

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
    """A setting that names what a source reads: a file, folder or glob, relative to the YAML (`base`), or `-`.

    What it leads to is in the identity of the chunks, so the path itself is not part of the fingerprint.
    """

    written: str
    base: Path

    @property
    def path(self) -> Path:
        """The path from where the process stands."""
        return self.base / self.written

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read the setting from a string."""
        del source, handler
        return _from_string(lambda written, info: cls(written, _base(info)))


class Secret:
    """A setting that is a password, a key or a token: only `reveal` returns its text, and nothing shows it.

    A configuration, or `--set`, has `${NAME}` in its place, the name of an environment variable; a value that stands
    there itself is refused. It does not count in the fingerprint: a new token makes no result invalid. From Python it
    is `Secret("…")`. It crosses to workers by pickle, and no other format has it.
    """

    # No dataclass: those are taken apart by `dataclasses.asdict`, by JSON encoders and so by the log.
    __slots__ = ("_text",)
    _text: str

    def __init__(self, text: str) -> None:
        object.__setattr__(self, "_text", text)

    def reveal(self) -> str:
        """Return the text: where it is needed, and not before."""
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
        """Read the setting from a string; the metadata tells where in a type a Secret stands (see `settings`)."""
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
"""The type of the error that a Secret raises of what is no text, and of all values where the context has this key."""


def _from_string(read: Callable[[str, ValidationInfo], Any]) -> CoreSchema:
    from pydantic_core import core_schema  # a plugin's import stays cheap

    return core_schema.with_info_after_validator_function(read, core_schema.str_schema())


def _base(info: ValidationInfo) -> Path:
    """Return the folder of the YAML, which the plan hands to the validation."""
    return Path(info.context["base"] or "") if info.context else Path()
