"""Local plugins in a worker, from the data that the plan was made from: their files may be edited or gone by then."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, suppress
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pipeline.errors import RunError
from pipeline.plugin.local_imports import FINDER
from pipeline.plugin.local_plugins import MOST_DATA, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.plugin.local_plugins import LocalPlugin


@contextmanager
def importable(plugins: Iterable[LocalPlugin | None], temporary: Path | None) -> Iterator[None]:
    """Make local plugins ready to be imported during the block, as they were when they were read.

    Python files are never read again. If a data file of a plugin does not have its content any more, all files of the
    plugin are written into a folder in `temporary`, and `__file__` names that folder. In the process that read a
    plugin, nothing changes. Raises RunError if a data file that is too large to travel has changed.
    """
    by_package: dict[str, list[LocalPlugin]] = {}
    for one in plugins:
        if one and one.package not in FINDER.packages:
            by_package.setdefault(one.package, []).append(one)
    with ExitStack() as stack:
        for package, of_package in by_package.items():
            stack.enter_context(_added(package, of_package, temporary))
        yield


@contextmanager
def _added(package: str, plugins: list[LocalPlugin], temporary: Path | None) -> Iterator[None]:
    folder = plugins[0].path.parent
    with ExitStack() as stack:
        place = folder
        if not all(_is_in_place(one) for one in plugins):
            place = Path(stack.enter_context(TemporaryDirectory(prefix="plugins-", dir=temporary)))
            for one in plugins:
                _write(one, place)
        FINDER.add(package, place, sources_of(plugins), folder)
        stack.callback(FINDER.forget, package)
        yield


def _is_in_place(plugin: LocalPlugin) -> bool:
    """Return whether all data files still have their content. Raises RunError for one that did not travel."""
    for name in sorted(plugin.files.keys() - plugin.sources.keys()):
        path = plugin.path.parent / name
        if not _has_hash(path, plugin.files[name]):
            if name in plugin.data:
                return False
            raise RunError(
                f"{path} was changed or removed since the run began, or is another file on the machine of the worker. "
                f"The data files of {plugin.path} have over {MOST_DATA >> 20} MiB together, so they are not sent to "
                "the workers: leave them in place during a run, or let a setting name a file elsewhere (InputFile)"
            )
    return True


def _has_hash(file: Path, digest: str) -> bool:
    with suppress(OSError), file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest() == digest
    return False


def _write(plugin: LocalPlugin, folder: Path) -> None:
    for name, content in {**plugin.sources, **plugin.data}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
