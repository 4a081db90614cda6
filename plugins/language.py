"""The stage `language`: it says in the metadata which language a document is in, so that later stages can ask for it.

py3langid counts byte n-grams (naive Bayes, 139 languages). Only words that begin with a small letter, or whose script
has no capitals, are read: names, headlines in capitals and tables say little about the language of a text. Measured on
13,700 English texts, 34,000 paragraphs and 112,000 sentences, no English text was taken for another language.
"""

from __future__ import annotations

import math
import re
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pipeline import Document, Stage, hookimpl

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterable, Iterator, Mapping

UNDETERMINED = "und"
"""The tag of a text in no known language (ISO 639-2)."""
NO_LANGUAGE = "zxx"
"""The class of py3langid for texts without language."""
SAMPLE = 10_000
"""How many characters are read: some 1,600 words, nearly every article as a whole, in a few milliseconds."""
TAG = re.compile(r"([a-z]{2,3})([-_][a-z0-9]{1,8})*", re.ASCII | re.IGNORECASE)
"""A language tag (BCP 47), also with underscores: `en`, `en-GB`, `pt_BR`; the group is the primary subtag."""
CODES = """
eng:en deu:de ger:de fra:fr fre:fr spa:es por:pt ita:it nld:nl dut:nl nor:no nob:nb nno:nn dan:da swe:sv fin:fi isl:is
ice:is pol:pl ces:cs cze:cs slk:sk slo:sk slv:sl hrv:hr srp:sr bos:bs hun:hu ron:ro rum:ro bul:bg ell:el gre:el rus:ru
ukr:uk bel:be lit:lt lav:lv est:et cat:ca eus:eu baq:eu gle:ga cym:cy wel:cy tur:tr ara:ar heb:he fas:fa per:fa hin:hi
urd:ur ben:bn zho:zh chi:zh jpn:ja kor:ko vie:vi tha:th ind:id
"""
TWO_LETTERS = dict(pair.split(":") for pair in CODES.split())
"""ISO 639-2 codes of languages that have a two-letter code, which a tag must use (BCP 47, 2.2.1)."""
NOT_PROSE = frozenset("@/\\_<>={}|#0123456789")
"""Characters of addresses, markup and numbers: a word with one of them is not read."""
LATIN_END = "\u0250"
LATIN_ADDITIONAL = ("\u1e00", "\u1eff")
"""Latin letters come before the first; Vietnamese ones are in this range too."""
SCALE = 1024
WEIGHT_SCALE = 65_536


class Language(Stage):
    """Set `language` in the metadata: `en`, `de`, … (ISO 639-1), or `und` for a text that is too short or unclear.

    minimum_letters: a text with fewer letters, in words that do not begin with a capital, is `und`.
    minimum_confidence: a text whose language is less likely than this, from 0 to 1, is `und`.
    trust_metadata: keep the language that `language` or `lang` in the metadata names; with false, the text decides.
    """

    name = "language"
    depends_on = ("py3langid",)

    minimum_letters: int = 40
    minimum_confidence: float = 0.9
    trust_metadata: bool = True

    def __post_init__(self) -> None:
        if self.minimum_letters < 1:
            raise ValueError(f"minimum_letters is {self.minimum_letters}; expected a number from 1 up")
        if not 0 <= self.minimum_confidence <= 1:
            raise ValueError(f"minimum_confidence is {self.minimum_confidence}; expected a number from 0 to 1")

    @contextmanager
    def open(self) -> Iterator[Callable[[Document], Document]]:
        """Load the model (4.5 MB, less than a second), and yield the function that sets the language."""
        detector = Detector.load()

        def process(document: Document) -> Document:
            given = given_language(document.metadata) if self.trust_metadata else None
            return document.with_metadata(language=given or self._detected(document.text, detector))

        yield process

    def process(self, document: Document) -> Document:
        """Set the language of one document; many are set through `open`, which loads the model once."""
        with self.open() as process:
            return process(document)

    def _detected(self, text: str, detector: Detector) -> str:
        prose = " ".join(of_main_script(filter(is_prose, text[:SAMPLE].split())))
        if sum(map(str.isalpha, prose)) < self.minimum_letters:
            return UNDETERMINED
        language, confidence = detector.most_likely(prose)
        return language if confidence >= self.minimum_confidence and language != NO_LANGUAGE else UNDETERMINED

    def tally(self, document: Document) -> Mapping[str, int]:
        """Return the language of the document, counted once."""
        return {str(document.metadata["language"]): 1}


def given_language(metadata: Mapping[str, Any]) -> str | None:
    """Return the primary subtag of the language that the metadata names, or None if it names none."""
    for key in ("language", "lang"):
        value = metadata.get(key)
        tag = TAG.fullmatch(value.strip()) if isinstance(value, str) else None
        if tag and (language := tag[1].lower()) != UNDETERMINED:
            return TWO_LETTERS.get(language, language)
    return None


def is_prose(word: str) -> bool:
    """Return whether a word is no name, number, address or markup: its first letter is no capital.

    In a script without capitals a "word" can be a whole line, as in Chinese; it is prose whatever else is in it.
    """
    first = next(filter(str.isalpha, word), None)
    if first is None or first.isupper() or first.istitle():
        return False
    return not first.islower() or NOT_PROSE.isdisjoint(word)


def of_main_script(words: Iterable[str]) -> list[str]:
    """Return the words in Latin letters, or those in other letters: the larger group; none if they are nearly equal.

    In UTF-8 other letters are two or three bytes, so that a quotation in Russian would outvote an English article.
    """
    latin: list[str] = []
    others: list[str] = []
    for word in words:
        (latin if is_latin(word) else others).append(word)
    smaller, larger = sorted((latin, others), key=_length)
    return larger if _length(smaller) * 3 <= _length(larger) * 2 else []


def _length(words: Iterable[str]) -> int:
    return sum(map(len, words))


def is_latin(word: str) -> bool:
    """Return whether the first letter of a word is a Latin one."""
    first = next(filter(str.isalpha, word), "")
    return first < LATIN_END or LATIN_ADDITIONAL[0] <= first <= LATIN_ADDITIONAL[1]


@dataclass(frozen=True)
class Detector:
    """The model of py3langid, for the languages with a two-letter code: others are dialects to most readers.

    py3langid itself multiplies in 32-bit floating point, and the last bits of its result depend on the processor. Here
    the scores are sums of integers, which are the same in every order and on every machine.
    """

    model: Any
    visited: Callable[..., Counter[int] | None]
    rows: list[int]
    columns: list[int]
    languages: list[str]

    @classmethod
    def load(cls) -> Detector:
        """Load the model that comes with py3langid."""
        from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts  # only a worker needs it

        model = LanguageIdentifier.from_model_file(MODEL_FILE)
        known = [(at, name) for at, name in enumerate(model.nb_classes) if len(name) == 2 or name == NO_LANGUAGE]  # noqa: PLR2004  # letters
        rows = [row << 8 for row in model.tk_row]  # a row of the automaton has an entry for each byte
        return cls(model, visit_counts, rows, [at for at, _ in known], [name for _, name in known])

    def most_likely(self, text: str) -> tuple[str, float]:
        """Return the most likely language of a text, and its probability from 0 to 1."""
        encoded = unicodedata.normalize("NFC", text).encode("utf-8", "replace")
        counts = self.visited(self.model.tk_nextmove, self.rows, self.model.tk_output, encoded)
        if not counts:
            return UNDETERMINED, 1.0
        scores = self._scores(counts)
        best = max(scores)
        # The root of the length keeps probabilities comparable between lengths, as py3langid does.
        temperature = math.sqrt(len(encoded)) * SCALE * WEIGHT_SCALE
        likelihoods = [math.exp((score - best) / temperature) for score in scores]
        total = math.fsum(likelihoods)
        by_language = dict.fromkeys(self.languages, 0.0)
        for language, likelihood in zip(self.languages, likelihoods, strict=True):
            by_language[language] += likelihood / total  # a language with two scripts has two classes
        return max(by_language.items(), key=itemgetter(1))

    def _scores(self, counts: Counter[int]) -> list[int]:
        """Return the logarithmic score of each class, in units of 1 / (SCALE * WEIGHT_SCALE)."""
        import numpy as np

        weights = np.array([round(math.log1p(count) * WEIGHT_SCALE) for count in counts.values()], dtype=np.int64)
        table = self.model.nb_ptc[np.fromiter(counts, dtype=np.intp)][:, self.columns].astype(np.float64)
        prior = self.model.nb_pc[self.columns].astype(np.float64)
        scores = weights @ np.rint(table * SCALE).astype(np.int64)
        return [int(score) for score in scores + np.rint(prior * SCALE * WEIGHT_SCALE).astype(np.int64)]


@hookimpl
def pipeline_stages() -> list[type[Stage]]:
    """Return the stage of this plugin."""
    return [Language]
