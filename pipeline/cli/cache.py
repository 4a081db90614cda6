"""`pipeline cache`: show the size of the parse store, or clear it."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.run import Config
from pipeline.cli.summary import shown_path
from pipeline.errors import Complaint, ConfigError

Clear = Annotated[bool, typer.Option("--clear", help="Remove all parses; runs that need them parse again.")]


def cache(config: Config, *, clear: Clear = False) -> None:
    """Show the size of the parses that runs of CONFIG keep, or remove them."""
    from pipeline.config.configuration import read_config
    from pipeline.language.parse_cache import ParseStore

    read = read_config(config)
    if read.complaints:
        raise ConfigError(read.complaints)
    if read.parses is None:
        message = f"{config} keeps no parses: run.parses is false."
        raise ConfigError([Complaint(read.located.place(("run", "parses")), message)])
    store = ParseStore(read.parses)
    files, size = store.size()
    if clear:
        store.clear()
    done = "removed" if clear else "kept"
    print(f"{shown_path(read.parses)}: {files:,} batches of parses {done}, {size / 1e6:,.1f} MB")
