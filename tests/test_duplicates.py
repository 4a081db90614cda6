"""The corpus step `duplicates`: documents with the same text are found, and left out or marked."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import pytest

from pipeline import Document, Drop, Sketched
from pipeline.config.configuration import parse_override
from pipeline.planning.plan import load
from pipeline.running.runner import run
from pipeline.testing import check_corpus
from plugins.duplicates import Duplicates

if TYPE_CHECKING:
    from pathlib import Path

STEP = Duplicates()


def document(text: str, id: str = "text") -> Document:
    return replace(Document.from_raw(text), id=id)


def sketch(text: str) -> str | None:
    return STEP.sketch(document(text).record())


def copies(*texts: tuple[str, str]) -> dict[str, str]:
    """Return the id of the original for the id of each copy, of documents given as (id, text)."""
    sketches = [Sketched(at, id, sketch(text)) for at, (id, text) in enumerate(texts) if sketch(text)]
    return {texts[at][0]: original for at, original in STEP.settle(sketches)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge is open.", "The bridge is open.\n"),
        ("The bridge\nis open.", "The bridge  is\topen."),
        ("The bridge is open.", "THE BRIDGE IS OPEN."),
        ("The ﬁrst bridge", "The first bridge"),
        ("caf\u00e9", "cafe\u0301"),
        ("Straße", "STRASSE"),
    ],
    ids=["line end", "blanks", "capitals", "ligature", "composed", "sharp s"],
)
def test_texts_that_differ_only_in_form_are_the_same(one: str, other: str) -> None:
    assert sketch(one) == sketch(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge is open.", "The bridge is open!"),
        ("The bridge is open.", "The bridge is open. Again."),
        ("ab c", "a bc"),
    ],
)
def test_any_other_difference_counts(one: str, other: str) -> None:
    assert sketch(one) != sketch(other)


@pytest.mark.parametrize("text", ["", " \n", "***", "— …"])
def test_a_text_without_letters_and_digits_takes_no_part(text: str) -> None:
    assert sketch(text) is None


def test_the_original_is_the_one_whose_id_comes_first() -> None:
    assert copies(("c", "One"), ("a", "one"), ("d", "other"), ("b", "ONE")) == {"c": "a", "b": "a"}


def test_of_documents_with_one_id_the_first_is_the_original() -> None:
    assert list(STEP.settle([Sketched(3, "a", "00"), Sketched(1, "a", "00"), Sketched(2, "a", "00")])) == [
        (3, "a"),
        (2, "a"),
    ]


def test_a_copy_is_dropped_with_the_id_of_its_original() -> None:
    assert STEP.apply(document("One").record(), "a.txt") == Drop("the same text as a.txt")


def test_a_copy_can_be_marked_instead() -> None:
    record = document("One").with_metadata(title="T").record()
    marked = Duplicates(copies="mark").apply(record, "a.txt")
    assert isinstance(marked, dict)
    assert marked["metadata"] == {"title": "T", "duplicate_of": "a.txt"}


@pytest.mark.parametrize("setting", ["drop", "mark"])
def test_the_step_keeps_the_contract(setting: Literal["drop", "mark"]) -> None:
    texts = ["One", "two", "ONE", "", "one ", "Two", "three"]
    check_corpus(Duplicates(copies=setting), [document(text, f"{at}.txt") for at, text in enumerate(texts)])


@pytest.mark.parametrize(("setting", "expected"), [("drop", ["a.txt"]), ("mark", ["a.txt", "b.txt"])])
def test_a_run_leaves_copies_out_or_marks_them(project: Path, setting: str, expected: list[str]) -> None:
    yaml = project / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - export", "  - duplicates\n  - export"))
    (project / "input/c.txt").unlink()
    (project / "input/b.txt").write_text("this is loud!  indeed.")
    done = run(load(yaml, overrides=[parse_override(f"stages.duplicates.copies={setting}")]))
    exported = [json.loads(line) for line in (project / "results/documents.jsonl").read_text().splitlines()]
    assert [one["id"] for one in exported] == expected
    assert [one["metadata"].get("duplicate_of") for one in exported] == [None, "a.txt"][: len(expected)]
    assert done.read == done.exported + done.dropped == 2
