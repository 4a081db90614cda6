"""The first layers of a spaCy model, which make a vector of each token.

thinc computes each layer for every token of a batch, which is two thirds of the cost of finding names. Here the layers
that see a word alone are computed once for each distinct word, a fifth of the tokens of news, and the others document
by document, in arrays that the processor's cache holds. Only the last bits of the values differ from thinc's, since
sums are computed in another order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from spacy.tokens import Doc
    from thinc.api import Model

    Floats = NDArray[np.float32]
    Ints = NDArray[np.intp]

MAXOUT = "maxout>>layernorm>>dropout"
SUPPORTED = re.compile(
    r"extract_features>>list2ragged>>with_array\((?:ints-getitem>>hashembed\|?)+\)"
    rf">>with_array\({MAXOUT}\)>>ragged2list"
    rf">>with_array\((?:residual\(expand_window>>{MAXOUT}\)(?:>>)?)+\)"
)
"""thinc's name of spaCy's `Tok2Vec.v2` with `MultiHashEmbed.v2` (no vectors) and `MaxoutWindowEncoder.v2`."""

ROWS = 1024
"""Tokens, about, that are computed together: their arrays, 3 MB, stay in the cache of a core."""

EPSILON = 1e-8
"""What thinc's layer normalization adds to the variance."""

MULTIPLIER = 0x9E3779B97F4A7C15
"""An odd number with well-mixed bits, 2**64 over the golden ratio; it combines the features of a word to one number."""


def compute_by_word(model: Model[Any, Any]) -> None:
    """Make every supported tok2vec in `model` compute as this module does; others stay as they are.

    Only for prediction: training raises NotImplementedError.
    """
    for node in list(model.walk()):
        if SUPPORTED.fullmatch(node.name):
            node.layers[:] = [_layer(node)]


def _layer(tok2vec: Model[Any, Any]) -> Model[Any, Any]:
    from thinc.api import Model

    layers = _Layers.of(tok2vec)

    def forward(_: Model[Any, Any], docs: Sequence[Doc], is_train: bool) -> tuple[list[Floats], Any]:  # noqa: FBT001  # thinc's signature
        if is_train:
            raise NotImplementedError("a model in a pipeline is not trained")
        return layers.vectors(docs), None

    return Model("tok2vec_by_word", forward)


class _Maxout(NamedTuple):
    """A maxout layer and its normalization.

    weights: (inputs, pieces * outputs), the outputs of a piece are adjacent. bias: (pieces * outputs).
    """

    weights: Floats
    bias: Floats
    gain: Floats
    shift: Floats

    @classmethod
    def of(cls, maxout: Any, norm: Any) -> Self:  # noqa: ANN401  # thinc's types of parameters do not tell their shapes
        weights, bias = maxout.get_param("W"), maxout.get_param("b")
        outputs, pieces, inputs = weights.shape
        return cls(
            np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(inputs, pieces * outputs)),
            np.ascontiguousarray(bias.T.reshape(pieces * outputs)),
            norm.get_param("G"),
            norm.get_param("b"),
        )

    def finish(self, products: Floats, best: Floats) -> None:
        """Put into `best`, (tokens, outputs), the normalized largest of `products`, (tokens, pieces * outputs)."""
        width = best.shape[1]
        np.maximum(products[:, :width], products[:, width : 2 * width], out=best)
        for start in range(2 * width, products.shape[1], width):
            np.maximum(best, products[:, start : start + width], out=best)
        best -= best.mean(axis=1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / width + np.float32(EPSILON)
        best *= (1 / np.sqrt(variance))[:, None]
        best *= self.gain
        best += self.shift


class _Layers(NamedTuple):
    """The layers of a tok2vec."""

    features: Model[Any, Any]
    tables: list[Model[Any, Any]]
    mix: _Maxout
    windows: list[_Maxout]
    radius: int
    pad: int

    @classmethod
    def of(cls, tok2vec: Model[Any, Any]) -> Self:
        by_name: dict[str, list[Model[Any, Any]]] = {}
        for node in tok2vec.walk(order="dfs_pre"):
            by_name.setdefault(node.name.partition("(")[0], []).append(node)
        mix, *windows = map(_Maxout.of, by_name["maxout"], by_name["layernorm"])
        return cls(
            by_name["extract_features"][0],
            by_name["hashembed"],
            mix,
            windows,
            by_name["expand_window"][0].attrs["window_size"],
            by_name["with_array"][-1].attrs["pad"],
        )

    def vectors(self, docs: Sequence[Doc]) -> list[Floats]:
        """Return the vectors of each text's tokens, (tokens, outputs)."""
        features = self.features.predict(docs)
        words, tokens = _distinct(np.concatenate(features))
        table = self._table(words)
        ends = np.cumsum([len(each) for each in features])
        texts = np.split(tokens, ends[:-1])
        return [vectors for group in _groups(texts) for vectors in self._encoded(group, table)]

    def _table(self, words: NDArray[np.uint64]) -> _Table:
        columns = [table.predict(np.ascontiguousarray(words[:, table.attrs["column"]])) for table in self.tables]
        products = np.concatenate(columns, axis=1) @ self.mix.weights
        products += self.mix.bias
        vectors = np.zeros((len(words) + 1, self.mix.gain.size), np.float32)
        self.mix.finish(products, vectors[:-1])
        first = self.windows[0]
        parts = [vectors @ weights for weights in np.split(first.weights, 2 * self.radius + 1)]
        parts[self.radius] += first.bias
        return _Table(vectors, parts)

    def _encoded(self, texts: Sequence[Ints], table: _Table) -> Iterator[Floats]:
        """Yield the vectors of each text, `texts` being rows of the table, with empty rows around each."""
        nothing = np.full(self.pad, len(table.vectors) - 1)
        rows = np.concatenate([nothing, *(part for text in texts for part in (text, nothing))])
        vectors = table.vectors[rows]
        products = table.first_products(rows)
        best = np.empty_like(vectors)
        self.windows[0].finish(products, best)
        vectors += best
        around = np.zeros((len(rows), 2 * self.radius + 1, vectors.shape[1]), np.float32)
        for layer in self.windows[1:]:
            _look_around(vectors, around)
            np.matmul(around.reshape(len(rows), -1), layer.weights, out=products)
            products += layer.bias
            layer.finish(products, best)
            vectors += best
        start = self.pad
        for text in texts:
            yield vectors[start : start + len(text)].copy()
            start += len(text) + self.pad


class _Table(NamedTuple):
    """What is computed once for each distinct word; the last row, all zeros at first, is what surrounds a text.

    vectors: (words + 1, outputs). parts: the products of the first window, (words + 1, pieces * outputs), for a word
    that is the first of the window, the second, and so on.
    """

    vectors: Floats
    parts: list[Floats]

    def first_products(self, rows: Ints) -> Floats:
        """Return the products of the first window, (tokens, pieces * outputs), for tokens that are words of `rows`."""
        radius = len(self.parts) // 2
        products = self.parts[radius][rows]
        for distance in range(1, radius + 1):
            products[distance:] += self.parts[radius - distance][rows[:-distance]]
            products[:-distance] += self.parts[radius + distance][rows[distance:]]
        return products


def _look_around(vectors: Floats, around: Floats) -> None:
    """Put into `around`, (tokens, 2 * radius + 1, outputs), each vector and its neighbours; zeros stay at the ends."""
    radius = around.shape[1] // 2
    around[:, radius] = vectors
    for distance in range(1, radius + 1):
        around[distance:, radius - distance] = vectors[:-distance]
        around[:-distance, radius + distance] = vectors[distance:]


def _distinct(features: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Ints]:
    """Return the distinct rows of `features`, and for each of its rows the index of its distinct row."""
    mixed = features @ np.array([pow(MULTIPLIER, column, 2**64) for column in range(features.shape[1])], np.uint64)
    _, first, which = np.unique(mixed, return_index=True, return_inverse=True)
    distinct = features[first]
    if (distinct[which] == features).all():
        return distinct, which
    return features, np.arange(len(features))


def _groups(texts: Sequence[Ints]) -> Iterator[list[Ints]]:
    """Group texts to about ROWS tokens."""
    group: list[Ints] = []
    for text in texts:
        group.append(text)
        if sum(map(len, group)) >= ROWS:
            yield group
            group = []
    if group:
        yield group
