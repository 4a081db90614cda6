"""Finds plugins, and knows which stages there are and where each comes from. The only user of pluggy's manager.

A plugin comes by entry point (group `text_pipeline`), by the file or module that a configuration names, or from Python.
One that cannot be used is reported by name and takes nobody else down.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from dataclasses import dataclass, replace
from functools import cached_property, partial
from hashlib import sha256
from importlib.machinery import SourceFileLoader
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

from pipeline import hooks
from pipeline.annotation import check_annotation_type
from pipeline.components import ASSIGNS
from pipeline.stage import Sink, Source, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import CodeType, ModuleType

    from pipeline.stage import AnyStage

RECORD_KEYS = {"id", "source", "text", "metadata", "file"}
WORK: dict[type, tuple[str, ...]] = {
    Source: ("chunks", "read"),
    Stage: ("process", "process_batch", "open"),
    Sink: ("finish",),
}


@dataclass(frozen=True)
class Registered:
    """A stage that can be used: its class, the plugin that brings it, and what a person calls that plugin's origin.

    elsewhere: files and folders of the other plugins.
    """

    kind: type[AnyStage]
    plugin: str
    origin: str
    elsewhere: frozenset[Path] = frozenset()

    @cached_property
    def code_hash(self) -> str:
        """SHA-256 over the files of the plugin, and over those of its package that belong to no other plugin."""
        digest = sha256(self.origin.encode())
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

    plugin: str
    origin: str
    reason: str


@dataclass(frozen=True)
class Registry:
    """What was found: every registered stage, in the order of the plugins, and every plugin that is broken."""

    stages: tuple[Registered, ...]
    broken: tuple[Broken, ...]

    def named(self, name: str) -> list[Registered]:
        """Return the stages of that name: none, one, or several that quarrel over it."""
        return [one for one in self.stages if one.kind.name == name]

    def names(self) -> list[str]:
        """Return the names of all stages, sorted."""
        return sorted({one.kind.name for one in self.stages})


def find_plugins(named: Sequence[str] = (), base: Path = Path(), objects: Iterable[object] = ()) -> Registry:
    """Return what entry points, the files and modules `named` (files relative to `base`) and `objects` bring."""
    finding = _Finding()
    for entry in sorted(entry_points(group=hooks.PROJECT), key=lambda entry: (_distribution(entry), entry.name)):
        finding.add(entry.name, _distribution(entry), entry.load)
    for name in named:
        finding.add(name, f"{name} (plugins:)", partial(_imported, name, base))
    for one in objects:
        finding.add(getattr(one, "__name__", type(one).__name__), "Python", partial(_itself, one))
    return Registry(tuple(_with_others(finding.stages)), tuple(finding.broken))


def _with_others(stages: Sequence[Registered]) -> Iterator[Registered]:
    """Tell each plugin which files are the others'."""
    homes = {one.plugin: _home(one.kind.__module__) for one in stages}
    for one in stages:
        others = (home for plugin, home in homes.items() if home and plugin != one.plugin)
        yield replace(one, elsewhere=frozenset(others) - {homes[one.plugin]})


def _itself(plugin: object) -> object:
    return plugin


def _distribution(entry: EntryPoint) -> str:
    return f"{entry.dist.name} {entry.dist.version}" if entry.dist else entry.value


class _Finding:
    """The plugins found so far."""

    def __init__(self) -> None:
        self.manager = pluggy.PluginManager(hooks.PROJECT)
        self.manager.add_hookspecs(hooks)
        self.stages: list[Registered] = []
        self.broken: list[Broken] = []

    def add(self, name: str, origin: str, load: Callable[[], Any]) -> None:
        """Load one plugin and register what it brings; whatever it raises is its own fault and reported so."""
        try:
            plugin = load()
            if self.manager.is_registered(plugin):
                return
            self.manager.register(plugin)
            self.stages += [Registered(kind, name, origin) for kind in self._stages_of(plugin)]
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a plugin's import may raise anything at all
            self.broken.append(Broken(name, origin, _reason(error)))

    def _stages_of(self, plugin: object) -> list[type[AnyStage]]:
        others = self.manager.get_plugins() - {plugin}
        hook = self.manager.subset_hook_caller("pipeline_stages", others)
        if not hook.get_hookimpls():
            raise TypeError("it has no hook `pipeline_stages`: is @hookimpl missing?")
        kinds = [kind for brought in hook() for kind in brought]
        for kind in kinds:
            check_stage_class(kind)
        return kinds


def _imported(name: str, base: Path) -> ModuleType:
    """Import what `plugins:` names: a file (with a slash or `.py`) relative to `base`, or an importable module."""
    if "/" not in name and not name.endswith(".py"):
        return importlib.import_module(name)
    path = (base / name).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    # The name is made of path and content: two files of one name do not meet, and one that was edited is imported anew.
    identity = sha256(str(path).encode() + path.read_bytes()).hexdigest()
    module_name = f"text_pipeline_plugin_{path.stem}_{identity[:16]}"
    if module_name in sys.modules:
        return sys.modules[module_name]
    spec = importlib.util.spec_from_file_location(module_name, path, loader=_FromSource(module_name, str(path)))
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[module_name]
        raise
    return module


class _FromSource(SourceFileLoader):
    """Compiles the file that is there: kept bytecode is told to be another's by size and second only."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def _reason(error: BaseException) -> str:
    where = "".join(f" ({Path(place).name}:{line})" for place, line in _last_place(error))
    return f"{type(error).__name__}: {error}{where}"


def _last_place(error: BaseException) -> Iterator[tuple[str, int]]:
    """Yield the place outside this module where the error was raised, if there is one."""
    traceback, place = error.__traceback__, None
    while traceback:
        file = traceback.tb_frame.f_code.co_filename
        if file != __file__ and "importlib" not in file:
            place = (file, traceback.tb_lineno)
        traceback = traceback.tb_next
    if place and "pluggy" not in place[0]:
        yield place


def check_stage_class(kind: object) -> None:
    """Raise TypeError unless `kind` keeps the contract of a stage as far as its class shows it."""
    if not inspect.isclass(kind) or not issubclass(kind, Source | Stage | Sink):
        raise TypeError(f"pipeline_stages gave {kind!r}, which is no class made from Source, Stage or Sink")
    name = getattr(kind, "name", None)
    if not (isinstance(name, str) and name and not set(name) & set(". =/")):
        raise TypeError(
            f"{kind.__name__} needs a name without dots, slashes and blanks: name = {kind.__name__.lower()!r}"
        )
    base = next(base for base in WORK if issubclass(kind, base))
    missing = [method for method in WORK[base] if method not in _written(kind)]
    if missing and (base is not Stage or len(missing) == len(WORK[Stage])):
        raise TypeError(f"{kind.__name__} has no method `{missing[0]}`")
    if issubclass(kind, Stage):
        _check_contract(kind)


def _written(kind: type) -> set[str]:
    """Return the names that the author's classes define, ours left out."""
    return {name for one in kind.__mro__ if one.__module__ != Stage.__module__ for name in vars(one)}


def _check_contract(kind: type[Stage]) -> None:
    unknown = sorted(set(kind.needs_parse) - set(ASSIGNS))
    if unknown:
        raise TypeError(f"{kind.__name__}.needs_parse: unknown {unknown[0]!r}; there is {', '.join(ASSIGNS)}")
    for layer, annotation in {**kind.requires, **kind.provides}.items():
        if layer in RECORD_KEYS:
            raise TypeError(f"{kind.__name__}: the name {layer!r} is taken in the record: choose another for the layer")
        check_annotation_type(annotation)
