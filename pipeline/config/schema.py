"""The keys of the YAML with their types and defaults: the top level, and the block `run:`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

import pydantic

from pipeline.config.settings import FORBID_EXTRA

PARSES = ".pipeline/parses"
MaxFailures = int | str | Literal[False]
SHARE = re.compile(r"(\d{1,3}(?:\.\d+)?) ?%")


def _checked_limit(limit: MaxFailures) -> MaxFailures:
    """Return `limit`. Raises ValueError unless it is false, a number from 1 up, or a share above 0 and up to `100%`."""
    share = SHARE.fullmatch(limit) if isinstance(limit, str) else None
    fits = (0 < float(share[1]) <= 100) if share else limit is False or (isinstance(limit, int) and limit >= 1)  # noqa: PLR2004  # per cent
    if not fits:
        raise ValueError(f"expected a number of documents, a share such as 50%, or false; it is {limit!r}.")
    return limit


@dataclass(frozen=True, kw_only=True)
class RunSettings:
    """The block `run:`.

    folder: where results go, relative to the YAML.
    executor: "processes" (workers on this machine), "serial" (all in one process, for debugging), or one that a plugin
        provides; with settings of its own, `{use: NAME, with: {SETTING: VALUE}}`.
    workers: how many workers, or "auto" for as many as suit the executor.
    on_error: "quarantine" moves a document that fails to quarantine and goes on, "stop" ends the run.
    max_failures: how many documents may fail before the run stops: a number, or a share of the documents read, applied
        from the twentieth document on; false for no limit.
    time_limit: seconds that a stage may take for a document (the parse: for a batch), and a corpus step or export for a
        record, unless the executor works in the process of the run, as "serial" does; false for no limit.
    kernel: the library that computes the matrix products of the parse: "blis", "openblas", or "auto" for the faster one
        on this machine.
    parses: the folder in which parses are kept, relative to the YAML; false for none.
    """

    __pydantic_config__ = FORBID_EXTRA

    folder: Annotated[str, pydantic.Field(min_length=1)]
    # Checked by `executor_entry`, whose messages say more than pydantic's; a setting may be secret.
    executor: Any = field(default="processes", repr=False)
    workers: Annotated[int, pydantic.Field(ge=1, le=1024)] | Literal["auto"] = "auto"
    on_error: Literal["quarantine", "stop"] = "quarantine"
    max_failures: Annotated[MaxFailures, pydantic.AfterValidator(_checked_limit)] = "100%"
    time_limit: Annotated[float, pydantic.Field(gt=0, le=1_000_000)] | Literal[False] = 600
    kernel: Literal["auto", "blis", "openblas"] = "auto"
    parses: Annotated[str, pydantic.Field(min_length=1)] | Literal[False] = PARSES


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The top level of the YAML, with `${NAME}` replaced. Its value may be secret, so no `repr` shows the stages.

    plugins: files, folders and modules that provide stages, in addition to installed plugins. without: the installed
    distributions whose stages are left out.
    """

    __pydantic_config__ = FORBID_EXTRA

    name: Annotated[str, pydantic.Field(min_length=1)]
    model: Annotated[str, pydantic.Field(min_length=1)] = "en_core_web_sm"
    plugins: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    run: RunSettings
    # Checked by `configuration._entry`, whose messages say more than pydantic's.
    stages: Annotated[list[Any], pydantic.Field(min_length=1)] = field(repr=False)
