"""A stage may give several documents for one: pieces with ids of their own, each accounted for and retried alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import Document, Drop, Span, Stage
from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, StageError
from pipeline.planning.plan import load
from pipeline.running.runner import retry, run
from pipeline.testing import check_stage, split
from plugins.split import Split

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.results.record import Record

    Run = Callable[..., subprocess.CompletedProcess[str]]


# The contract


class Halves(Stage):
    """Split each text in two."""

    name = "halves"
    splits = True
    fault: str = ""

    def process(self, document: Document) -> Any:  # noqa: ANN401  # some faults are of the wrong type
        middle = len(document.text) // 2
        if not middle:
            return document
        one, other = document.pieces([Span(0, middle), Span(middle, len(document.text))])
        return {
            "": [one, other],
            "same id": [one, one],
            "other id": [one, Document.from_raw("other", id="b#1")],
            "no id": [one, document],
            "type": [one, "two"],
            "empty": [],
            "layer": [one.with_layer("more", []), other],
        }[self.fault]


class Undeclared(Halves):
    """It does not say that it splits."""

    name = "undeclared"
    splits = False


def test_a_stage_that_splits_keeps_the_contract() -> None:
    check_stage(Halves(), [Document.from_raw("One two.", id="a"), Document.from_raw("x", id="b")])


@pytest.mark.parametrize(
    ("stage", "message"),
    [
        (Halves(fault="same id"), "2 pieces have the key '1'"),
        (Halves(fault="other id"), "a piece is no part of its document"),
        (Halves(fault="no id"), "a piece has the id 'a', which has to begin with 'a#'"),
        (Halves(fault="type"), "process returned str where a piece of the document was expected"),
        (Halves(fault="empty"), "process returned no documents: return Drop with the reason"),
        (Halves(fault="layer"), "the stage set the layer 'more': name it in its `provides`"),
        (Undeclared(), "process returned several documents: say splits = True in the class of the stage"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_error_says_how_a_splitting_stage_breaks_the_contract(stage: Stage, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check_stage(stage, [Document.from_raw("One two.", id="a")])


# In a run

STAGES = """
import os
from pipeline import Document, Span, Stage, hookimpl

class Sentences(Stage):
    name = "sentences"
    splits = True

    def process(self, document):
        ends = [at + 1 for at, char in enumerate(document.text) if char == "."]
        return document.pieces([Span(a, b) for a, b in zip([0, *ends], ends)]) if ends else document

class Parsing(Stage):
    name = "parsing"
    needs_parse = {"sentences"}

    def process(self, document):
        return document

@hookimpl
def pipeline_stages():
    return [Sentences, Parsing]
"""


@pytest.fixture
def splitting(project: Path) -> Path:
    """Return a project that splits its documents into sentences before the stage `shouts`."""
    (project / "stages.py").write_text(STAGES)
    yaml = project / "shouting.yaml"
    text = yaml.read_text().replace("[./shouts.py]", "[./shouts.py, ./stages.py]")
    yaml.write_text(text.replace("  - shouts", "  - sentences\n  - shouts"))
    allowed = "not os.path.exists(os.path.join(os.path.dirname(__file__), 'allowed'))"
    plugin = project / "shouts.py"
    plugin.write_text(
        plugin.read_text().replace('"RAISE" in document.text:', f'"RAISE" in document.text and {allowed}:')
    )
    write(project, {"a": "One. TWO. Three.", "b": "no end", "c": "Four."})
    return project


def write(project: Path, texts: dict[str, str]) -> None:
    for path in (project / "input").iterdir():
        path.unlink()
    for name, text in texts.items():
        (project / "input" / f"{name}.txt").write_text(text)


def go(project: Path, *sets: str) -> Record:
    return run(load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets]))


def exported(project: Path, folder: str = "results") -> list[tuple[str, str]]:
    lines = (project / folder / "documents.jsonl").read_text().splitlines()
    return [(one["id"], one["text"]) for one in map(json.loads, lines)]


WHOLE = [
    ("a.txt#1", "One."),
    ("a.txt#2", " TWO."),
    ("a.txt#3", " Three."),
    ("b.txt", "no end"),
    ("c.txt#1", "Four."),
]


def test_each_piece_is_exported_in_order(splitting: Path) -> None:
    go(splitting)
    assert exported(splitting) == WHOLE


def test_documents_that_were_added_are_accounted_for(splitting: Path) -> None:
    done = go(splitting)
    assert (done.read, done.added, done.exported, done.dropped, done.quarantined) == (3, 2, 5, 0, 0)
    found = {stage.name: (stage.documents, stage.found) for stage in done.stages}
    assert found["shouts"] == (5, {"shouts": 1})


def test_what_a_stage_before_the_split_found_is_counted_in_each_piece_alone(splitting: Path) -> None:
    yaml = splitting / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - sentences\n  - shouts", "  - shouts\n  - sentences"))
    found = {stage.name: stage.found for stage in go(splitting).stages}
    assert found["shouts"] == {"shouts": 1}


def test_the_summary_says_into_how_many_documents_were_split(splitting: Path, command: Run) -> None:
    assert "3 documents, split into 5: 5 exported" in command("run", "shouting.yaml", cwd=splitting).stdout


def test_only_the_piece_that_fails_goes_to_quarantine(splitting: Path) -> None:
    write(splitting, {"a": "One. RAISE. Three. DROP."})
    done = go(splitting)
    assert (done.read, done.added, done.exported, done.dropped, done.quarantined) == (1, 3, 2, 1, 1)
    (entry,) = (splitting / "results/quarantine").iterdir()
    kept = json.loads(entry.read_text())
    assert (kept["id"], kept["piece_of"], kept["raw"]) == ("a.txt#2", "a.txt", "One. RAISE. Three. DROP.")


def test_a_retry_puts_the_piece_where_it_would_have_been(splitting: Path) -> None:
    write(splitting, {"a": "One. RAISE. Three.", "b": "RAISE at once. RAISE again."})
    assert go(splitting).quarantined == 3
    (splitting / "allowed").touch()
    done = retry(load(splitting / "shouting.yaml"))
    assert (done.read, done.added, done.exported, done.quarantined) == (2, 3, 5, 0)
    assert go(splitting, "run.folder=undisturbed").exported == 5
    files = (splitting / folder / "documents.jsonl" for folder in ("results", "undisturbed"))
    assert len({file.read_bytes() for file in files}) == 1


def test_a_piece_that_fails_again_stays_in_quarantine(splitting: Path) -> None:
    write(splitting, {"a": "One. RAISE."})
    go(splitting)
    done = retry(load(splitting / "shouting.yaml"))
    assert (done.read, done.added, done.exported, done.quarantined) == (1, 1, 1, 1)


def test_a_document_that_kills_its_worker_goes_to_quarantine_as_it_was_read(splitting: Path) -> None:
    write(splitting, {"a": "One. DIE. Three.", "b": "Four. Five."})
    done = go(splitting, "run.executor=processes")
    assert (done.read, done.added, done.exported, done.quarantined) == (2, 1, 2, 1)
    (entry,) = (splitting / "results/quarantine").iterdir()
    assert json.loads(entry.read_text())["id"] == "a.txt"


def test_all_executors_give_the_same_bytes(splitting: Path) -> None:
    write(splitting, {f"{number:03}": "One. Two. " * (number % 5) for number in range(100)})
    go(splitting)
    go(splitting, "run.executor=processes", "run.folder=other")
    assert exported(splitting) == exported(splitting, "other")


def test_a_stage_that_splits_after_the_parse_is_a_mistake_in_the_configuration(splitting: Path) -> None:
    yaml = splitting / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - sentences", "  - parsing\n  - sentences"))
    with pytest.raises(ConfigError, match="sentences splits the document after parsing had it parsed: put it before"):
        load(yaml)


def test_a_plan_gives_the_pieces_of_one_text(splitting: Path) -> None:
    plan = load(splitting / "shouting.yaml")
    with plan.open_splitting() as process:
        assert [one.text for one in process("One. Two.")] == ["One.", " Two."]
    with pytest.raises(StageError, match=r"a stage split the document into 2: call plan.open_splitting\(\)"):
        plan.process("One. Two.")


# The built-in stage


def texts(stage: Split, text: str) -> list[str]:
    return [one.text for one in split(stage, Document.from_raw(text, id="a"))]


EXPORT = "Document 1 of 2\nThe ferry is late.\n\nDocument 2 of 2\nThe bridge is open.\n"
BLOG = "Storm, live\n09:15\nThe port closes.\n09:40 \nTrees fall.\n"


def test_a_file_of_a_press_database_becomes_its_articles() -> None:
    assert texts(Split(separator=r"Document \d+ of \d+"), EXPORT) == ["The ferry is late.\n\n", "The bridge is open.\n"]


def test_a_live_blog_becomes_its_posts_with_their_times() -> None:
    pieces = split(Split(separator=r"(?P<time>\d\d:\d\d)", keep=True), Document.from_raw(BLOG, id="blog"))
    assert [(one.text, one.metadata.get("time")) for one in pieces] == [
        ("Storm, live\n", None),
        ("09:15\nThe port closes.\n", "09:15"),
        ("09:40 \nTrees fall.\n", "09:40"),
    ]
    assert [one.id for one in pieces] == ["blog#1", "blog#2", "blog#3"]


def test_a_text_without_such_lines_stays_as_it_is() -> None:
    document = Document.from_raw("One.\nTwo.")
    assert split(Split(separator="---"), document) == [document]


def test_stretches_without_words_are_left_out() -> None:
    assert texts(Split(separator="---"), "---\n\n---\nOne\n---\n* * *\n---\nTwo\n---") == ["One\n", "Two\n"]


def test_a_text_of_separators_alone_is_dropped() -> None:
    stage = Split(separator="---")
    with stage.open() as process:
        assert process(Document.from_raw("---\n---\n")) == Drop("no words between the separating lines")


def test_a_separator_matches_a_whole_line() -> None:
    assert texts(Split(separator="x"), "one x two\n  x  \nthree") == ["one x two\n", "three"]


def test_a_faulty_separator_is_a_mistake_in_the_configuration(project: Path) -> None:
    yaml = project / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - shouts", "  - use: split\n    with: {separator: '('}\n  - shouts"))
    with pytest.raises(ConfigError, match=r"yaml:10:\d+: split: .*separator '\(' is no regular expression"):
        load(yaml)


@pytest.mark.parametrize("keep", [False, True])
def test_the_built_in_stage_keeps_the_contract(keep: bool) -> None:  # noqa: FBT001  # a parameter of the test
    documents: Sequence[Document] = [Document.from_raw(text, id=text[:3]) for text in (EXPORT, BLOG, "---", "One")]
    check_stage(Split(separator=r"---|Document.*|(?P<time>\d\d:\d\d)", keep=keep), documents)
