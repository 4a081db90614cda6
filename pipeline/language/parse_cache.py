"""The parse store: parses kept on disk, so that a run with a changed stage does not need spaCy again.

A file holds the parses of one batch (a spaCy `DocBin`). Its name is a hash of all that decides them: the texts, the
version of the view (see `parser`), the model's content, the components, the kernel and the version of spaCy. Files are
written atomically; two writers of a file write the same bytes; a damaged file is made again. All runs of a project
share the store.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from pipeline.files import atomic_file
from pipeline.language.visible import OF_WORDS, attributes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from spacy.tokens import Doc, DocBin
    from spacy.vocab import Vocab

log = structlog.get_logger("pipeline")

FORMAT = 2


@dataclass(frozen=True)
class ParseStore:
    """The store in one folder. fresh: no file is read, so that all parses are made again."""

    folder: Path
    fresh: bool = False

    def path(self, identity: Sequence[object], texts: Sequence[str]) -> Path:
        """Return the file for a batch of texts; `identity` is everything else that decides their parses."""
        digest = sha256(json.dumps([FORMAT, *identity]).encode())
        for text in texts:
            content = text.encode()
            digest.update(len(content).to_bytes(8) + content)
        name = digest.hexdigest()
        return self.folder / name[:2] / f"{name[2:40]}.spacy"

    def load(self, path: Path, texts: Sequence[str], vocab: Vocab) -> list[Doc] | None:
        """Return the parses in a file, or None if it is missing or damaged: it is then made again."""
        from spacy.tokens import DocBin

        if self.fresh:
            return None
        try:
            return _unpacked(DocBin().from_bytes(path.read_bytes()), texts, vocab)
        except Exception:  # noqa: BLE001  # a missing file, or a damaged one, which may raise anything
            return None

    def save(self, path: Path, parses: Sequence[Doc], gives: AbstractSet[str]) -> None:
        """Keep the parses of a batch; `gives` are the needs that they serve."""
        # Without heads, sentence starts are kept too: line breaks set some although no component serves that need.
        starts = () if {"dependencies", "sentences"} & gives else ("SENT_START",)
        self._write(path, _packed(parses, [*OF_WORDS, *attributes_of(gives), *starts]).to_bytes())

    def serving(self, view: Sequence[object], needs: AbstractSet[str]) -> list[list[str]]:
        """Return the sets of components whose parses serve `needs`, the plan's own first; empty if unknown."""
        if self.fresh:
            return []
        try:
            return msgspec.json.decode(self._serving(view, needs).read_bytes(), type=list[list[str]])
        except (OSError, msgspec.DecodeError):
            return []

    def keep_serving(self, view: Sequence[object], needs: AbstractSet[str], components: list[list[str]]) -> None:
        """Keep the sets of components that serve `needs`, so that a run that makes no parse does not load the model."""
        self._write(self._serving(view, needs), msgspec.json.encode(components))

    def _serving(self, view: Sequence[object], needs: AbstractSet[str]) -> Path:
        name = sha256(json.dumps([FORMAT, *view, sorted(needs)]).encode()).hexdigest()
        return self.folder / f"{name[:40]}.json"

    def _write(self, path: Path, content: bytes) -> None:
        try:
            with atomic_file(path) as file:
                file.write(content)
        except OSError as error:  # the store only saves work; a run can do without it
            log.warning("parses are not kept", folder=str(self.folder), error=str(error))

    def files(self) -> Iterator[Path]:
        """Yield the files of the store."""
        return self.folder.glob("??/*.spacy")

    def size(self) -> tuple[int, int]:
        """Return how many files there are, and their size in bytes."""
        sizes = [path.stat().st_size for path in self.files()]
        return len(sizes), sum(sizes)

    def clear(self) -> None:
        """Remove all files of the store; a run that needs a parse makes it again."""
        for path in [*self.files(), *self.folder.glob("*.json"), *self.folder.rglob(".*.tmp")]:
            path.unlink(missing_ok=True)


STRINGS = {"ORTH", "NORM", "LEMMA", "TAG", "MORPH", "DEP", "ENT_TYPE", "ENT_KB_ID", "ENT_ID"}
"""The attributes whose values are hashes of strings."""


def _packed(parses: Sequence[Doc], attributes: list[str]) -> DocBin:
    """Return the same as `DocBin(attributes, docs=parses)`, but look up each distinct string only once.

    DocBin looks up nine strings for every token, which costs six times as much: a tenth of a parse of entities alone.
    """
    import numpy as np
    from spacy.tokens import DocBin

    packed = DocBin(attrs=attributes)
    packed.tokens = [parse.to_array(list(packed.attrs)) for parse in parses]
    packed.spaces = [parse.to_array("SPACY").astype(bool).reshape(-1, 1) for parse in parses]
    packed.flags = [{"has_unknown_spaces": False} for _ in parses]
    packed.cats = [{} for _ in parses]
    packed.span_groups = [b"" for _ in parses]
    for attribute in ("ORTH", *attributes):
        if attribute in STRINGS:
            hashes = np.unique(np.concatenate([parse.to_array(attribute) for parse in parses]))
            packed.strings.update(parses[0].vocab.strings[int(one)] for one in hashes)
    return packed


def _unpacked(packed: DocBin, texts: Sequence[str], vocab: Vocab) -> list[Doc] | None:
    """Return the same as `packed.get_docs(vocab)`, or None if those are not the parses of `texts`.

    It looks up each string once and builds the texts from lists, which takes half the time. The words are the first
    attribute of every `DocBin`.
    """
    from spacy.tokens import Doc

    known = {vocab.strings.add(string): string for string in packed.strings}
    parses = list[Doc]()
    for text, tokens, spaces in zip(texts, packed.tokens, packed.spaces, strict=True):
        words, followed = tokens[:, 0].tolist(), spaces.ravel().tolist()
        pairs = zip(words, followed, strict=True)
        if "".join([known[word] + " " if space else known[word] for word, space in pairs]) != text:
            return None
        parse: Any = Doc(vocab, words=words, spaces=followed)  # the types of `from_array` leave out arrays
        parses.append(parse.from_array(packed.attrs, tokens))
    return parses
