"""House rules that no linter checks: complexity, what the rooms say of themselves, and the words of the glossary."""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = ROOT / "pipeline"
FACES = [*CORE.glob("*/__init__.py"), *(ROOT / "plugins").glob("*/*/**/__init__.py")]
ROOMS = sorted(".".join(face.parent.relative_to(ROOT).parts) for face in FACES)
MOST_COMPLEX = 10
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
ROW = re.compile(r"^\| (?P<word>[^|]+) \| [^|]+ \| `(?P<place>[^`|]+)` \|$", re.MULTILINE)
RETIRED = {"How", "Line", "Agenda", "Work", "Watch", "Watching", "Death", "Store", "InHand", "Carrier", "View"}
RETIRED |= {
    "watchdog",
    "watched",
    "careful",
    "deadly",
    "begun",
    "told",
    "aside",
    "todo",
    "agenda",
    "in_hand",
    "carrier",
}
"""Names that the words of the glossary have replaced."""


def complexity(function: ast.AST) -> int:
    """Return how many ways lead through a function: branches, `and`, `or`, comprehensions and their conditions."""
    nodes = list(ast.walk(function))
    branches = sum(isinstance(node, BRANCHES) for node in nodes)
    operands = sum(len(node.values) - 1 for node in nodes if isinstance(node, ast.BoolOp))
    comprehensions = sum(1 + len(node.ifs) for node in nodes if isinstance(node, ast.comprehension))
    return 1 + branches + operands + comprehensions


def too_complex(code: str) -> list[str]:
    functions = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [function.name for function in functions if complexity(function) > MOST_COMPLEX]


def identifiers(code: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    return {token.string for token in tokens if token.type == tokenize.NAME}


def exists(place: str) -> bool:
    """Return whether a path of this project, or a module, class or attribute, exists."""
    if "/" in place:
        return (ROOT / place).exists()
    try:
        return pkgutil.resolve_name(place) is not None
    except (ImportError, AttributeError):
        return False


def test_complexity_counts_what_ruff_leaves_out() -> None:
    code = "def f(a): return [x for x in a if x and x > 1 or a]"
    assert complexity(ast.parse(code)) == 5
    assert too_complex(f"{code}\ndef g(a): return {' or '.join('a' * 11)}") == ["g"]


def test_no_function_of_the_core_is_above_complexity_10() -> None:
    found = {str(path.relative_to(ROOT)): too_complex(path.read_text(encoding="utf-8")) for path in CORE.rglob("*.py")}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_in_a_few_lines_what_it_is_for_and_what_it_imports(room: str) -> None:
    face = importlib.import_module(room).__doc__ or ""
    assert "\n\nIt imports " in face
    assert len(face.splitlines()) <= 5


def test_every_word_of_the_glossary_stands_for_something_in_the_code() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| word ")]
    places = {row["word"]: row["place"] for row in ROW.finditer(page)}
    assert len(places) == len(rows) > 30
    assert {word: place for word, place in places.items() if not exists(place)} == {}


def test_a_place_that_is_gone_does_not_exist() -> None:
    assert not exists("pipeline.running.worker.Line")
    assert not exists("pipeline.running.watchdog")
    assert not exists("tests/silver")


def test_no_retired_name_is_an_identifier_of_the_core() -> None:
    found = {
        str(path.relative_to(ROOT)): identifiers(path.read_text(encoding="utf-8")) & RETIRED
        for path in CORE.rglob("*.py")
    }
    assert {path: names for path, names in found.items() if names} == {}
