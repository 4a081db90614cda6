"""Sinks: a Sink writes the results of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.config.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.documents.part import Results


class Sink(Configured):
    """Where results go."""

    def outputs(self) -> Sequence[str]:
        """Return the paths, in the run folder, of the files that `finish` will write, as far as the settings say.

        The plan checks them before anything is read: no two exports may write the same file. `finish` returns these
        files too.
        """
        return ()

    def finish(self, results: Results) -> Iterable[Path]:
        """Write the results of the run (in the parent) through `results.create`, and return the files written.

        They lie in the run folder. A sink that returns no file writes in every run, since its output cannot be checked.
        """
        raise NotImplementedError
