"""Sinks: a Sink writes the results of a run, part by part in the workers, and as a whole in the parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pipeline.config.configured import Configured

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.stages.results import Part, Results


class Output(msgspec.Struct, frozen=True):
    """An output outside the run folder, such as a table of a database.

    uri: it names the output, without a password; it stands in `run.json`.
    state: what `Sink.stands` compares later, such as a hash or a number of rows.
    """

    uri: str
    state: str


class Sink(Configured):
    """Where results go. A sink defines `finish`, or `write`, or both."""

    def outputs(self) -> Sequence[str]:
        """Return what `finish` will write, as far as the settings say: paths in the run folder, and URIs.

        The plan checks them before anything is read: no two exports may write the same file. `finish` returns these
        outputs too.
        """
        return ()

    def writes_parts(self) -> bool:
        """Return whether `write` has to be called: by default, whether the class of this sink defines it."""
        return type(self).write is not Sink.write

    def write(self, part: Part, target: Path) -> None:
        """Write the share of one part (in a worker) as a file at `target`, or as files in a folder made there.

        The share is kept until the part, this sink or its settings change. It must depend on nothing else. A sink that
        writes nothing for a part keeps an empty file.
        """
        raise NotImplementedError

    def finish(self, results: Results) -> Iterable[Path | Output]:
        """Write the results of the run (in the parent), and return what was written.

        Files and folders lie in the run folder: write them through `results.create` and `results.create_folder`.
        `part.share` is what `write` kept. A sink that returns nothing writes in every run: there is nothing to check.
        """
        del results
        return ()

    def stands(self, output: Output) -> bool:
        """Return whether an output of the last run still has its state, so that it need not be written again.

        It is called only for an Output, if nothing else has changed since; files and folders are compared by the run.
        """
        del output
        return False
