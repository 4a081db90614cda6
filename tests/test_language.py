"""The shared parse: which components run, where sentences start, and what an error about a model says."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.documents.document import Document
from pipeline.errors import ModelError
from pipeline.language import parser as language_parser
from pipeline.language.model import find_model
from pipeline.language.parser import PIECE, Parser
from pipeline.testing import parsed, parser

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("needs", "components"),
    [
        ({"entities"}, ["ner"]),
        ({"sentences"}, ["tok2vec", "parser"]),
        ({"dependencies"}, ["tok2vec", "parser"]),
        ({"tags"}, ["tok2vec", "tagger", "attribute_ruler"]),
        ({"lemmas"}, ["tok2vec", "tagger", "attribute_ruler", "lemmatizer"]),
        ({"entities", "dependencies"}, ["tok2vec", "parser", "ner"]),
    ],
)
def test_only_the_components_that_are_needed_run(needs: set[str], components: list[str]) -> None:
    assert parser(frozenset(needs)).components == components


def test_a_line_break_starts_a_sentence() -> None:
    """A heading without a full stop does not run into the paragraph below it."""
    document = parsed(Document.from_raw("Talks end without result\n\nThe ministers left."), {"sentences"})
    assert [sentence.text.strip() for sentence in document.parse.sents] == [
        "Talks end without result",
        "The ministers left.",
    ]


def test_offsets_of_the_parse_are_those_of_the_text() -> None:
    text = "  Zoë 😀 said:\n“No.”\t Ana left. "
    document = parsed(Document.from_raw(text), {"entities"})
    assert [text[token.idx : token.idx + len(token)] for token in document.parse] == [t.text for t in document.parse]


BATCHES = """
import sys
from pathlib import Path
from threadpoolctl import threadpool_info
from pipeline import Document
from pipeline.language.components import ASSIGNS
from pipeline.language.model import find_model
from pipeline.language.parser import Parser

def readable(document):
    values = "text norm_ dep_ tag_ pos_ lemma_ ent_iob_ ent_type_ is_sent_start".split()
    tokens = [(t.head.i, str(t.morph), *(getattr(t, value) for value in values)) for t in document.parse]
    return tokens, document.parse.tensor.size

paragraphs = [one for file in sys.argv[1:] for one in Path(file).read_text(encoding="utf-8").split("\\n\\n")]
texts = ["", *paragraphs, "\\n\\n".join(paragraphs)]
parser = Parser(find_model("en_core_web_sm", Path()), frozenset(ASSIGNS), "openblas")
documents = [Document.from_raw(text) for text in texts]
alone = [readable(parser.parse([document])[0]) for document in documents]
assert list(map(readable, parser.parse(documents))) == alone
assert list(map(readable, parser.parse(documents[::-1])))[::-1] == alone
assert not any(vectors for _, vectors in alone)
print(next(library["architecture"] for library in threadpool_info() if library["internal_api"] == "openblas"))
"""

NEEDED = {
    "Nehalem": {"sse4_2"},
    "Haswell": {"avx2", "fma"},
    "Zen": {"avx2", "fma"},
    "SkylakeX": {"avx512f", "avx512dq", "avx512bw", "avx512vl"},
}
"""The matrix kernels of OpenBLAS for x86-64, and what a processor has to have for them."""


def kernels() -> list[str]:
    """Return the kernels that this processor can run; elsewhere than on Linux for x86-64, its own alone."""
    processor = Path("/proc/cpuinfo")
    flags = set(processor.read_text().split()) if processor.exists() and platform.machine() == "x86_64" else set()
    return [kernel for kernel, needed in NEEDED.items() if needed <= flags] or [""]


@pytest.mark.parametrize("kernel", kernels())
def test_a_batch_gives_what_its_documents_give_alone(kernel: str) -> None:
    """All that a stage can read of a parse; which kernel runs is decided by the processor of the reader."""
    seeds = [str(ROOT / "seeds" / name) for name in ("interview.txt", "wire-story.txt")]
    chosen = {"OPENBLAS_CORETYPE": kernel, "OPENBLAS_L2_SIZE": "512"} if kernel else {}
    program = [sys.executable, "-c", BATCHES, *seeds]
    done = subprocess.run(program, env={**os.environ, **chosen}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # Builds of OpenBLAS that have no kernel for Zen take the one for Haswell there.
    assert not kernel or done.stdout.strip().lower() in {kernel.lower(), "haswell" if kernel == "Zen" else ""}


@pytest.mark.parametrize(("lexicon", "kept"), [(1_000, True), (-1, False)])
def test_new_words_are_kept_until_the_lexicon_is_full(
    lexicon: int, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    """A worker that reads for days does not grow with the words that it has seen."""
    monkeypatch.setattr(language_parser, "LEXICON", lexicon)
    one = Parser(find_model("en_core_web_sm", Path()), {"entities"})
    text = "Qwertzuiop met Asdfghjkl in Oslo."
    with one.zone([text]):
        vocabulary = one.parse([Document.from_raw(text)])[0].parse.vocab
    assert ("Qwertzuiop" in vocabulary.strings) is kept


def test_a_worn_vocabulary_is_loaded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What spaCy forgets still takes a place in its tables."""
    monkeypatch.setattr(language_parser, "WORN", 1_000)
    one = Parser(find_model("en_core_web_sm", Path()), {"entities"})
    first = one.lexicon.vocabulary
    with one.zone([]):
        one.parse([Document.from_raw(" ".join(f"word{number}" for number in range(1_000)))])
        assert one.lexicon.vocabulary is first
    with one.zone([]):
        (parsed,) = one.parse([Document.from_raw("Ana Reis left Oslo.")])
        assert parsed.parse.vocab is not first
        assert [entity.text for entity in parsed.parse.ents] == ["Oslo"]


def test_the_words_of_a_long_text_are_forgotten() -> None:
    one = Parser(find_model("en_core_web_sm", Path()), {"entities"})
    text = "Qwertzuiop met Asdfghjkl in Oslo.\n" * (2 * PIECE // 30)
    with one.zone([text]):
        vocabulary = one.parse([Document.from_raw(text)])[0].parse.vocab
    assert "Qwertzuiop" not in vocabulary.strings


def test_a_text_that_is_interrupted_does_not_harm_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """As by Ctrl-C in a notebook."""
    monkeypatch.setattr(language_parser, "LEXICON", -1)
    one = Parser(find_model("en_core_web_sm", Path()), {"entities"})
    with suppress(KeyboardInterrupt), one.zone([]):
        one.parse([Document.from_raw("Qwertzuiop left Oslo.")])
        raise KeyboardInterrupt
    with one.zone([]):
        (parsed,) = one.parse([Document.from_raw("Qwertzuiop met Ana Reis in Oslo.")])
        assert "Oslo" in [entity.text for entity in parsed.parse.ents]


def test_the_stand_in_is_found_under_the_official_name() -> None:
    assert (find_model("en_core_web_sm", Path()).name, find_model("en_core_web_sm", Path()).version) == (
        "en_core_web_sm",
        "3.8.0",
    )


def test_a_model_is_found_by_its_path(tmp_path: Path) -> None:
    packaged = find_model("en_core_web_sm", Path())
    (tmp_path / "models").symlink_to(packaged.path)
    assert find_model("./models", tmp_path).content_hash == packaged.content_hash


def test_a_model_that_is_not_installed_says_what_to_type() -> None:
    with pytest.raises(ModelError, match="'de_core_news_sm' is not installed: python -m pip install de_core_news_sm"):
        find_model("de_core_news_sm", Path())


def test_a_path_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"'./nothing' is no spaCy model: there is no meta\.json"):
        find_model("./nothing", tmp_path)


def test_a_model_that_lacks_a_component_says_which_need_is_not_met(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match="has no component that gives entities"):
        Parser(find_model("./blank", tmp_path), {"entities"})
