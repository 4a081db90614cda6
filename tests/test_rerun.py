"""A run is repeated: nothing is done twice, what changed is done again, and a kill costs nothing that was finished."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.summary import summary
from pipeline.config.configuration import parse_override
from pipeline.errors import RunError
from pipeline.planning.plan import load
from pipeline.results import record
from pipeline.results.run_folder import RunFolder
from pipeline.running.runner import RunOptions, retry, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.results.record import Record

    Run = Callable[..., subprocess.CompletedProcess[str]]

ANY_CHUNK = 60
"""Documents enough to make several chunks: one in 32 paths ends a chunk."""


COUNTED = """
from pathlib import Path
from pipeline import Chunk, Document, Source, hookimpl

class Counted(Source):
    \"\"\"Give chunks of so many documents, and note beside the configuration each time that a document is read.\"\"\"

    name = "counted"
    chunk_sizes: tuple[int, ...]

    def chunks(self, memo):
        for number, size in enumerate(self.chunk_sizes):
            yield Chunk(f"c{number}", f"c{number} of {size}", (number, size))

    def read(self, chunk):
        number, size = chunk.data
        for at in range(size):
            with Path(__file__).with_name("reads").open("a") as file:
                file.write("x")
            yield Document.from_raw("It is LOUD.", id=f"{number}/{at}")

@hookimpl
def pipeline_stages():
    return [Counted]
"""


@pytest.fixture
def counted(project: Path) -> Path:
    """Give the project with a source that counts what is read of it."""
    (project / "counted.py").write_text(COUNTED)
    swap(project / "shouting.yaml", "[./shouts.py]", "[./shouts.py, ./counted.py]")
    swap(project / "shouting.yaml", "  - use: ingest\n    with: {paths: [input/]}", "  - use: counted")
    return project


@pytest.fixture
def many(project: Path) -> Path:
    """Give the project with input for several chunks."""
    for number in range(ANY_CHUNK):
        (project / "input" / f"more-{number:02}.txt").write_text(f"Number {number} is QUITE loud.")
    return project


def go(project: Path, *sets: str, options: RunOptions | None = None) -> Record:
    """Run the project as a new process would: its plugin is imported anew."""
    for name in [name for name in sys.modules if name.startswith("text_pipeline_plugin_")]:
        del sys.modules[name]
    return run(
        load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets]), options or RunOptions()
    )


def exported(project: Path, folder: str = "results") -> bytes:
    return (project / folder / "documents.jsonl").read_bytes()


def undisturbed(project: Path, *sets: str) -> bytes:
    """Return what a first run over the input as it is now exports."""
    go(project, "run.folder=undisturbed", *sets, options=RunOptions(fresh=True))
    return exported(project, "undisturbed")


def swap(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text().replace(old, new))


# Nothing is done twice


def test_the_same_run_again_does_nothing(many: Path) -> None:
    first = go(many)
    assert (first.made, go(many).made) == (first.chunks, 0)


def test_the_same_run_again_leaves_its_files_alone(many: Path) -> None:
    go(many)
    before = [(many / "results" / name).stat().st_mtime_ns for name in ("documents.jsonl", "run.json")]
    go(many)
    assert [(many / "results" / name).stat().st_mtime_ns for name in ("documents.jsonl", "run.json")] == before


def test_a_file_that_is_added_touches_the_chunk_that_it_falls_in(many: Path) -> None:
    go(many)
    (many / "input" / "more-30x.txt").write_text("One MORE.")
    again = go(many)
    assert again.made == 1 < again.chunks
    assert exported(many) == undisturbed(many)


def test_a_file_that_is_changed_is_done_again(many: Path) -> None:
    go(many)
    (many / "input" / "more-30.txt").write_text("It is QUIET now.")
    assert go(many).made == 1
    assert exported(many) == undisturbed(many)


def test_a_change_of_the_same_length_is_seen_too(many: Path) -> None:
    go(many)
    swap(many / "input" / "more-30.txt", "QUITE", "QUIET")
    go(many)
    assert b"QUIET" in exported(many)


def test_a_file_that_is_removed_is_gone_from_the_export(many: Path) -> None:
    go(many)
    (many / "input" / "more-30.txt").unlink()
    assert go(many).made <= 1
    assert exported(many) == undisturbed(many)


def test_a_file_that_comes_back_costs_nothing(many: Path) -> None:
    """Its part was kept, since a run removes no parts."""
    go(many)
    content = (many / "input" / "more-30.txt").read_text()
    (many / "input" / "more-30.txt").unlink()
    go(many)
    (many / "input" / "more-30.txt").write_text(content)
    assert go(many).made == 0
    assert exported(many) == undisturbed(many)


@pytest.mark.parametrize("what", ["a setting", "the code of a plugin", "the version of a stage"])
def test_a_change_of_what_makes_the_parts_does_them_again(many: Path, what: str) -> None:
    first = go(many)
    if what == "a setting":
        swap(many / "shouting.yaml", "  - shouts", "  - use: shouts\n    with: {shortest: 6}")
    elif what == "the code of a plugin":
        swap(many / "shouts.py", "word.isupper()", "word.istitle()")
    else:
        swap(many / "shouts.py", "    shortest: int", "    version = 2\n    shortest: int")
    assert go(many).made == first.chunks


def test_a_python_with_other_unicode_tables_does_the_parts_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(project)
    assert go(project).made == 0
    monkeypatch.setattr("pipeline.planning.plan.unidata_version", "1.0.0")
    assert go(project).made == 1


def test_a_file_that_a_setting_names_counts_by_its_content(many: Path) -> None:
    swap(many / "shouts.py", "shortest: int = 3", "shortest: int = 3\n    words: InputFile | None = None")
    swap(many / "shouts.py", "Drop, Stage", "Drop, InputFile, Stage")
    swap(many / "shouting.yaml", "  - shouts", "  - use: shouts\n    with: {words: words.txt}")
    (many / "words.txt").write_text("one")
    first = go(many)
    assert go(many).made == 0
    (many / "words.txt").write_text("two")
    assert go(many).made == first.chunks


def test_a_change_of_the_export_only_exports(many: Path) -> None:
    go(many)
    assert go(many, "stages.export.file=other.jsonl").made == 0
    assert (many / "results" / "other.jsonl").read_bytes() == exported(many)


def test_an_export_that_was_damaged_is_written_again(many: Path) -> None:
    go(many)
    whole = exported(many)
    (many / "results" / "documents.jsonl").write_text("")
    assert go(many).made == 0
    assert exported(many) == whole


def test_fresh_does_everything_again(many: Path) -> None:
    first = go(many)
    assert go(many, options=RunOptions(fresh=True)).made == first.chunks


def test_fresh_reads_files_anew_that_seem_unchanged(many: Path) -> None:
    """What is remembered of a file goes by its size and time, which a restored backup may have of another content."""
    path = many / "input" / "more-30.txt"
    os.utime(path, ns=(10**18, 10**18))
    go(many)
    swap(path, "QUITE", "QUIET")
    os.utime(path, ns=(10**18, 10**18))
    go(many, options=RunOptions(fresh=True))
    assert exported(many) == undisturbed(many)


def test_clean_drops_the_parts_that_the_last_run_did_not_use(many: Path, command: Run) -> None:
    go(many)
    swap(many / "shouting.yaml", "  - shouts", "  - use: shouts\n    with: {shortest: 6}")
    last = go(many)
    done = command("clean", "results", cwd=many)
    assert done.stdout.startswith(f"{last.chunks} parts removed, ")
    assert {path.stem for path in (many / "results" / "parts").glob("*")} == set(last.parts)
    assert go(many).made == 0


# Trying


@pytest.mark.parametrize("limit", [1, 40, 62])
def test_a_limit_takes_the_first_documents(many: Path, limit: int) -> None:
    assert go(many, options=RunOptions(limit=limit)).read == limit
    assert exported(many) == b"".join(undisturbed(many).splitlines(keepends=True)[:limit])


def test_a_limit_takes_the_same_whoever_does_the_work(many: Path) -> None:
    first = go(many, options=RunOptions(limit=40))
    other = go(many, "run.executor=processes", "run.workers=3", "run.folder=other", options=RunOptions(limit=40))
    assert (other.parts, exported(many, "other")) == (first.parts, exported(many))


def test_a_limit_does_nothing_twice(many: Path) -> None:
    go(many, options=RunOptions(limit=40))
    assert go(many, options=RunOptions(limit=40)).idle


def sized(project: Path, sizes: list[int], limit: int) -> list[str]:
    """Run the first documents of chunks of such sizes, and return the ids of what was exported."""
    go(project, f"stages.counted.chunk_sizes={sizes}", options=RunOptions(limit=limit))
    return [json.loads(line)["id"] for line in exported(project).splitlines()]


@pytest.mark.parametrize(
    "sizes", [[3, 3, 3, 3, 3, 3], [1, 1, 9, 9, 9], [0, 0, 1, 0, 20, 0, 1], [9, 1, 1, 1, 1, 1, 1, 1]]
)
@pytest.mark.parametrize("limit", [1, 4, 10, 13])
def test_a_limit_is_kept_however_large_the_chunks_are(counted: Path, sizes: list[int], limit: int) -> None:
    whole = [f"{number}/{at}" for number, size in enumerate(sizes) for at in range(size)]
    assert sized(counted, sizes, limit) == whole[:limit]


def test_what_a_limit_leaves_out_is_not_read(counted: Path) -> None:
    """Documents are read by the workers only, and once, where the chunks are alike."""
    assert len(sized(counted, [10] * 30, 105)) == len((counted / "reads").read_text()) == 105


def test_a_limit_in_chunks_unlike_the_first_reads_few_documents_more(counted: Path) -> None:
    sized(counted, [1, *[10] * 30], 50)
    assert len((counted / "reads").read_text()) <= 2 * 50


def test_a_limit_beyond_the_input_takes_all(many: Path) -> None:
    assert go(many, options=RunOptions(limit=1000)).read == ANY_CHUNK + 3


def test_the_option_limit_spares_the_real_results(project: Path, command: Run) -> None:
    command("run", "shouting.yaml", "--limit", "1", cwd=project)
    assert len((project / "results-try" / "documents.jsonl").read_text().splitlines()) == 1
    assert not (project / "results").exists()


# Quarantine


def test_documents_in_quarantine_stay_there_on_a_rerun(project: Path, command: Run) -> None:
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    command("run", "shouting.yaml", cwd=project)
    again = command("run", "shouting.yaml", cwd=project)
    assert again.returncode == 3
    assert "to try them again: pipeline retry results" in again.stdout


def unlock(project: Path) -> None:
    """Make the plugin raise only where the file `broken` stands beside the configuration: a passing trouble."""
    plugin = project / "shouts.py"
    swap(
        plugin,
        'if "RAISE" in document.text:',
        f'if "RAISE" in document.text and os.path.exists({str(project / "broken")!r}):',
    )
    (project / "broken").touch()


def test_retry_sets_the_document_in_where_it_belongs(project: Path, command: Run) -> None:
    unlock(project)
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    go(project)
    (project / "broken").unlink()
    done = command("retry", "results", cwd=project)
    assert done.returncode == 0, done.stderr
    assert exported(project) == undisturbed(project)
    assert list((project / "results" / "quarantine").glob("*")) == []


def test_retry_needs_no_input_any_more(project: Path, command: Run) -> None:
    unlock(project)
    done = command("run", "shouting.yaml", "-", "--folder", "piped", cwd=project, stdin="Please RAISE now.")
    assert done.returncode == 3
    (project / "broken").unlink()
    done = command("retry", "piped", cwd=project)
    assert done.returncode == 0, done.stderr
    assert json.loads(exported(project, "piped"))["text"] == "Please RAISE now."


def test_what_fails_again_stays_in_quarantine(project: Path, command: Run) -> None:
    unlock(project)
    (project / "input" / "a.txt").write_text("Please RAISE first.")
    (project / "input" / "c.txt").write_text("Please RAISE last.")
    go(project)
    done = command("retry", "results", cwd=project)
    assert done.returncode == 3
    assert [json.loads(line)["id"] for line in exported(project).splitlines()] == ["b.txt"]
    assert len(list((project / "results" / "quarantine").glob("*"))) == 2


def test_a_retry_in_which_a_worker_dies_loses_nothing(project: Path) -> None:
    """The first comes through, the second fails again, the third kills the worker: each is exported or kept."""
    plugin = project / "shouts.py"
    fails = f'("ALWAYS" in document.text or os.path.exists({str(project / "broken")!r}))'
    swap(plugin, 'if "RAISE" in document.text:', f'if "RAISE" in document.text and {fails}:')
    (project / "broken").touch()
    for name, text in {"a": "RAISE once.", "b": "RAISE ALWAYS.", "c": "RAISE and DIE."}.items():
        (project / "input" / f"{name}.txt").write_text(text)
    go(project, "run.executor=processes")
    (project / "broken").unlink()
    after = retry(load(project / "shouting.yaml", overrides=[parse_override("run.executor=processes")]))
    assert (after.read, after.exported, after.quarantined) == (3, 1, 2)


def test_a_retry_that_was_stopped_before_it_exported_is_exported_by_the_next_run(project: Path) -> None:
    """Parts made anew under the same names are newer than the record."""
    go(project)
    before = (project / "results" / "run.json").stat().st_mtime_ns
    part = next((project / "results" / "parts").glob("*.jsonl"))
    os.utime(part, ns=(before + 10**9, before + 10**9))
    go(project)
    assert (project / "results" / "run.json").stat().st_mtime_ns > before


def test_what_is_found_is_counted_of_exported_documents_only(project: Path) -> None:
    swap(
        project / "shouts.py",
        "    shortest: int = 3",
        "    shortest: int = 3\n    def tally(self, document):\n        return {'seen': 1}",
    )
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    assert go(project).stages[1].found == {"seen": 2}


def test_a_count_that_raises_costs_its_document_only(project: Path) -> None:
    tally = "    def tally(self, document):\n        return {'per': 1 // ('VERY' not in document.text)}"
    swap(project / "shouts.py", "    shortest: int = 3", f"    shortest: int = 3\n{tally}")
    after = go(project)
    assert (after.exported, after.quarantined) == (2, 1)


def test_a_document_that_is_lost_fails_the_run(project: Path) -> None:
    """What was read is counted where the source gives it, and compared with what became of it."""
    go(project)
    part = next((project / "results" / "parts").glob("*.jsonl"))
    swap(part, '"read":3', '"read":4')
    (project / "results" / "documents.jsonl").unlink()
    with pytest.raises(RunError, match="4 documents were read and 3 accounted for"):
        go(project)


def test_retry_refuses_another_plan(project: Path) -> None:
    """Parts made by two plans would stand under the name of one."""
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    go(project)
    swap(project / "shouts.py", '"RAISE" in', '"CRASH" in')
    for name in [name for name in sys.modules if name.startswith("text_pipeline_plugin_")]:
        del sys.modules[name]
    with pytest.raises(RunError, match="has changed since that run: pipeline run"):
        retry(load(project / "shouting.yaml"))


def test_retry_without_a_run_says_what_to_type(project: Path, command: Run) -> None:
    done = command("retry", "results", cwd=project)
    assert (done.returncode, "pipeline run CONFIG makes one" in done.stderr) == (1, True)


# Two runs on one folder


def test_a_second_run_on_the_folder_is_refused_by_the_name_of_the_first(project: Path) -> None:
    with (
        RunFolder(project / "results").locked(),
        pytest.raises(RunError, match=f"in use by a run, process {os.getpid()}"),
    ):
        go(project)


def test_a_dead_run_holds_nobody_up(project: Path) -> None:
    (project / "results").mkdir()
    (project / "results" / ".lock").write_text("999999")
    assert go(project).read == 3


# The record


def test_an_empty_input_is_a_run_with_an_empty_export(counted: Path) -> None:
    for _ in "a run", "the same again":
        done = go(counted, "stages.counted.chunk_sizes=[]")
        assert (done.read, done.chunks, exported(counted)) == (0, 0, b"")
        said = summary(done, counted / "results").splitlines()[-1]
        assert said.startswith("no documents were found · 0 documents: 0 exported, 0 dropped, 0 in quarantine · ")


@pytest.mark.parametrize(
    ("gives", "error"),
    [
        ("return None", r"it returned None instead of an iterator of Chunk: maybe a yield is missing\?"),
        ("return 7", "it returned 7 instead of an iterator of Chunk"),
        ("yield 'a.txt'", r"it gave 'a.txt' \(str\) where a Chunk was expected"),
    ],
)
@pytest.mark.parametrize("limit", [None, 5])
def test_a_source_that_gives_no_chunks_is_named_with_what_it_gave(
    counted: Path, gives: str, error: str, limit: int | None
) -> None:
    a, b = "        for number, size in enumerate(self.chunk_sizes):\n", "            yield Chunk("
    swap(counted / "counted.py", a, "")
    source = (counted / "counted.py").read_text()
    (counted / "counted.py").write_text(re.sub(rf"{re.escape(b)}.*", f"        {gives}", source))
    failed = r"^stage 'counted' of the plugin '\./counted\.py' failed in chunks: TypeError: "
    with pytest.raises(RunError, match=failed + error):
        go(counted, "stages.counted.chunk_sizes=[]", options=RunOptions(limit=limit))


def test_the_record_counts_every_document_and_names_what_it_read(project: Path) -> None:
    (project / "input" / "a.txt").write_text("Please RAISE now.")
    (project / "input" / "b.txt").write_text("Better DROP it.")
    go(project)
    kept = record.read(project / "results")
    assert (kept.read, kept.exported, kept.dropped, kept.quarantined) == (3, 1, 1, 1)
    assert kept.config == "../shouting.yaml"
    assert kept.layers == {"shouts": {"start": "int", "end": "int", "loud": "bool"}}


def test_a_secret_stands_unresolved_in_the_record(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FILE_NAME", "secret.jsonl")
    swap(project / "shouting.yaml", "  - export", "  - use: export\n    with: {file: '${FILE_NAME}'}")
    go(project)
    written = record.read(project / "results").written
    assert "${FILE_NAME}" in written
    assert "secret" not in written


def test_the_record_has_the_hash_of_what_was_exported(project: Path) -> None:
    from hashlib import sha256

    go(project)
    (export,) = record.read(project / "results").exports
    assert (export.path, export.sha256) == ("documents.jsonl", sha256(exported(project)).hexdigest())


def test_a_record_of_a_later_version_says_what_to_do(project: Path) -> None:
    go(project)
    swap(project / "results" / "run.json", '"schema": 1', '"schema": 99')
    with pytest.raises(RunError, match="has schema 99, this version reads up to 1: update text-pipeline"):
        record.read(project / "results")


# Killed and stopped


def observed(project: Path, seconds: float) -> Path:
    """Have the plugin write a byte for every document, and wait as long as the file is there; return that file."""
    seen = project / "seen"
    seen.touch()
    waits = f"open({str(seen)!r}, 'a').write('.'); __import__('time').sleep({seconds})"
    observing = f"        if os.path.exists({str(seen)!r}): {waits}\n"
    swap(project / "shouts.py", "        found, at", f"{observing}        found, at")
    return seen


def started(project: Path, *options: str) -> subprocess.Popen[str]:
    program = [str(Path(sys.executable).with_name("pipeline")), "run", "shouting.yaml", *options]
    return subprocess.Popen(
        program, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
    )


def wait_until(documents: int, seen: Path, running: subprocess.Popen[str]) -> None:
    """Return when the run has come to so many documents, or is over; fail after a minute."""
    deadline = time.monotonic() + 60
    while seen.stat().st_size < documents and running.poll() is None:
        if time.monotonic() > deadline:
            running.kill()
            pytest.fail(f"{seen.stat().st_size} of {documents} documents after a minute")
        time.sleep(0.005)


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_run_killed_at_any_moment_goes_on_and_ends_where_an_undisturbed_one_ends(many: Path, executor: str) -> None:
    """Files come and go between the kills; `make soak` does the same with 300 articles, the model and twenty kills."""
    seen = observed(many, seconds=0.02)
    killed = []
    for number, documents in enumerate([1, 20, 40, 10]):
        with started(many, "--executor", executor) as running:
            wait_until(seen.stat().st_size + documents, seen, running)
            running.kill()
        killed.append(running.returncode)
        (many / "input" / f"new-{number}.txt").write_text("A NEW one.")
        (many / "input" / f"more-{number:02}.txt").unlink()
    assert -signal.SIGKILL in killed
    seen.unlink()
    go(many, f"run.executor={executor}")
    assert exported(many) == undisturbed(many)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_run_that_is_stopped_says_how_to_go_on(many: Path, executor: str, sent: signal.Signals) -> None:
    seen = observed(many, seconds=600)
    # A shell starts what is to run in the background with SIGINT ignored, and every child would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with started(many, "--executor", executor, "--workers", "2") as running:
        signal.signal(signal.SIGINT, before)
        wait_until(1, seen, running)
        running.send_signal(sent)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "stopped; what is done is kept. To continue: " in errors
    assert errors.endswith(f"pipeline run shouting.yaml --executor {executor} --workers 2\n")
