"""The built-in stages keep the contract that every plugin is held to, and the default configuration does its work."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.config.configuration import parse_override
from pipeline.documents.document import Document
from pipeline.planning.plan import Plan, load
from pipeline.running.runner import run
from pipeline.testing import apply, check_stage

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = ROOT / "configs" / "default.yaml"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))


@cache
def plan() -> Plan:
    return load(DEFAULT)


@cache
def before(stage: str) -> tuple[Document, ...]:
    """Return the sample articles as they come to a stage of the default configuration."""
    documents = [Document.from_raw(path.read_text(encoding="utf-8"), id=path.name) for path in SEEDS]
    for step in plan().steps:
        if step.name == stage:
            break
        documents = [result for one in documents if isinstance(result := apply(step.stage, one), Document)]
    return tuple(one.with_parse(None) for one in documents)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Give the records of a run of the default configuration over the sample articles."""
    folder = tmp_path_factory.mktemp("run")
    run(load(DEFAULT, overrides=[parse_override(f"run.folder={folder}"), parse_override("run.executor=serial")]))
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return {(record := json.loads(line))["id"]: record for line in lines}


@pytest.mark.parametrize("name", ["clean", "entities", "quotes", "dates"])
def test_a_built_in_stage_keeps_the_contract(name: str) -> None:
    (stage,) = (step.stage for step in plan().steps if step.name == name)
    check_stage(stage, before(name))


def spans(value: object) -> list[dict[str, Any]]:
    """Return every span of a record, those within annotations too."""
    if isinstance(value, list):
        return [span for item in value for span in spans(item)]
    if isinstance(value, dict):
        return [value] * ("source_start" in value) + [span for item in value.values() for span in spans(item)]
    return []


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_finding_leads_back_to_its_place_in_the_file(path: Path, records: dict[str, dict[str, Any]]) -> None:
    """The source span holds the words of the finding, but for marks and blanks that cleaning changed."""
    raw = path.read_text(encoding="utf-8")
    record = records[path.name]
    found = spans([record["entities"], record["quotes"], record["dates"]])
    assert found
    for span in found:
        assert record["text"][span["start"] : span["end"]] == span["text"]
        source = raw[span["source_start"] : span["source_end"]]
        assert "".join(filter(str.isalnum, source)) == "".join(filter(str.isalnum, span["text"]))


@pytest.fixture
def article(records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Give the record of the sample article on the talks in Sochi."""
    return records["000_7a7a1e349b722e39.txt"]


def test_the_sample_article_has_five_direct_quotations_with_their_speakers(article: dict[str, Any]) -> None:
    direct = [quote for quote in article["quotes"] if quote["kind"] == "direct"]
    assert [(quote["text"][:24], quote["speaker"]["name"]) for quote in direct] == [
        ("We didn't come here with", "John Kerry"),
        ("We have an understanding", "Sergei Lavrov"),
        ("There is no substitute f", "John Kerry"),
        ("It is very positive the ", "Dmitry Peskov"),
        ("This is a positive devel", "Dmitry Peskov"),
    ]


def test_the_split_quotation_of_the_sample_article_has_two_segments(article: dict[str, Any]) -> None:
    last = [quote for quote in article["quotes"] if quote["kind"] == "direct"][-1]
    assert [segment["text"].split()[0] for segment in last["segments"]] == ["This", "We"]


def test_the_sample_article_knows_its_document_time_from_a_line_that_is_not_text(article: dict[str, Any]) -> None:
    assert article["metadata"]["updated"] == "2015-07-28"
    assert "Updated" not in article["text"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("Feb. 12", "2015-02-12"), ("last month", "2015-06"), ("eight hours", "PT8H"), ("June 30", "2015-06-30")],
)
def test_the_sample_article_has_its_dates_resolved(article: dict[str, Any], text: str, value: str) -> None:
    values = [date["value"] for date in article["dates"] if date["text"].endswith(text)]
    assert values == [value] * len(values)
    assert values


def test_one_person_of_the_sample_article_is_one_entity(article: dict[str, Any]) -> None:
    kerry = {one["entity"] for one in article["entities"] if one["text"].endswith("Kerry")}
    names = {one["name"] for one in article["entities"] if one["text"].endswith("Kerry")}
    assert (len(kerry), names) == (1, {"John Kerry"})
