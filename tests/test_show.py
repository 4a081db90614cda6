"""`pipeline show`, and documents in notebooks: what people see of a run, and that text from outside is only shown."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from enum import Enum
from html import unescape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from pipeline import Annotation, Document, Span
from pipeline.cli.show.document_page import print_document
from pipeline.cli.show.screen import Screen
from pipeline.display.marking import PALETTES, marked_pieces, marks, palettes, sanitized
from pipeline.planning.plan import load
from pipeline.running.runner import run

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = "\x1b[31mRED\x1b]0;title\x07 [red]MARKUP[/red] \u202egnp.exe :smile: \x9b5m <script>alert(1)</script>\r\nEND"
"""Text that would recolour a terminal, rename its window, reverse a line, be taken for markup, or run in a notebook."""


def add(project: Path, name: str, text: str) -> None:
    """Put one more document into the project's input."""
    path = project / "input" / in_file_system(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def in_file_system(name: str) -> str:
    """Return a name as Python has it where the file system has it in UTF-8: the same but in a locale of its own."""
    return os.fsdecode(name.encode("utf-8", "surrogateescape"))


def run_here(project: Path) -> None:
    """Run the project in this process, as `pipeline run` does in one of its own."""
    run(load(project / "shouting.yaml"))


def shown(command: Run, project: Path, *arguments: str) -> str:
    """Return what `show` prints of the project after it has been run."""
    run_here(project)
    done = command("show", "results", *arguments, cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(command: Run, project: Path, *arguments: str) -> str:
    """Return how `show` refuses the arguments, a mistake on the command line."""
    run_here(project)
    done = command("show", "results", *arguments, cwd=project)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


# A run


def test_a_run_is_shown_with_its_record_its_counts_and_its_documents(project: Path, command: Run) -> None:
    printed = shown(command, project)
    assert re.match(
        r"shouting · \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC · \d+\.\d s\nserial, 1 worker · no model\n", printed
    )
    assert "3 documents read = 3 exported + 0 dropped + 0 in quarantine\n" in printed
    assert re.search(r"^shouts +3 +\d+\.\d\d  2 shouts$", printed, re.MULTILINE)
    assert "\nshouts 2\n" in printed
    assert re.search(r"^results/documents\.jsonl  \d+ bytes$", printed, re.MULTILINE)
    assert re.search(r"^a\.txt +This is LOUD! indeed\. +1$", printed, re.MULTILINE)
    assert re.search(r"^b\.txt +Nothing here\. +0$", printed, re.MULTILINE)


def test_a_documents_title_stands_in_place_of_its_first_words(project: Path, command: Run) -> None:
    add(project, "d.jsonl", json.dumps({"text": "It BEGINS so.", "title": "A title"}) + "\n")
    assert re.search(r"^d.* +A title +1$", shown(command, project), re.MULTILINE)


def test_of_many_documents_the_first_twenty_are_listed(project: Path, command: Run) -> None:
    for number in range(22):
        add(project, f"n{number:02}.txt", "quiet")
    printed = shown(command, project)
    assert ("n16.txt" in printed, "n17.txt" in printed) == (True, False)
    assert "… and 5 more, which --all lists\n" in printed


def test_all_documents_are_listed_when_asked(project: Path, command: Run) -> None:
    for number in range(22):
        add(project, f"n{number:02}.txt", "quiet")
    printed = shown(command, project, "--all")
    assert "n21.txt" in printed
    assert "more, which" not in printed


def test_what_is_in_quarantine_is_listed_with_stage_and_error(project: Path, command: Run) -> None:
    for number in range(12):
        add(project, f"bad{number:02}.txt", "RAISE")
    printed = shown(command, project)
    assert printed.count(" · shouts · ValueError: told to raise\n") == 10
    assert "… and 2 more, which --all lists\nTo try them again: pipeline retry results\n" in printed


def test_a_run_that_was_repeated_says_that_its_seconds_are_not_those_of_the_work(project: Path, command: Run) -> None:
    run_here(project)
    (project / "results" / "documents.jsonl").unlink()
    assert "Of the last run, which made 0 of 1 chunk; the rest was there before.\n" in shown(command, project)


def test_an_export_that_was_changed_since_is_shown_as_changed(project: Path, command: Run) -> None:
    run_here(project)
    (project / "results" / "documents.jsonl").unlink()
    assert "bytes, changed or removed since\n" in command("show", "results", cwd=project).stdout


def test_a_run_without_documents_is_shown(project: Path, command: Run) -> None:
    for path in (project / "input").iterdir():
        path.write_text("DROP")
    printed = shown(command, project)
    assert "3 documents read = 0 exported + 3 dropped + 0 in quarantine\n" in printed
    assert "shouts 0\n" in printed
    assert "One of them" not in printed


def test_a_folder_without_a_run_is_refused_with_what_to_type(project: Path, command: Run) -> None:
    done = command("show", "input", cwd=project)
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no finished run in input (no run.json): pipeline run CONFIG makes one" in done.stderr


@pytest.mark.parametrize(
    ("content", "fault"),
    [(None, "is gone"), (b'{"id": "a"\n{}\n', "is damaged"), (b'{"id": "\xff"}\n{}\n', "is damaged")],
)
def test_a_part_that_cannot_be_read_is_named_with_what_to_type(
    project: Path, command: Run, content: bytes | None, fault: str
) -> None:
    run_here(project)
    (part,) = (project / "results" / "parts").glob("*.jsonl")
    part.unlink()
    if content:
        part.write_bytes(content)
    for arguments in ([], ["a.txt"]):
        done = command("show", "results", *arguments, cwd=project)
        assert done.returncode == 1
        assert f"parts/{part.name} {fault}" in done.stderr
        assert "shouting.yaml makes it again" in done.stderr


# A document


def test_a_document_is_shown_with_its_text_and_every_field_of_its_annotations(project: Path, command: Run) -> None:
    """The layer is that of a plugin in a file; `show` knows nothing of it and does not load it."""
    run_here(project)
    (project / "shouts.py").unlink()
    printed = command("show", "results", "a.txt", cwd=project).stdout
    assert printed == (
        "a.txt\ninput/a.txt\n\nshouts 1\n\nThis is LOUD! indeed.\n\n"
        "shouts 1\nplace  source  text   loud\n8–13   8–13    LOUD!  true\n"
    )


@pytest.mark.parametrize("asked", ["2015/07/a.txt", "2015/07", "07/a"])
def test_a_document_is_found_by_its_id_or_a_part_of_it(project: Path, command: Run, asked: str) -> None:
    add(project, "2015/07/a.txt", "DEEP down")
    assert shown(command, project, asked).startswith("2015/07/a.txt\n")


def test_an_id_is_found_though_it_is_part_of_another(project: Path, command: Run) -> None:
    add(project, "old/a.txt", "another")
    assert shown(command, project, "a.txt").startswith("a.txt\n")


def test_a_part_of_several_ids_is_refused_with_those_ids(project: Path, command: Run) -> None:
    assert refused(command, project, ".txt") == (
        "more than one document has '.txt' in its id: 'a.txt', 'b.txt', 'c.txt'.\n"
    )


def test_an_unknown_id_suggests_the_nearest(project: Path, command: Run) -> None:
    add(project, "interview.txt", "quiet")
    assert refused(command, project, "intervew.txt") == (
        "there is no document 'intervew.txt'. Did you mean 'interview.txt'?\n"
    )


def test_an_id_that_is_like_none_says_how_to_list_them(project: Path, command: Run) -> None:
    assert refused(command, project, "zzzzzz") == (
        "there is no document 'zzzzzz'. pipeline show results --all lists them.\n"
    )


def test_a_document_in_quarantine_is_shown_with_its_error_and_traceback(project: Path, command: Run) -> None:
    add(project, "bad.txt", "Please RAISE now.")
    printed = shown(command, project, "bad")
    assert "\nin quarantine, stage shouts\nValueError: told to raise\n\nTraceback (most recent call last):\n" in printed
    assert "\ntext\nPlease RAISE now.\n\nall of it: results/quarantine/bad.txt-" in printed


# Layers


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a run of the default configuration over the sample articles."""
    folder = tmp_path_factory.mktemp("samples")
    for name in ("configs", "seeds"):
        shutil.copytree(ROOT / name, folder / name)
    program = [str(Path(sys.executable).with_name("pipeline")), "run", "configs/default.yaml", "--workers", "1"]
    subprocess.run(program, cwd=folder, check=True, capture_output=True)
    return folder / "runs" / "default"


def test_only_the_layers_that_are_asked_for_are_shown(samples: Path, command: Run) -> None:
    printed = command("show", samples, "interview", "--layer", "dates", "--layer", "entities").stdout
    assert re.findall(r"^(\w+) \d+$", printed, re.MULTILINE) == ["entities", "dates"]


def test_an_unknown_layer_suggests_the_nearest(samples: Path, command: Run) -> None:
    done = command("show", samples, "--layer", "quote")
    assert (done.returncode, done.stderr) == (2, "there is no layer 'quote'. Did you mean 'quotes'?\n")


@pytest.mark.parametrize("asked", [[], ["000_"], ["interview"], ["wire-story"]])
def test_every_page_fits_in_eighty_columns(samples: Path, command: Run, asked: list[str]) -> None:
    printed = command("show", samples, *asked, cwd=samples).stdout
    assert max(map(cell_len, printed.splitlines())) <= 80


def test_a_quotation_is_listed_with_the_words_of_its_spans_and_their_fields(samples: Path, command: Run) -> None:
    printed = command("show", samples, "interview", "--layer", "quotes").stdout
    assert "  speaker Solheim (name Ingrid Solheim, entity e1)  cue says  negated false\n" in printed


def test_a_field_that_holds_nothing_is_a_dash(samples: Path, command: Run) -> None:
    printed = command("show", samples, "interview", "--layer", "dates").stdout
    assert "  type DURATION  value P30Y  mod –  earliest –  latest –  anchor –\n" in printed


def test_what_is_printed_into_a_pipe_has_no_colours(samples: Path, command: Run) -> None:
    assert "\x1b" not in command("show", samples, "interview").stdout


# Colours


class Said(Annotation, frozen=True):
    parts: tuple[Span, ...] = ()
    by: Span | None = None


def annotated() -> Document:
    """Return a text with three layers: a saying in two parts, its speaker, and names in it and beside it."""
    text = "A bridge, says Ada, to Rome."
    found = {
        word: Span(text.index(word), text.index(word) + len(word)) for word in ("A bridge", "Ada", "to Rome", "Rome")
    }
    said = Said(0, 27, parts=(found["A bridge"], found["to Rome"]), by=found["Ada"])
    names = [Said(found[name].start, found[name].end) for name in ("Ada", "Rome")]
    place = [Said(found["Rome"].start, found["Rome"].end)]
    document = Document.from_raw(text, id="a")
    return document.with_layer("said", [said]).with_layer("names", names).with_layer("places", place)


def pieces(document: Document, layers: list[str]) -> list[tuple[str, list[tuple[str, bool]]]]:
    """Return the pieces of the text that have marks, each with the layer of a mark and whether it is a nested one."""
    cut = marked_pieces(document.text, marks(document.record(), layers))
    return [(piece, [(mark.layer, mark.nested) for mark in over]) for piece, over in cut if over]


def test_a_text_is_cut_where_annotations_begin_and_end_the_innermost_first() -> None:
    """What is made of parts is marked in its parts, and a span in another field as a nested one."""
    assert pieces(annotated(), ["said", "names"]) == [
        ("A bridge", [("said", False)]),
        ("Ada", [("names", False), ("said", True)]),
        ("to ", [("said", False)]),
        ("Rome", [("names", False), ("said", False)]),
    ]


def styles(colours: str | None, *, no_color: bool = False) -> dict[str, str]:
    """Return the style of each marked piece of the text on a terminal with these colours."""
    document = annotated()
    console = Console(file=StringIO(), force_terminal=True, color_system=colours, no_color=no_color)  # type: ignore[arg-type]
    screen = Screen(console, palettes(document.layers))
    cut = marked_pieces(document.text, marks(document.record(), ["said", "names"]))
    return {piece: screen.style(over) for piece, over in cut}


def test_where_two_layers_overlap_both_are_seen() -> None:
    """The inner one gives the ground, the outer the letters and the underline."""
    said, names, _ = PALETTES[:3]
    style = styles("256")
    assert style["to "] == f"#000000 on {said.pale}"
    assert style["Rome"] == f"{said.dark} on {names.pale} underline"
    assert style[", says "] == ""


@pytest.mark.parametrize(("colours", "no_color"), [("256", True), (None, False), ("standard", False)])
def test_overlaps_are_seen_on_a_poor_terminal_too(colours: str | None, *, no_color: bool) -> None:
    style = styles(colours, no_color=no_color)
    assert style[", says "] == ""
    assert len({style["to "], style["Rome"], style[", says "]}) == 3


def test_each_layer_has_its_own_colour_in_the_order_of_the_record() -> None:
    assert list(palettes(["quotes", "dates"]).items()) == [("quotes", PALETTES[0]), ("dates", PALETTES[1])]
    assert len(palettes(map(str, range(20)))) == 20


# Hostile text


def test_a_hostile_text_keeps_its_length_and_its_lines() -> None:
    assert sanitized("a\x1b\x07\u202e\x7f\x9b\u2028b\tc\nd\r\ne\r") == "a␛␇\ufffd␡\ufffd\ufffdb\tc\nd \ne␍"


@pytest.mark.parametrize("asked", [[], ["RED"]])
def test_a_hostile_document_is_shown_and_not_obeyed(project: Path, command: Run, asked: list[str]) -> None:
    line = json.dumps({"text": HOSTILE, "title": HOSTILE, "k\x1b": [HOSTILE], "shouts": "\x1b[2J"})
    add(project, "\x1b[31mRED\u202e.jsonl", line + "\n")
    printed = shown(command, project, *asked)
    assert all(char.isprintable() or char == "\n" for char in printed)
    assert "␛[31mRED\ufffd.jsonl" in printed
    assert "␛[31mRED␛]0;title␇ [red]MARK" in printed


def test_a_hostile_error_and_traceback_are_shown_and_not_obeyed(project: Path, command: Run) -> None:
    plugin = project / "shouts.py"
    plugin.write_text(plugin.read_text().replace('"told to raise"', f'{HOSTILE!a} + "\\n" + {HOSTILE!a}'))
    add(project, "bad.txt", "RAISE " + HOSTILE)
    for arguments in ([], ["bad"]):
        printed = shown(command, project, *arguments)
        assert all(char.isprintable() or char == "\n" for char in printed)
        assert "[red]MARKUP[/red]" in printed


def test_a_mistyped_id_shows_hostile_ids_escaped(project: Path, command: Run) -> None:
    add(project, "interview\x1b[31m.txt", "quiet")
    assert "Did you mean 'interview\\x1b[31m.txt'?" in refused(command, project, "intervew[31m.txt")


def test_markup_in_a_text_is_not_obeyed_on_a_terminal_either() -> None:
    document = Document.from_raw("[red]MARKUP[/red] [link=x]:smile: \x1b[31m").with_layer("said", [Said(0, 11)])
    file = StringIO()
    screen = Screen(Console(file=file, force_terminal=True, color_system="256", width=80), palettes(["said"]))
    print_document(screen, document.record(), ["said"])
    printed = re.sub(r"\x1b\[[0-9;]*m", "", file.getvalue())
    assert "\n[red]MARKUP[/red] [link=x]:smile: ␛[31m\n" in printed


# Notebooks


def page(document: Document) -> str:
    """Return what a notebook shows: it asks the document for it."""
    return document._repr_html_()  # the name that notebooks ask for


def without_tags(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def test_the_repr_of_a_document_is_one_line() -> None:
    document = Document.from_raw("x" * 5771, id="a.txt").with_layer("said", [Said(0, 1)]).with_layer("names", [])
    assert repr(document) == "Document('a.txt', 5,771 characters, said=1, names=0)"


def test_a_notebook_shows_the_text_whole_with_its_marks() -> None:
    document = annotated()
    assert (
        without_tags(page(document))
        == "A bridge, says Ada, to Rome.a · 28 characterssaid 1names 2places 1" + document.text
    )


def test_a_mark_in_a_notebook_tells_the_fields_of_all_annotations_over_it() -> None:
    (tooltip,) = re.findall(r'title="([^"]*)">Ada</mark>', page(annotated()))
    assert unescape(tooltip).split("\n\n") == [
        "names: Ada\nparts: []\nby: –",
        "said: A bridge, says Ada, to Rome\nparts: A bridge | to Rome\nby: Ada",
    ]


def test_overlapping_marks_in_a_notebook_have_ground_and_lines() -> None:
    (style,) = re.findall(r'style="([^"]*)" title="[^"]*">Rome</mark>', page(annotated()))
    said, names, places = PALETTES[:3]
    assert style == f"background:{names.clear}40;color:inherit;box-shadow:0 2px {places.clear},0 4px {said.clear}"


class Loudness(Enum):
    LOUD = "<loud>"


class Loud(Annotation, frozen=True):
    how: Loudness
    words: str


def test_no_markup_of_a_document_is_executed_by_a_notebook() -> None:
    metadata: dict[str, Any] = {"title": f'"><img src=x onerror="alert(1)">{HOSTILE}'}
    hostile = Document.from_raw(HOSTILE, id='<b a="', metadata=metadata)
    markup = page(hostile.with_layer("loud", [Loud(0, 60, how=Loudness.LOUD, words=f"'\"><script>{HOSTILE}")]))
    assert set(re.findall(r"<(/?\w+)", markup)) == {"div", "/div", "span", "/span", "mark", "/mark"}
    assert set(re.findall(r' (\w+)="', markup)) == {"style", "title"}
    assert all(char.isprintable() or char == "\n" for char in markup)
    assert "how: &lt;loud&gt;" in markup


def test_of_a_very_long_text_a_notebook_shows_the_beginning() -> None:
    document = Document.from_raw("word " * 10_000).with_layer("said", [Said(10, 14), Said(19_990, 40_000)])
    markup = page(document)
    assert "… and 30,000 more characters" in markup
    assert len(markup) < 25_000


# Cost


def test_help_does_not_import_what_show_prints_with() -> None:
    code = "import sys, pipeline.cli; print('pipeline.results.finished_run' in sys.modules, 'rich.text' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
