"""Parses are kept: what comes from the store is what spaCy gave, and nothing is parsed twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline import Stage, hookimpl, load
from pipeline.config.configuration import parse_override
from pipeline.documents.document import Document
from pipeline.language import parser as language_parser
from pipeline.language.model import find_model
from pipeline.language.parse_cache import ParseStore
from pipeline.language.parser import PIECE, Parser, pieces_of
from pipeline.running.runner import RunOptions, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from spacy.tokens import Doc, Token

    Run = Callable[..., subprocess.CompletedProcess[str]]

TEXTS = [
    "Ana Reis met Bo Lind in Oslo on Monday.\n\n“Nobody slept,” she said; prices rose by 3 percent.",
    "",
    "A heading without an end\nZoë 😀 left.  Twice.\t",
]
NEEDS = [{"entities"}, {"sentences"}, {"entities", "dependencies"}, {"tags"}, {"entities", "dependencies", "lemmas"}]


def documents(texts: list[str] = TEXTS) -> list[Document]:
    return [Document.from_raw(text) for text in texts]


def parser(needs: set[str], folder: Path | None = None) -> Parser:
    return Parser(find_model("en_core_web_sm", Path()), needs, "openblas", ParseStore(folder) if folder else None)


def read(parsed: list[Document], needs: set[str]) -> list[object]:
    """Return all that a stage with these needs can read of parses."""
    return [[READ[need](one.parse) for need in sorted(needs)] for one in parsed]


READ: dict[str, Callable[[Doc], list[object]]] = {
    "entities": lambda doc: [(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents],
    "sentences": lambda doc: [(sentence.start_char, sentence.end_char) for sentence in doc.sents],
    "dependencies": lambda doc: [(token.dep_, token.head.i, token.is_sent_start) for token in doc],
    "tags": lambda doc: [(token.tag_, token.pos_, str(token.morph)) for token in doc],
    "lemmas": lambda doc: [(token.text, token.idx, token.lemma_) for token in doc],
}


def files(folder: Path) -> list[Path]:
    return sorted(ParseStore(folder).files())


@pytest.mark.parametrize("needs", NEEDS, ids=lambda needs: "+".join(sorted(needs)))
def test_what_comes_from_the_store_is_what_was_parsed(needs: set[str], tmp_path: Path) -> None:
    one = parser(needs, tmp_path)
    fresh = read(one.parse(documents()), needs)
    assert read(one.parse(documents()), needs) == fresh == read(parser(needs).parse(documents()), needs)


def test_what_is_in_the_store_is_not_parsed_again(tmp_path: Path) -> None:
    parser({"entities"}, tmp_path).parse(documents())
    (kept,) = files(tmp_path)
    before = kept.stat().st_mtime_ns
    parser({"entities"}, tmp_path).parse(documents())
    assert [path.stat().st_mtime_ns for path in files(tmp_path)] == [before]


def test_what_is_in_the_store_is_read_without_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading it takes longer than reading the parses of a hundred articles."""
    import spacy

    needs = {"entities", "dependencies"}
    fresh = read(parser(needs, tmp_path).parse(documents()), needs)
    monkeypatch.setattr(spacy, "load", None)
    assert read(parser(needs, tmp_path).parse(documents()), needs) == fresh


def test_the_words_of_a_parse_read_without_the_model_are_those_of_the_model(tmp_path: Path) -> None:
    one = parser({"entities"}, tmp_path)
    texts = ["Don't ask www.oslo.example or Qwertz for 3 reasons: “No.”"]
    (made,) = one.parse(documents(texts))
    (kept,) = parser({"entities"}, tmp_path).parse(documents(texts))
    assert kept.parse.vocab is not made.parse.vocab
    assert [word(token) for token in kept.parse] == [word(token) for token in made.parse]


def word(token: Token) -> list[object]:
    """Return what the vocabulary says of a word."""
    says = (token.lower_, token.norm_, token.shape_, token.prefix_, token.suffix_, token.lang_)
    return [*says, token.is_alpha, token.is_stop, token.is_quote, token.like_num, token.like_url, token.cluster]


@pytest.mark.parametrize("damage", [b"", b"[]", b"[[]]", b"{}"])
def test_a_damaged_file_of_components_is_made_again(damage: bytes, tmp_path: Path) -> None:
    parser({"entities"}, tmp_path).parse(documents())
    (kept,) = tmp_path.glob("*.json")
    written = kept.read_bytes()
    kept.write_bytes(damage)
    parser({"entities"}, tmp_path).parse(documents())
    assert kept.read_bytes() == written


def test_a_file_of_the_store_is_a_doc_bin_as_spacy_writes_it(tmp_path: Path) -> None:
    """Whoever knows spaCy can read the store with `DocBin().from_disk`, into any vocabulary."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    needs = {"entities", "dependencies", "lemmas"}
    parsed = parser(needs, tmp_path).parse(documents())
    (file,) = files(tmp_path)
    read_back = list(DocBin().from_disk(file).get_docs(Vocab()))
    assert read([Document.from_raw("").with_parse(doc) for doc in read_back], needs) == read(parsed, needs)


def test_a_parse_with_more_serves_a_plan_that_needs_fewer(tmp_path: Path) -> None:
    """Tags and lemmas change nothing of the entities."""
    parser({"entities", "lemmas"}, tmp_path).parse(documents())
    served = parser({"entities"}, tmp_path).parse(documents())
    assert len(files(tmp_path)) == 1
    assert read(served, {"entities"}) == read(parser({"entities"}).parse(documents()), {"entities"})


def test_a_parse_whose_results_may_differ_does_not_serve(tmp_path: Path) -> None:
    """Sentence ends steer the entities: those of a parse with dependencies are not those of a parse without."""
    parser({"entities", "dependencies"}, tmp_path).parse(documents())
    parser({"entities"}, tmp_path).parse(documents())
    assert len(files(tmp_path)) == 2


@pytest.mark.parametrize("damage", [b"", b"no parse at all", b"x\x9c"])
def test_a_damaged_file_is_made_again(damage: bytes, tmp_path: Path) -> None:
    one = parser({"entities"}, tmp_path)
    fresh = read(one.parse(documents()), {"entities"})
    (kept,) = files(tmp_path)
    kept.write_bytes(damage)
    assert read(one.parse(documents()), {"entities"}) == fresh
    assert kept.read_bytes() != damage


def test_a_file_with_the_parses_of_other_texts_is_made_again(tmp_path: Path) -> None:
    one = parser({"entities"}, tmp_path)
    one.parse(documents(["Something else."]))
    (other,) = files(tmp_path)
    one.parse(documents())
    (mine,) = set(files(tmp_path)) - {other}
    mine.write_bytes(other.read_bytes())
    assert [one.parse.text for one in one.parse(documents())] == TEXTS


def test_a_long_text_is_cut_at_the_ends_of_paragraphs() -> None:
    text = ("word " * 400 + "\n\n") * 60
    pieces = list(pieces_of(text))
    assert "".join(pieces) == text
    assert all(len(piece) <= PIECE for piece in pieces)
    assert all(piece.endswith("\n\n") for piece in pieces)


@pytest.mark.parametrize(
    "text", ["x" * 120_000, "word " * 30_000, "line\n" * 30_000], ids=["letters", "words", "lines"]
)
def test_a_text_without_paragraphs_is_cut_too(text: str) -> None:
    pieces = list(pieces_of(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= PIECE


def test_the_parse_of_a_long_text_has_the_offsets_of_the_whole() -> None:
    """A text longer than the million characters that spaCy takes at once."""
    text = ("Ana Reis met Bo Lind in Oslo on Monday. " + "x" * 6000 + "\n\n") * 170
    assert len(text) > 1_000_000
    (document,) = parser({"entities"}).parse(documents([text]))
    assert document.parse.text == text
    assert {text[entity.start_char : entity.end_char] for entity in document.parse.ents} >= {"Oslo", "Monday"}


def test_a_long_text_with_a_heading_in_capitals_is_parsed() -> None:
    """Its first piece is recased and has no vectors; the others have."""
    text = "COUNCIL AGREES ON A NEW BUDGET\n\n" + "Ana Reis met Bo Lind in Oslo. Nobody slept.\n\n" * (2 * PIECE // 45)
    (parsed,) = parser({"entities"}).parse(documents([text]))
    assert parsed.parse.text == text


@pytest.mark.parametrize("unit", ['"', "“”", "a.", "(", "http://x.y/"])
def test_a_long_row_of_marks_takes_no_longer_than_a_text_of_that_length(unit: str) -> None:
    """SpaCy would take the marks off one by one, in time that grows with the square of their number."""
    text = f"Ana Reis left Oslo. {(unit * 40_000)[:160_000]} Bo Lind stayed.\n{unit * 600}"
    (document,) = parser({"entities"}).parse(documents([text]))
    assert document.parse.text == text


CONFIG = """\
name: kept
run: {folder: results, executor: serial}
stages:
  - use: ingest
    with: {paths: [letter.txt]}
  - entities
  - export
"""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    (tmp_path / "kept.yaml").write_text(CONFIG)
    (tmp_path / "letter.txt").write_text("Ana Reis met Bo Lind in Oslo.")
    return tmp_path


def go(kept: Path, *sets: str, fresh: bool = False) -> None:
    """Run the configuration in this process, as `pipeline run` does in one of its own."""
    run(load(kept / "kept.yaml", overrides=[parse_override(one) for one in sets]), RunOptions(fresh=fresh))


def test_parses_are_kept_beside_the_configuration(kept: Path) -> None:
    go(kept)
    assert len(files(kept / ".pipeline" / "parses")) == 1


def test_a_run_from_the_store_exports_the_same(kept: Path) -> None:
    go(kept)
    go(kept, "run.folder=again")
    one, again = ((kept / folder / "documents.jsonl").read_bytes() for folder in ("results", "again"))
    assert one == again


def test_the_store_can_be_elsewhere_or_nowhere(kept: Path) -> None:
    go(kept, "run.parses=elsewhere")
    go(kept, "run.parses=false", fresh=True)
    assert len(files(kept / "elsewhere")) == 1
    assert not (kept / ".pipeline").exists()


def test_a_fresh_run_parses_anew_and_keeps_the_new_parses(kept: Path) -> None:
    """`--fresh` never starts from a stored parse, which may be wrong."""
    plan = load(kept / "kept.yaml")
    run(plan)
    exported, (file,) = (kept / "results" / "documents.jsonl").read_bytes(), files(kept / ".pipeline" / "parses")
    damaged = without_names(file)
    run(plan, RunOptions(fresh=True))
    assert (kept / "results" / "documents.jsonl").read_bytes() == exported
    assert file.read_bytes() != damaged


def without_names(file: Path) -> bytes:
    """Take the names out of the parses in a file of the store, and return what it holds then."""
    import spacy
    from spacy.tokens import DocBin

    parses = list(DocBin().from_disk(file).get_docs(spacy.blank("en").vocab))
    for parse in parses:
        parse.ents = []
    ParseStore(file.parent).save(file, parses, {"entities"})
    return file.read_bytes()


def test_cache_shows_the_size_and_clears(kept: Path, command: Run) -> None:
    go(kept)
    assert command("cache", "kept.yaml", cwd=kept).stdout.startswith(".pipeline/parses: 1 batches of parses kept, ")
    command("cache", "kept.yaml", "--clear", cwd=kept)
    assert files(kept / ".pipeline" / "parses") == []


def test_a_service_keeps_no_parses(kept: Path) -> None:
    """It reads texts without end, and each of them once."""
    plan = load(kept / "kept.yaml")
    with plan.open() as process:
        process("Ana Reis met Bo Lind in Oslo.")
    plan.process("Ana Reis met Bo Lind in Oslo.")
    assert not (kept / ".pipeline").exists()


def test_a_service_that_asks_for_it_keeps_parses(kept: Path) -> None:
    with load(kept / "kept.yaml").open(keep_parses=True) as process:
        process("Ana Reis met Bo Lind in Oslo.")
    assert len(files(kept / ".pipeline" / "parses")) == 1


class Strings(Stage):
    """Count the strings that spaCy knows."""

    name = "strings"
    needs_parse = frozenset({"entities"})

    def process(self, document: Document) -> Document:
        return document.with_metadata(strings=len(document.parse.vocab.strings))


class Plugin:
    @hookimpl
    def pipeline_stages(self) -> list[type[Stage]]:
        return [Strings]


def test_the_memory_of_a_service_does_not_grow_with_new_words(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each text has a hundred words that no other has; a document comes back without its parse."""
    monkeypatch.setattr(language_parser, "LEXICON", 100)
    config = kept / "kept.yaml"
    config.write_text(config.read_text().replace("- entities", "- strings"))
    with load(config, plugins=[Plugin()]).open() as process:
        texts = (" ".join(f"Word{text}x{number}" for number in range(100)) for text in range(100))
        processed = [process(text) for text in texts]
    first, *_, last = (document.metadata["strings"] for document in processed)
    assert last - first < 1_000
    assert not any(document.has_parse for document in processed)


def test_the_kernel_of_a_run_stands_in_its_record(kept: Path) -> None:
    go(kept, "run.kernel=blis")
    assert json.loads((kept / "results" / "run.json").read_text())["kernel"] == "blis"
