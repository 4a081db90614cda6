"""The packages that stages depend on."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.stages.kinds import AnyStage


def dependency_versions(stage: AnyStage | type[AnyStage]) -> dict[str, str]:
    """Return the installed version of each distribution that a registered stage depends on."""
    return {name: version(name) for name in stage.depends_on}
