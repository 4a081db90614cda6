"""A part: the records of a chunk as JSON lines, with a summary as the last line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline import Part, Results
from pipeline.documents.part import TAIL, PartFile
from pipeline.errors import RunError
from pipeline.files import atomic_file, atomic_path

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = '{"id":"a.txt","text":"One."}\n{"id":"b.txt","text":"Two\\u2028lines."}\n'
SUMMARY = '{"part":1,"read":4,"exported":2,"dropped":1,"quarantined":{"c.json":1},"tally":{"quotes":{"quotes":3}}}\n'


def part(folder: Path, content: str | bytes) -> PartFile:
    path = folder / "part.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return PartFile(path)


def test_the_records_of_a_part_are_all_lines_but_the_last(tmp_path: Path) -> None:
    written = part(tmp_path, RECORDS + SUMMARY)
    assert [record["id"] for record in Part(written).records()] == ["a.txt", "b.txt"]


def test_the_lines_of_a_part_are_its_bytes(tmp_path: Path) -> None:
    """An export copies them; a line separator within a text is not a line end."""
    assert b"".join(part(tmp_path, RECORDS + SUMMARY).lines()) == RECORDS.encode()


def test_the_summary_says_what_became_of_the_documents(tmp_path: Path) -> None:
    summary = part(tmp_path, RECORDS + SUMMARY).summary()
    assert (summary.read, summary.exported, summary.dropped) == (4, 2, 1)
    assert (summary.quarantined, summary.tally) == ({"c.json": 1}, {"quotes": {"quotes": 3}})


def test_a_part_may_have_no_records(tmp_path: Path) -> None:
    """All its documents were dropped."""
    empty = part(tmp_path, SUMMARY)
    assert (list(empty.lines()), list(Part(empty).records()), empty.summary().dropped) == ([], [], 1)


@pytest.mark.parametrize("records", ["", RECORDS])
@pytest.mark.parametrize("length", [TAIL - 1, TAIL, TAIL + 1, 3 * TAIL])
def test_a_summary_may_be_of_any_length(length: int, records: str, tmp_path: Path) -> None:
    """It names every document in quarantine, and there may be thousands."""
    summary = json.loads(SUMMARY)
    summary["quarantined"] = {"x" * (length - len(json.dumps(summary)) + len("c.json") - 1): 1}
    line = json.dumps(summary) + "\n"
    assert len(line) == length
    written = part(tmp_path, records + line)
    assert written.summary().quarantined == summary["quarantined"]
    assert b"".join(written.lines()) == records.encode()


@pytest.mark.parametrize(
    "content",
    [
        "",
        RECORDS,
        RECORDS + SUMMARY[:40],
        RECORDS + SUMMARY.replace("4", '"4"'),
        (RECORDS + SUMMARY).encode().replace(b"c.json", b"\xff.json"),
        RECORDS.encode() + bytes(40),
    ],
    ids=["empty", "no summary", "cut off", "wrong type", "not UTF-8", "zeros"],
)
def test_a_damaged_part_is_named_with_what_to_do(content: str | bytes, tmp_path: Path) -> None:
    written = part(tmp_path, content)
    with pytest.raises(RunError) as caught:
        written.summary()
    assert str(caught.value).startswith(f"{written.path} is damaged (")
    assert str(caught.value).endswith("): delete it and run again")


# Writing


def test_a_file_appears_whole_and_alone(tmp_path: Path) -> None:
    """Its folder is made; until the block ends nobody sees it."""
    path = tmp_path / "new" / "file.txt"
    with atomic_file(path) as file:
        file.write(b"content")
        assert not path.exists()
    assert [(one.name, one.read_bytes()) for one in path.parent.iterdir()] == [("file.txt", b"content")]


def test_a_file_is_replaced_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")
    with atomic_file(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"


def write_and_fail(path: Path) -> None:
    with atomic_file(path) as file:
        file.write(b"half of")
        raise KeyboardInterrupt


def test_a_block_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(tmp_path / "file.txt")
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_raises_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(tmp_path / "file.txt")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file.txt", "old")]


def test_a_sink_creates_its_files_in_the_run_folder(tmp_path: Path) -> None:
    with Results(tmp_path, parts=[]).create("names.csv") as file:
        file.write(b"name\n")
    assert (tmp_path / "names.csv").read_bytes() == b"name\n"


def test_a_folder_that_cannot_be_replaced_stays(tmp_path: Path) -> None:
    """The block made nothing that could take its place."""
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text("old")
    with pytest.raises(FileNotFoundError), atomic_path(folder):
        pass
    assert [(one.name, one.read_text()) for one in folder.iterdir()] == [("a.txt", "old")]
    assert list(tmp_path.iterdir()) == [folder]
