"""`pipeline clean`: drop what no run uses."""

from __future__ import annotations

from pipeline.cli.retry import RunFolder


def clean(folder: RunFolder) -> None:
    """Remove the parts in FOLDER that its last run did not use: those of input or settings that have changed since."""
    from pipeline.record import read
    from pipeline.store import Store

    store = Store(folder)
    with store.held():
        record = read(folder)
        removed, size = store.forget_parts(record.parts)
    kept = len(set(record.parts))
    print(f"{removed:,} parts removed, {size / 1e6:,.1f} MB; {kept:,} are in use")
