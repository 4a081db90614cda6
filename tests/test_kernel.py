"""Both kernels find the same; which one is used is decided by what is installed."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from pipeline.documents.document import Document
from pipeline.language import blas
from pipeline.language.model import find_model
from pipeline.language.parser import Parser

ROOT = Path(__file__).resolve().parents[1]


def generated() -> list[Document]:
    """Return fifty articles that the benchmarks' generator makes up, and the sample articles."""
    spec = importlib.util.spec_from_file_location("articles", ROOT / "bench" / "articles.py")
    assert spec
    assert spec.loader
    articles = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(articles)
    made_up = [articles.article(seed, words=200) for seed in range(50)]
    samples = [path.read_text(encoding="utf-8") for path in ROOT.glob("seeds/*.txt")]
    return [Document.from_raw(text) for text in [*made_up, *samples]]


def found(name: blas.Kernel) -> list[list[tuple[object, ...]]]:
    parser = Parser(find_model("en_core_web_sm", Path()), {"entities", "dependencies", "tags", "lemmas"}, name)
    return [
        [(token.dep_, token.head.i, token.tag_, token.lemma_, token.ent_iob_, token.ent_type_) for token in one.parse]
        for one in parser.parse(generated())
    ]


def test_both_kernels_find_the_same() -> None:
    assert found("openblas") == found("blis")


def test_a_kernel_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "3")
    blas.use("openblas")
    assert os.environ["OPENBLAS_NUM_THREADS"] == "3"


@pytest.mark.parametrize("setting", ["blis", "openblas"])
def test_a_kernel_that_is_named_is_taken(setting: blas.Kernel) -> None:
    assert blas.resolve(setting) == setting


def test_auto_takes_openblas_where_numpy_brings_it() -> None:
    import numpy as np

    brings = "openblas" in np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    assert blas.resolve("auto") == ("openblas" if brings else "blis")
