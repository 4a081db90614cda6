"""What a plugin's author writes: a class whose fields are its settings and whose attributes are its contract."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import TYPE_CHECKING, Any

import pydantic
import pytest

from pipeline.config.located_yaml import read
from pipeline.config.setting_types import InputFile, InputPath
from pipeline.config.settings import checked
from pipeline.documents.annotation import Annotation
from pipeline.documents.document import Document
from pipeline.stages.sink import Sink
from pipeline.stages.source import Source
from pipeline.stages.stage import Drop, Stage
from pipeline.testing import Mark, annotated

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Shortest(Stage):
    """Drop texts that are too short, as a plugin author would write it."""

    name = "shortest"
    provides = {"marks": Mark, "others": Annotation}

    minimum: int = 3
    reason: str = "short"

    def process(self, document: Document) -> Document | Drop:
        return document if len(document.text) >= self.minimum else Drop(self.reason)


class Reader(Source):
    name = "reader"

    words: InputFile
    paths: tuple[InputPath, ...] = ()


# Settings


def test_the_fields_of_a_stage_are_its_settings() -> None:
    """What is written without a type is the contract."""
    names = [one.name for one in fields(Shortest)]
    assert names == ["minimum", "reason"]


def test_settings_have_their_defaults_and_are_given_by_name() -> None:
    assert Shortest(minimum=5) == Shortest(minimum=5, reason="short") != Shortest()


def test_settings_are_not_given_by_position() -> None:
    make: Callable[..., Stage] = Shortest
    with pytest.raises(TypeError, match="positional"):
        make(5)


def test_nothing_is_stored_on_a_stage() -> None:
    stage: Any = Shortest()
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'model'"):
        stage.model = object()


@pytest.mark.parametrize("base", [Source, Stage, Sink])
@pytest.mark.parametrize(
    "setting", ["name", "version", "provides", "requires", "needs_parse", "edits_text", "paths_setting"]
)
def test_a_setting_cannot_hide_the_contract(base: type, setting: str) -> None:
    """`version: int = 2` looks like a setting, and would be one that any YAML could change."""
    with pytest.raises(TypeError, match=rf"^Hiding\.{setting} is part of a stage's contract: write it without a type$"):
        type("Hiding", (base,), {"__annotations__": {setting: "str"}, setting: "x"})


@pytest.mark.parametrize("setting", ["process", "process_batch", "open", "chunks", "read", "finish", "tally"])
def test_a_setting_cannot_hide_a_method(setting: str) -> None:
    with pytest.raises(TypeError, match=rf"Hiding\.{setting} is part of .* contract: give the setting another name$"):
        type("Hiding", (Stage,), {"__annotations__": {setting: "str"}, setting: "x"})


def test_a_stage_may_inherit_from_another() -> None:
    """It has the settings of both; one inheritance deep is enough for most."""

    class Longer(Shortest):
        name = "longer"
        minimum: int = 100
        unit: str = "characters"

    assert [(one.name, one.default) for one in fields(Longer)] == [
        ("minimum", 100),
        ("reason", "short"),
        ("unit", "characters"),
    ]


# Files as settings


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "words.txt").write_text("said\n")
    (tmp_path / "folder").mkdir()
    return tmp_path


def settings(yaml: str, base: Path | None) -> tuple[Reader | None, list[str]]:
    """Return the source that the settings make, or the complaints about them."""
    located = read(yaml, "c.yaml")
    reader, complaints = checked(Reader, located.data, located, (), base=base)
    return reader, [str(complaint) for complaint in complaints]


def test_paths_in_a_configuration_are_relative_to_it(base: Path) -> None:
    reader, complaints = settings("words: words.txt\npaths: [articles/*.txt]\n", base)
    assert complaints == []
    assert reader
    assert reader.words.path.read_text() == "said\n"
    assert [path.path for path in reader.paths] == [base / "articles/*.txt"]


def test_an_absolute_path_stays_as_it_is(base: Path) -> None:
    reader, _ = settings(f"words: {base / 'words.txt'}\npaths: [/data]\n", base / "folder")
    assert reader
    assert (reader.words.path, str(reader.paths[0].path)) == (base / "words.txt", "/data")


def test_an_input_path_keeps_what_was_written(base: Path) -> None:
    """Ids and URIs are made of it, so that they do not depend on the folder that a project lies in."""
    reader, _ = settings("words: words.txt\npaths: [../seeds/]\n", base)
    assert reader
    assert reader.paths == (InputPath("../seeds/", base),)


@pytest.mark.parametrize("written", ["word.txt", "folder"])
def test_a_file_that_is_not_there_is_a_complaint_at_its_place(written: str, base: Path) -> None:
    """A folder is no file."""
    _, complaints = settings(f"words: {written}\n", base)
    assert complaints == [f"c.yaml:1:8: words: there is no file '{written}' (looked for {base / written})"]


def test_a_file_is_named_by_a_string(base: Path) -> None:
    _, complaints = settings("words: 3\n", base)
    assert complaints == ["c.yaml:1:8: words is 3; expected a text."]


def test_without_a_configuration_a_path_is_relative_to_the_working_directory(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(base)
    assert pydantic.TypeAdapter(InputFile).validate_python("words.txt").path.read_text() == "said\n"


# Work


def test_open_yields_process_by_default() -> None:
    """A stage without a model need not write it."""
    stage = Shortest()
    with stage.open() as process:
        assert process == stage.process


def test_a_batch_gives_a_result_for_each_document_in_order() -> None:
    long, short = Document.from_raw("long enough"), Document.from_raw("no")
    stage = Shortest()
    assert stage.process_batch([short, long, short], stage.process) == [Drop("short"), long, Drop("short")]


def test_process_batch_calls_what_open_yields() -> None:
    document = Document.from_raw("text")
    upper = Document.from_raw("TEXT")
    assert Shortest().process_batch([document], lambda _: upper) == [upper]


def test_a_stage_counts_the_annotations_of_the_layers_it_provides() -> None:
    """One that is not there counts as nothing; layers of others do not count."""
    document = annotated("[one|a] [two|b]").with_layer("foreign", [Mark(0, 1, "x")])
    assert Shortest().tally(document) == {"marks": 2, "others": 0}
