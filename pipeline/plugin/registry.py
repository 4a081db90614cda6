"""Finds plugins and registers what they declare. The only user of pluggy's manager.

A plugin is found by its entry point (group `text_pipeline`), by the path or module that a configuration names, or is
an object given from Python. A plugin that cannot be used is reported by name; all others stay usable.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pluggy

from pipeline.errors import did_you_mean
from pipeline.plugin import hooks
from pipeline.plugin.contract import CHECKS
from pipeline.plugin.local_plugins import LocalPlugin, read_local_plugins
from pipeline.plugin.shadowing import check_not_shadowed
from pipeline.stages.faults import described

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pipeline.executors.contract import Executor
    from pipeline.plugin.observer import Observer
    from pipeline.stages.kinds import AnyStage

OURS = "text-pipeline"
FROM_PYTHON = "Python"
"""The origin of a plugin that was given from Python, not named in a configuration."""
CORE = "core"
"""The entry point of `pipeline.builtin`."""
OF_A_RUN = ("pipeline_stages", "pipeline_executors", "pipeline_observers")
"""The hooks that a run needs; only the command line needs `pipeline_commands`."""
Declared_co = TypeVar("Declared_co", covariant=True)


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


@dataclass(frozen=True)
class Declared(Generic[Declared_co]):
    """What a plugin declares besides stages: an executor, an observer or a command; and the plugin."""

    item: Declared_co
    plugin: Plugin


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
    """All that plugins declare, in the order of the plugins, and all broken plugins.

    installed: all distributions with plugins, including those that were left out.
    """

    stages: tuple[Registered, ...]
    broken: tuple[Broken, ...]
    installed: tuple[str, ...] = ()
    executors: tuple[Declared[type[Executor]], ...] = ()
    observers: tuple[Declared[type[Observer]], ...] = ()
    commands: tuple[Declared[Callable[..., None]], ...] = ()

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
    named: Sequence[str] | Mapping[str, LocalPlugin | None] = (),
    base: Path = Path(),
    objects: Iterable[object] = (),
    *,
    without: Iterable[str] = (),
    hooks_called: Sequence[str] = OF_A_RUN,
) -> Registry:
    """Return what all plugins declare: installed ones, those `named` in a configuration, and `objects`.

    named: paths, relative to `base`, and modules; or the plugins that `read_local_plugins` read from these. without:
    distributions whose plugins are left out. hooks_called: the hooks whose declarations are wanted. Raises ConfigError
    if the package of the built-in stages is shadowed.
    """
    registering = _Registering(hooks_called)
    installed = _all_installed()
    if OURS not in without:
        check_not_shadowed()
    for plugin, entry in installed:
        if plugin.package not in without:
            registering.add(plugin, entry.load)
    _add_named(registering, named if isinstance(named, Mapping) else read_local_plugins(named, base))
    for given in objects:
        name = getattr(given, "__name__", type(given).__name__)
        registering.add(Plugin(name, name, FROM_PYTHON), partial(_itself, given))
    return registering.registry(sorted({plugin.package for plugin, _ in installed}))


def find_core(*hooks_called: str) -> Registry:
    """Return what the core itself declares by these hooks; no other plugin is imported."""
    registering = _Registering(hooks_called)
    for plugin, entry in _all_installed():
        if (plugin.package, plugin.name) == (OURS, CORE):
            registering.add(plugin, entry.load)
    return registering.registry()


def _add_named(registering: _Registering, named: Mapping[str, LocalPlugin | None]) -> None:
    """Add the plugins under `plugins:`; None stands for a module, which is imported by its name."""
    for name, local in named.items():
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


def _all_installed() -> list[tuple[Plugin, EntryPoint]]:
    """Return the installed plugins with their entry points, sorted by their origins and names."""
    installed = [(_installed(entry), entry) for entry in entry_points(group=hooks.PROJECT)]
    return sorted(installed, key=lambda pair: (pair[0].origin, pair[0].name))


def _installed(entry: EntryPoint) -> Plugin:
    if entry.dist is None:
        return Plugin(entry.name, entry.value, entry.value, installed=True)
    return Plugin(entry.name, entry.dist.name, f"{entry.dist.name} {entry.dist.version}", installed=True)


class _Registering:
    """What was registered so far, and the plugins that are broken."""

    def __init__(self, hooks_called: Sequence[str]) -> None:
        self.manager = pluggy.PluginManager(hooks.PROJECT)
        self.manager.add_hookspecs(hooks)
        self.hooks_called = hooks_called
        self.stages: list[Registered] = []
        self.declared: dict[str, list[Declared[Any]]] = {hook: [] for hook in CHECKS if hook != "pipeline_stages"}
        self.broken: list[Broken] = []

    def add(self, plugin: Plugin, load: Callable[[], Any]) -> None:
        """Load one plugin and register what it declares. An exception that this raises makes it a broken plugin."""
        try:
            loaded = load()
            if self.manager.is_registered(loaded):
                return
            self.manager.register(loaded)
            self._check_hooks(loaded)
            found = {hook: self._declared_by(loaded, hook) for hook in self.hooks_called}
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a plugin's import may raise anything at all
            self.broken.append(Broken(plugin, described(error)))
            return
        self.stages += [Registered(kind, plugin) for kind in found.pop("pipeline_stages", ())]
        for hook, items in found.items():
            self.declared[hook] += [Declared(item, plugin) for item in items]

    def registry(self, installed: Sequence[str] = ()) -> Registry:
        """Return all that was registered; `installed` are all distributions with plugins."""
        declared = {hook.removeprefix("pipeline_"): tuple(found) for hook, found in self.declared.items()}
        return Registry(tuple(_with_elsewhere(self.stages)), tuple(self.broken), tuple(installed), **declared)

    def _check_hooks(self, plugin: object) -> None:
        """Raise TypeError if a plugin implements no hook, or one that does not exist and is not an `optionalhook`."""
        callers = self.manager.get_hookcallers(plugin) or ()
        for caller in callers:
            optional = all(hook.optionalhook for hook in caller.get_hookimpls() if hook.plugin is plugin)
            if not caller.has_spec() and not optional:
                hint = did_you_mean(caller.name, CHECKS) or f"There is {', '.join(CHECKS)}."
                raise TypeError(f"there is no hook {caller.name!r}. {hint}")
        if not any(caller.has_spec() for caller in callers):
            raise TypeError("it implements no hook, such as `pipeline_stages`: is @hookimpl missing?")

    def _declared_by(self, plugin: object, hook: str) -> list[Any]:
        """Return what one plugin declares by one hook. Raises TypeError if that breaks the contract of its kind."""
        others = self.manager.get_plugins() - {plugin}
        caller = self.manager.subset_hook_caller(hook, others)
        if not caller.get_hookimpls():
            return []
        items: list[Any] = []
        for returned in caller() or [None]:  # pluggy leaves out None
            if not isinstance(returned, list | tuple):
                raise TypeError(f"{hook} returned {returned!r}: return a list of classes")
            items += returned
        for item in items:
            CHECKS[hook](item)
        return items
