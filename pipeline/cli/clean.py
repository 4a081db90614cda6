"""`pipeline clean`: drop what no run uses, and no export writes any more."""

from __future__ import annotations

from pipeline.cli.retry import RunFolder


def clean(folder: RunFolder) -> None:
    """Remove the parts in FOLDER that its last run did not use, and the files of exports that it no longer has.

    Such parts are those of input or settings that have changed since. A file that was changed since an export wrote it
    stays.
    """
    from pipeline.cli.summary import shown_path
    from pipeline.results.record import read
    from pipeline.results.run_folder import Store

    store = Store(folder)
    with store.held():
        record = read(folder)
        removed, size = store.forget_parts(record.parts)
        stale = [(one, one.stands(folder)) for one in record.stale if (folder / one.path).exists()]
        for one, stands in stale:
            if stands:
                (folder / one.path).unlink()
    kept = len(set(record.parts))
    print(f"{removed:,} parts removed, {size / 1e6:,.1f} MB; {kept:,} are in use")
    for one, stands in stale:
        done = "removed, no export writes it any more" if stands else "stays, it was changed since an export wrote it"
        print(f"{shown_path(folder / one.path)}: {done}")
