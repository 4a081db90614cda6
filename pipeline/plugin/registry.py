"""Finds plugins, and knows which stages there are and where each comes from. The only user of pluggy's manager.

A plugin comes by entry point (group `text_pipeline`), by the file or module that a configuration names, or from Python.
One that cannot be used is reported by name and takes nobody else down.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from pipeline.errors import did_you_mean
from pipeline.plugin import hooks
from pipeline.plugin.contract import check_stage_class
from pipeline.plugin.hiding import check_not_hidden
from pipeline.plugin.local_plugins import LocalPlugin, is_path, names_as_written, read_local_plugins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.stages.stage import AnyStage

OURS = "text-pipeline"
HERE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Plugin:
    """A plugin that was found.

    name: that of its entry point, or what stands under `plugins:`. package: what `use: PACKAGE:STAGE` says, its
    distribution, or what stands under `plugins:`. origin: the distribution with its version, for a person.
    installed: whether it came by entry point. local: its files, where it was named by path.
    """

    name: str
    package: str
    origin: str
    installed: bool = False
    local: LocalPlugin | None = None


@dataclass(frozen=True)
class Registered:
    """A stage that can be used: its class, and the plugin that brings it.

    elsewhere: files and folders of the other plugins.
    """

    kind: type[AnyStage]
    plugin: Plugin
    elsewhere: frozenset[Path] = frozenset()

    @property
    def origin(self) -> str:
        """What a person calls the origin of the plugin."""
        return self.plugin.origin

    @property
    def full_name(self) -> str:
        """The name by which a configuration can choose this stage among others of its name."""
        return f"{self.plugin.package}:{self.kind.name}"

    @cached_property
    def code_hash(self) -> str:
        """SHA-256 over the files of the plugin, and over those of its package that belong to no other plugin."""
        digest = sha256(self.origin.encode())
        for file, content in sorted(self.plugin.local.files.items() if self.plugin.local else ()):
            digest.update(f"{file}\0{content}\0".encode())
        for path in sorted(_files_of(self.kind.__module__, self.elsewhere)):
            digest.update(f"{path.name}\0".encode() + sha256(path.read_bytes()).digest())
        return digest.hexdigest()


def _home(module_name: str) -> Path | None:
    """Return the file of a module, or the folder of a package."""
    file = getattr(sys.modules.get(module_name), "__file__", None)
    return (Path(file).parent if Path(file).name == "__init__.py" else Path(file)) if file else None


def _files_of(module_name: str, elsewhere: frozenset[Path]) -> Iterator[Path]:
    home = _home(module_name.partition(".")[0])
    if home and home.is_dir():
        for folder, folders, names in os.walk(home):
            folders[:] = [name for name in folders if name != "__pycache__" and Path(folder, name) not in elsewhere]
            yield from (path for name in names if (path := Path(folder, name)) not in elsewhere)
    elif home:
        yield home


@dataclass(frozen=True)
class Broken:
    """A plugin that cannot be used, and why."""

    plugin: Plugin
    reason: str

    def __str__(self) -> str:
        return f"the plugin {self.plugin.name!r} ({self.plugin.origin}) cannot be used: {self.reason}"


@dataclass(frozen=True)
class Registry:
    """What was found: every registered stage, in the order of the plugins, and every plugin that is broken.

    installed: the distributions that bring plugins, those that were left out too.
    """

    stages: tuple[Registered, ...]
    broken: tuple[Broken, ...]
    installed: tuple[str, ...] = ()

    def named(self, name: str) -> list[Registered]:
        """Return the stages that `use: name` may mean: none, one, or several that quarrel over it."""
        return [one for one in self.stages if name in (one.kind.name, one.full_name)]

    def names(self) -> list[str]:
        """Return the names of all stages, sorted."""
        return sorted({one.kind.name for one in self.stages})

    def clashes(self) -> dict[str, list[Registered]]:
        """Return the names that several stages have, with these."""
        return {name: found for name in self.names() if len(found := self.named(name)) > 1}


def find_plugins(
    named: Sequence[str] = (), base: Path = Path(), objects: Iterable[object] = (), *, without: Iterable[str] = ()
) -> Registry:
    """Return what entry points, the files and modules `named` (files relative to `base`) and `objects` bring.

    without: distributions whose entry points are left out. Raises ConfigError where another folder hides the built-in
    stages.
    """
    finding = _Finding()
    found = [(_installed(entry), entry) for entry in entry_points(group=hooks.PROJECT)]
    if OURS not in without:
        check_not_hidden()
    for plugin, entry in sorted(found, key=lambda one: (one[0].origin, one[0].name)):
        if plugin.package not in without:
            finding.add(plugin, entry.load)
    _add_named(finding, named, base)
    for brought in objects:
        name = getattr(brought, "__name__", type(brought).__name__)
        finding.add(Plugin(name, name, "Python"), partial(_itself, brought))
    installed = sorted({plugin.package for plugin, _ in found})
    return Registry(tuple(_with_others(finding.stages)), tuple(finding.broken), tuple(installed))


def _add_named(finding: _Finding, named: Sequence[str], base: Path) -> None:
    """Add the plugins under `plugins:`, which are paths relative to `base`, or names of modules."""
    paths = {name: Path(os.path.realpath(base / name)) for name in named if is_path(name)}
    local = read_local_plugins(paths.values())
    for name in named:
        one = local[paths[name]] if name in paths else None
        load = one.load if one else partial(importlib.import_module, name)
        finding.add(Plugin(name, name, f"{name} (plugins:)", local=one), load)


def _with_others(stages: Sequence[Registered]) -> Iterator[Registered]:
    """Tell each plugin which files are the others'."""
    homes = {(one.plugin.package, one.plugin.name): _home(one.kind.__module__) for one in stages}
    for one in stages:
        own = (one.plugin.package, one.plugin.name)
        others = (home for plugin, home in homes.items() if home and plugin != own)
        yield replace(one, elsewhere=frozenset(others) - {homes[own]})


def _itself(plugin: object) -> object:
    return plugin


def _installed(entry: EntryPoint) -> Plugin:
    if entry.dist is None:
        return Plugin(entry.name, entry.value, entry.value, installed=True)
    return Plugin(entry.name, entry.dist.name, f"{entry.dist.name} {entry.dist.version}", installed=True)


class _Finding:
    """The plugins found so far."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hooks.PROJECT)
        self.manager.add_hookspecs(hooks)
        self.stages: list[Registered] = []
        self.broken: list[Broken] = []

    def add(self, plugin: Plugin, load: Callable[[], Any]) -> None:
        """Load one plugin and register what it brings; whatever it raises is its own fault and reported so."""
        try:
            hooked = load()
            if self.manager.is_registered(hooked):
                return
            self.manager.register(hooked)
            self._check_hooks(hooked)
            self.stages += [Registered(kind, plugin) for kind in self._stages_of(hooked)]
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a plugin's import may raise anything at all
            self.broken.append(Broken(plugin, _reason(error)))

    def _check_hooks(self, plugin: object) -> None:
        """Raise TypeError where a plugin implements a hook that there is not; `optionalhook` may be unknown."""
        for caller in self.manager.get_hookcallers(plugin) or ():
            optional = all(one.optionalhook for one in caller.get_hookimpls() if one.plugin is plugin)
            if not caller.has_spec() and not optional:
                known = [name for name in vars(hooks) if name.startswith("pipeline_")]
                hint = did_you_mean(caller.name, known) or f"There is {', '.join(known)}."
                raise TypeError(f"there is no hook {caller.name!r}. {hint}")

    def _stages_of(self, plugin: object) -> list[type[AnyStage]]:
        others = self.manager.get_plugins() - {plugin}
        hook = self.manager.subset_hook_caller("pipeline_stages", others)
        if not hook.get_hookimpls():
            raise TypeError("it has no hook `pipeline_stages`: is @hookimpl missing?")
        kinds = [kind for brought in hook() for kind in brought]
        for kind in kinds:
            check_stage_class(kind)
        return kinds


def _reason(error: BaseException) -> str:
    where = "".join(f" ({Path(place).name}:{line})" for place, line in _last_place(error))
    return f"{type(error).__name__}: {names_as_written(str(error))}{where}"


def _last_place(error: BaseException) -> Iterator[tuple[str, int]]:
    """Yield the place outside this package where the error was raised, if there is one."""
    traceback, place = error.__traceback__, None
    while traceback:
        file = traceback.tb_frame.f_code.co_filename
        if not Path(file).is_relative_to(HERE) and "importlib" not in file:
            place = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    if place and "pluggy" not in place[0]:
        yield place
