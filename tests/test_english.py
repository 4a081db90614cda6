"""The data files of the language: what they must say of themselves, and that a change of them counts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import plugins
from pipeline.plugin.registry import find_plugins
from plugins.english import data_files
from plugins.english.calendar_names import MONTHS, WEEKDAYS, month_number
from plugins.english.data_files import ANY, rows

FILES = sorted(data_files.FOLDER.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_data_file_starts_with_its_columns_and_its_source(path: Path) -> None:
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any(line.startswith("# Columns") for line in head)
    assert any(line.startswith("# Source") for line in head)


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the path of a data file of the test's own."""
    monkeypatch.setattr(data_files, "FOLDER", tmp_path)
    return tmp_path / "words.txt"


def test_comments_and_empty_lines_are_no_rows(words: Path) -> None:
    words.write_text("# Columns: word; hours.\n\nUTC;  0\nET;\n", encoding="utf-8")
    found = list(rows("words.txt", {"word": ANY, "hours": ANY}))
    assert found == [{"word": "UTC", "hours": "0"}, {"word": "ET", "hours": ""}]


def test_a_row_with_a_value_too_many_is_a_complaint_with_its_line(words: Path) -> None:
    words.write_text("# Columns: word; hours.\nUTC; 0; clock\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.txt:2: expected 2 values \(word; hours\), found 3"):
        list(rows("words.txt", {"word": ANY, "hours": ANY}))


def test_a_word_that_a_column_may_not_hold_is_a_complaint_with_those_that_it_may(words: Path) -> None:
    words.write_text("UTC; clock\nET; clok\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"words\.txt:2: unknown in uses: clok; write one of clock, no-name"):
        list(rows("words.txt", {"word": ANY, "uses": ("clock", "no-name")}))


def test_there_are_twelve_months_and_seven_days() -> None:
    assert [month_number(name) for name in MONTHS] == list(range(1, 13))
    assert len(WEEKDAYS) == 7


@pytest.mark.parametrize(
    ("word", "number"), [("Sept", 9), ("MAY", 5), ("december", 12), ("Mon", 0), ("", 0), ("ju", 0)]
)
def test_a_month_has_a_number(word: str, number: int) -> None:
    assert month_number(word) == number


@pytest.mark.parametrize("stage", ["clean", "entities", "quotes", "dates"])
@pytest.mark.parametrize("file", ["legal_forms.txt", "given_names.txt"])
def test_a_data_file_that_changes_changes_the_hash_of_the_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, file: str
) -> None:
    """So a result that was computed with other words is not taken for the same."""
    copy = tmp_path / "plugins"
    shutil.copytree(Path(plugins.__file__).parent, copy)
    monkeypatch.setattr(plugins, "__file__", str(copy / "__init__.py"))

    def code_hash() -> str:
        (registered,) = find_plugins().named(stage)
        assert not any(data_files.FOLDER.is_relative_to(place) for place in registered.elsewhere)
        return registered.code_hash

    before = code_hash()
    assert code_hash() == before
    with (copy / "english" / file).open("a", encoding="utf-8") as data:
        data.write("# one more line\n")
    assert code_hash() != before
