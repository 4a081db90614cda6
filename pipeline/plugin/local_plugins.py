"""Imports the plugins that a configuration names by path: a file and modules beside it, or a package's folder.

The modules of one folder are imported into a package made for it. Its name is a hash of the folder and of all files of
the plugins in it: the same in every process, and a new one after an edit. So helper modules with the same name in two
folders do not collide, and neither `sys.path` nor any other module is changed.

The modules that a plugin imports are read from its `import` statements, anywhere in the file. A module beside the
plugin is preferred to an installed one, as it is for a script; the standard library and the packages of this project
are preferred to both.
"""

from __future__ import annotations

import ast
import importlib
import os
import warnings
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import did_you_mean
from pipeline.plugin.local_imports import FINDER, NEVER_BESIDE, file_of
from pipeline.stages.faults import LOCAL_PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

MOST_DATA = 16 << 20
"""The most bytes of data files that travel with a plugin to the workers."""


@dataclass(frozen=True)
class LocalPlugin:
    """A plugin that is named by path.

    package: the package into which its modules are imported. files: the SHA-256 of each of its files, by path relative
    to the folder that holds the plugin; empty if there is no plugin at `path`. sources: the content of the Python
    files, by the same paths. data: that of all other files, unless they have more than MOST_DATA bytes together.
    """

    path: Path
    package: str
    files: Mapping[str, str]
    sources: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    data: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    def load(self) -> ModuleType:
        """Import the plugin. Raises FileNotFoundError or ImportError if there is none, and all that its code raises."""
        if not self.files:
            raise FileNotFoundError(_missing(self.path))
        name = self.path.name.removesuffix(".py")
        if name == self.path.name and self.path.is_file():
            raise ImportError(f"{self.path} is no Python file: its name does not end in .py")
        if "." in name:
            raise ImportError(f"the name of a module has no dots: rename {name!r}, to {name.replace('.', '_')!r} say")
        return importlib.import_module(f"{self.package}.{name}")


def is_path(name: str) -> bool:
    """Return whether an entry of `plugins:` is a path, and not the name of an importable module."""
    return "/" in name or name.endswith(".py")


def read_local_plugins(named: Iterable[str], base: Path) -> dict[str, LocalPlugin | None]:
    """Read the plugins that are named by path, relative to `base`, and make them ready to be imported.

    The value of a module's name is None. A missing plugin has no files.
    """
    paths = {name: Path(os.path.realpath(base / name)) if is_path(name) else None for name in named}
    by_folder = defaultdict(set)
    for path in filter(None, paths.values()):
        by_folder[path.parent].add(path)
    read = {plugin.path: plugin for folder, within in by_folder.items() for plugin in _read(folder, within)}
    return {name: read[path] if path else None for name, path in paths.items()}


def _read(folder: Path, paths: Iterable[Path]) -> Iterator[LocalPlugin]:
    """Read the plugins of one folder, which share the modules in it."""
    contents = {path: _contents(path) for path in paths}
    all_files = sorted({item for hashes, _, _ in contents.values() for item in hashes.items()})
    package = f"{LOCAL_PACKAGE}{sha256(repr((str(folder), all_files)).encode()).hexdigest()[:16]}"
    plugins = [LocalPlugin(path, package, *content) for path, content in contents.items()]
    if package not in FINDER.packages:
        FINDER.add(package, folder, sources_of(plugins), folder)
    yield from plugins


def sources_of(plugins: Iterable[LocalPlugin]) -> dict[str, bytes]:
    """Return the Python files of plugins of one folder, by path relative to it."""
    return {file: source for plugin in plugins for file, source in plugin.sources.items()}


def _contents(plugin: Path) -> tuple[dict[str, str], dict[str, bytes], dict[str, bytes]]:
    """Return the hashes, the sources and the data of a plugin, as LocalPlugin has them."""
    sources = {_relative(file, plugin): source for file, source in _sources(plugin).items()}
    others = [file for file in _own_files(plugin) if _relative(file, plugin) not in sources and file.is_file()]
    data: dict[str, bytes] = {}
    hashes = {file: sha256(source).hexdigest() for file, source in sources.items()}
    travels = sum(file.stat().st_size for file in others) <= MOST_DATA
    for file in others:
        with suppress(OSError), file.open("rb") as opened:  # the plugin cannot read it either
            name = _relative(file, plugin)
            if travels:
                data[name] = opened.read()
            hashes[name] = sha256(data[name]).hexdigest() if travels else file_digest(opened, "sha256").hexdigest()
    return hashes, sources, data


def _relative(file: Path, plugin: Path) -> str:
    return file.relative_to(plugin.parent).as_posix()


def _sources(plugin: Path) -> dict[Path, bytes]:
    """Return the Python files of a plugin, and those beside it that they import, directly or indirectly."""
    sources: dict[Path, bytes] = {}
    waiting = [file for file in _own_files(plugin) if file.suffix == ".py" or file == plugin]
    while waiting:
        file = waiting.pop()
        if file not in sources:
            with suppress(OSError):  # the import of the plugin raises it again
                sources[file] = file.read_bytes()
                waiting += _imported(file, sources[file], plugin.parent)
    return sources


def _own_files(plugin: Path) -> Iterator[Path]:
    """Yield the file of a plugin, or all files of its folder except hidden ones; nothing if there is no plugin."""
    with suppress(OSError):  # such as a name that is too long: the import of the plugin raises it again
        if plugin.is_file():
            yield plugin
        elif (plugin / "__init__.py").is_file():
            for folder, folders, names in os.walk(plugin):
                folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
                yield from (Path(folder, name) for name in names if not name.startswith("."))


def _imported(file: Path, source: bytes, folder: Path) -> Iterator[Path]:
    """Yield the files within `folder` that the import statements of `file` name."""
    package = file.parent.relative_to(folder).parts
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _beside(folder, alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            module = node.module.split(".") if node.module else []
            for alias in node.names:
                if node.level:
                    parent = package[: len(package) - node.level + 1]
                    yield from _files_of([*parent, *module, alias.name], folder)
                else:
                    yield from _beside(folder, [*module, alias.name])


def _tree(source: bytes) -> ast.AST:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the import gives them again
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # the import raises it again
            return ast.Module([], [])


def _beside(folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    """Yield the files of an absolute import if its first name is a module in `folder`."""
    if parts[0] not in NEVER_BESIDE and any(_files_of(parts[:1], folder)):
        yield from _files_of(parts, folder)


def _files_of(parts: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield the files of a module with the dotted name `parts`, and of the packages above it."""
    for part in parts:
        file = file_of(part, folder)
        if file:
            yield file
        folder /= part


def _missing(path: Path) -> str:
    if path.is_dir():
        return f"the folder {path} has no __init__.py: add an empty one, or name a file in it"
    names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return f"there is no file {path}. {did_you_mean(path.name, names)}".rstrip(". ")
