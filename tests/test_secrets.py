"""A secret reaches the stage that asks for it and is seen nowhere else: in no message, log, record or fingerprint."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import pytest

from pipeline import Secret, Stage, hookimpl, load
from pipeline.cli.formatting import format_complaints
from pipeline.config.configuration import parse_override
from pipeline.config.located_yaml import read
from pipeline.config.settings import checked
from pipeline.errors import ConfigError, PipelineError
from pipeline.running.finished_plan import plan_of_finished_run
from pipeline.running.runner import retry, run

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    from pipeline import Document, Plan

    Run = Callable[..., subprocess.CompletedProcess[str]]

TEXT = "hunter2hunter2"


@dataclass(frozen=True, kw_only=True)
class Login:
    user: str
    password: Secret


class Fetch(Stage):
    """Take a secret in every way that a setting can have one."""

    name = "fetch"

    token: Secret | None = None
    several: tuple[Secret, ...] = ()
    by_host: Mapping[str, Secret] | None = None
    login: Login | None = None
    logins: tuple[Login, ...] = ()
    minimum: int = 1
    other: Login | Literal[False] = False
    address: str = ""

    def process(self, document: Document) -> Document:
        return document


class Either(Stage):
    name = "either"
    token: Secret | str


class Plugin:
    """Brings the stage."""

    @hookimpl
    def pipeline_stages(self) -> list[type[Stage]]:
        return [Fetch]


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", TEXT)


def plan(project: Path, settings: str, *sets: str) -> Plan:
    """Return the plan of a configuration in which the stage `fetch` has these settings, all in one line."""
    lines = ["name: test", "run: {folder: results, executor: serial}", "stages:", "- use: ingest"]
    lines += ["  with: {paths: [input/]}", "- use: fetch", f"  with: {{{settings}}}", "- export", ""]
    (project / "test.yaml").write_text("\n".join(lines))
    return load(project / "test.yaml", overrides=[parse_override(one) for one in sets], plugins=[Plugin()])


def fetch(plan: Plan) -> Fetch:
    (stage,) = (one.stage for one in plan.planned if isinstance(one.stage, Fetch))
    return stage


def complaints(project: Path, settings: str, *sets: str) -> tuple[list[str], str]:
    """Return the complaints about a configuration, and all that the command prints of them."""
    with pytest.raises(ConfigError) as caught:
        plan(project, settings, *sets)
    said = [str(one).replace(f"{project}/", "") for one in caught.value.complaints]
    return said, format_complaints(caught.value.complaints)


# The value

SHOWN: dict[str, Callable[[Secret], object]] = {
    "repr": repr,
    "str": str,
    "format": lambda secret: f"{secret} {secret!r}",
    "percent": lambda secret: "%s" % secret,  # noqa: UP031  # as `logging` does
    "json": lambda secret: json.dumps([secret], default=str),
    "msgspec": lambda secret: msgspec.json.encode(Fetch(token=secret), enc_hook=repr),
    "a stage": lambda secret: repr(Fetch(token=secret, login=Login(user="ana", password=secret))),
    "a stage as a dictionary": lambda secret: str(dataclasses.asdict(Fetch(token=secret))),
}


@pytest.mark.parametrize("show", SHOWN.values(), ids=SHOWN)
def test_nothing_shows_the_text_of_a_secret(show: Callable[[Secret], object]) -> None:
    shown = str(show(Secret(TEXT)))
    assert "Secret" in shown
    assert TEXT not in shown


def test_a_stage_reveals_its_secret_where_it_needs_it() -> None:
    assert Secret(TEXT).reveal() == TEXT


def test_a_secret_is_the_same_after_pickling() -> None:
    assert pickle.loads(pickle.dumps(Secret(TEXT))) == Secret(TEXT) != Secret("another")  # noqa: S301


def test_a_secret_is_a_value() -> None:
    secret: Any = Secret(TEXT)
    assert {secret, Secret(TEXT)} == {secret}
    with pytest.raises(FrozenInstanceError):
        secret._text = "another"  # noqa: SLF001


# In a configuration


def test_a_variable_gives_a_secret_wherever_a_type_has_one(project: Path) -> None:
    settings = (
        "token: '${TOKEN}', several: ['${TOKEN}', 'Bearer ${TOKEN}'], by_host: {a.example: '${TOKEN}'}, "
        "login: {user: ana, password: '${TOKEN}'}, logins: [{user: bo, password: '${TOKEN}'}]"
    )
    assert fetch(plan(project, settings)) == Fetch(
        token=Secret(TEXT),
        several=(Secret(TEXT), Secret(f"Bearer {TEXT}")),
        by_host={"a.example": Secret(TEXT)},
        login=Login(user="ana", password=Secret(TEXT)),
        logins=(Login(user="bo", password=Secret(TEXT)),),
    )


def test_a_secret_may_be_none(project: Path) -> None:
    assert fetch(plan(project, "token: null")) == fetch(plan(project, "")) == Fetch()


def test_a_secret_may_stand_in_one_of_several_types(project: Path) -> None:
    assert fetch(plan(project, "other: {user: ana, password: '${TOKEN}'}")).other == Login(
        user="ana", password=Secret(TEXT)
    )
    assert fetch(plan(project, "other: false")).other is False


def test_a_secret_does_not_stand_beside_another_type() -> None:
    """What is written out would be of the other type, and no secret."""
    located = read("token: x", "c.yaml")
    with pytest.raises(PipelineError, match="a Secret stands beside another type in a setting: None is the only one"):
        checked(Either, located.data, located, ())


def test_a_variable_can_be_set_on_the_command_line(project: Path) -> None:
    set_there = plan(project, "", "stages.fetch.token=${TOKEN}", "stages.fetch.login={user: ana, password: '${TOKEN}'}")
    assert fetch(set_there) == Fetch(token=Secret(TEXT), login=Login(user="ana", password=Secret(TEXT)))


LITERAL = {
    "token": (f"token: {TEXT}", 17, "token"),
    "a number": ("token: 272727", 17, "token"),
    "a list": (f"token: [{TEXT}]", 17, "token"),
    "an escaped variable": (f"token: '$${{TOKEN}}{TEXT}'", 17, "token"),
    "in a tuple": (f"several: ['${{TOKEN}}', {TEXT}]", 32, "several.1"),
    "in a mapping": (f"by_host: {{a.example: {TEXT}}}", 31, "by_host.a.example"),
    "in settings of its own": (f"login: {{user: ana, password: {TEXT}}}", 39, "login.password"),
    "in one of several types": (f"other: {{user: ana, password: {TEXT}}}", 39, "other.password"),
    "in a tuple of settings": (f"logins: [{{user: ana, password: {TEXT}}}]", 41, "logins.0.password"),
}


@pytest.mark.parametrize(("settings", "column", "name"), LITERAL.values(), ids=LITERAL)
def test_a_secret_that_stands_in_the_configuration_is_refused(
    project: Path, settings: str, column: int, name: str
) -> None:
    said, printed = complaints(project, settings)
    expected = f"{name} is a secret: write ${{NAME}} in its place, and set the environment variable NAME."
    assert said == [f"test.yaml:7:{column}: fetch: {expected}"]
    assert TEXT not in printed
    assert "272727" not in printed


def test_a_secret_that_is_typed_is_refused_with_what_to_type(project: Path) -> None:
    said, printed = complaints(project, "", f"stages.fetch.token={TEXT}")
    (one,) = said
    assert one.startswith("--set stages.fetch.token=…: fetch: token is a secret: write ${NAME} in its place, ")
    assert one.endswith(" Type --set stages.fetch.token='${NAME}', in single quotes.")
    assert TEXT not in printed


HIDDEN = {
    "a text for a tuple": f"several: {TEXT}",
    "a text for a mapping": f"by_host: {TEXT}",
    "a text for settings": f"login: {TEXT}",
    "a list for settings": f"login: [{TEXT}]",
    "a variable for a tuple": "several: '${TOKEN}'",
    "a variable for a number": "minimum: '${TOKEN}'",
    "a name that is mistyped": f"tokn: {TEXT}",
    "a name within settings that is mistyped": f"login: {{user: ana, passwort: {TEXT}}}",
    "another fault in the line": f"token: {TEXT}, minimum: x",
    "another fault in the settings": f"login: {{user: 3, password: {TEXT}}}",
}


@pytest.mark.parametrize("settings", HIDDEN.values(), ids=HIDDEN)
def test_a_complaint_about_what_may_be_a_secret_does_not_print_it(project: Path, settings: str) -> None:
    assert TEXT not in complaints(project, settings)[1]


@pytest.mark.parametrize("settings", HIDDEN.values(), ids=HIDDEN)
def test_a_complaint_about_a_typed_option_does_not_print_its_value(project: Path, settings: str) -> None:
    key, _, value = settings.partition(": ")
    value = value.removesuffix(", minimum: x")
    assert TEXT not in complaints(project, "", f"stages.fetch.{key}={value}")[1]


def test_a_complaint_about_a_value_of_the_wrong_type_says_what_is_expected(project: Path) -> None:
    said, _ = complaints(project, f"several: {TEXT}")
    assert said == ["test.yaml:7:19: fetch: several has a secret, and is not shown; expected a list."]


def test_a_complaint_shows_the_name_of_a_variable_and_not_its_value(project: Path) -> None:
    """The value of an ordinary setting may be private too."""
    said, _ = complaints(project, "minimum: '${TOKEN}'")
    assert said == [
        'test.yaml:7:19: fetch: minimum is "${TOKEN}"; expected a whole number. The value of a variable is a text.'
    ]


def test_a_plan_does_not_show_its_secrets(project: Path) -> None:
    assert TEXT not in repr(plan(project, "token: '${TOKEN}', by_host: {a.example: '${TOKEN}'}"))


# In the fingerprint


def fingerprints(project: Path, settings: str, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the fingerprints of one configuration with two values of the variable."""
    found = set()
    for value in ("old", "new"):
        monkeypatch.setenv("TOKEN", value)
        found.add(plan(project, settings).fingerprint)
    return found


@pytest.mark.parametrize(
    "settings",
    [
        "token: '${TOKEN}'",
        "several: ['${TOKEN}']",
        "by_host: {a: '${TOKEN}'}",
        "login: {user: a, password: '${TOKEN}'}",
    ],
)
def test_a_new_token_makes_no_result_invalid(project: Path, settings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(fingerprints(project, settings, monkeypatch)) == 1


def test_a_token_where_there_was_none_makes_no_result_invalid(project: Path) -> None:
    one_more = "token: '${TOKEN}', several: ['${TOKEN}']"
    assert plan(project, "").fingerprint == plan(project, one_more).fingerprint


def test_the_value_of_a_variable_in_an_ordinary_setting_is_in_the_fingerprint(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(fingerprints(project, "address: '${TOKEN}'", monkeypatch)) == 2


# In a run

FILE = '''
import logging
from hashlib import sha256
import structlog
from pipeline import Secret, Stage, hookimpl

class Ask(Stage):
    """Show its token in every way but by `reveal`."""

    name = "ask"
    token: Secret
    spare: Secret = Secret("a spare one")

    def process(self, document):
        logging.getLogger("mine").warning("%s %r", self.token, self)
        structlog.get_logger("mine").warning("asked", stage=self, token=self.token)
        if "RAISE" in document.text:
            raise ValueError(f"cannot ask with {self.token} of {self}")
        digest = sha256(self.token.reveal().encode()).hexdigest()
        return document.with_metadata(digest=digest, shown=f"{self.token}")

@hookimpl
def pipeline_stages():
    return [Ask]
'''


@pytest.fixture
def asking(project: Path) -> Path:
    """Give the project with a stage that takes a token, and a document on which it raises."""
    (project / "ask.py").write_text(FILE)
    (project / "input" / "b.txt").write_text("Please RAISE now.")
    config = project / "shouting.yaml"
    text = config.read_text().replace("[./shouts.py]", "[./ask.py]")
    config.write_text(text.replace("  - shouts", "  - use: ask\n    with: {token: '${TOKEN}'}"))
    return project


@pytest.mark.parametrize("executor", ["serial", "processes"])
def test_a_run_leaves_no_trace_of_a_secret(asking: Path, executor: str) -> None:
    """Two documents are exported, one is in quarantine; the stage logs, raises and exports what it can show."""
    record = run(load(asking / "shouting.yaml", overrides=[parse_override(f"run.executor={executor}")]))
    assert (record.exported, record.quarantined) == (2, 1)
    written = {path: path.read_bytes() for path in (asking / "results").rglob("*") if path.is_file()}
    assert sha256(TEXT.encode()).hexdigest().encode() in written[asking / "results" / "documents.jsonl"]
    assert "Secret(…)".encode() in written[asking / "results" / "log.jsonl"]
    assert [path for path, content in written.items() if TEXT.encode() in content] == []


def test_the_record_has_the_variable(asking: Path) -> None:
    record = run(load(asking / "shouting.yaml", overrides=[parse_override("stages.ask.token=${TOKEN}")]))
    assert [one.typed for one in record.set] == ["--set stages.ask.token=${TOKEN}"]
    assert "{token: '${TOKEN}'}" in record.written


def test_retry_takes_the_token_as_it_is_now(asking: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What failed for a token that had expired comes through with the new one, which was typed as a variable too."""
    plugin = asking / "ask.py"
    plugin.write_text(plugin.read_text().replace('"RAISE" in document.text', 'self.token.reveal() == "expired"'))
    monkeypatch.setenv("TOKEN", "expired")
    run(load(asking / "shouting.yaml", overrides=[parse_override("stages.ask.token=${TOKEN}")]))
    monkeypatch.setenv("TOKEN", TEXT)
    assert retry(plan_of_finished_run(asking / "results")).exported == 3


def test_a_default_is_not_shown(asking: Path, command: Run) -> None:
    assert "  spare  Secret  Secret(…)" in command("plugins", "ask", "--config", "shouting.yaml", cwd=asking).stdout
