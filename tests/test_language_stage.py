"""The stage `language`: it marks the language of a text, and would rather say `und` than a wrong language."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import ConfigError, Document, load, run
from pipeline.testing import check_stage
from plugins.language import SAMPLE, Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ARTICLES = dict(
    line.split(" ", 1)
    for line in (Path(__file__).parent / "language" / "articles.txt").read_text(encoding="utf-8").splitlines()
)
"""The same short article in thirteen languages and in English."""


@pytest.fixture(scope="module")
def language() -> Iterator[Callable[..., str]]:
    """Return a function that gives the language of a text, which may have metadata."""
    with Language().open() as process:

        def marked(text: str, **metadata: object) -> str:
            return str(process(Document.from_raw(text, metadata=metadata)).metadata["language"])

        yield marked


@pytest.mark.parametrize("expected", ARTICLES)
def test_an_article_is_marked_with_its_language(language: Callable[..., str], expected: str) -> None:
    assert language(ARTICLES[expected]) == expected


@pytest.mark.parametrize("expected", [name for name in ARTICLES if name != "zh"])  # Chinese has no blanks
def test_a_part_of_an_article_is_never_marked_with_another_language(
    language: Callable[..., str], expected: str
) -> None:
    words = ARTICLES[expected].split()
    parts = [" ".join(words[start : start + length]) for length in (5, 10, 20) for start in range(0, len(words), 5)]
    assert {language(part) for part in parts} <= {expected, "und"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes.",
        "Rain again.",
        ARTICLES["en"].upper(),
        ARTICLES["de"].upper(),
        "1,204 3.5 88 | 17 % 2,001 -4.1\n" * 40,
        "Anna Lind, Pedro Alvarez, Hans Weber, Marie Dupont\n" * 20,
        "https://example.org/de/nachrichten/der-rat <br> redaktion@example.org\n" * 20,
        "\ufffd\x00\U0001f600 " * 500,
    ],
    ids=["nothing", "word", "short", "capitals", "German capitals", "table", "names", "addresses", "no letters"],
)
def test_a_text_that_says_too_little_is_und(language: Callable[..., str], text: str) -> None:
    assert language(text) == "und"


@pytest.mark.parametrize("other", ["de", "fr", "ru", "ar", "zh"])
def test_an_english_article_with_a_long_quotation_in_another_language_is_english(
    language: Callable[..., str], other: str
) -> None:
    quoted = ARTICLES[other][: len(ARTICLES["en"]) // 2]
    assert language(f"{ARTICLES['en'][:200]} “{quoted}” {ARTICLES['en'][200:]}") == "en"


@pytest.mark.parametrize("name", ["zh", "ar"])
def test_digits_in_a_script_without_capitals_take_nothing_away(language: Callable[..., str], name: str) -> None:
    assert language(ARTICLES[name].replace("，", "2024，").replace("،", " 2024،")) == name


def test_a_text_that_is_half_russian_and_half_english_is_und(language: Callable[..., str]) -> None:
    assert language(f"{ARTICLES['en'][:500]} {ARTICLES['ru'][:500]}") == "und"


def test_an_english_article_full_of_german_names_is_english(language: Callable[..., str]) -> None:
    text = "In the Bundesverfassungsgericht, Frau Dr. Herta Müller-Lüdenscheid told the Süddeutsche Zeitung that the "
    assert (
        language(f"{text} court had not yet read what the Landesregierung of Nordrhein-Westfalen sent to it.") == "en"
    )


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({"language": "de"}, "de"),
        ({"language": "pt-BR"}, "pt"),
        ({"lang": " EN_us "}, "en"),
        ({"language": "eng"}, "en"),
        ({"language": "yue"}, "yue"),
        ({"language": "German", "lang": "de-AT"}, "de"),
        ({"language": "German"}, "en"),
        ({"language": "und"}, "en"),
        ({"language": ""}, "en"),
        ({"language": ["de"]}, "en"),
        ({"language": "d" * 100_000}, "en"),
    ],
)
def test_a_valid_tag_in_the_metadata_is_kept_as_its_primary_subtag(
    language: Callable[..., str], metadata: dict[str, Any], expected: str
) -> None:
    assert language(ARTICLES["en"], **metadata) == expected


def test_a_setting_lets_the_text_decide() -> None:
    document = Document.from_raw(ARTICLES["en"], metadata={"language": "de"})
    assert Language(trust_metadata=False).process(document).metadata["language"] == "en"


def test_settings_say_when_a_language_is_sure() -> None:
    short = Document.from_raw(ARTICLES["sv"][:120])
    assert Language().process(short).metadata["language"] == "sv"
    assert Language(minimum_letters=400).process(short).metadata["language"] == "und"
    assert Language(minimum_confidence=1.0).process(short).metadata["language"] == "und"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"minimum_letters": 0}, "minimum_letters is 0; expected a number from 1 up"),
        ({"minimum_confidence": 90.0}, "minimum_confidence is 90.0; expected a number from 0 to 1"),
    ],
)
def test_a_setting_out_of_range_is_a_complaint(tmp_path: Path, settings: dict[str, float], message: str) -> None:
    stages = [
        {"use": "ingest", "with": {"paths": [tmp_path]}},
        {"use": "language", "with": settings},
        "export",
    ]
    with pytest.raises(ConfigError, match=message):
        load({"name": "languages", "run": {"folder": "results"}, "stages": stages})


def test_only_the_beginning_of_a_text_is_read(
    language: Callable[..., str], calls: Callable[[Callable[[], object]], int]
) -> None:
    beginning = ((ARTICLES["en"] + "\n") * 20)[:SAMPLE]
    assert language(f"{beginning}{ARTICLES['de'] * 500}") == "en"
    longer = Document.from_raw(beginning + "word " * 100_000)
    with Language().open() as process:
        assert calls(lambda: process(longer)) < calls(lambda: process(Document.from_raw(beginning))) + 100


def test_the_stage_keeps_the_contract() -> None:
    check_stage(Language(), [Document.from_raw(text, id=name) for name, text in ARTICLES.items()])


def test_a_run_counts_the_languages(tmp_path: Path) -> None:
    (tmp_path / "input").mkdir()
    for name in ("en", "de", "fr"):
        (tmp_path / "input" / f"{name}.txt").write_text(ARTICLES[name], encoding="utf-8")
    (tmp_path / "input" / "short.txt").write_text("Rain again.", encoding="utf-8")
    source = {"use": "ingest", "with": {"paths": [tmp_path / "input"]}}
    settings = {"folder": tmp_path / "results", "executor": "serial"}
    record = run(load({"name": "languages", "run": settings, "stages": [source, "language", "export"]}))
    found = {document["id"]: document["metadata"]["language"] for document in record.documents()}
    assert found == {"de.txt": "de", "en.txt": "en", "fr.txt": "fr", "short.txt": "und"}
    assert record.stages[1].found == {"de": 1, "en": 1, "fr": 1, "und": 1}
    assert record.versions["py3langid"]


def test_probabilities_are_the_same_to_the_last_bit_with_another_matrix_kernel() -> None:
    code = "from plugins.language import Detector; import sys; print(Detector.load().most_likely(sys.stdin.read()))"
    kernels: list[dict[str, str]] = [{}, {"OPENBLAS_CORETYPE": "Prescott", "OPENBLAS_NUM_THREADS": "1"}]
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, **kernel},
            input=ARTICLES["no"][:60],
            capture_output=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for kernel in kernels
    }
    assert len(printed) == 1


def test_importing_the_plugin_loads_no_model() -> None:
    code = "import plugins.language, sys; print({'numpy', 'py3langid'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "set()"
