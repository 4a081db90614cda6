"""What a plugin gets wrong is told in one line that names plugin, file and line, stage, method and the cure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, PluginError
from pipeline.planning.plan import load
from pipeline.running.runner import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[str]]

SOURCE = """
from contextlib import contextmanager
from pipeline import Chunk, Document, Sink, Source, Stage, hookimpl

class Letters(Source):
    name = "letters"
    word: str = "ab"

    def __post_init__(self):
        pass  # settings

    def chunks(self, memo):
        pass  # chunks
        yield Chunk("all", self.word, None)

    def read(self, chunk):
        pass  # read
        for letter in self.word:
            yield Document.from_raw(letter, id=letter)

class Loud(Stage):
    name = "loud"

    @contextmanager
    def open(self):
        pass  # open
        yield self.process
        pass  # close

    def process(self, document):
        return document.with_metadata(loud=document.text.upper())

class Nothing(Sink):
    name = "nothing"

    def finish(self, results):
        pass  # finish
        return []

@hookimpl
def pipeline_stages():
    return [Letters, Loud, Nothing]
"""

CONFIG = """\
name: faulty
plugins: [./faulty.py]
run: {folder: results, executor: serial}
stages: [letters, loud, nothing]
"""

RAISE = 'raise KeyError("a key")'
STAGES = {"settings": "letters", "chunks": "letters", "open": "loud", "close": "loud", "finish": "nothing"}
METHODS = {"settings": "its settings", "close": "open"}


def faulty(folder: Path, place: str, code: str = RAISE) -> Path:
    """Write a plugin with `code` at a place, and return its configuration."""
    (folder / "faulty.py").write_text(SOURCE.replace(f"pass  # {place}", code))
    (folder / "faulty.yaml").write_text(CONFIG)
    return folder / "faulty.yaml"


def line_of(config: Path) -> int:
    lines = (config.parent / "faulty.py").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if RAISE in line)


def message(config: Path, *overrides: str) -> str:
    with pytest.raises((PluginError, ConfigError)) as raised:
        run(load(config, overrides=list(map(parse_override, overrides))))
    return str(raised.value)


@pytest.mark.parametrize("place", STAGES)
def test_the_message_names_plugin_file_line_stage_method_and_cure(tmp_path: Path, place: str) -> None:
    config = faulty(tmp_path, place)
    assert (
        f"stage {STAGES[place]!r} of the plugin './faulty.py' failed in {METHODS.get(place, place)}: "
        f"KeyError: 'a key' (faulty.py:{line_of(config)}). Fix the plugin and run the same command again."
    ) in message(config)


@pytest.mark.parametrize("place", ["open", "close"])
def test_a_worker_process_tells_the_same(tmp_path: Path, place: str) -> None:
    config = faulty(tmp_path, place)
    alone = message(config)
    in_a_worker = message(config, "run.executor=processes", f"run.folder={tmp_path / 'other'}")
    assert in_a_worker.replace(str(tmp_path / "other"), str(tmp_path / "results")) == alone


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_the_log_has_the_traceback_once(tmp_path: Path, executor: str) -> None:
    config = faulty(tmp_path, "open")
    assert f"The traceback is in {tmp_path / 'results' / 'log.jsonl'}" in message(config, f"run.executor={executor}")
    lines = map(json.loads, (tmp_path / "results" / "log.jsonl").read_text().splitlines())
    tracebacks = [line["exception"] for line in lines if "exception" in line]
    assert [RAISE in traceback for traceback in tracebacks] == [True]


def test_the_terminal_shows_one_line(tmp_path: Path, command: Run) -> None:
    faulty(tmp_path, "finish")
    done = command("run", "faulty.yaml", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("pipeline: stage 'nothing' of the plugin './faulty.py' failed in finish: KeyError")
    assert done.stderr.count("\n") == 1


def test_a_stage_that_raises_when_it_closes_ends_with_one_line_from_a_worker_too(tmp_path: Path, command: Run) -> None:
    faulty(tmp_path, "close")
    done = command("run", "faulty.yaml", "--executor", "processes", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize("executor", ["serial", "processes"])
@pytest.mark.parametrize("place", STAGES)
def test_a_plugin_that_calls_exit_is_named_like_one_that_raises(tmp_path: Path, place: str, executor: str) -> None:
    config = faulty(tmp_path, place, "raise SystemExit(7)")
    said = (
        f"stage {STAGES[place]!r} of the plugin './faulty.py' failed in {METHODS.get(place, place)}: SystemExit: 7 (f"
    )
    assert said in message(config, f"run.executor={executor}")


def test_a_source_that_calls_exit_while_it_reads_loses_no_more_than_its_chunk(tmp_path: Path) -> None:
    assert run(load(faulty(tmp_path, "read", "raise SystemExit(7)"))).quarantined == 1


def test_an_exception_of_several_lines_is_told_in_one(tmp_path: Path) -> None:
    assert "failed in finish: ValueError: one two (faulty.py:" in message(
        faulty(tmp_path, "finish", "raise ValueError('one\\n  two\\n')")
    )


UNPRINTABLE = "raise type('Mute', (Exception,), {'__str__': lambda error: 1 / 0})"


def test_an_exception_without_a_printable_text_is_told_by_its_type(tmp_path: Path) -> None:
    said = "failed in finish: Mute: (its message cannot be shown) (faulty.py:"
    assert said in message(faulty(tmp_path, "finish", UNPRINTABLE))


def test_a_document_that_fails_without_a_printable_text_is_in_quarantine(tmp_path: Path) -> None:
    config = faulty(tmp_path, "settings", "pass")
    plugin = tmp_path / "faulty.py"
    plugin.write_text(plugin.read_text().replace("return document.with", f"{UNPRINTABLE}\n        document.with"))
    assert run(load(config)).quarantined == 2


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (RAISE, "raised KeyError: 'a key' (faulty.py:"),
        ("raise SystemExit", "raised SystemExit (faulty.py:"),
        ("return None", "returned None instead of a list of texts"),
        ("return (name for name in [3])", "returned [3] instead of a list of texts"),
        ("return (name for name in ['../a'])", "writes '../a', which lies outside the run folder"),
    ],
)
def test_an_export_that_cannot_say_what_it_writes_is_told_why(tmp_path: Path, code: str, said: str) -> None:
    config = faulty(tmp_path, "finish", f"return []\n\n    def outputs(self):\n        {code}\n")
    assert said in message(config)


def test_the_reason_why_a_plugin_cannot_be_used_is_told_once(tmp_path: Path) -> None:
    config = faulty(tmp_path, "settings", "pass")
    (tmp_path / "faulty.py").write_text(RAISE)
    said = message(config)
    assert said.count("KeyError") == 1
    assert "there is no stage 'loud'. It may be in './faulty.py', which cannot be used." in said


def test_a_message_that_ends_in_a_question_has_no_full_stop(tmp_path: Path) -> None:
    source = "def chunks(self, memo):\n        pass  # chunks\n        yield Chunk"
    config = faulty(tmp_path, "read", "pass")
    plugin = tmp_path / "faulty.py"
    plugin.write_text(plugin.read_text().replace(source, "def chunks(self, memo):\n        Chunk"))
    assert "maybe a yield is missing? Fix the plugin" in message(config)


def test_a_fault_in_the_settings_stands_at_the_stage_in_the_yaml(tmp_path: Path) -> None:
    assert message(faulty(tmp_path, "settings")).startswith(f"{tmp_path / 'faulty.yaml'}:4:10: stage 'letters'")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("return None", "TypeError: it returned NoneType: decorate it with @contextmanager and yield"),
        ("return self.process", "TypeError: it returned method: decorate it with @contextmanager and yield"),
    ],
)
def test_an_open_that_is_no_context_manager_is_told_how_to_be_one(tmp_path: Path, code: str, said: str) -> None:
    config = faulty(tmp_path, "open")
    plugin = (tmp_path / "faulty.py").read_text()
    opening = plugin.index("    @contextmanager"), plugin.index("    def process")
    (tmp_path / "faulty.py").write_text(
        plugin[: opening[0]] + f"    def open(self):\n        {code}\n\n" + plugin[opening[1] :]
    )
    assert said in message(config)


def test_an_open_that_yields_nothing_is_told_what_to_yield(tmp_path: Path) -> None:
    config = faulty(tmp_path, "open", "yield None; return")
    assert "TypeError: it gave NoneType instead of the function that does the work" in message(config)


def test_what_is_opened_learns_that_the_run_failed(tmp_path: Path) -> None:
    """So that a connection rolls back: its block is left by the exception."""
    catching = "try:\n            yield self.process\n        except BaseException as error:\n"
    kept = f"            Path({str(tmp_path / 'seen')!r}).write_text(type(error).__name__); raise\n        return"
    config = faulty(tmp_path, "open", "from pathlib import Path\n        " + catching + kept)
    plugin = tmp_path / "faulty.py"
    plugin.write_text(
        plugin.read_text().replace("return document.with", "raise ValueError('no')\n        document.with")
    )
    with pytest.raises(Exception, match="stopped at a"):
        run(load(config, overrides=[parse_override("run.on_error=stop")]))
    assert (tmp_path / "seen").read_text() == "RunError"


def test_a_source_that_raises_while_it_reads_names_its_line(tmp_path: Path) -> None:
    config = faulty(tmp_path, "read")
    assert run(load(config)).quarantined == 1
    (kept,) = (tmp_path / "results" / "quarantine").glob("*.json")
    expected = f"the source raised KeyError: 'a key' (faulty.py:{line_of(config)})"
    assert json.loads(kept.read_text())["error"] == expected


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("yield 'a text'; return", "read gave str where a Document or Unreadable was expected"),
        ("return 3", "read returned int: let it yield the documents of the chunk"),
    ],
)
def test_a_source_that_reads_something_else_is_told_so(tmp_path: Path, code: str, said: str) -> None:
    config = faulty(tmp_path, "read", code)
    if "yield" not in code:
        plugin = tmp_path / "faulty.py"
        plugin.write_text(plugin.read_text().replace("            yield Document", "            print(Document)"))
    assert run(load(config)).quarantined == 1
    (kept,) = (tmp_path / "results" / "quarantine").glob("*.json")
    assert said in json.loads(kept.read_text())["error"]


def test_a_batch_without_a_return_is_told_so(tmp_path: Path) -> None:
    config = faulty(tmp_path, "close", "\n    def process_batch(self, documents, process):\n        pass")
    run(load(config))
    errors = {json.loads(one.read_text())["error"] for one in (tmp_path / "results" / "quarantine").iterdir()}
    assert errors == {
        "StageError: process_batch returned NoneType instead of a list of results: maybe a return is missing?"
    }


@pytest.mark.parametrize(("code", "limit"), [("os._exit(7)", "false"), ("re.match('(a|a)*b', 'a' * 60)", "1")])
def test_a_death_and_a_time_limit_name_the_stage(tmp_path: Path, code: str, limit: str) -> None:
    config = faulty(tmp_path, "settings", "pass")
    plugin = tmp_path / "faulty.py"
    dying = f"import os, re\n        document.id == 'b' and {code}\n        return document.with"
    plugin.write_text(plugin.read_text().replace("return document.with", dying))
    overrides = ["run.executor=processes", f"run.time_limit={limit}"]
    assert run(load(config, overrides=list(map(parse_override, overrides)))).quarantined == 1
    (kept,) = (tmp_path / "results" / "quarantine").glob("*.json")
    assert json.loads(kept.read_text())["stage"] == "loud"
