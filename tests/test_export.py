"""The sink `export`: JSON lines in the run folder, in one file or in a folder, plain or compressed."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from pydantic import TypeAdapter, ValidationError

from pipeline import Document, Part, Results
from pipeline.config.configuration import parse_override
from pipeline.documents.part import PartFile
from pipeline.planning.plan import load
from pipeline.running.runner import run
from pipeline.testing import check_sink
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


# Compressed, and as a folder


def exported(project: Path, file: str, *sets: str) -> Path:
    """Run the project with that setting; return the file or folder that was written."""
    plan = load(
        project / "shouting.yaml", overrides=[parse_override(one) for one in (f"stages.export.file={file}", *sets)]
    )
    (one,) = run(plan).exports
    return plan.config.folder / one.path


def lines(path: Path) -> bytes:
    """Return the JSON lines of an export in any form."""
    if path.is_dir():
        return b"".join(map(lines, sorted(path.iterdir())))
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


@pytest.mark.parametrize("file", ["documents.jsonl.gz", "all/*.jsonl", "all/*.jsonl.gz"])
def test_every_form_has_the_same_lines(project: Path, file: str) -> None:
    for number in range(100):
        (project / "input" / f"{number:03}.txt").write_text(f"Text {number}")
    plain = lines(exported(project, "documents.jsonl"))
    assert sorted(lines(exported(project, file)).splitlines()) == sorted(plain.splitlines())
    assert plain.count(b"\n") == 103


def test_a_compressed_export_has_the_same_bytes_in_every_run(project: Path) -> None:
    one = exported(project, "documents.jsonl.gz").read_bytes()
    assert exported(project, "documents.jsonl.gz", "run.folder=other", "run.executor=processes").read_bytes() == one


def test_an_added_file_changes_one_file_of_a_folder(project: Path) -> None:
    for number in range(300):
        (project / "input" / f"{number:03}.txt").write_text(f"Text {number}")
    before = {(path.name, path.read_bytes()) for path in exported(project, "all/*.jsonl").iterdir()}
    (project / "input" / "150a.txt").write_text("new")
    after = {(path.name, path.read_bytes()) for path in exported(project, "all/*.jsonl").iterdir()}
    assert len(before) > 5
    assert len(before - after) == len(after - before) == 1


@pytest.mark.parametrize("file", ["documents.jsonl", "documents.jsonl.gz", "all/*.jsonl", "all/*.jsonl.gz"])
def test_the_export_keeps_the_contract_in_every_form(file: str) -> None:
    documents = [Document.from_raw(text, id=f"{at}.txt") for at, text in enumerate(["One.", "Two.", ""])]
    check_sink(Export(file=file), documents)


@pytest.mark.parametrize(
    "name", ["*/a.jsonl", "documents/*", "a/b/*.jsonl", ".hidden/*.jsonl", "documents/", "a*.jsonl"]
)
def test_a_folder_has_the_form_folder_star_suffix(name: str) -> None:
    with pytest.raises(ValidationError, match="is no plain name in the run folder"):
        TypeAdapter(Export).validate_json(json.dumps({"file": name}), strict=True)


def test_a_folder_cannot_be_what_the_run_folder_uses() -> None:
    with pytest.raises(ValueError, match="is what the run folder itself uses"):
        Export(file="Derived/*.jsonl")
