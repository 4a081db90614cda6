"""The sink `export`: one file of JSON lines in the run folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from pydantic import TypeAdapter, ValidationError

from pipeline import Document, Part, Results
from pipeline.documents.part import PartFile
from plugins.export import Export

if TYPE_CHECKING:
    from pathlib import Path

SUMMARY = b'{"part":1,"read":2,"exported":2,"dropped":0,"quarantined":{},"tally":{}}\n'


def part(folder: Path, name: str, *texts: str) -> Part:
    """Write a part as a worker commits it: a record a document, and the summary."""
    path = folder / "parts" / name
    path.parent.mkdir(exist_ok=True)
    records = [Document.from_raw(text, id=f"{name}/{number}").record() for number, text in enumerate(texts)]
    path.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records) + SUMMARY)
    return Part(PartFile(path))


def test_the_records_of_all_parts_stand_in_one_file_in_order(tmp_path: Path) -> None:
    parts = [part(tmp_path, "b", "One.", "Two."), part(tmp_path, "empty"), part(tmp_path, "a", "Three.")]
    written = list(Export().finish(Results(tmp_path, parts)))
    assert written == [tmp_path / "documents.jsonl"]
    read = [json.loads(line) for line in written[0].read_text(encoding="utf-8").splitlines()]
    assert [(one["id"], one["text"]) for one in read] == [("b/0", "One."), ("b/1", "Two."), ("a/0", "Three.")]


def test_the_file_is_utf_8_with_characters_as_they_are(tmp_path: Path) -> None:
    Export().finish(Results(tmp_path, [part(tmp_path, "a", "“Zoë”\r\n\u2028😀")]))
    assert (tmp_path / "documents.jsonl").read_bytes() == (
        '{"id":"a/0","source":"","text":"“Zoë”\\r\\n\u2028😀","metadata":{}}\n'.encode()
    )


def test_a_run_without_documents_gives_an_empty_file(tmp_path: Path) -> None:
    Export().finish(Results(tmp_path, []))
    assert (tmp_path / "documents.jsonl").read_bytes() == b""


def test_an_older_export_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_text("old", encoding="utf-8")
    Export().finish(Results(tmp_path, [part(tmp_path, "a", "New.")]))
    assert json.loads((tmp_path / "documents.jsonl").read_bytes())["text"] == "New."


def test_an_older_export_stays_where_a_part_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "documents.jsonl").write_text("old", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        Export().finish(Results(tmp_path, [part(tmp_path, "a", "New."), Part(PartFile(tmp_path / "parts/gone"))]))
    assert (tmp_path / "documents.jsonl").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents.jsonl", "parts"]


def test_the_file_can_have_another_name(tmp_path: Path) -> None:
    export = TypeAdapter(Export).validate_json('{"file": "July 2015.jsonl"}', strict=True)
    assert list(export.finish(Results(tmp_path, []))) == [tmp_path / "July 2015.jsonl"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "file is empty: write a name such as documents.jsonl"),
        ("../a.jsonl", "is no plain name in the run folder"),
        ("out\\a.jsonl", "is no plain name in the run folder"),
        (".", "is no plain name in the run folder"),
        (".hidden", "is no plain name in the run folder"),
        ("a\nb", "is no plain name in the run folder"),
        ("run.json", "file 'run.json' is what the run folder itself uses: write another name"),
        ("Parts", "file 'Parts' is what the run folder itself uses: write another name"),
        ("quarantine", "is what the run folder itself uses"),
        ("log.jsonl", "is what the run folder itself uses"),
    ],
)
def test_a_name_that_the_run_folder_cannot_hold_is_refused(name: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(Export).validate_json(json.dumps({"file": name}), strict=True)
