"""Whether something hides a package of this project: a folder or file of its name that stands earlier in `sys.path`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import Complaint, ConfigError

BUILT_IN = "plugins"


def check_not_shadowed() -> None:
    """Raise ConfigError where `import plugins` finds another package than that of the built-in stages."""
    ours = Path(__file__).resolve().parents[2] / BUILT_IN
    hiding = _found(BUILT_IN)
    if hiding and ours not in (hiding, hiding.parent):
        what = "folder" if hiding.is_dir() else "file"
        message = f"the {what} {hiding} hides the package `{BUILT_IN}` of text-pipeline, which has the built-in stages:"
        raise ConfigError([Complaint(None, f"{message} rename it, or start from another folder.")])


def _found(package: str) -> Path | None:
    """Return the folder or file that a package is imported from, or None."""
    spec = find_spec(package)
    place = next(iter(spec.submodule_search_locations or [spec.origin or ""]), "") if spec else ""
    return Path(place).resolve() if place else None
