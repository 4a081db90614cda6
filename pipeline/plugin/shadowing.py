"""Finds another `plugins`, earlier in `sys.path`, that shadows the package of the built-in stages."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import Complaint, ConfigError

BUILT_IN = "plugins"


def check_not_shadowed() -> None:
    """Raise ConfigError if `import plugins` imports anything but the package of the built-in stages."""
    ours = Path(__file__).resolve().parents[2] / BUILT_IN
    imported = _imported_from(BUILT_IN)
    if imported and ours not in (imported, imported.parent):
        what = "folder" if imported.is_dir() else "file"
        message = (
            f"the {what} {imported} hides the package `{BUILT_IN}` of text-pipeline, which has the built-in stages:"
        )
        raise ConfigError([Complaint(None, f"{message} rename it, or start from another folder.")])


def _imported_from(package: str) -> Path | None:
    """Return the folder or file that a package is imported from, or None."""
    spec = find_spec(package)
    place = next(iter(spec.submodule_search_locations or [spec.origin or ""]), "") if spec else ""
    return Path(place).resolve() if place else None
