"""Imports the plugins that a configuration names by path: a file with the modules beside it, or a package's folder.

The modules of one folder are imported into a package of their own, named by a hash of the folder and of all the files
that its plugins consist of: the same in every process, and another one after an edit. So helpers of one name in two
folders do not meet, and neither `sys.path` nor a name that others import is touched.

What a file may import is read from its `import` statements, wherever they stand. Beside the plugin goes before what is
installed, as beside a script; the standard library and the packages of this project go before both.
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
    """A plugin at a path: the package that its modules are imported into, and the SHA-256 of each of its files.

    files: by path relative to the folder that the plugin lies in.
    """

    path: Path
    package: str
    files: Mapping[str, str]

    def load(self) -> ModuleType:
        """Import the plugin. Raises FileNotFoundError or ImportError where there is none, and whatever it raises."""
        if not self.files:
            raise FileNotFoundError(_not_there(self.path))
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
    """Return the plugins at resolved paths, read and ready to be imported. One that is not there has no files."""
    if FINDER not in sys.meta_path:
        sys.meta_path.insert(0, FINDER)
    by_folder = defaultdict(set)
    for path in paths:
        by_folder[path.parent].add(path)
    return {one.path: one for folder, within in by_folder.items() for one in _read(folder, within)}


def _read(folder: Path, paths: Iterable[Path]) -> Iterator[LocalPlugin]:
    """Read the plugins of one folder, which share the modules that lie there."""
    sources = {path: _sources(path) for path in paths}
    files = {path: _hashes(path, sources[path]) for path in paths}
    together = sorted({item for hashes in files.values() for item in hashes.items()})
    package = f"{LOCAL_PACKAGE}{sha256(repr((str(folder), together)).encode()).hexdigest()[:16]}"
    read = {str(file): source for found in sources.values() for file, source in found.items()}
    FINDER.packages.setdefault(package, _Package(package, folder, read))
    for path in paths:
        yield LocalPlugin(path, package, files[path])


def _sources(plugin: Path) -> dict[Path, bytes]:
    """Return the Python files of a plugin, and of the modules beside it that they import, directly or not."""
    found: dict[Path, bytes] = {}
    waiting = [file for file in _own_files(plugin) if file.suffix == ".py" or file == plugin]
    while waiting:
        file = waiting.pop()
        if file not in found:
            with suppress(OSError):  # its import will say so
                found[file] = file.read_bytes()
                waiting += _imported(file, found[file], plugin.parent)
    return found


def _own_files(plugin: Path) -> Iterator[Path]:
    """Yield the file of a plugin, or all files of its folder but hidden ones; nothing where it is no plugin."""
    with suppress(OSError):  # a name that is too long, say: its import will say so
        if plugin.is_file():
            yield plugin
        elif (plugin / "__init__.py").is_file():
            for folder, folders, names in os.walk(plugin):
                folders[:] = [name for name in folders if name != "__pycache__" and not name.startswith(".")]
                yield from (Path(folder, name) for name in names if not name.startswith("."))


def _hashes(plugin: Path, sources: Mapping[Path, bytes]) -> dict[str, str]:
    """Return the hash of each file that counts, by its path within the folder of the plugin."""
    hashes = {file: sha256(source).hexdigest() for file, source in sources.items()}
    for file in _own_files(plugin):
        if file not in hashes and file.is_file():
            with suppress(OSError), file.open("rb") as data:  # what cannot be read decides nothing
                hashes[file] = file_digest(data, "sha256").hexdigest()
    return {file.relative_to(plugin.parent).as_posix(): digest for file, digest in hashes.items()}


def _imported(file: Path, source: bytes, folder: Path) -> Iterator[Path]:
    """Yield the files within `folder` that the import statements of one of them name."""
    package = file.parent.relative_to(folder).parts
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield from _beside(folder, one.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            written = node.module.split(".") if node.module else []
            for one in node.names:
                if node.level:
                    above = package[: len(package) - node.level + 1]
                    yield from _files_of([*above, *written, one.name], folder)
                else:
                    yield from _beside(folder, [*written, one.name])


def _tree(source: bytes) -> ast.AST:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the import will give them
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # the import will raise it
            return ast.Module([], [])


def _beside(folder: Path, parts: Sequence[str]) -> Iterator[Path]:
    """Yield the files of an absolute import, if its first name is that of a module in `folder`."""
    if parts[0] not in NEVER_BESIDE and any(_files_of(parts[:1], folder)):
        yield from _files_of(parts, folder)


def _files_of(parts: Sequence[str], folder: Path) -> Iterator[Path]:
    """Yield the file of each package, and of the module, that a dotted name leads through."""
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
    """What stands for a folder: its name among the modules, and the Python files as they were read, by path."""

    name: str
    folder: Path
    sources: Mapping[str, bytes]

    @cached_property
    def beside(self) -> frozenset[str]:
        """The names by which its modules import one another."""
        files = (Path(file).relative_to(self.folder) for file in self.sources)
        return frozenset(file.parts[0].removesuffix(".py") for file in files) - NEVER_BESIDE

    @cached_property
    def builtins(self) -> dict[str, Any]:
        """The built-in names that its modules see: all of them, with an `import` that looks beside first."""
        return {**vars(builtins), "__import__": self._import}

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002  # the signature is Python's
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Do what an import statement says, as `builtins.__import__` does."""
        top = name.partition(".")[0]
        if level or top not in self.beside:
            return _installed(name, globals, locals, fromlist, level)
        module = importlib.import_module(f"{self.name}.{name}")
        if not fromlist:
            return sys.modules[f"{self.name}.{top}"]
        return builtins.__import__(module.__name__, globals, locals, fromlist)


def _installed(name: str, globals_: Mapping[str, Any] | None, *rest: Any) -> ModuleType:  # noqa: ANN401  # handed on
    """Import as Python does; where a module lies within the same folder plugin, say how it is imported."""
    try:
        return builtins.__import__(name, globals_, *rest)
    except ModuleNotFoundError as error:
        importing = (globals_ or {}).get("__file__")
        if importing and error.name == name.partition(".")[0] and _file_of(error.name, Path(importing).parent):
            advice = f"within a folder with an __init__.py write: from . import {error.name}"
            raise ModuleNotFoundError(f"{error}; {advice}", name=error.name) from error
        raise


class _Finder(MetaPathFinder):
    """Finds the packages that stand for folders, and the Python files in them; no other name is its business."""

    def __init__(self) -> None:
        self.packages: dict[str, _Package] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to import a module, or None."""
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
    """Runs a file as it was read for the plan: what the fingerprint covers is what runs."""

    def __init__(self, fullname: str, path: str, package: _Package) -> None:
        super().__init__(fullname, path)
        self.package = package

    def get_code(self, fullname: str) -> Any:  # noqa: ANN401  # as in importlib
        """Compile the file; cached bytecode is not asked, since it knows an edit only by size and second."""
        path = self.get_filename(fullname)
        source = self.package.sources.get(path)
        return self.source_to_code(self.get_data(path) if source is None else source, path)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the import statement of its package."""
        module.__dict__["__builtins__"] = self.package.builtins
        super().exec_module(module)


FINDER = _Finder()


def _not_there(path: Path) -> str:
    if path.is_dir():
        return f"the folder {path} has no __init__.py: add an empty one, or name a file in it"
    names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    return f"there is no file {path}. {did_you_mean(path.name, names)}".rstrip(". ")
