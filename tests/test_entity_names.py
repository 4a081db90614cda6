"""Entities: names of a team's own, from a list, with the model's and without one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline import Document, InputFile
from pipeline.errors import ConfigError
from pipeline.planning.plan import load
from pipeline.running.runner import run
from pipeline.testing import check_stage, seen, show
from plugins.entities import Entities
from plugins.entities.gazetteer import Gazetteer
from plugins.entities.lexicon.names import FaultyListError, read_names
from plugins.layers import Entity, How

if TYPE_CHECKING:
    from pathlib import Path

CSV = """\
name,aliases,label,id
Norvik Shipping Board,Norvik Board|NSB,ORG,b-7
Anna Lind,,PERSON,p-1
"Dorn, Upper",Upper Dorn,GPE,
O’Hara & Sons,,ORG,b-9
"""
PATTERNS = """\
{"label": "ORG", "pattern": "Norvik Shipping Board", "id": "b-7"}
{"label": "ORG", "pattern": [{"LOWER": "norvik"}, {"LOWER": "board"}], "id": "b-7"}

{"label": "SHIP", "pattern": [{"TEXT": "Sea"}, {"ORTH": "Otter"}]}
"""
YAML = """\
name: listed
run: {folder: out, executor: serial}
stages:
  - use: ingest
    with: {paths: [article.txt]}
  - use: gazetteer
    with: {names: names.csv}
  - quotes
  - export
"""


def listed(folder: Path, content: str = CSV, name: str = "names.csv") -> InputFile:
    """Return a list of names as a file."""
    (folder / name).write_text(content, encoding="utf-8")
    return InputFile(folder / name)


def found(names: InputFile, text: str) -> str:
    """Return a text with the names of a list marked."""
    return show(Gazetteer(names=names).process(Document.from_raw(text)), "entities")


def mentions(document: Document) -> list[Entity]:
    return [one for one in document.layers["entities"] if isinstance(one, Entity)]


def seen_as(names: InputFile, marked: str) -> Document:
    """Return what the stage `entities` makes of a text in which the model saw the names marked `[Oslo|GPE]`."""
    return Entities(names=names).process(seen(marked))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NSB and the Norvik Board", "[NSB|ORG] and the [Norvik Board|ORG]"),
        ("Norvik  Shipping\nBoard", "[Norvik  Shipping\nBoard|ORG]"),
        ("ANNA LIND SINGS", "[ANNA LIND|PERSON] SINGS"),
        ("anna lind, Anna. Lind, Anna Linden", "anna lind, Anna. Lind, Anna Linden"),
        ("@NSB and nsb", "@NSB and nsb"),
        ("Dorn, Upper or Upper Dorn", "[Dorn, Upper|GPE] or [Upper Dorn|GPE]"),
        ("O'Hara & Sons’s", "[O'Hara & Sons|ORG]’s"),
        ("Norvik Shipping Board Anna Lind", "[Norvik Shipping Board|ORG] [Anna Lind|PERSON]"),
        ("Norvik Anna Lind", "Norvik [Anna Lind|PERSON]"),
    ],
)
def test_names_of_a_list_are_found_as_they_are_written(tmp_path: Path, text: str, expected: str) -> None:
    """Whole words, blanks and apostrophes of any kind, and the whole name in capitals."""
    assert found(listed(tmp_path), text) == expected


@pytest.mark.parametrize(
    ("rows", "text", "expected"),
    [
        ("Norvik Chips Inc.,,ORG,", "Norvik Chips Inc. grew.", "[Norvik Chips Inc.|ORG] grew."),
        ("Norvik Chips Inc.,Norvik Chips,ORG,", "Norvik Chips grew.", "[Norvik Chips|ORG] grew."),
        ("Yeehaw!,,ORG,", "Ask Yeehaw! now, not Yeehaw.", "Ask [Yeehaw!|ORG] now, not Yeehaw."),
        ("Sea-Otter,Sea Otter,ORG,", "Sea-Otter is Sea Otter.", "[Sea-Otter|ORG] is [Sea Otter|ORG]."),
        ("D++,,PRODUCT,\nD#,,PRODUCT,x", "D++ or D#?", "[D++|PRODUCT] or [D#|PRODUCT]?"),
    ],
)
def test_the_marks_of_a_listed_name_belong_to_it(tmp_path: Path, rows: str, text: str, expected: str) -> None:
    """Names of the same words that are written unlike are all found, each as it is written."""
    assert found(listed(tmp_path, f"name,aliases,label,id\n{rows}\n"), text) == expected


def test_the_id_of_a_list_comes_out_with_the_entity(tmp_path: Path) -> None:
    """A name and its aliases are one entity, under the listed name."""
    document = Gazetteer(names=listed(tmp_path)).process(Document.from_raw("NSB, Norvik Board. Upper Dorn."))
    assert [(one.name, one.label, one.key, one.entity, one.how, one.mentions) for one in mentions(document)] == [
        ("Norvik Shipping Board", "ORG", "b-7", "e1", How.NAMES, 2),
        ("Norvik Shipping Board", "ORG", "b-7", "e1", How.NAMES, 2),
        ("Dorn, Upper", "GPE", None, "e2", How.NAMES, 1),
    ]


def test_patterns_of_an_entity_ruler_are_a_list_too(tmp_path: Path) -> None:
    """LOWER takes any capitals, TEXT and ORTH do not; patterns of one id are one entity, under the first."""
    names = listed(tmp_path, PATTERNS, "names.jsonl")
    assert found(names, "norvik BOARD, sea otter, Sea Otter") == "[norvik BOARD|ORG], sea otter, [Sea Otter|SHIP]"
    document = Gazetteer(names=names).process(Document.from_raw("Norvik board"))
    assert [(one.name, one.key) for one in mentions(document)] == [("Norvik Shipping Board", "b-7")]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[NSB|PERSON] and [Oslo|GPE]", "[NSB|ORG] and [Oslo|GPE]"),
        ("the NSB and [Oslo|GPE]", "the [NSB|ORG] and [Oslo|GPE]"),
        ("[Anna Lind Hall|FAC] shut", "[Anna Lind Hall|FAC] shut"),
        ("[Norvik|GPE] [Board|ORG] met", "[Norvik Board|ORG] met"),
        ("Anna Lind came. [Lind|ORG] left.", "[Anna Lind|PERSON] came. [Lind|PERSON] left."),
    ],
    ids=["label", "missed", "longer name", "halves", "surname"],
)
def test_a_list_has_the_last_word_over_the_model(tmp_path: Path, marked: str, expected: str) -> None:
    """But not within a longer name, and what is listed is evidence for the rest."""
    assert show(seen_as(listed(tmp_path), marked), "entities") == expected


def test_a_surname_belongs_to_the_listed_person(tmp_path: Path) -> None:
    """It has her id."""
    document = seen_as(listed(tmp_path), "Anna Lind came. [Lind|ORG] left. Ms. [Lind|PERSON] sang.")
    assert {(one.entity, one.key, one.mentions) for one in mentions(document)} == {("e1", "p-1", 3)}


@pytest.mark.parametrize("name", ["names.csv", "names.jsonl"])
def test_the_stages_keep_their_contract_with_a_list(tmp_path: Path, name: str) -> None:
    names = listed(tmp_path, CSV if name.endswith("csv") else PATTERNS, name)
    documents = [Document.from_raw("The NSB met Anna Lind at the Norvik Board.")]
    check_stage(Gazetteer(names=names), documents)
    check_stage(Entities(names=names), documents)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("Title,label\nA,ORG\n", "names.csv:1: the columns are title, label: write name,aliases,label,id"),
        ("", "names.csv:1: the columns are missing"),
        ("name,label\nAnna,ORG\nLind\n", "names.csv:3: 1 values for 2 columns: put a value with a comma in quotes"),
        ("name;label\nAnna;ORG;1\n", "names.csv:2: 3 values for 2 columns: put a value with a semicolon in quotes"),
        ("name,label\nAnna,\n", "names.csv:2: 'Anna' has no label: write one, such as PERSON"),
        ("name,label\n--,ORG\n", "names.csv:2: '--' is no name of 1 to 16 words"),
        ("name,label,id\nNSB,ORG,1\nNSB,ORG,2\n", "names.csv:3: 'NSB' stands for another in line 2: leave one"),
        ('name,label\n"Anna" x,ORG\n', "names.csv:2: "),
    ],
)
def test_a_faulty_list_says_where_and_what_to_do(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FaultyListError) as caught:
        read_names(listed(tmp_path, content).path)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"label": "ORG"}', '{"label": "ORG", "pattern": [{"POS": "NOUN"}]}', '{"label": "", "pattern": "A"}'],
)
def test_a_faulty_pattern_says_where_and_what_to_do(tmp_path: Path, line: str) -> None:
    with pytest.raises(FaultyListError, match=r"names\.jsonl:1: "):
        read_names(listed(tmp_path, line + "\n", "names.jsonl").path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_a_list_is_read_as_spreadsheets_write_it(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """With commas, semicolons or tabs, and with its byte order mark."""
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    content = f"{mark}name,label\r\nJosé Lind,PERSON\r\n".replace(",", delimiter)
    (tmp_path / "names.csv").write_bytes(content.encode(encoding))
    assert found(InputFile(tmp_path / "names.csv"), "So said José Lind.") == "So said [José Lind|PERSON]."


def test_a_list_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_bytes("name,label\nJosé,PERSON\n".encode("latin-1"))
    with pytest.raises(FaultyListError, match=r"names\.csv is not in UTF-8 .* save it in UTF-8"):
        read_names(tmp_path / "names.csv")


def test_a_faulty_list_is_found_before_anything_is_read(tmp_path: Path) -> None:
    """As every mistake in a configuration, at the place of the stage that names it."""
    listed(tmp_path, "name,label\nAnna,\n")
    (tmp_path / "listed.yaml").write_text(YAML)
    (tmp_path / "article.txt").write_text("Nothing.")
    with pytest.raises(ConfigError, match=r"listed\.yaml:\d+:\d+: .*names\.csv:2: 'Anna' has no label"):
        load(tmp_path / "listed.yaml")


def test_quotations_have_speakers_of_a_list_alone(tmp_path: Path) -> None:
    """The stage `gazetteer` takes the place of `entities` in a configuration."""
    listed(tmp_path)
    (tmp_path / "listed.yaml").write_text(YAML)
    (tmp_path / "article.txt").write_text("“We will sail on Monday,” said Anna Lind in Oslo.\n", encoding="utf-8")
    run(load(tmp_path / "listed.yaml"))
    (record,) = map(json.loads, (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines())
    assert [one["text"] for one in record["entities"]] == ["Anna Lind"]
    assert [one["speaker"]["name"] for one in record["quotes"]] == ["Anna Lind"]


def test_a_hundred_thousand_names_are_read_and_found_in_a_megabyte(tmp_path: Path) -> None:
    """It ends soon, also where every word starts a name."""
    rows = "".join(f"Anna L{number} Berg,,PERSON,{number}\n" for number in range(100_000))
    names = read_names(listed(tmp_path, "name,aliases,label,id\n" + rows).path)
    assert len(names.found("Anna L7 Berg " * 1_000)) == 1_000
    assert names.found("Anna " * 200_000) == []


def test_an_id_is_of_the_listed_name_and_not_of_a_longer_one(tmp_path: Path) -> None:
    """Where “Lind” is listed, Eva Lind is somebody else; the columns may have capitals."""
    names = listed(tmp_path, "Name,Label,ID\nLind,PERSON,p-1\n")
    document = seen_as(names, "[Eva Lind|PERSON] came. Lind left. [Eva Lind|PERSON] sang.")
    assert [(one.name, one.key) for one in mentions(document)] == [
        ("Eva Lind", None),
        ("Lind", "p-1"),
        ("Eva Lind", None),
    ]
