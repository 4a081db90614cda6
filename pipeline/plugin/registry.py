"""Finds plugins and registers their stages. The only user of pluggy's manager.

A plugin is found by its entry point (group `text_pipeline`), by the path or module that a configuration names, or is
an object given from Python. A plugin that cannot be used is reported by name; all others stay usable.
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
from pipeline.plugin.local_plugins import LocalPlugin, is_path, read_local_plugins
from pipeline.plugin.shadowing import check_not_shadowed
from pipeline.stages.faults import described

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.stages.stage import AnyStage

OURS = "text-pipeline"


@dataclass(frozen=True)
class Plugin:
    """A plugin, and where it comes from.

    name: the name of its entry point, or its entry under `plugins:`. package: the PACKAGE of `use: PACKAGE:STAGE`:
    its distribution, or its entry under `plugins:`. origin: the distribution with its version, for messages.
    installed: whether it was found by entry point. local: its files, if it is named by path.
    """

    name: str
    package: str
    origin: str
    installed: bool = False
    local: LocalPlugin | None = None


@dataclass(frozen=True)
class Registered:
    """A stage that can be used: its class, and the plugin that provides it.

    elsewhere: the files and folders of all other plugins.
    """

    kind: type[AnyStage]
    plugin: Plugin
    elsewhere: frozenset[Path] = frozenset()

    @property
    def origin(self) -> str:
        """The origin of the plugin, for messages."""
        return self.plugin.origin

    @property
    def full_name(self) -> str:
        """The name that distinguishes this stage from others with its name: `PACKAGE:STAGE`."""
        return f"{self.plugin.package}:{self.kind.name}"

    @cached_property
    def code_hash(self) -> str:
        """SHA-256 over the files of the plugin, and those files of its package that belong to no other plugin."""
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
    """All registered stages, in the order of their plugins, and all broken plugins.

    installed: all distributions with plugins, including those that were left out.
    """

    stages: tuple[Registered, ...]
    broken: tuple[Broken, ...]
    installed: tuple[str, ...] = ()

    def named(self, name: str) -> list[Registered]:
        """Return the stages that `use: name` can mean: none, one, or several with the same name."""
        return [stage for stage in self.stages if name in (stage.kind.name, stage.full_name)]

    def names(self) -> list[str]:
        """Return the names of all stages, sorted."""
        return sorted({stage.kind.name for stage in self.stages})

    def clashes(self) -> dict[str, list[Registered]]:
        """Return each name that several stages have, with these stages."""
        return {name: stages for name in self.names() if len(stages := self.named(name)) > 1}


def find_plugins(
    named: Sequence[str] = (), base: Path = Path(), objects: Iterable[object] = (), *, without: Iterable[str] = ()
) -> Registry:
    """Return the stages of all plugins: installed ones, those `named` in a configuration, and `objects`.

    named: paths, relative to `base`, and modules. without: distributions whose plugins are left out. Raises ConfigError
    if the package of the built-in stages is shadowed.
    """
    registering = _Registering()
    installed = [(_installed(entry), entry) for entry in entry_points(group=hooks.PROJECT)]
    if OURS not in without:
        check_not_shadowed()
    for plugin, entry in sorted(installed, key=lambda pair: (pair[0].origin, pair[0].name)):
        if plugin.package not in without:
            registering.add(plugin, entry.load)
    _add_named(registering, named, base)
    for given in objects:
        name = getattr(given, "__name__", type(given).__name__)
        registering.add(Plugin(name, name, "Python"), partial(_itself, given))
    packages = sorted({plugin.package for plugin, _ in installed})
    return Registry(tuple(_with_elsewhere(registering.stages)), tuple(registering.broken), tuple(packages))


def _add_named(registering: _Registering, named: Sequence[str], base: Path) -> None:
    """Add the plugins under `plugins:`, which are paths relative to `base`, or names of modules."""
    paths = {name: Path(os.path.realpath(base / name)) for name in named if is_path(name)}
    at_paths = read_local_plugins(paths.values())
    for name in named:
        local = at_paths[paths[name]] if name in paths else None
        load = local.load if local else partial(importlib.import_module, name)
        registering.add(Plugin(name, name, f"{name} (plugins:)", local=local), load)


def _with_elsewhere(stages: Sequence[Registered]) -> Iterator[Registered]:
    """Yield each stage with the files of the other plugins."""
    homes: dict[tuple[str, str], set[Path]] = {}
    for stage in stages:
        home = _home(stage.kind.__module__)
        homes.setdefault((stage.plugin.package, stage.plugin.name), set()).update([home] if home else [])
    everywhere = frozenset().union(*homes.values())
    for stage in stages:
        yield replace(stage, elsewhere=everywhere - homes[stage.plugin.package, stage.plugin.name])


def _itself(plugin: object) -> object:
    return plugin


def _installed(entry: EntryPoint) -> Plugin:
    if entry.dist is None:
        return Plugin(entry.name, entry.value, entry.value, installed=True)
    return Plugin(entry.name, entry.dist.name, f"{entry.dist.name} {entry.dist.version}", installed=True)


class _Registering:
    """The stages that were registered so far, and the plugins that are broken."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hooks.PROJECT)
        self.manager.add_hookspecs(hooks)
        self.stages: list[Registered] = []
        self.broken: list[Broken] = []

    def add(self, plugin: Plugin, load: Callable[[], Any]) -> None:
        """Load one plugin and register its stages. An exception that this raises makes it a broken plugin."""
        try:
            loaded = load()
            if self.manager.is_registered(loaded):
                return
            self.manager.register(loaded)
            self._check_hooks(loaded)
            self.stages += [Registered(kind, plugin) for kind in self._stages_of(loaded)]
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a plugin's import may raise anything at all
            self.broken.append(Broken(plugin, described(error)))

    def _check_hooks(self, plugin: object) -> None:
        """Raise TypeError if a plugin implements a hook that does not exist, unless it marks it as `optionalhook`."""
        for caller in self.manager.get_hookcallers(plugin) or ():
            optional = all(hook.optionalhook for hook in caller.get_hookimpls() if hook.plugin is plugin)
            if not caller.has_spec() and not optional:
                known = [name for name in vars(hooks) if name.startswith("pipeline_")]
                hint = did_you_mean(caller.name, known) or f"There is {', '.join(known)}."
                raise TypeError(f"there is no hook {caller.name!r}. {hint}")

    def _stages_of(self, plugin: object) -> list[type[AnyStage]]:
        others = self.manager.get_plugins() - {plugin}
        hook = self.manager.subset_hook_caller("pipeline_stages", others)
        if not hook.get_hookimpls():
            raise TypeError("it has no hook `pipeline_stages`: is @hookimpl missing?")
        returned: list[object] = hook() or [None]  # pluggy leaves out None
        kinds: list[type[AnyStage]] = []
        for classes in returned:
            if not isinstance(classes, list | tuple):
                raise TypeError(f"pipeline_stages returned {classes!r}: return a list of classes")
            kinds += classes
        for kind in kinds:
            check_stage_class(kind)
        return kinds
