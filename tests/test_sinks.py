"""What sinks can write: shares of parts, which are kept; files, folders, and outputs outside the run folder."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from pipeline.config.configuration import parse_override
from pipeline.errors import ConfigError, PluginError, RunError
from pipeline.planning.plan import load
from pipeline.results import record as records
from pipeline.running.runner import run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.results.record import Record

    Run = Callable[..., subprocess.CompletedProcess[str]]

PLUGIN = """
import json, os, sqlite3
from pathlib import Path
import msgspec
from pipeline import Output, Sink, hookimpl

HERE = Path(__file__).parent

class Ids(Sink):
    '''Write the ids of the documents: a share for each part, joined in one file.'''

    name = "ids"
    file: str = "ids.txt"

    def outputs(self):
        return [self.file]

    def write(self, part, target):
        with (HERE / "calls").open("a") as calls:
            calls.write("write\\n")
        target.write_text("".join(f"{record['id']}\\n" for record in part.records()))

    def finish(self, results):
        with results.create(self.file) as file:
            for part in results.parts:
                file.write(part.share.read_bytes())
        return [results.folder / self.file]

class Pages(Sink):
    '''Write a page for each document into a folder.'''

    name = "pages"
    folder: str = "pages"

    def outputs(self):
        return [self.folder]

    def write(self, part, target):
        for record in part.records():
            page = target / record["id"]
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(record["text"])

    def finish(self, results):
        with results.create_folder(self.folder) as folder:
            for part in results.parts:
                if part.share.is_dir():
                    part.link_share(folder)
        return [results.folder / self.folder]

class Database(Sink):
    '''Write the number of documents into a database beside the configuration.'''

    name = "database"
    uri: str = "sqlite://localhost/counts"

    def outputs(self):
        return [self.uri]

    def finish(self, results):
        with sqlite3.connect(HERE / "counts.db") as database:
            database.execute("DROP TABLE IF EXISTS counts")
            database.execute("CREATE TABLE counts (documents)")
            database.execute("INSERT INTO counts VALUES (?)", [results.counts.exported])
        with (HERE / "calls").open("a") as calls:
            calls.write("finish\\n")
        return [Output(self.uri, state=str(results.counts.exported))]

    def stands(self, output):
        with sqlite3.connect(HERE / "counts.db") as database:
            try:
                return str(database.execute("SELECT documents FROM counts").fetchone()[0]) == output.state
            except sqlite3.OperationalError:
                return False

class Seen(Sink):
    '''Write what a sink can know of a run.'''

    name = "seen"

    def finish(self, results):
        fields = {name: [one.name for one in msgspec.structs.fields(kind)] for name, kind in results.layers.items()}
        counts = results.counts
        numbers = [counts.read, counts.exported, counts.dropped, len(counts.quarantine)]
        entries = [[one["id"], one["stage"], one["error"]] for _ in range(2) for one in results.quarantine]
        with results.create("seen.json") as file:
            file.write(json.dumps([fields, numbers, entries, dict(counts.found["shouts"])]).encode())
        return [results.folder / "seen.json"]

class Sends(Sink):
    '''Only writes parts, to somewhere else.'''

    name = "sends"

    def write(self, part, target):
        with (HERE / "calls").open("a") as calls:
            calls.write("send\\n")

@hookimpl
def pipeline_stages():
    return [Ids, Pages, Database, Seen, Sends]
"""


def with_sinks(project: Path, *sinks: str) -> Path:
    (project / "sinks.py").write_text(PLUGIN)
    yaml = project / "shouting.yaml"
    text = yaml.read_text().replace("[./shouts.py]", "[./shouts.py, ./sinks.py]")
    yaml.write_text(text.replace("  - export\n", "".join(f"  - {sink}\n" for sink in sinks)))
    return project


def go(project: Path, *sets: str) -> Record:
    return run(load(project / "shouting.yaml", overrides=[parse_override(one) for one in sets]))


def calls(project: Path) -> int:
    """Return how many calls a sink noted since the last time."""
    path = project / "calls"
    count = len(path.read_text().splitlines()) if path.exists() else 0
    path.unlink(missing_ok=True)
    return count


# Shares


def test_the_shares_of_all_parts_are_joined_in_input_order(project: Path) -> None:
    go(with_sinks(project, "ids"))
    assert (project / "results/ids.txt").read_text() == "a.txt\nb.txt\nc.txt\n"


def test_a_share_is_written_once(project: Path) -> None:
    """An output that is gone is joined again from the shares that are kept."""
    done = go(with_sinks(project, "ids"))
    assert calls(project) == done.chunks
    (project / "results/ids.txt").unlink()
    again = go(project)
    assert (again.idle, calls(project), (project / "results/ids.txt").read_text()) == (
        False,
        0,
        "a.txt\nb.txt\nc.txt\n",
    )


def test_one_added_file_rewrites_the_share_of_one_part(project: Path) -> None:
    for number in range(300):
        (project / "input" / f"{number:03}.txt").write_text("text")
    done = go(with_sinks(project, "ids"))
    assert calls(project) == done.chunks > 5
    (project / "input" / "150a.txt").write_text("new")
    go(project)
    assert calls(project) == 1
    assert "150.txt\n150a.txt\n151.txt\n" in (project / "results/ids.txt").read_text()


def test_a_change_of_the_sink_rewrites_its_shares_and_no_part(project: Path) -> None:
    go(with_sinks(project, "ids"))
    calls(project)
    done = go(project, "stages.ids.file=other.txt")
    assert (done.made, calls(project)) == (0, done.chunks)
    assert (project / "results/other.txt").read_text() == "a.txt\nb.txt\nc.txt\n"


def test_the_share_of_a_part_that_a_retry_changed_is_written_again(project: Path, command: Run) -> None:
    allowed = "not os.path.exists(os.path.join(os.path.dirname(__file__), 'allowed'))"
    plugin = project / "shouts.py"
    plugin.write_text(
        plugin.read_text().replace('"RAISE" in document.text:', f'"RAISE" in document.text and {allowed}:')
    )
    (project / "input/b.txt").write_text("RAISE")
    go(with_sinks(project, "ids"))
    assert (project / "results/ids.txt").read_text() == "a.txt\nc.txt\n"
    (project / "allowed").touch()
    assert command("retry", "results", cwd=project).returncode == 0
    assert (project / "results/ids.txt").read_text() == "a.txt\nb.txt\nc.txt\n"


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_an_error_in_write_ends_the_run_and_keeps_the_parts(project: Path, executor: str) -> None:
    with_sinks(project, "ids")
    plugin = project / "sinks.py"
    plugin.write_text(PLUGIN.replace("target.write_text(", "raise OSError('told to') or target.write_text("))
    with pytest.raises(
        PluginError, match=r"stage 'ids' of the plugin '\./sinks\.py' failed in write: OSError: told to"
    ):
        go(project, f"run.executor={executor}")
    plugin.write_text(PLUGIN)
    assert go(project).made == 0
    assert (project / "results/ids.txt").read_text() == "a.txt\nb.txt\nc.txt\n"


def test_a_sink_may_only_write_parts(project: Path) -> None:
    """It returns no output, so that it cannot be checked; the parts that it has written are known."""
    done = go(with_sinks(project, "export", "sends"))
    assert calls(project) == done.chunks
    go(project)
    assert calls(project) == 0


# Folders


def pages(project: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (project / "results/pages").iterdir()}


def test_an_output_may_be_a_folder(project: Path) -> None:
    done = go(with_sinks(project, "pages"))
    assert pages(project) == {"a.txt": "This is LOUD! indeed.", "b.txt": "Nothing here.", "c.txt": "VERY loud."}
    assert [(one.path, one.size) for one in done.exports] == [("pages", sum(map(len, pages(project).values())))]


def test_an_unchanged_folder_stands(project: Path) -> None:
    go(with_sinks(project, "pages"))
    assert go(project).idle


@pytest.mark.parametrize("change", ["removed", "added", "emptied"])
def test_a_folder_that_was_changed_is_written_again(project: Path, change: str) -> None:
    go(with_sinks(project, "pages"))
    folder, whole = project / "results/pages", pages(project)
    if change == "added":
        (folder / "d.txt").write_text("by hand")
    else:
        for path in list(folder.iterdir()):
            path.unlink()
        if change == "removed":
            folder.rmdir()
    assert not go(project).idle
    assert pages(project) == whole


def test_a_folder_is_replaced_whole(project: Path) -> None:
    go(with_sinks(project, "pages"))
    (project / "input/a.txt").unlink()
    go(project)
    assert sorted(pages(project)) == ["b.txt", "c.txt"]
    assert not list((project / "results").glob(".*.tmp"))


def test_kept_files_cannot_be_changed_by_mistake(project: Path) -> None:
    """The files of a folder are the shares themselves, by hard links where there are any."""
    go(with_sinks(project, "pages"))
    assert {path.stat().st_mode & 0o222 for path in (project / "results/pages").iterdir()} == {0}


def test_a_stale_folder_is_reported_and_cleaned(project: Path, command: Run) -> None:
    go(with_sinks(project, "pages"))
    done = go(project, "stages.pages.folder=other")
    assert [one.path for one in done.stale] == ["pages"]
    cleaned = command("clean", "results", cwd=project)
    assert (cleaned.returncode, cleaned.stderr) == (0, "")
    assert sorted(path.name for path in (project / "results").iterdir() if path.is_dir()) == [
        "derived",
        "other",
        "parts",
    ]


@pytest.mark.parametrize(("one", "other"), [("out", "out/a.txt"), ("out/x/../pages", "out/pages/a.txt")])
def test_an_output_within_another_is_a_mistake_in_the_configuration(project: Path, one: str, other: str) -> None:
    with_sinks(project, f"{{use: pages, with: {{folder: {one}}}}}", f"{{use: ids, with: {{file: {other}}}}}")
    with pytest.raises(ConfigError, match="one lies in the other"):
        load(project / "shouting.yaml")


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (
            "target.symlink_to(HERE / 'sinks.py')",
            "it made '.*', which is no plain file: a share is a file, or a folder",
        ),
        ("os.mkfifo(target)", "it made '.*', which is no plain file"),
        ("(target.mkdir(), (target / 'a').symlink_to('/gone'))", "it made 'a', which is no plain file"),
    ],
)
def test_a_share_consists_of_plain_files(project: Path, made: str, error: str) -> None:
    """Nothing outside the run folder is touched."""
    with_sinks(project, "sends")
    (project / "sinks.py").write_text(PLUGIN.replace('calls.write("send\\n")', made))
    before = (project / "sinks.py").stat().st_mode
    with pytest.raises(PluginError, match=rf"'sends' of the plugin '\./sinks\.py' failed in write: TypeError: {error}"):
        go(project)
    assert (project / "sinks.py").stat().st_mode == before
    assert list((project / "results/derived/sends").iterdir()) == []


def test_a_share_is_never_written_over(project: Path) -> None:
    for number in range(100):
        (project / "input" / f"{number:03}.txt").write_text("text")
    with_sinks(project, "pages")
    plugin = project / "sinks.py"
    plugin.write_text(
        PLUGIN.replace("part.link_share(folder)", "part.link_share(folder / 'same')").replace(
            'target / record["id"]', 'target / "page"'
        )
    )
    with pytest.raises(PluginError, match="FileExistsError: page is there already: give the share of each part a name"):
        go(project)


@pytest.mark.parametrize("name", ["../up.txt", "run.json", "parts", ".", ".hidden"])
def test_a_sink_creates_nothing_that_belongs_to_the_run(project: Path, name: str) -> None:
    with_sinks(project, "seen")
    plugin = project / "sinks.py"
    plugin.write_text(PLUGIN.replace('results.create("seen.json")', f"results.create({name!r})"))
    with pytest.raises(PluginError, match="ValueError: an output cannot have the name"):
        go(project)
    assert not (project / "up.txt").exists()


# Outside the run folder


def test_an_output_may_lie_outside_the_run_folder(project: Path) -> None:
    done = go(with_sinks(project, "database"))
    assert [(one.path, one.state) for one in done.exports] == [("sqlite://localhost/counts", "3")]


def test_an_output_that_stands_is_not_written_again(project: Path) -> None:
    go(with_sinks(project, "database"))
    assert calls(project) == 1
    assert go(project).idle
    assert calls(project) == 0


def test_an_output_that_no_longer_stands_is_written_again(project: Path) -> None:
    go(with_sinks(project, "database"))
    (project / "counts.db").unlink()
    assert not go(project).idle
    assert calls(project) == 2


@pytest.mark.parametrize(
    ("uri", "error"),
    [
        ("postgres://me:secret@localhost/a", "a URI of localhost with a password, and run.json would show it"),
        ("counts", "the URI 'counts': write SCHEME://PLACE; files in the run folder are paths"),
    ],
)
def test_a_uri_that_no_record_can_hold_is_refused(project: Path, uri: str, error: str) -> None:
    with_sinks(project, "database")
    with pytest.raises(RunError, match=error):
        go(project, f"stages.database.uri={json.dumps(uri)}")


def test_the_state_of_an_output_is_a_text(project: Path) -> None:
    with_sinks(project, "database")
    plugin = project / "sinks.py"
    plugin.write_text(PLUGIN.replace("state=str(results.counts.exported)", "state=results.counts.exported"))
    with pytest.raises(RunError, match=r"finish returned an Output with 3 \(int\): its uri and its state are texts"):
        go(project)


def test_a_stale_output_outside_the_run_folder_is_not_removed(project: Path) -> None:
    go(with_sinks(project, "export", "database"))
    yaml = project / "shouting.yaml"
    yaml.write_text(yaml.read_text().replace("  - database\n", ""))
    assert go(project).stale == ()
    assert (project / "counts.db").exists()


def test_the_table_of_a_run_says_what_each_sink_wrote(project: Path, command: Run) -> None:
    done = command("run", "shouting.yaml", cwd=with_sinks(project, "export", "pages", "database"))
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[-1] for row in rows if row[0] in {"export", "pages", "database"}] == [
        os.path.join("results", "documents.jsonl"),  # noqa: PTH118  # as the terminal shows it
        os.path.join("results", "pages"),  # noqa: PTH118
        "sqlite://localhost/counts",
    ]


# What a sink knows


def test_a_sink_knows_schemas_counts_and_quarantine(project: Path) -> None:
    (project / "input/d.txt").write_text("RAISE")
    (project / "input/e.txt").write_text("DROP")
    go(with_sinks(project, "seen"))
    fields, numbers, entries, found = json.loads((project / "results/seen.json").read_text())
    assert fields == {"shouts": ["start", "end", "loud"]}
    assert numbers == [5, 3, 1, 1]
    assert entries == [["d.txt", "shouts", "ValueError: told to raise"]] * 2
    assert found == {"shouts": 2}


def test_the_record_of_a_run_is_read_back_with_all_kinds_of_outputs(project: Path) -> None:
    done = go(with_sinks(project, "export", "pages", "database"))
    assert records.read(project / "results") == done
