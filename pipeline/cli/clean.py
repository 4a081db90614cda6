"""`pipeline clean`: remove parts that the last run did not use, and stale exports."""

from __future__ import annotations

from pipeline.cli.retry import FolderArgument


def clean(folder: FolderArgument) -> None:
    """Remove the parts in FOLDER that its last run did not use, and files and folders that no export writes any more.

    Unused parts are left over from input or settings that have changed. What was changed since an export wrote it
    stays.
    """
    from pipeline.cli.summary import shown_path
    from pipeline.files import remove
    from pipeline.results.record import read
    from pipeline.results.run_folder import RunFolder

    run_folder = RunFolder(folder)
    with run_folder.locked():
        record = read(folder)
        removed, size = run_folder.remove_parts(record.parts)
        stale = [(one, one.is_unchanged(folder)) for one in record.stale if (folder / one.path).exists()]
        for one, unchanged in stale:
            if unchanged:
                remove(folder / one.path)
    kept = len(set(record.parts))
    print(f"{removed:,} parts removed, {size / 1e6:,.1f} MB; {kept:,} are in use")
    for one, unchanged in stale:
        done = (
            "removed, no export writes it any more" if unchanged else "stays, it was changed since an export wrote it"
        )
        print(f"{shown_path(folder / one.path)}: {done}")
