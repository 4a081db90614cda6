"""Imports local plugins: the Python files that were read from one folder, as the modules of a package made for them."""

from __future__ import annotations

import builtins
import importlib
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

NEVER_BESIDE = sys.stdlib_module_names | {"pipeline", "plugins"}
"""The modules that a file beside a plugin does not replace."""


def file_of(name: str, folder: Path) -> Path | None:
    """Return the file of a module in a folder, or None: a package is preferred to a file, as Python does."""
    return next((file for file in _candidates(name, folder) if file.is_file()), None)


def _candidates(name: str, folder: Path) -> tuple[Path, Path]:
    return folder / name / "__init__.py", folder / f"{name}.py"


@dataclass(frozen=True)
class _Package:
    """The package made for a folder: its name in `sys.modules`, and its Python files by path, as they were read.

    written_in: the folder in which the author wrote them; `folder` is another one if they were copied.
    """

    name: str
    folder: Path
    sources: Mapping[str, bytes]
    written_in: Path

    @cached_property
    def beside(self) -> frozenset[str]:
        """The top-level names by which its modules import one another."""
        files = (Path(file).relative_to(self.folder) for file in self.sources)
        return frozenset(file.parts[0].removesuffix(".py") for file in files) - NEVER_BESIDE

    @cached_property
    def builtins(self) -> dict[str, Any]:
        """The built-in names for its modules: Python's, with an `import` that looks beside the plugin first."""
        return {**vars(builtins), "__import__": self._import}

    def file_of(self, name: str, folder: Path) -> Path | None:
        """Return the file of a module in a folder: one that was read, even if it is gone now, or else one there."""
        read = (file for file in _candidates(name, folder) if str(file) in self.sources)
        return next(read, None) or file_of(name, folder)

    def as_written(self, path: str) -> str:
        """Return the path at which the author wrote a file, for messages."""
        return str(self.written_in / Path(path).relative_to(self.folder))

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
        if importing and error.name == name.partition(".")[0] and file_of(error.name, Path(importing).parent):
            advice = f"within a folder with an __init__.py write: from . import {error.name}"
            raise ModuleNotFoundError(f"{error}; {advice}", name=error.name) from error
        raise


class _Finder(MetaPathFinder):
    """Finds the packages made for folders, and the Python files in them; it ignores all other names."""

    def __init__(self) -> None:
        self.packages: dict[str, _Package] = {}

    def add(self, package: str, folder: Path, sources: Mapping[str, bytes], written_in: Path) -> None:
        """Make Python files, by path relative to `folder`, ready to be imported into a package."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)
        by_path = {str(folder / file): source for file, source in sources.items()}
        self.packages[package] = _Package(package, folder, by_path, written_in)

    def forget(self, package: str) -> None:
        """Take back `add`, and what was imported since."""
        del self.packages[package]
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]

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
        files = (package.file_of(fullname.rpartition(".")[2], Path(folder)) for folder in path or ())
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
        return self.source_to_code(self.get_data(path), self.package.as_written(path))

    def get_data(self, path: str) -> bytes:
        """Return a file as it was read for the plan; a file that was not read then is read now."""
        source = self.package.sources.get(path)
        return super().get_data(path) if source is None else source

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the `import` of its package."""
        module.__dict__["__builtins__"] = self.package.builtins
        super().exec_module(module)


FINDER = _Finder()
