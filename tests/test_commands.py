"""Commands come in by the hook of installed packages, the built-in ones too; a broken one never breaks the others."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version as distribution_version
from typing import TYPE_CHECKING

import pytest

from pipeline.cli.commands import Commands
from pipeline.plugin.registry import find_plugins

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Typed = Callable[..., subprocess.CompletedProcess[str]]

BUILT_IN = ["run", "validate", "show", "plugins", "retry", "clean", "cache"]
OURS = f"text-pipeline {distribution_version('text-pipeline')}"

PLUGIN = """
import sys
from pathlib import Path
from typing import Annotated

import typer
from pipeline import PipelineError, hookimpl

{source}

@hookimpl
def pipeline_commands():
    return [{names}]
"""

GREET = '''
def greet_all_(name: Annotated[str, typer.Argument()], *, loud: bool = False) -> None:
    """Greet everybody."""
    print(name.upper() if loud else name)
'''


def install(site: Path, name: str, source: str, names: str, *, code: str = PLUGIN) -> None:
    """Install a distribution of one module that declares commands by its entry point."""
    module = name.replace("-", "_")
    site.mkdir(exist_ok=True)
    (site / f"{module}.py").write_text(code.format(source=source, names=names))
    (site / f"{module}.dist-info").mkdir()
    (site / f"{module}.dist-info" / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (site / f"{module}.dist-info" / "entry_points.txt").write_text(f"[text_pipeline]\n{module} = {module}\n")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a folder whose distributions are installed, with a package that has the command `greet-all`."""
    install(tmp_path / "site", "a-company", GREET, "greet_all_")
    return tmp_path / "site"


@pytest.fixture
def typed(site: Path) -> Typed:
    """Give a function that runs `pipeline` where the distributions in `site` are installed too."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "PYTHONPATH": str(site), **environment}
        program = ["pipeline", *arguments]
        return subprocess.run(program, env=variables, capture_output=True, encoding="utf-8", check=False)

    return run


def test_the_built_in_commands_come_in_by_the_hook() -> None:
    registry = find_plugins(hooks_called=("pipeline_commands",))
    assert [one.item.__name__ for one in registry.commands if one.plugin.package == "text-pipeline"] == BUILT_IN


def test_an_installed_package_adds_a_command(typed: Typed) -> None:
    done = typed("greet-all", "Ada", "--loud")
    assert (done.returncode, done.stdout, done.stderr) == (0, "ADA\n", "")


def test_the_help_lists_all_commands_the_built_in_ones_first(typed: Typed) -> None:
    listed = typed("--help").stdout.partition("Commands:\n")[2].split("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == [*BUILT_IN, "greet-all"]
    assert "Greet everybody." in listed


def test_the_list_of_plugins_has_executors_observers_and_commands(typed: Typed) -> None:
    rows = [line.split()[:4] for line in typed("plugins").stdout.splitlines() if line]
    ours = OURS.split()
    assert ["serial", "executor", *ours] in rows
    assert ["ProgressBar", "observer", *ours] in rows
    assert ["run", "command", *ours] in rows
    assert ["greet-all", "command", "a-company", "1.0"] in rows


def test_a_built_in_command_is_kept_and_the_list_says_what_is_hidden(site: Path, typed: Typed) -> None:
    install(site, "b-company", "def validate() -> None:\n    print('theirs')\n", "validate")
    assert "Check CONFIG as `run` does" in typed("validate", "--help").stdout
    listed = typed("plugins")
    assert listed.stderr == f"the command 'validate' of b-company 1.0 is hidden by that of {OURS}\n"
    assert listed.stdout.count("\nvalidate ") == 1


def test_the_first_of_two_packages_keeps_the_name(site: Path, typed: Typed) -> None:
    install(site, "b-company", GREET.replace("print(", "print('b', "), "greet_all_")
    assert typed("greet-all", "Ada").stdout == "Ada\n"
    assert typed("plugins").stderr == "the command 'greet-all' of b-company 1.0 is hidden by that of a-company 1.0\n"


def test_an_unknown_command_is_answered_by_the_nearest(typed: Typed) -> None:
    done = typed("great-all")
    assert done.returncode == 2
    assert done.stderr.endswith("Error: there is no command 'great-all'. Did you mean 'greet-all'?\n")


def test_an_unknown_command_is_explained_by_broken_plugins(site: Path, typed: Typed) -> None:
    install(site, "broken-company", "import no_such_module", "", code="{source}{names}")
    done = typed("letters")
    assert done.returncode == 2
    reason = "cannot be used: ModuleNotFoundError: No module named 'no_such_module' (broken_company.py:1)"
    assert f"the plugin 'broken_company' (broken-company 1.0) {reason}\n" in done.stderr
    assert "there is no command 'letters'. There is run, validate, show" in done.stderr


BROKEN = [
    ("import no_such_module", ""),
    ("sys.exit(4)", ""),
    ("def odd(one: int | str) -> None: ...", "odd"),
    ("def odd(one: 'NoSuchName') -> None: ...", "odd"),
]


@pytest.mark.parametrize(("source", "names"), BROKEN)
def test_a_broken_plugin_breaks_no_other_command(site: Path, typed: Typed, source: str, names: str) -> None:
    install(site, "broken-company", source, names)
    assert typed("greet-all", "Ada").stdout == "Ada\n"
    assert "greet-all" in typed("--help").stdout
    listed = typed("plugins")
    assert listed.returncode == 0
    assert "the plugin 'broken_company' (broken-company 1.0) cannot be used: " in listed.stderr
    assert "Traceback" not in listed.stderr


def test_a_command_that_typer_cannot_read_is_named_with_its_place(site: Path, typed: Typed) -> None:
    install(site, "broken-company", *BROKEN[2])
    said = "cannot be used: its command 'odd' (broken_company.py:9): AssertionError: "
    assert said in typed("plugins").stderr


FAILING = """
def fails(how: str) -> None:
    if how == "key":
        raise KeyError("nothing here")
    if how == "ours":
        raise PipelineError("say what to do")
    if how == "usage":
        raise typer.BadParameter("not so")
    if how == "exit":
        raise typer.Exit(7)
    sys.exit(8)
"""


@pytest.fixture
def failing(site: Path, typed: Typed) -> Typed:
    """Give `typed` with the command `fails`."""
    install(site, "b-company", FAILING, "fails")
    return typed


def test_a_command_that_raises_ends_with_one_line_that_names_plugin_file_and_line(failing: Typed) -> None:
    done = failing("fails", "key")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "pipeline: the command 'fails' of the plugin 'b_company' (b-company 1.0) failed: "
        "KeyError: 'nothing here' (b_company.py:12). The environment variable PYTHONDEVMODE=1 shows the traceback.\n"
    )


def test_the_development_mode_of_python_shows_the_traceback(failing: Typed) -> None:
    stderr = failing("fails", "key", PYTHONDEVMODE="1").stderr
    assert "Traceback" in stderr
    assert stderr.endswith("KeyError: 'nothing here'\n")


@pytest.mark.parametrize(
    ("how", "code", "said"),
    [("ours", 1, "pipeline: say what to do\n"), ("usage", 2, "not so\n"), ("exit", 7, ""), ("other", 8, "")],
)
def test_a_command_ends_as_the_built_in_ones_do(failing: Typed, how: str, code: int, said: str) -> None:
    done = failing("fails", how)
    assert done.returncode == code
    assert done.stderr.endswith(said)
    assert "Traceback" not in done.stderr


def test_a_pipe_that_is_closed_ends_a_command_without_a_word(site: Path) -> None:
    many = "def many() -> None:\n    for number in range(100_000):\n        print(number)\n"
    install(site, "b-company", many, "many")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    program = ["sh", "-c", "pipeline many | head -n 1"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_plugin_that_a_configuration_names_adds_no_command(project: Path, typed: Typed) -> None:
    with (project / "shouts.py").open("a") as file:
        file.write("\ndef extra():\n    pass\n@hookimpl\ndef pipeline_commands():\n    return [extra]\n")
    done = typed("plugins", "--config", str(project / "shouting.yaml"))
    assert "the command 'extra' of ./shouts.py (plugins:) cannot be typed: only an installed package" in done.stderr


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("mine = 3", "pipeline_commands gave 3, which is no function"),
        (
            "mine = lambda: None",
            "pipeline_commands gave <lambda>: a command needs a function whose name starts with a letter",
        ),
        (
            "async def mine(): pass",
            "the command mine is an async function, which nobody awaits: call asyncio.run in it",
        ),
    ],
)
def test_what_is_no_command_says_what_is_wrong(tmp_path: Path, source: str, reason: str) -> None:
    (tmp_path / "mine.py").write_text(PLUGIN.format(source=source, names="mine"))
    (broken,) = find_plugins(["./mine.py"], tmp_path, hooks_called=("pipeline_commands",)).broken
    assert broken.reason == f"TypeError: {reason}"


TYPED = """
import sys
from pipeline.cli import main
sys.argv = ["pipeline", *{arguments}]
try:
    main()
except SystemExit:
    pass
print([name for name in {names} if name in sys.modules])
"""


def imported(arguments: list[str], names: tuple[str, ...]) -> str:
    """Return which of the modules are imported by a command."""
    code = TYPED.format(arguments=arguments, names=names)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_help_imports_no_more_than_it_shows() -> None:
    heavy = ("spacy", "ray", "numpy", "pydantic", "structlog", "rich", "yaml")
    assert imported(["--help"], heavy) == "[]"


def test_a_built_in_command_is_found_without_importing_other_plugins() -> None:
    assert imported(["cache", "--help"], ("plugins.quotes", "plugins.ingest")) == "[]"


def test_a_registry_gives_each_name_once() -> None:
    commands = Commands.of(find_plugins(hooks_called=("pipeline_commands",)))
    assert list(commands.by_name) == list(commands.declared) == BUILT_IN
    assert (commands.hidden, commands.broken, commands.not_installed) == ([], [], [])
