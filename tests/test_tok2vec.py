"""The vectors of tokens are thinc's, computed once for each distinct word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.language.blas import use
from pipeline.language.model import find_model
from pipeline.language.tok2vec import ROWS, compute_by_word

SENTENCE = "The mayor said that the mayor of Lund would say no more. "


@pytest.fixture(scope="module")
def models() -> tuple[Any, Any]:
    """Return the sample model twice: as it is, and with its vectors computed by word."""
    import spacy

    use("openblas")
    path = find_model("en_core_web_sm", Path()).path
    plain, by_word = spacy.load(path), spacy.load(path)
    for _, component in by_word.pipeline:
        if hasattr(component, "model") and component.model is not None:
            compute_by_word(component.model)
    return plain, by_word


@pytest.mark.parametrize("component", ["tok2vec", "ner"])
@pytest.mark.parametrize(
    "texts",
    [
        ["Lee said so."],
        ["One"],
        ["", "A text behind an empty one.", ""],
        [SENTENCE * 3, "Oslo — 北京 \n\n “x” 😀", SENTENCE],
        [SENTENCE * (ROWS // 6), SENTENCE * (ROWS // 12), "Short."],
    ],
)
def test_the_vectors_are_thinc_s(models: tuple[Any, Any], component: str, texts: list[str]) -> None:
    plain, by_word = ((nlp.get_pipe(component).model, nlp) for nlp in models)
    expected, seen = ([*_vectors(model, [nlp.make_doc(text) for text in texts])] for model, nlp in (plain, by_word))
    assert [each.shape for each in seen] == [each.shape for each in expected]
    for one, other in zip(seen, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-4)


def _vectors(model: Any, docs: list[Any]) -> Any:  # noqa: ANN401  # thinc leaves them without types
    tok2vec = model.get_ref("tok2vec").layers[0] if model.has_ref("tok2vec") else model
    return tok2vec.predict(docs)


def test_texts_without_a_word_have_no_vectors(models: tuple[Any, Any]) -> None:
    _, by_word = models
    vectors = by_word.get_pipe("tok2vec").model.predict([by_word.make_doc(""), by_word.make_doc("")])
    assert [len(each) for each in vectors] == [0, 0]


def test_a_model_that_computes_by_word_is_not_trained(models: tuple[Any, Any]) -> None:
    _, by_word = models
    with pytest.raises(NotImplementedError, match="not trained"):
        by_word.get_pipe("tok2vec").model([by_word.make_doc("One")], is_train=True)
