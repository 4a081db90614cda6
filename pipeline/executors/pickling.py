"""Pickles items for another process or a file; error messages say what does not pickle."""

from __future__ import annotations

import pickle
from typing import IO, Any

from pipeline.errors import RunError


def pickled(item: object, name: str) -> bytes:
    """Return an item as bytes. Raises RunError, which calls the item `name`, if something in it does not pickle."""
    try:
        return pickle.dumps(item)
    except Exception as error:
        raise RunError(
            f"{name} does not pickle ({type(error).__name__}: {error}): let it hold plain values, such as a path and "
            "an offset, or classes that are defined at the top of a module; open files and connections in the worker"
        ) from error


def unpickled(file: IO[bytes], name: str) -> Any:  # noqa: ANN401  # only the caller knows the type
    """Return the next item of a file that holds results of `pickled`. Raises RunError, which names the failing class.

    The modules of its classes must be importable: files under `plugins:` are, once the plan has been built.
    """
    unpickler = _Unpickler(file)
    try:
        return unpickler.load()
    except Exception as error:
        classes = " or ".join(unpickler.classes) or "?"
        raise RunError(
            f"{name} does not unpickle, at the class {classes} ({type(error).__name__}: {error}): "
            "define the class at the top of the plugin's file, or of a module that a worker can import, so that "
            "`pickle.loads(pickle.dumps(value))` returns the value; and do not edit the file during a run"
        ) from error


class _Unpickler(pickle.Unpickler):
    """Remembers the classes of the item, or only the class that is not found."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.classes: list[str] = []

    def find_class(self, module: str, name: str, /) -> Any:  # noqa: ANN401  # as in pickle
        described = f"{name!r} of the module {module!r}"
        if module.partition(".")[0] != "pipeline":
            self.classes.append(described)
        try:
            return super().find_class(module, name)
        except Exception:
            self.classes = [described]
            raise
