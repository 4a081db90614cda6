"""The configuration: one YAML file and the values that the command line sets, read into plain checked values.

Every fault becomes a complaint with its place. Reading goes on after a fault, so that all faults are reported at once.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.config import located_yaml, mapping
from pipeline.config.executor_entry import ExecutorEntry, executor_entry
from pipeline.config.schema import RunSettings, Settings
from pipeline.config.settings import VARIABLE, checked
from pipeline.config.when import When, read_when
from pipeline.errors import RUN_AGAIN, Complaint, ConfigError, Place, did_you_mean

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from pipeline.config.located_yaml import Data, LocatedYaml

Keys = tuple[str | int, ...]
ENTRY_KEYS = ("use", "with", "as", "when")


@dataclass(frozen=True)
class Entry:
    """One entry of `stages:`.

    use: `STAGE` or `PACKAGE:STAGE`. name: the name of the stage in the plan, without the package.
    settings: with `${NAME}` replaced; as in `Settings`, no `repr` shows them. keys: the keys of the entry in the YAML.
    when: the condition that documents have to meet; None if the stage is for all.
    """

    use: str
    name: str
    settings: Mapping[str, Data] = field(repr=False)
    keys: Keys
    when: When | None = None


@dataclass(frozen=True)
class Override:
    """A value that the command line sets: its keys, the value, and the option as it was typed."""

    keys: Keys
    value: Data
    typed: str


@dataclass(frozen=True)
class Config:
    """A configuration, as far as it could be read, with the complaints about the rest.

    file: its path as given; empty if it was given from Python. base: the folder to which paths in it are relative.
    written: the text of the file, or the mapping from Python as YAML. overrides: the values that the command line sets.
    executor: None if it could not be read.
    """

    file: str
    base: Path
    settings: Settings
    entries: tuple[Entry, ...]
    located: LocatedYaml
    written: str
    overrides: tuple[Override, ...] = ()
    complaints: tuple[Complaint, ...] = field(default=(), compare=False)
    executor: ExecutorEntry | None = None

    @property
    def run_again(self) -> str:
        """What to type to run it again."""
        return f"pipeline run {self.file}" if self.file else RUN_AGAIN

    @property
    def folder(self) -> Path:
        """The run folder, relative to the working directory."""
        return Path(os.path.normpath(self.base / self.settings.run.folder))

    @property
    def parses(self) -> Path | None:
        """The folder of the parse store, relative to the working directory; None if parses are not kept."""
        parses = self.settings.run.parses
        return Path(os.path.normpath(self.base / parses)) if parses else None


def read_config(path: Path, overrides: Sequence[Override] = ()) -> Config:
    """Return the configuration in the file `path`; paths in it are relative to its folder.

    Raises ConfigError if the file cannot be read as a mapping at all; other complaints are in the result.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError([Complaint(None, f"{path}: {_reason(path, error)}")]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Complaint(None, f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8.")]) from error
    return config_of(text, path, overrides)


def _reason(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "a folder, not a configuration: name the YAML file in it."
    if not path.exists():
        names = [str(other) for other in path.parent.glob("*.y*ml")] if path.parent.is_dir() else []
        return f"there is no such file. {did_you_mean(str(path), names)}".rstrip()
    return f"{error.strerror}."


def config_of(text: str, path: Path, overrides: Sequence[Override] = ()) -> Config:
    """Return the configuration in a text, as if it were the file `path`. Raises ConfigError as `read_config` does."""
    return _config(located_yaml.read(text, str(path)), overrides, file=str(path), base=path.parent, written=text)


def config_from_python(
    config: Mapping[str, Any] | str, overrides: Sequence[Override] = (), *, base: Path = Path()
) -> Config:
    """Return a configuration that is given as a mapping, or as the YAML text that a run recorded of it.

    base: the folder to which paths in it are relative. Complaints name key paths. Raises ConfigError if it holds what
    YAML cannot hold; other complaints are in the result.
    """
    written = config if isinstance(config, str) else mapping.as_yaml(config)
    return _config(mapping.with_key_paths(written), overrides, file="", base=base, written=written)


def _config(located: LocatedYaml, overrides: Sequence[Override], *, file: str, base: Path, written: str) -> Config:
    complaints: list[Complaint] = []
    located = _overridden(located, overrides, complaints)
    data = _expanded(located.data, (), located, complaints)
    settings = _settings(data, located, complaints)
    entries = [_entry(entry, ("stages", at), located, complaints) for at, entry in enumerate(settings.stages)]
    kept = tuple(entry for entry in entries if entry)
    executor = executor_entry(settings.run.executor, located, complaints)
    return Config(file, base, settings, kept, located, written, tuple(overrides), tuple(complaints), executor)


def parse_override(typed: str) -> Override:
    """Return what `--set KEY=VALUE` sets: `stages.quotes.indirect=false` by stage name, `run.workers=2` otherwise.

    Raises ConfigError for a text without `=` and for a value that YAML would refuse.
    """
    key, equals, value = typed.partition("=")
    if not equals or not all(key.split(".")):
        raise ConfigError([Complaint(Place(f"--set {typed}", 0, 0), "write KEY=VALUE, for example run.workers=2.")])
    return Override(tuple(key.split(".")), located_yaml.scalar_or_flow(value, f"--set {typed}").data, f"--set {typed}")


def _overridden(located: LocatedYaml, overrides: Sequence[Override], complaints: list[Complaint]) -> LocatedYaml:
    for override in overrides:
        place = Place(override.typed, 0, 0)
        try:
            keys = _stage_keys(located.data, override.keys)
            data = _with_value(located.data, keys, override.value)
        except LookupError as error:
            complaints.append(Complaint(place, str(error.args[0])))
            continue
        above = {keys[:end]: place for end in range(1, len(keys)) if keys[:end] not in located.values}
        marks = {**above, keys: place}
        located = replace(located, data=data, keys={**located.keys, **marks}, values={**located.values, **marks})
    return located


def _stage_keys(data: Data, keys: Keys) -> Keys:
    """Return the keys of `stages.NAME.SETTING` in the YAML, where stages are a list; other keys stay the same."""
    if keys[0] != "stages" or any(isinstance(key, int) for key in keys):
        return keys
    names = [_entry_name(entry) for entry in _list(data.get("stages") if isinstance(data, dict) else None)]
    known = ", ".join(map(str, names))
    if len(keys) < 3:  # noqa: PLR2004  # stages, a name, a setting
        raise LookupError(f"say stages.NAME.SETTING=VALUE; the stages are {known}.")
    if keys[1] not in names:
        suggestion = did_you_mean(str(keys[1]), map(str, names))
        raise LookupError(
            f"there is no stage {keys[1]!r} in the configuration, which has {known}. {suggestion}".rstrip()
        )
    return ("stages", names.index(keys[1]), "with", *keys[2:])


def _entry_name(entry: Data) -> Data:
    """Return the name that an entry has in the plan, or the value that the YAML has instead of a name."""
    if isinstance(entry, dict) and "as" in entry:
        return entry["as"]
    use = entry.get("use") if isinstance(entry, dict) else entry
    return use.rpartition(":")[2] if isinstance(use, str) else use


def _with_value(data: Data, keys: Keys, value: Data) -> Data:
    """Return a copy of plain `data` with `value` at `keys`; a stage that is a bare name becomes `use:` and `with:`."""
    if not keys:
        return value
    head, *rest = keys
    if isinstance(data, str) and head == "with":
        data = {"use": data}
    if isinstance(data, list) and isinstance(head, int):
        return [*data[:head], _with_value(data[head], tuple(rest), value), *data[head + 1 :]]
    if data is None or isinstance(data, dict):
        below = (data or {}).get(str(head))
        return {**(data or {}), str(head): _with_value(below, tuple(rest), value)}
    raise LookupError(f"there is nothing below {head!r} that could be set.")


def _expanded(data: Data, keys: Keys, located: LocatedYaml, complaints: list[Complaint]) -> Data:
    """Return `data` with `${NAME}` replaced by the value of that variable, and `$${NAME}` by `${NAME}`."""
    if isinstance(data, dict):
        return {key: _expanded(value, (*keys, key), located, complaints) for key, value in data.items()}
    if isinstance(data, list):
        return [_expanded(value, (*keys, at), located, complaints) for at, value in enumerate(data)]
    if not isinstance(data, str):
        return data
    if "\0" in data:
        complaints.append(
            Complaint(located.place(keys), "a NUL character stands in this text: no path and no name has one.")
        )
        return data.replace("\0", "")

    def value_of(match: re.Match[str]) -> str:
        escaped, name = match.groups()
        if escaped:
            return match[0][1:]
        if name not in os.environ:
            message = f"the environment variable {name} is not set; for the characters themselves write $${{{name}}}."
            complaints.append(Complaint(located.place(keys), message))
        return os.environ.get(name, "")

    return VARIABLE.sub(value_of, data)


def _settings(data: Data, located: LocatedYaml, complaints: list[Complaint]) -> Settings:
    """Check the top level. Defaults replace faulty values, so that the stages are checked too."""
    settings, faults = checked(Settings, data, located, ())
    complaints += faults
    if settings is not None:
        return settings
    known = {one.name for one in fields(Settings)}
    plain = {key: value for key, value in data.items() if key in known} if isinstance(data, dict) else {}
    run, _ = checked(RunSettings, plain.get("run"), located, ("run",))
    return Settings(
        name=str(plain.get("name")),
        model=model if isinstance(model := plain.get("model"), str) else Settings.model,
        plugins=_texts(plain.get("plugins")),
        without=_texts(plain.get("without")),
        run=run or RunSettings(folder=""),
        stages=_list(plain.get("stages")),
    )


def _list(value: Data) -> list[Data]:
    return value if isinstance(value, list) else []


def _texts(value: Data) -> tuple[str, ...]:
    return tuple(one for one in _list(value) if isinstance(one, str))


def _entry(entry: Data, keys: Keys, located: LocatedYaml, complaints: list[Complaint]) -> Entry | None:
    """Return the entry `NAME`, or `{use: NAME, with: {…}, as: NAME, when: {…}}`; None if it cannot be read."""
    if isinstance(entry, str):
        return Entry(entry, str(_entry_name(entry)), {}, keys)
    if not isinstance(entry, dict):
        complaints.append(Complaint(located.place(keys), "a stage is a name, or `use: NAME` with `with:`."))
        return None
    complaints += [_unknown_key(key, located.key_place((*keys, key))) for key in entry if key not in ENTRY_KEYS]
    use, name, settings = entry.get("use"), _entry_name(entry), entry.get("with")
    if not isinstance(use, str) or not isinstance(name, str):
        complaints.append(Complaint(located.place(keys), "a stage needs `use: NAME`, and `as:` is a name too."))
        return None
    if settings is not None and not isinstance(settings, dict):
        message = "`with:` holds settings: `SETTING: VALUE` lines."
        complaints.append(Complaint(located.place((*keys, "with")), message))
        settings = None
    return Entry(use, name, settings or {}, keys, _when(entry, (*keys, "when"), located, complaints))


def _when(entry: Mapping[str, Data], keys: Keys, located: LocatedYaml, complaints: list[Complaint]) -> When | None:
    return read_when(entry["when"], keys, located, complaints) if "when" in entry else None


def _unknown_key(key: str, place: Place) -> Complaint:
    hint = did_you_mean(key, ENTRY_KEYS) or "Settings of a stage stand under `with:`."
    return Complaint(place, f"unknown key {key!r} in a stage.", hint)
