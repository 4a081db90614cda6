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
import builtins
import importlib
import os
import sys
import warnings
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest, sha256
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import did_you_mean
from pipeline.stages.faults import LOCAL_PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import ModuleType

NEVER_BESIDE = sys.stdlib_module_names | {"pipeline", "plugins"}


@dataclass(frozen=True)
class LocalPlugin:
    """A plugin that is named by path.

    package: the package into which its modules are imported. files: the SHA-256 of each of its files, by path relative
    to the folder that holds the plugin; empty if there is no plugin at `path`.
    """

    path: Path
    package: str
    files: Mapping[str, str]

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


def read_local_plugins(paths: Iterable[Path]) -> dict[Path, LocalPlugin]:
    """Read the plugins at resolved `paths`, and make them ready to be imported. A missing plugin has no files."""
    if FINDER not in sys.meta_path:
        sys.meta_path.insert(0, FINDER)
    by_folder = defaultdict(set)
    for path in paths:
        by_folder[path.parent].add(path)
    return {plugin.path: plugin for folder, within in by_folder.items() for plugin in _read(folder, within)}


def _read(folder: Path, paths: Iterable[Path]) -> Iterator[LocalPlugin]:
    """Read the plugins of one folder, which share the modules in it."""
    sources = {path: _sources(path) for path in paths}
    files = {path: _hashes(path, sources[path]) for path in paths}
    all_files = sorted({item for hashes in files.values() for item in hashes.items()})
    package = f"{LOCAL_PACKAGE}{sha256(repr((str(folder), all_files)).encode()).hexdigest()[:16]}"
    all_sources = {str(file): source for of_plugin in sources.values() for file, source in of_plugin.items()}
    FINDER.packages.setdefault(package, _Package(package, folder, all_sources))
    for path in paths:
        yield LocalPlugin(path, package, files[path])


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


def _hashes(plugin: Path, sources: Mapping[Path, bytes]) -> dict[str, str]:
    """Return the hash of each file of a plugin, by its path relative to the folder that holds the plugin."""
    hashes = {file: sha256(source).hexdigest() for file, source in sources.items()}
    for file in _own_files(plugin):
        if file not in hashes and file.is_file():
            with suppress(OSError), file.open("rb") as data:  # the plugin cannot read it either
                hashes[file] = file_digest(data, "sha256").hexdigest()
    return {file.relative_to(plugin.parent).as_posix(): digest for file, digest in hashes.items()}


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
        file = _file_of(part, folder)
        if file:
            yield file
        folder /= part


def _file_of(name: str, folder: Path) -> Path | None:
    candidates = (folder / name / "__init__.py", folder / f"{name}.py")
    return next((file for file in candidates if file.is_file()), None)


@dataclass(frozen=True)
class _Package:
    """The package made for a folder: its name in `sys.modules`, and its Python files by path, as they were read."""

    name: str
    folder: Path
    sources: Mapping[str, bytes]

    @cached_property
    def beside(self) -> frozenset[str]:
        """The top-level names by which its modules import one another."""
        files = (Path(file).relative_to(self.folder) for file in self.sources)
        return frozenset(file.parts[0].removesuffix(".py") for file in files) - NEVER_BESIDE

    @cached_property
    def builtins(self) -> dict[str, Any]:
        """The built-in names for its modules: Python's, with an `import` that looks beside the plugin first."""
        return {**vars(builtins), "__import__": self._import}

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002  # the signature is Python's
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Import a module beside the plugin, or else an installed one; see `builtins.__import__`."""
        top = name.partition(".")[0]
        if level or top not in self.beside:
            return _installed(name, globals, locals, fromlist, level)
        module = importlib.import_module(f"{self.name}.{name}")
        if not fromlist:
            return sys.modules[f"{self.name}.{top}"]
        return builtins.__import__(module.__name__, globals, locals, fromlist)


def _installed(name: str, globals_: Mapping[str, Any] | None, *rest: Any) -> ModuleType:  # noqa: ANN401  # handed on
    """Import as Python does. For a missing module that lies beside the importing file, the error says what to write."""
    try:
        return builtins.__import__(name, globals_, *rest)
    except ModuleNotFoundError as error:
        importing = (globals_ or {}).get("__file__")
        if importing and error.name == name.partition(".")[0] and _file_of(error.name, Path(importing).parent):
            advice = f"within a folder with an __init__.py write: from . import {error.name}"
            raise ModuleNotFoundError(f"{error}; {advice}", name=error.name) from error
        raise


class _Finder(MetaPathFinder):
    """Finds the packages made for folders, and the Python files in them; it ignores all other names."""

    def __init__(self) -> None:
        self.packages: dict[str, _Package] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to import a module of such a package, or None for any other module."""
        del target
        package = self.packages.get(fullname.partition(".")[0])
        if package is None:
            return None
        if fullname == package.name:
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [str(package.folder)]
            return spec
        files = (_file_of(fullname.rpartition(".")[2], Path(folder)) for folder in path or ())
        file = next(filter(None, files), None)
        return spec_from_file_location(fullname, file, loader=_Loader(fullname, str(file), package)) if file else None


class _Loader(SourceFileLoader):
    """Runs a file as it was read for the plan, so that the code that runs is the code in the fingerprint."""

    def __init__(self, fullname: str, path: str, package: _Package) -> None:
        super().__init__(fullname, path)
        self.package = package

    def get_code(self, fullname: str) -> Any:  # noqa: ANN401  # as in importlib
        """Compile the file, without cached bytecode: it can miss an edit of the same size in the same second."""
        path = self.get_filename(fullname)
        source = self.package.sources.get(path)
        return self.source_to_code(self.get_data(path) if source is None else source, path)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the `import` of its package."""
        module.__dict__["__builtins__"] = self.package.builtins
        super().exec_module(module)


FINDER = _Finder()


def _missing(path: Path) -> str:
    if path.is_dir():
        return f"the folder {path} has no __init__.py: add an empty one, or name a file in it"
    names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return f"there is no file {path}. {did_you_mean(path.name, names)}".rstrip(". ")
