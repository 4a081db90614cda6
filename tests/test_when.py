"""`when:` on a stage: it runs only for documents whose metadata fit."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.config.configuration import parse_override
from pipeline.config.when import When
from pipeline.errors import ConfigError
from pipeline.planning.plan import load
from pipeline.running.runner import run

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.results.record import Record

LINES = [
    {"id": "en", "text": "VERY loud", "language": "en"},
    {"id": "de", "text": "SEHR laut", "language": "de"},
    {"id": "none", "text": "LOUD"},
]


@pytest.fixture
def conditional(project: Path) -> Path:
    """Return a project whose input is three records, two of them with a language."""
    for path in (project / "input").iterdir():
        path.unlink()
    (project / "input/all.jsonl").write_text("".join(json.dumps(line) + "\n" for line in LINES))
    yaml = project / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("[input/]}", "[input/], fields: {id: id}}"))
    return project


def when(project: Path, condition: str, stage: str = "shouts") -> Path:
    yaml = project / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace(f"  - {stage}\n", f"  - use: {stage}\n    when: {condition}\n"))
    return project


def go(project: Path, *sets: str) -> Record:
    for name in [name for name in sys.modules if name.startswith("text_pipeline_plugin_")]:
        del sys.modules[name]
    return run(load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets]))


def shouts(project: Path) -> dict[str, list[str]]:
    lines = (project / "results/documents.jsonl").read_text().splitlines()
    return {(one := json.loads(line))["id"]: [shout["text"] for shout in one["shouts"]] for line in lines}


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("{language: en}", {"en": ["VERY"], "de": [], "none": []}),
        ("{language: [en, de]}", {"en": ["VERY"], "de": ["SEHR"], "none": []}),
        ("{language: [en, null]}", {"en": ["VERY"], "de": [], "none": ["LOUD"]}),
        ("{language: fr}", {"en": [], "de": [], "none": []}),
        ("{language: de, section: null}", {"en": [], "de": ["SEHR"], "none": []}),
    ],
)
def test_a_stage_runs_for_the_documents_that_fit(
    conditional: Path, condition: str, found: dict[str, list[str]]
) -> None:
    """All others pass with an empty layer, so that later stages and exports find it."""
    go(when(conditional, condition))
    assert shouts(conditional) == found


@pytest.mark.parametrize(
    ("values", "metadata", "fits"),
    [
        ({"a": (1,)}, {"a": 1}, True),
        ({"a": (1,)}, {"a": True}, False),
        ({"a": (True,)}, {"a": 1}, False),
        ({"a": ("1",)}, {"a": 1}, False),
        ({"a": (None,)}, {}, True),
        ({"a": (None,)}, {"a": None}, True),
        ({"a": ("x",)}, {}, False),
        ({"a": ("x",)}, {"a": ["y", "x"]}, True),
        ({"a": ("x",)}, {"a": ["y"]}, False),
        ({"a": ("x",)}, {"a": {"x": 1}}, False),
        ({"a": ("x",), "b": ("y",)}, {"a": "x", "b": "z"}, False),
    ],
)
def test_values_are_compared_without_conversion(values: Any, metadata: dict[str, Any], fits: bool) -> None:  # noqa: ANN401, FBT001
    """A list in the metadata fits if one of its items does."""
    assert When(values).fits(metadata) is fits


def test_documents_that_a_stage_skipped_are_counted(conditional: Path) -> None:
    """A key that no document has, perhaps misspelt, is not silent."""
    done = go(when(conditional, "{langauge: en}"))
    (found,) = (stage.found for stage in done.stages if stage.name == "shouts")
    assert found == {"skipped": 3, "without langauge": 3}


def test_a_stage_without_a_condition_counts_nothing_more(conditional: Path) -> None:
    done = go(conditional)
    assert [stage.found for stage in done.stages if stage.name == "shouts"] == [{"shouts": 3}]


def test_a_changed_condition_makes_results_again(conditional: Path) -> None:
    go(when(conditional, "{language: en}"))
    yaml = conditional / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("when: {language: en}", "when: {language: de}"))
    assert go(conditional).made == 1
    assert shouts(conditional) == {"en": [], "de": ["SEHR"], "none": []}


PARSING = """
from pipeline import Annotation, Document, Stage, hookimpl

class Word(Annotation):
    pass

class Words(Stage):
    name = "words"
    provides = {"words": Word}
    needs_parse = {"sentences"}

    def process(self, document):
        return document.with_layer("words", [Word(s.start_char, s.end_char) for s in document.parse.sents])

@hookimpl
def pipeline_stages():
    return [Words]
"""


def test_only_documents_that_a_stage_is_for_are_parsed(conditional: Path) -> None:
    (conditional / "words.py").write_text(PARSING)
    yaml = conditional / "shouting.yaml"
    text = yaml.read_text().replace("[./shouts.py]", "[./shouts.py, ./words.py]").replace("  - shouts", "  - words")
    yaml.write_text(text.replace("folder: results", "folder: results\n  parses: false"))
    done = go(when(conditional, "{language: en}", "words"))
    assert {stage.name: stage.documents for stage in done.stages if stage.name in {"parse", "words"}} == {
        "parse": 1,
        "words": 1,
    }


def test_a_stage_that_refines_a_layer_leaves_it_where_it_is_skipped(conditional: Path) -> None:
    (conditional / "loud.py").write_text(
        "from shouts import Shout\n"
        "from pipeline import Stage, hookimpl\n\n"
        "class Silence(Stage):\n"
        "    name = 'silence'\n"
        "    requires = {'shouts': Shout}\n"
        "    provides = {'shouts': Shout}\n\n"
        "    def process(self, document):\n"
        "        return document.with_layer('shouts', [])\n\n"
        "@hookimpl\ndef pipeline_stages():\n    return [Silence]\n"
    )
    yaml = conditional / "shouting.yaml"
    text = yaml.read_text().replace("[./shouts.py]", "[./shouts.py, ./loud.py]")
    yaml.write_text(text.replace("  - shouts", "  - shouts\n  - use: silence\n    when: {language: de}"))
    go(conditional)
    assert shouts(conditional) == {"en": ["VERY"], "de": [], "none": ["LOUD"]}


@pytest.mark.parametrize(
    ("condition", "complaint"),
    [
        ("en", r"yaml:10:11: `when:` holds no keys: write keys of the metadata, as in `when: {language: en}`"),
        ("{}", r"yaml:10:11: `when:` is empty: write keys of the metadata"),
        ("{language: []}", r"yaml:10:22: `when:` has an empty list, which fits no document for 'language'"),
        ("{language: {is: en}}", r"yaml:10:22: `when:` has more than single values for 'language': write a value, or"),
        ("{language: [[en]]}", r"yaml:10:22: `when:` has more than single values for 'language'"),
    ],
)
def test_a_condition_that_says_nothing_is_a_mistake(conditional: Path, condition: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        load(when(conditional, condition) / "shouting.yaml")


def test_a_condition_on_an_export_is_a_mistake(conditional: Path) -> None:
    with pytest.raises(ConfigError, match=r"yaml:11:5: export takes no `when:`: only stages do"):
        load(when(conditional, "{language: en}", "export") / "shouting.yaml")


def test_a_misspelt_key_beside_use_is_named(conditional: Path) -> None:
    yaml = conditional / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - shouts\n", "  - use: shouts\n    wen: {language: en}\n"))
    with pytest.raises(ConfigError, match=r"unknown key 'wen' in a stage\. Did you mean 'when'"):
        load(yaml)
