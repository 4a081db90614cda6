"""Plugins are found by entry point, file, module or from Python; a broken one is reported by name; the others work."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError
from pipeline.planning.plan import load
from pipeline.plugin.registry import find_plugins

if TYPE_CHECKING:
    from pathlib import Path

STAGE = """
from pipeline import Annotation, Stage, hookimpl

class Mine(Stage):
    name = "{name}"
    def process(self, document):
        return document

@hookimpl
def pipeline_stages():
    return [Mine]
"""

SOURCE = """
from pipeline import InputPath, Source, hookimpl

class Mine(Source):
    name = "mine"
    paths_setting = "tables"
    tables: tuple[InputPath, ...]
    def chunks(self, memo):
        yield from ()
    def read(self, chunk):
        yield from ()

@hookimpl
def pipeline_stages():
    return [Mine]
"""


def broken(tmp_path: Path, source: str) -> str:
    """Return the reason why a plugin file with that source cannot be used."""
    (tmp_path / "mine.py").write_text(source)
    (one,) = find_plugins(["./mine.py"], tmp_path).broken
    return one.reason


def test_the_built_in_stages_come_in_by_entry_point() -> None:
    names = {one.kind.name for one in find_plugins().stages if one.origin.startswith("text-pipeline ")}
    assert names == {
        *("ingest", "clean", "language", "entities", "gazetteer", "quotes", "dates", "split", "duplicates", "export")
    }


def test_a_file_is_named_relative_to_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(STAGE.format(name="mine"))
    assert "mine" in find_plugins(["./mine.py"], tmp_path).names()


def test_a_module_is_named_as_it_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "their_stages.py").write_text(STAGE.format(name="theirs"))
    monkeypatch.syspath_prepend(tmp_path)
    assert "theirs" in find_plugins(["their_stages"]).names()


def test_two_plugins_with_one_stage_name_are_both_named(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(STAGE.format(name="clean"))
    (tmp_path / "input").mkdir()
    (tmp_path / "test.yaml").write_text(
        "name: test\nplugins: [./mine.py]\nrun: {folder: results}\nstages:\n"
        "  - use: ingest\n    with: {paths: [input/]}\n  - clean\n  - export\n"
    )
    with pytest.raises(ConfigError, match=r"the stage 'clean' is brought by text-pipeline .* and by ./mine\.py"):
        load(tmp_path / "test.yaml")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module' (mine.py:1)"),
        ("def (", "SyntaxError: invalid syntax (mine.py, line 1)"),
        ("raise SystemExit(3)", "SystemExit: 3 (mine.py:1)"),
        ("x = 1", "TypeError: it implements no hook, such as `pipeline_stages`: is @hookimpl missing?"),
        (
            STAGE.format(name="two words"),
            "TypeError: Mine needs a name without dots, slashes, colons and blanks: name = 'mine'",
        ),
        (
            STAGE.format(name="mine").replace("def process", "def proces"),
            "TypeError: Mine has no method `process`",
        ),
        (
            STAGE.format(name="mine").replace("    def process", '    needs_parse = {"sentence"}\n    def process'),
            "TypeError: Mine.needs_parse: unknown 'sentence'; there is entities, sentences, dependencies, tags, lemmas",
        ),
        (
            STAGE.format(name="mine").replace("    def p", '    provides = {"text": Annotation}\n    def p'),
            "TypeError: Mine: the name 'text' is taken in the record: choose another for the layer",
        ),
        (
            SOURCE.replace("tables: tuple", "table: tuple"),
            "TypeError: Mine.paths_setting: there is no setting 'tables'; Did you mean 'table'?",
        ),
        (
            SOURCE.replace("    tables: tuple[InputPath, ...]\n", ""),
            "TypeError: Mine.paths_setting: there is no setting 'tables'; there is none",
        ),
        (
            STAGE.format(name="mine").replace("return [Mine]", "return [3]"),
            "TypeError: pipeline_stages gave 3, which is no class made from Source, Stage, Corpus or Sink",
        ),
        (
            STAGE.format(name="mine").replace("return [Mine]", "pass"),
            "TypeError: pipeline_stages returned None: return a list of classes",
        ),
    ],
)
def test_a_broken_plugin_says_what_is_wrong(tmp_path: Path, source: str, reason: str) -> None:
    assert broken(tmp_path, source) == reason


def test_other_plugins_stay_usable_beside_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("import no_such_module")
    (tmp_path / "mine.py").write_text(STAGE.format(name="mine"))
    registry = find_plugins(["./bad.py", "./mine.py"], tmp_path)
    assert {"mine", "clean"} <= set(registry.names())


def test_a_file_that_plugins_of_a_package_share_is_in_the_hash_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "firm").mkdir()
    (tmp_path / "firm" / "__init__.py").touch()
    for name in ("one", "two"):
        (tmp_path / "firm" / f"{name}.py").write_text(STAGE.format(name=name))
    monkeypatch.syspath_prepend(tmp_path)

    def hashes() -> list[str]:
        registry = find_plugins(["firm.one", "firm.two"])
        return [registry.named(name)[0].code_hash for name in ("one", "two")]

    before = hashes()
    (tmp_path / "firm" / "two.py").write_text(STAGE.format(name="two") + "# changed\n")
    changed = hashes()
    (tmp_path / "firm" / "shared.py").touch()
    assert [now == then for now, then in zip(changed, before, strict=True)] == [True, False]
    assert [now == then for now, then in zip(hashes(), changed, strict=True)] == [False, False]


def test_code_that_changes_changes_the_hash_of_its_plugin(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(STAGE.format(name="mine"))
    (one,) = find_plugins(["./mine.py"], tmp_path).named("mine")
    before = one.code_hash
    (tmp_path / "mine.py").write_text(STAGE.format(name="mine") + "# changed\n")
    (again,) = find_plugins(["./mine.py"], tmp_path).named("mine")
    assert again.code_hash != before


def test_a_file_that_is_edited_within_a_second_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python tells whether its kept bytecode is of a file by size and second, and both can stay as they were."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    plugin = tmp_path / "mine.py"
    for name in ("one", "two"):
        plugin.write_text(STAGE.format(name=name))
        os.utime(plugin, (1_000_000_000, 1_000_000_000))
        assert name in find_plugins(["./mine.py"], tmp_path).names()


def test_the_files_of_a_plugin_with_several_modules_do_not_count_for_another() -> None:
    """`entities` brings a stage of its package and one of a module in it."""
    registry = find_plugins()
    (dates,) = registry.named("dates")
    (entities,) = registry.named("entities")
    assert {path.name for path in dates.elsewhere} >= {"entities", "gazetteer.py", "quotes", "clean"}
    assert not {path.name for path in entities.elsewhere} & {"entities", "gazetteer.py"}
