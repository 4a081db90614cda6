"""Parses each document once, with those components of the model that the plan needs."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.language.components import given_by, serving_components
from pipeline.language.english_recasing import ENGLISH, common_words, english_form
from pipeline.language.model import load, load_vocabulary
from pipeline.language.recasing import recased, with_words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

    from pipeline.documents.document import Document
    from pipeline.language.blas import Kernel
    from pipeline.language.model import Model
    from pipeline.language.parse_cache import ParseStore

VIEW = 4
"""The version of how a text is shown to a model and parsed. Raise it when either changes.

A sentence starts after every line break, and lines in capitals are recased.
"""
OTHER_VIEW = 5
"""The version for a model of another language than English: before version 5 its texts were recased as English."""

PIECE = 50_000
"""The most characters that are parsed as one text, about 8,000 words; longer texts are cut, parsed and joined."""

UNBROKEN = 500
LONG_WORD = re.compile(rf"\S{{{UNBROKEN},}}")
"""A run of characters without white space, longer than any word, address or row of marks in prose."""

BATCH = 16
"""Texts parsed together: 16 articles take 0.34 GB and 256, spaCy's default, 2.4 GB, at the same speed."""

LEXICON = 6_000
"""Strings, in addition to the model's own, that a worker always keeps, with their words: those of some 400 articles.

The entities of 924 news articles cost as much with all strings kept, and 15 % more with none.
"""

WORN = 200_000
"""Words seen, forgotten ones included, after which the model is loaded again: those of some 1,600 articles.

spaCy never frees the places of forgotten words in its tables, about 33 bytes a word: 8,000,000 took 260 MB. Loading
takes a third of a second, one per cent of the time to parse 1,600 articles for entities alone.
"""


class Lexicon(NamedTuple):
    """A vocabulary that grows with every new word.

    own: how many strings the model itself has.
    """

    vocabulary: Vocab
    own: int

    @property
    def new(self) -> int:
        """How many strings were added since, outside a memory zone."""
        return len(self.vocabulary.strings) - self.own


def view_of(model: Model) -> int:
    """Return the version of how texts are shown to `model`; what was parsed with another version is parsed again."""
    return VIEW if model.language == ENGLISH else OTHER_VIEW


class Parser:
    """A model, reduced to the components that the plan needs; each worker has one.

    needs: those of all stages, keys of `components.ASSIGNS`. kernel: see `blas`. store: where parses are kept.
    The model is loaded when a parse has to be made, or when the store does not know the sets of components; to read
    stored parses, the model's vocabulary is enough. Raises ModelError if the model does not load, or lacks a need.
    """

    def __init__(
        self, model: Model, needs: AbstractSet[str], kernel: Kernel = "blis", store: ParseStore | None = None
    ) -> None:
        self._model = model
        self._needs = needs
        self._kernel = kernel
        self._store = store
        self._view = [view_of(model), PIECE, model.content_hash, kernel, version("spacy")]
        self._nlp: Language | None = None
        self._lexicon: Lexicon | None = None
        self._common: frozenset[str] | None = None
        self._serving = store.serving(self._view, needs) if store else []
        if not self._serving:
            self._loaded()

    @property
    def components(self) -> list[str]:
        """The names of the components that run, in the order of the pipeline."""
        return self._serving[0]

    def _loaded(self) -> Language:
        if self._nlp is None:
            self._nlp = load(self._model, self._kernel)
            self._lexicon = Lexicon(self._nlp.vocab, len(self._nlp.vocab.strings))
            self._serving = list(serving_components(self._nlp, self._needs, self._model.name))
            self._nlp.select_pipes(enable=self.components)
            if self._store:
                self._store.keep_serving(self._view, self._needs, self._serving)
        return self._nlp

    @property
    def lexicon(self) -> Lexicon:
        """The vocabulary; until the model is loaded, only the vocabulary is read from its files."""
        if self._lexicon is None:
            vocabulary = load_vocabulary(self._model)
            self._lexicon = Lexicon(vocabulary, len(vocabulary.strings))
        return self._lexicon

    def _common_words(self) -> frozenset[str]:
        """Return the common words among the model's own strings; a string that was added later may be a name."""
        if self._common is None:
            self._common = common_words(islice(self.lexicon.vocabulary.strings, self.lexicon.own))
        return self._common

    def _form_of(self, word: str) -> str:
        """Return the form in which the model sees a word in capitals that the rest of its text does not have."""
        return english_form(word, self._common_words()) if self._model.language == ENGLISH else word

    def _renew(self) -> None:
        """Load the model, or only its vocabulary, again."""
        was_loaded = self._nlp is not None
        self._nlp = self._lexicon = None
        gc.collect()  # the parts of a model form reference cycles
        if was_loaded:
            self._loaded()

    @contextmanager
    def zone(self, texts: Iterable[str]) -> Iterator[None]:
        """Limit the memory for new words of `texts`; no parse made in the block may be read after it.

        spaCy keeps every word that it has ever seen, and a worker would grow with its input. In a memory zone it
        forgets them at the end, but then splits every word into tokens again, a fifth of the cost of a parse. So the
        first LEXICON strings are kept, but none of a text so long that it may have many times as many.
        """
        if len(self.lexicon.vocabulary) > WORN:
            self._renew()
        if self.lexicon.new <= LEXICON and sum(map(len, texts)) <= 2 * PIECE:
            yield
        else:
            try:
                with (self._nlp or self.lexicon.vocabulary).memory_zone():
                    yield
            except BaseException:  # spaCy leaves the zone open then, and cannot parse again
                self._nlp = self._lexicon = None
                raise

    def parse(self, documents: Sequence[Document], loaded: Callable[[], object] = bool) -> list[Document]:
        """Return the documents with their parses: from the store, or made now and kept there.

        loaded: called before parses are made, after the model has loaded: no document is blamed for that time.
        """
        texts = [document.text for document in documents]
        parses = self._stored(texts)
        if parses is None:
            nlp = self._loaded()
            loaded()
            parses = _parsed(nlp, texts, self._form_of)
            if self._store:
                path = self._store.path([*self._view, *self.components], texts)
                self._store.save(path, parses, given_by(nlp, self.components))
        return [document.with_parse(parse) for document, parse in zip(documents, parses, strict=True)]

    def _stored(self, texts: Sequence[str]) -> list[Doc] | None:
        if self._store:
            for components in self._serving:
                path = self._store.path([*self._view, *components], texts)
                parses = self._store.load(path, texts, self.lexicon.vocabulary)
                if parses is not None:
                    return parses
        return None


def _parsed(nlp: Language, texts: Sequence[str], form_of: Callable[[str], str]) -> list[Doc]:
    """Parse texts, long ones piece by piece: the memory of a parse grows with its longest text."""
    pieces = [list(pieces_of(text)) for text in texts]
    flat = (_prepared(nlp, recased(piece, form_of)) for text in pieces for piece in text)
    parses = nlp.pipe(flat, batch_size=BATCH)
    return [_without_vectors(_joined(list(map(_unrecased, text, islice(parses, len(text)))))) for text in pieces]


def _without_vectors(parse: Doc) -> Doc:
    """Return the parse without the vectors of its tokens.

    With some matrix kernels their last bits depend on the other texts of the batch, and the parse store does not keep
    them. So no stage sees them.
    """
    parse.tensor = parse.tensor[:0]
    return parse


def _prepared(nlp: Language, text: str) -> Doc:
    """Tokenize, with a sentence start after every line break: a heading never continues in the next paragraph."""
    doc = _tokenized(nlp, text)
    if "\n" in text:
        spaces: list[int] = doc.to_array("IS_SPACE")[:-1].nonzero()[0].tolist()
        for at in spaces:
            if "\n" in doc[at].text:
                doc[at + 1].is_sent_start = True
    return doc


def _tokenized(nlp: Language, text: str) -> Doc:
    """Tokenize; a run of UNBROKEN or more characters without white space is one token.

    spaCy splits marks off a word one by one, in time quadratic in their number.
    """
    from spacy.tokens import Doc

    unbroken = [match.span() for match in LONG_WORD.finditer(text)]
    if not unbroken:
        return nlp.make_doc(text)
    words, spaces, position = list[str](), list[bool](), 0
    for start, end in [*unbroken, (len(text), len(text))]:
        for token in nlp.make_doc(text[position:start]):
            words.append(token.text)
            spaces.append(bool(token.whitespace_))
        if end > start:
            position = end + text.startswith(" ", end)
            words.append(text[start:end])
            spaces.append(position > end)
    return Doc(nlp.vocab, words=words, spaces=spaces)


def pieces_of(text: str) -> Iterator[str]:
    """Yield pieces of a text, of at most PIECE characters: cut after a paragraph, else a line, else a word."""
    start = 0
    while len(text) - start > PIECE:
        ends = (text.rfind(end, start, start + PIECE) + len(end) for end in ("\n\n", "\n", " "))
        cut = next((end for end in ends if end > start + PIECE // 2), start + PIECE)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _unrecased(text: str, parse: Doc) -> Doc:
    """Return the parse of a text that the model was shown recased, with the words of the text itself."""
    return parse if parse.text == text else with_words_of(text, parse)


def _joined(parses: list[Doc]) -> Doc:
    """Return one parse made of the parses of the pieces of a text, with the offsets of the whole text."""
    from spacy.tokens import Doc

    if len(parses) == 1:
        return parses[0]
    # A piece that was recased has no vectors, so the whole has none.
    from_docs: Any = Doc.from_docs  # its types leave out `exclude`
    whole: Doc = from_docs(parses, ensure_whitespace=False, exclude=["tensor"])
    return whole
