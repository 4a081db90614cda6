"""The source `ingest`: what it finds, in which order, how it cuts chunks, and what it says of what it cannot read."""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
import tracemalloc
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pipeline import Document, InputPath, PipelineError, Unreadable
from plugins.ingest import Ingest
from plugins.ingest.files import File, Root

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline import Chunk

MEGABYTE = 2**20


def ingest(
    base: Path,
    *written: str,
    fields: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> Ingest:
    return Ingest(
        paths=tuple(InputPath(in_file_system(one), base) for one in written), fields=fields or {}, encoding=encoding
    )


def in_file_system(name: str) -> str:
    """Return a name as Python has it where the file system has it in UTF-8: the same but in a locale of its own."""
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))


def results(source: Ingest) -> list[Document | Unreadable]:
    """Everything that the source gives, each chunk having crossed to a worker."""
    return [one for chunk in source.chunks(Forgetful()) for one in source.read(pickle.loads(pickle.dumps(chunk)))]  # noqa: S301  # our own


def documents(source: Ingest) -> list[Document]:
    found = results(source)
    assert not [one for one in found if isinstance(one, Unreadable)]
    return [one for one in found if isinstance(one, Document)]


def ids(source: Ingest) -> list[str]:
    return [one.id for one in results(source)]


def write(base: Path, *names: str, text: str = "") -> None:
    """Make files, each with its own name as its text unless `text` says otherwise."""
    for name in names:
        path = base / in_file_system(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text or name, encoding="utf-8")


class Forgetful:
    """A memo that keeps nothing: every file is read."""

    def get(self, _key: str) -> None:
        return None

    def put(self, _key: str, _value: str) -> None:
        pass


def write_lines(path: Path, records: Iterable[object]) -> None:
    path.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))


def one_line(base: Path, line: str | bytes, fields: Mapping[str, str] | None = None) -> Document | Unreadable:
    (base / "a.jsonl").write_bytes(line if isinstance(line, bytes) else line.encode())
    [result] = results(ingest(base, "a.jsonl", fields=fields))
    return result


def error_of(result: Document | Unreadable) -> str:
    assert isinstance(result, Unreadable)
    return result.error


def complaint(source: Ingest) -> str:
    with pytest.raises(PipelineError) as caught:
        source.chunks(Forgetful())
    return str(caught.value)


# Files, folders and globs


def test_a_text_file_is_a_document_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("“Yes,” she said.\r\n\r\n".encode())
    [document] = documents(ingest(tmp_path, "a.txt"))
    assert (document.id, document.source, document.metadata) == ("a.txt", "a.txt", {})
    assert document.raw == document.text == "“Yes,” she said.\r\n\r\n"


def test_markdown_is_read_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "a.md", text="---\ntitle: A day\n---\n# A *day*\n")
    assert documents(ingest(tmp_path, "a.md"))[0].raw == "---\ntitle: A day\n---\n# A *day*\n"


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()
    assert [one.raw for one in documents(ingest(tmp_path, "a.txt"))] == [""]


def test_a_folder_is_read_with_all_below_it_in_code_point_order(tmp_path: Path) -> None:
    write(tmp_path, "in/b.txt", "in/B.TXT", "in/b-1/x.md", "in/b/x.txt", "in/b/10.txt", "in/b/9.txt", "in/é.txt")
    assert ids(ingest(tmp_path, "in/")) == ["B.TXT", "b-1/x.md", "b.txt", "b/10.txt", "b/9.txt", "b/x.txt", "é.txt"]


def test_a_folder_gives_neither_hidden_files_nor_other_kinds(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/.b.txt", "in/.git/c.txt", "in/d.html", "in/e")
    assert ids(ingest(tmp_path, "in")) == ["a.txt"]


def test_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path, "b/1.txt", "a/2.txt", "c.txt")
    assert ids(ingest(tmp_path, "c.txt", "b", "a")) == ["c.txt", "1.txt", "2.txt"]


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("in/*.txt", ["a.txt"]),
        ("in/*", ["2015/07/b.txt", "2015/c.md", "2016/d.txt", "a.txt"]),
        ("in/*/*.md", ["2015/c.md"]),
        ("in/201[56]/?.[!x]*", ["2015/c.md", "2016/d.txt"]),
        ("in/**/*.txt", ["2015/07/b.txt", "2016/d.txt", "a.txt"]),
        ("in/**", ["2015/07/b.txt", "2015/c.md", "2016/d.txt", "a.txt"]),
        ("in/2015/**/b.txt", ["07/b.txt"]),
        ("in/*6/", ["2016/d.txt"]),
        ("in/.h*", [".hidden.txt"]),
        ("*n/**/07/*", ["in/2015/07/b.txt"]),
    ],
)
def test_a_glob_gives_ids_relative_to_its_fixed_part(tmp_path: Path, glob: str, expected: list[str]) -> None:
    write(tmp_path, "in/a.txt", "in/2015/07/b.txt", "in/2015/c.md", "in/2016/d.txt", "in/.hidden.txt", "in/no.html")
    assert ids(ingest(tmp_path, glob)) == expected


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    write(tmp_path, "a[1].txt", "a1.txt")
    assert ids(ingest(tmp_path, "a[1].txt")) == ["a[1].txt"]


def test_a_file_that_is_reached_twice_comes_once(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/b.txt", "in/sub/c.txt")
    assert ids(ingest(tmp_path, "in/b.txt", "in/*.txt", "in/", str(tmp_path / "in"))) == ["b.txt", "a.txt", "sub/c.txt"]


def test_of_a_file_and_a_link_to_it_the_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, "in/z.txt", "in/z/1.txt")
    (tmp_path / "in/a.txt").symlink_to("z.txt")
    (tmp_path / "in/a").symlink_to("z")
    assert ids(ingest(tmp_path, "in")) == ["z.txt", "z/1.txt"]


def test_links_are_followed(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/1.txt", "in/2.txt")
    (tmp_path / "in/linked").symlink_to("../elsewhere")
    assert ids(ingest(tmp_path, "in")) == ["2.txt", "linked/1.txt"]


@pytest.mark.parametrize("written", ["in", "in/**/*.txt", "in/**"])
def test_links_in_circles_end(tmp_path: Path, written: str) -> None:
    """Twenty folders, each with two links to the next one and one to the top: a million ways, if all were gone."""
    for depth in range(20):
        write(tmp_path, f"in/{depth:02}/a.txt")
        (tmp_path / f"in/{depth:02}/left").symlink_to(f"../{depth + 1:02}")
        (tmp_path / f"in/{depth:02}/right").symlink_to(f"../{depth + 1:02}")
        (tmp_path / f"in/{depth:02}/up").symlink_to("..")
    assert ids(ingest(tmp_path, written)) == [f"{depth:02}/a.txt" for depth in range(20)]


def test_a_pipe_in_a_folder_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    os.mkfifo(tmp_path / "in/b.txt")
    assert ids(ingest(tmp_path, "in", "in/*.txt")) == ["a.txt"]


@pytest.mark.parametrize(
    ("name", "own_id", "source"),
    [
        (b"caf\xe9.txt", "caf\ufffd.txt~9c035039", "in/caf%E9.txt"),
        (b"caf\xe8.txt", "caf\ufffd.txt~5e8d7139", "in/caf%E8.txt"),
        ("caf\ufffd.txt".encode(), "caf\ufffd.txt", "in/caf%EF%BF%BD.txt"),
        (b"a\nb.txt", "a\nb.txt", "in/a%0Ab.txt"),
    ],
)
def test_a_file_name_that_is_not_utf_8_has_a_printable_id(name: bytes, own_id: str, source: str) -> None:
    """Two such names stay two."""
    file = File(Root("/in", PurePath("in")), os.fsdecode(name))
    assert (file.id, file.source, os.fsencode(file.path)) == (own_id, source, b"/in/" + name)


# Sources


@pytest.mark.parametrize(
    ("written", "source"),
    [
        ("../in", "../in/a%20b/caf%C3%A9%2350%25.txt"),
        ("./../in/*/", "../in/a%20b/caf%C3%A9%2350%25.txt"),
        ("../in/a b/café#50%.txt", "../in/a%20b/caf%C3%A9%2350%25.txt"),
    ],
)
def test_the_source_is_relative_to_the_yaml_where_the_path_is(tmp_path: Path, written: str, source: str) -> None:
    write(tmp_path, "in/a b/café#50%.txt")
    (tmp_path / "configs").mkdir()
    assert [one.source for one in documents(ingest(tmp_path / "configs", written))] == [source]


def test_the_source_is_absolute_where_the_path_is(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    [document] = documents(ingest(tmp_path / "configs", str(tmp_path / "in")))
    assert (document.id, document.source) == ("a.txt", (tmp_path / "in/a.txt").as_uri())


def test_a_chunk_can_be_read_from_another_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "in/a.txt", "elsewhere/b.txt")
    monkeypatch.chdir(tmp_path)
    source = ingest(Path(), "in")
    found = list(source.chunks(Forgetful()))
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert [one for chunk in found for one in source.read(chunk)] == [
        Document("a.txt", "in/a.txt", "in/a.txt", "in/a.txt")
    ]


# Paths that lead to nothing


def test_all_wrong_paths_stand_in_one_complaint(tmp_path: Path) -> None:
    write(tmp_path, "seeds/a.txt", "notes/page.html", "table.csv", "bare")
    (tmp_path / "empty").mkdir()
    os.mkfifo(tmp_path / "pipe")
    base = tmp_path / "configs"
    base.mkdir()
    paths = [
        "../seedz/",
        "../seeds/*.md",
        "../note/*.md",
        "../empty",
        "../notes",
        "../table.csv",
        "../bare",
        "../pipe",
        "",
    ]
    assert complaint(ingest(base, *paths)).splitlines() == [
        f"../seedz/: there is no such file or folder (looked for {base}/../seedz). Did you mean ../seeds?",
        f"../seeds/*.md: nothing matches (looked in {base}/../seeds): check it with ls, or name the folder",
        f"../note/*.md: there is no folder {base}/../note. Did you mean ../notes/*.md?",
        "../empty: the folder holds no files (hidden ones are left out): ingest reads .txt, .md or .jsonl",
        "../notes: the folder holds only files with .html: ingest reads .txt, .md or .jsonl",
        "../table.csv: .csv files are not read: convert it to .txt, .md or .jsonl",
        "../bare: a file without an ending is not read: convert it to .txt, .md or .jsonl",
        "../pipe: neither a file nor a folder: write - to read from a pipe",
        ": the path is empty: write . for the folder of the configuration",
    ]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("sseds/2015/a.txt", "Did you mean seeds/2015/a.txt?"),
        ("seeds/2051/a.txt", "Did you mean seeds/2015/a.txt?"),
        ("seeds/2015/a.tx", "Did you mean seeds/2015/a.txt?"),
        ("seeds/2015/a.txt/b", "seeds/2015/a.txt/b)."),
        ("quite other", "quite other)."),
        ("nul\0.txt", "nul\0.txt)."),
    ],
)
def test_a_path_that_is_not_there_gets_the_nearest_one_that_is(tmp_path: Path, written: str, hint: str) -> None:
    write(tmp_path, "seeds/2015/a.txt")
    assert complaint(ingest(tmp_path, written)).endswith(hint)


def test_two_files_with_one_id_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "b/x.txt")
    assert complaint(ingest(tmp_path, "a", "b")) == (
        f"{tmp_path}/a/x.txt and {tmp_path}/b/x.txt would both have the id 'x.txt': "
        "name a folder above both in the paths of ingest, or ingest them in two runs"
    )


# Files that cannot be read


def test_a_file_that_vanishes_is_reported_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/b.txt")
    (tmp_path / "in/gone.txt").symlink_to("nowhere")
    (tmp_path / "in/gone.jsonl").symlink_to("nowhere.jsonl")
    source = ingest(tmp_path, "in")
    found = list(source.chunks(Forgetful()))
    (tmp_path / "in/b.txt").unlink()
    assert [one if isinstance(one, Unreadable) else one.id for chunk in found for one in source.read(chunk)] == [
        "a.txt",
        Unreadable("b.txt", "in/b.txt", "cannot be read: No such file or directory", b""),
        Unreadable("gone.jsonl", "in/gone.jsonl", "cannot be read: No such file or directory", b""),
        Unreadable("gone.txt", "in/gone.txt", "cannot be read: No such file or directory", b""),
    ]


@pytest.mark.parametrize("written", ["in", "in/**/*.txt", "in/**"])
def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, written: str) -> None:
    """Its path is longer than the system takes, which holds for every user."""
    write(tmp_path, "in/a.txt")
    folder = tmp_path / "in"
    while len(str(folder)) + 201 < os.pathconf("/", "PC_PATH_MAX"):
        folder /= "d" * 200
        folder.mkdir()
    opened = os.open(folder, os.O_RDONLY)
    os.mkdir("e" * 200, dir_fd=opened)
    os.close(opened)
    [readable, closed] = results(ingest(tmp_path, written))
    assert readable.id == "a.txt"
    assert closed.id == f"{folder.relative_to(tmp_path / 'in')}/{'e' * 200}/"
    assert error_of(closed) == "cannot be read: File name too long"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a.txt", b'{"text": "B"}'),
        ("a.txt", b'{"text": "A"}, and more'),
        ("a.txt", b""),
        ("a.jsonl", b'{"text": "B"}'),
        ("a.jsonl", b""),
    ],
)
def test_a_file_that_changes_during_the_run_is_not_read_as_what_it_was(
    tmp_path: Path, name: str, change: bytes
) -> None:
    (tmp_path / name).write_bytes(b'{"text": "A"}')
    source = ingest(tmp_path, name)
    [chunk] = source.chunks(Forgetful())
    (tmp_path / name).write_bytes(change)
    [result] = source.read(chunk)
    assert error_of(result) == "changed while the run was reading it: run again"


def test_lines_that_are_appended_during_the_run_wait_for_the_next_one(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", [{"text": "A"}])
    source = ingest(tmp_path, "a.jsonl")
    [chunk] = source.chunks(Forgetful())
    write_lines(tmp_path / "a.jsonl", [{"text": "A"}, {"text": "B"}])
    assert [one.text for one in source.read(chunk) if isinstance(one, Document)] == ["A"]


# Encodings


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("setting", ["utf-8", "cp1252"])
def test_a_byte_order_mark_decides(tmp_path: Path, codec: str, setting: str) -> None:
    (tmp_path / "a.txt").write_bytes("Zoë’s café".encode(codec))
    expected = "ZoÃ«â€™s cafÃ©" if (codec, setting) == ("utf-8", "cp1252") else "Zoë’s café"
    assert documents(ingest(tmp_path, "a.txt", encoding=setting))[0].raw == expected


def test_the_setting_says_what_is_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("“Zoë”".encode("cp1252"))
    assert documents(ingest(tmp_path, "a.txt", encoding="cp1252"))[0].raw == "“Zoë”"


@pytest.mark.parametrize(
    ("content", "setting", "error"),
    [
        (
            b"The old caf\xe9.",
            "utf-8",
            "not UTF-8 at byte 11 (0xe9): say encoding: cp1252 in the settings of ingest, if that is what it is",
        ),
        (
            b"Pi\x81",
            "cp1252",
            (
                "not cp1252 at byte 2 (0x81), which the settings of ingest say it is: "
                "say another encoding there, or convert it"
            ),
        ),
        (
            b"\xff\xfea\0b",
            "utf-8",
            "not UTF-16-LE at byte 4 (0x62), which its byte-order mark says it is: the file is damaged",
        ),
    ],
)
def test_a_text_in_another_encoding_is_reported_whole(tmp_path: Path, content: bytes, setting: str, error: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert results(ingest(tmp_path, "a.txt", encoding=setting)) == [Unreadable("a.txt", "a.txt", error, content)]


# Settings


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"paths": []}, "paths is empty: name at least one file"),
        ({"paths": ["a"], "encoding": "utf-9"}, "encoding 'utf-9' is none that Python knows"),
        ({"paths": ["a"], "encoding": "hex"}, "encoding 'hex' is none that Python knows"),
        ({"paths": ["a"], "fields": {"text": ""}}, "fields maps 'text' to ''"),
        ({"paths": ["a"], "standard_input": "csv"}, "Input should be 'text' or 'jsonl'"),
        ({"paths": ["a"], "file": "a"}, "Unexpected keyword argument"),
        ({}, "Field required"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(settings: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        TypeAdapter(Ingest).validate_json(json.dumps(settings), strict=True)


def test_settings_are_read_as_the_yaml_gives_them(tmp_path: Path) -> None:
    given = b'{"paths": ["in/", "-"], "fields": {"id": "url"}, "encoding": "latin-1", "standard_input": "jsonl"}'
    read = TypeAdapter(Ingest).validate_json(given, strict=True, context={"base": tmp_path})
    assert read == Ingest(
        paths=(InputPath("in/", tmp_path), InputPath("-", tmp_path)),
        fields={"id": "url"},
        encoding="latin-1",
        standard_input="jsonl",
    )


# JSON lines


def test_a_line_is_a_document_and_other_fields_are_metadata(tmp_path: Path) -> None:
    write(
        tmp_path,
        "in/a.jsonl",
        text='{"text": "One.", "id": 7, "tags": ["x", null], "self": 1.5}\r\n\n  \n{"text": "Two."}',
    )
    assert documents(ingest(tmp_path, "in")) == [
        Document(
            "a.jsonl#1", "in/a.jsonl#line=1", "One.", "One.", metadata={"id": 7, "tags": ["x", None], "self": 1.5}
        ),
        Document("a.jsonl#4", "in/a.jsonl#line=4", "Two.", "Two."),
    ]


def test_fields_say_which_field_of_the_record_is_what(tmp_path: Path) -> None:
    line = '{"url": "https://a.example/1", "body": "One.", "date": "2015-07-28", "text": "teaser", "lang": "en"}'
    document = one_line(tmp_path, line, {"id": "url", "text": "body", "published": "date", "section": "desk"})
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("https://a.example/1", "One.")
    assert document.metadata == {"published": "2015-07-28", "text": "teaser", "lang": "en"}


@pytest.mark.parametrize(
    ("line", "metadata"),
    [
        ('{"text": "", "published": "Feb. 12", "date": "2015"}', {"published": "2015"}),
        ('{"text": "", "published": "Feb. 12"}', {"published": "Feb. 12"}),
        ('{"text": "", "date": 20150728}', {"published": "20150728"}),
        ('{"text": "", "date": null}', {"published": None}),
    ],
)
def test_published_is_the_mapped_field_and_a_string(tmp_path: Path, line: str, metadata: Mapping[str, object]) -> None:
    document = one_line(tmp_path, line, {"published": "date"})
    assert isinstance(document, Document)
    assert document.metadata == metadata


def test_a_field_can_be_id_and_metadata(tmp_path: Path) -> None:
    document = one_line(tmp_path, '{"text": "", "n": 12}', {"id": "n", "number": "n"})
    assert isinstance(document, Document)
    assert (document.id, document.metadata) == ("12", {"number": 12})


def test_a_byte_order_mark_before_json_lines_goes(tmp_path: Path) -> None:
    """Also in the middle, where two files were joined."""
    (tmp_path / "a.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "One."}\n\xef\xbb\xbf{"text": "Two."}\n\xef\xbb\xbf')
    assert [one.text for one in documents(ingest(tmp_path, "a.jsonl"))] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"cut \ud83d", "cut \ufffd"),
        (r"\ude00 cut", "\ufffd cut"),
        (r"whole \ud83d\ude00, cut \uD83D", "whole 😀, cut \ufffd"),
        (r"cut \ud83d, no escape: \\ud83d", r"cut �, no escape: \ud83d"),
        (r"\ud83d\n", "\ufffd\n"),
    ],
)
def test_half_an_emoji_becomes_the_replacement_character(tmp_path: Path, written: str, text: str) -> None:
    result = one_line(tmp_path, f'{{"text": "{written}"}}')
    assert isinstance(result, Document)
    assert result.raw == text


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"text": "One."', "line 1: not JSON (Input data was truncated): JSON lines hold one whole record a line"),
        ("[1]", 'line 1: an array, not an object such as {"text": "…"}: JSON lines hold one record a line'),
        ("null", 'line 1: nothing, not an object such as {"text": "…"}: JSON lines hold one record a line'),
        (
            '{"title": "A day", "body": "It was a day."}',
            (
                "line 1: no field 'text' in it (it has: title, body): "
                "say fields: {text: body} in the settings of ingest, if that is the text"
            ),
        ),
        (
            "{}",
            (
                "line 1: no field 'text' in it (it has: nothing): "
                "say fields: {text: NAME OF THE FIELD} in the settings of ingest, if that is the text"
            ),
        ),
        (
            '{"text": ["One."], "summary": "One."}',
            (
                "line 1: the field 'text' holds an array, not a string: "
                "say fields: {text: summary} in the settings of ingest, if that is the text"
            ),
        ),
        (
            b'{"text": "caf\xe9"}',
            "line 1: not UTF-8 at byte 13 (0xe9), which JSON has to be: convert the file with iconv",
        ),
        ("[" * 100_000, "line 1: its values are nested too deeply"),
    ],
)
def test_a_line_that_is_no_record_is_reported_with_what_to_do(tmp_path: Path, line: str | bytes, error: str) -> None:
    result = one_line(tmp_path, line)
    assert error_of(result) == error
    assert result == Unreadable(
        "a.jsonl#1", "a.jsonl#line=1", error, line if isinstance(line, bytes) else line.encode()
    )


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ('{"text": ""}', "no field 'url' in it for the id (it has: text): name another as fields: id"),
        ('{"text": "", "url": null}', "the field 'url' holds nothing, and an id is a string or a whole number"),
        ('{"text": "", "url": ""}', "the field 'url' holds nothing, and an id is a string or a whole number"),
        ('{"text": "", "url": true}', "the field 'url' holds a boolean, and an id is a string or a whole number"),
        ('{"text": "", "url": {"a": 1}}', "the field 'url' holds an object, and an id is a string or a whole number"),
    ],
)
def test_a_record_without_the_id_that_fields_name_is_reported(tmp_path: Path, line: str, error: str) -> None:
    assert error_of(one_line(tmp_path, line, {"id": "url"})) == f"line 1: {error}"


def test_the_lines_around_a_wrong_one_are_read(tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", text='{"text": "One."}\noops\n{"text": "Three."}\n')
    assert [(one.id, type(one)) for one in results(ingest(tmp_path, "a.jsonl"))] == [
        ("a.jsonl#1", Document),
        ("a.jsonl#2", Unreadable),
        ("a.jsonl#3", Document),
    ]


def test_two_records_with_one_id_are_both_read(tmp_path: Path) -> None:
    """A source knows its own chunk only; the run looks for ids that come twice, over all of them."""
    write_lines(tmp_path / "a.jsonl", [{"n": 5, "text": "One."}, {"n": "5", "text": "Two."}])
    found = documents(ingest(tmp_path, "a.jsonl", fields={"id": "n"}))
    assert [(one.id, one.text) for one in found] == [("5", "One."), ("5", "Two.")]


def test_json_lines_in_utf_16_are_refused_once(tmp_path: Path) -> None:
    """As some shells write them; line ends cannot be found by their byte."""
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe" + '{"text": "One."}\n'.encode("utf-16-le") * 3)
    [result] = results(ingest(tmp_path, "a.jsonl"))
    assert error_of(result) == (
        "its byte-order mark says UTF-16-LE, and JSON lines are UTF-8: convert it, iconv -f UTF-16-LE -t UTF-8"
    )


# Standard input


def standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_standard_input_is_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, "“Yes.”\n".encode())
    assert documents(ingest(Path(), "-", "-")) == [Document("stdin", "stdin:", "“Yes.”\n", "“Yes.”\n")]


def test_standard_input_holds_json_lines_where_the_setting_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    standard_input(monkeypatch, b'{"text": "One."}\n' * 100_000)
    source = Ingest(paths=(InputPath("-", Path()),), standard_input="jsonl")
    found = list(source.chunks(Forgetful()))
    read = [one for chunk in found for one in source.read(chunk)]
    assert len(found) == 2
    assert [one.id for one in read] == [f"stdin#{number}" for number in range(1, 100_001)]
    assert read[-1].source == "stdin:#line=100000"


def test_files_keep_their_place_around_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt", "b.txt")
    standard_input(monkeypatch, b"")
    assert ids(ingest(tmp_path, "b.txt", "-", "a.txt")) == ["b.txt", "stdin", "a.txt"]


# Chunks


def identities(source: Ingest) -> list[str]:
    return [chunk.identity for chunk in source.chunks(Forgetful())]


def changed(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many identities went, and how many came."""
    return len(set(before) - set(after)), len(set(after) - set(before))


def test_the_same_files_give_the_same_identities_wherever_they_lie(tmp_path: Path) -> None:
    for base in ("one", "two"):
        write(tmp_path, *(f"{base}/in/{number}.txt" for number in range(100)), text="A text.")
    there = identities(ingest(tmp_path / "one", "in"))
    assert len(there) > 1
    assert there == identities(ingest(tmp_path / "two", "in"))


@pytest.mark.parametrize("new", ["in/0000.txt", "in/0250a.txt", "in/zz.txt", "in/sub/new.md"])
def test_a_new_file_among_500_touches_one_chunk(tmp_path: Path, new: str) -> None:
    write(tmp_path, *(f"in/{number:04}.txt" for number in range(1, 501)))
    before = identities(ingest(tmp_path, "in"))
    write(tmp_path, new)
    gone, come = changed(before, identities(ingest(tmp_path, "in")))
    assert len(before) > 8
    assert gone <= 1  # none where the new file is a chunk behind the last
    assert 1 <= come <= 2  # two where the chunk ends after the new file


def test_a_changed_file_touches_one_chunk(tmp_path: Path) -> None:
    write(tmp_path, *(f"in/{number:04}.txt" for number in range(500)))
    before = identities(ingest(tmp_path, "in"))
    write(tmp_path, "in/0100.txt", text="Corrected.")
    assert changed(before, identities(ingest(tmp_path, "in"))) == (1, 1)


def test_a_renamed_file_changes_the_identity(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", text="The same.")
    before = identities(ingest(tmp_path, "in"))
    (tmp_path / "in/a.txt").rename(tmp_path / "in/b.txt")
    assert changed(before, identities(ingest(tmp_path, "in"))) == (1, 1)


def test_text_that_moves_from_one_file_to_the_next_changes_the_identity(tmp_path: Path) -> None:
    seen = []
    for first, second in (("ab", "c"), ("a", "bc")):
        write(tmp_path, "in/1.txt", text=first)
        write(tmp_path, "in/2.txt", text=second)
        seen.append(identities(ingest(tmp_path, "in")))
    assert seen[0] != seen[1]


def test_a_chunk_of_texts_ends_at_a_megabyte(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * (MEGABYTE // 2))
    found = list(ingest(tmp_path, ".").chunks(Forgetful()))
    assert max(len(chunk.data) for chunk in found) == 2
    assert ids(ingest(tmp_path, ".")) == [f"{number}.txt" for number in range(8)]


def test_json_lines_between_texts_are_chunks_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "d.txt", "e.txt")
    write(tmp_path, "b.jsonl", text='{"text": "One."}')
    assert [chunk.name for chunk in ingest(tmp_path, ".").chunks(Forgetful())] == [
        "a.txt",
        "b.jsonl from line 1",
        "d.txt and 1 more",
    ]


def records(number: int, size: int = 1000) -> list[object]:
    return [{"text": f"{one} " + "x" * size} for one in range(number)]


def test_lines_are_cut_at_line_ends_and_none_is_lost(tmp_path: Path) -> None:
    write_lines(tmp_path / "a.jsonl", records(5000))
    source = ingest(tmp_path, "a.jsonl")
    assert len(list(source.chunks(Forgetful()))) == 5
    assert [one.id for one in documents(source)] == [f"a.jsonl#{number}" for number in range(1, 5001)]
    assert [one.text.split()[0] for one in documents(source)] == [str(number) for number in range(5000)]


@pytest.mark.parametrize("size", [MEGABYTE - 13, MEGABYTE - 12, MEGABYTE - 11, 3 * MEGABYTE])
def test_lines_as_long_as_a_chunk_or_longer_are_read(tmp_path: Path, size: int) -> None:
    """The first line has 12 bytes around its text: it ends just before, at and behind the megabyte."""
    write_lines(tmp_path / "a.jsonl", [{"text": "x" * size}, {"text": "y"}, {"text": "z" * size}, {"text": "end"}])
    assert [(len(one.text), one.text[0]) for one in documents(ingest(tmp_path, "a.jsonl"))] == [
        (size, "x"),
        (1, "y"),
        (size, "z"),
        (3, "e"),
    ]


@pytest.mark.parametrize("more", [1, 100, 2000])
def test_appending_lines_touches_the_last_chunk_only(tmp_path: Path, more: int) -> None:
    write_lines(tmp_path / "a.jsonl", records(5000))
    before = identities(ingest(tmp_path, "a.jsonl"))
    write_lines(tmp_path / "a.jsonl", records(5000 + more))
    after = identities(ingest(tmp_path, "a.jsonl"))
    assert after[: len(before) - 1] == before[:-1]


def test_an_empty_file_of_lines_gives_no_chunk(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").touch()
    assert list(ingest(tmp_path, "a.jsonl").chunks(Forgetful())) == []


def peak(chunks: Iterable[Chunk]) -> int:
    tracemalloc.start()
    for _ in chunks:
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("line", [b'{"text": "%s"}\n' % (b"x" * 5000), b"x" * 4096])
def test_chunks_of_large_lines_take_little_memory(tmp_path: Path, line: bytes) -> None:
    """60 MB, once in many lines and once in one."""
    with (tmp_path / "a.jsonl").open("wb") as file:
        for _ in range(60):
            file.write(line * (MEGABYTE // len(line)))
    assert peak(ingest(tmp_path, "a.jsonl").chunks(Forgetful())) < 10 * MEGABYTE


def test_chunks_of_a_large_text_take_little_memory(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(60 * MEGABYTE)
    assert peak(ingest(tmp_path, "a.txt").chunks(Forgetful())) < 10 * MEGABYTE


# Any input


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(content=st.binary() | st.text().map(str.encode))
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_any_bytes_give_documents_or_reports(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    for one in results(ingest(tmp_path, name)):
        assert isinstance(one, Document) or (one.error and one.content in content)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(
    record=st.dictionaries(st.sampled_from(["id", "text", "published", "self", "raw"]), json_values),
    fields=st.sampled_from([{}, {"id": "id"}, {"published": "text"}, {"text": "raw", "id": "published"}]),
)
def test_any_record_gives_a_document_that_can_be_written_or_a_report(
    tmp_path: Path, record: Mapping[str, object], fields: Mapping[str, str]
) -> None:
    """Also with half characters and with NaN, which Python writes although JSON has neither."""
    result = one_line(tmp_path, json.dumps(record), fields)
    if isinstance(result, Document):
        assert msgspec.json.decode(msgspec.json.encode(result.record()))["id"] == result.id


@pytest.mark.parametrize("unit", ["\\", "\\ud83d", '"', "[", "{", "9", " ", "\\\\u", "\ufeff"])
def test_a_megabyte_of_one_thing_is_read_or_reported(tmp_path: Path, unit: str) -> None:
    write(tmp_path, "a.jsonl", text=f'{{"text": "{unit * (MEGABYTE // len(unit))}"}}\n{unit * MEGABYTE}\n')
    assert len(results(ingest(tmp_path, "a.jsonl"))) in (1, 2)
