"""The contract of a sink."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.documents.counts import Counts
from pipeline.files import files_in
from pipeline.results.run_folder import RunFolder
from pipeline.stages.results import Part, Results
from pipeline.stages.sink import Output
from pipeline.testing.settings import check_pickles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.documents.annotation import Annotation
    from pipeline.documents.document import Document
    from pipeline.stages.sink import Sink

PER_PART = 2  # documents: two documents and more give several parts


def check_sink(sink: Sink, documents: Iterable[Document]) -> None:
    """Raise AssertionError, saying what is wrong, unless `sink` keeps the contract on `documents` and on none.

    It writes real parts, in a temporary run folder. What it returns exists, is in the run folder or is an Output, and
    has all that `outputs` names; the same results give the same bytes; `write` leaves a file, a folder or
    nothing at its target, and the same each time; nothing else appears in the run folder; an Output that was just
    written stands.
    """
    check_pickles(sink)
    given = list(documents)
    for some in (given, []):
        first, second = _run(sink, some), _run(sink, some)
        assert first == second, f"the second time, {sink.name} wrote other bytes"


def _run(sink: Sink, documents: Sequence[Document]) -> dict[str, bytes]:
    """Let the sink write in a new run folder, twice in the same one; return the files that it left."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "run")
        results = _results(folder, documents)
        if sink.writes_parts():
            results = replace(results, parts=[_with_share(sink, part, folder.parent) for part in results.parts])
        before = {*files_in(folder)}
        outputs = [_finish(sink, results) for _ in range(2)]
        assert outputs[0] == outputs[1], "finish returned something else the second time"
        inside = [path for path in outputs[0] if isinstance(path, Path)]
        added = {*files_in(folder)} - before
        stray = {path for path in added if not any(path.is_relative_to(output) for output in inside)}
        assert not stray, f"finish wrote {min(stray).relative_to(folder)} and did not return it"
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in added}


def _finish(sink: Sink, results: Results) -> list[Path | Output]:
    outputs = list(sink.finish(results))
    for output in outputs:
        if isinstance(output, Output):
            assert "://" in output.uri, f"the URI {output.uri!r} has no scheme: write SCHEME://PLACE"
            assert sink.stands(output), f"the output {output.uri} does not stand, just after it was written"
        else:
            assert isinstance(output, Path), f"finish returned {output!r}: return Paths and Outputs"
            assert output.is_relative_to(results.folder), f"finish returned {output}, outside results.folder"
            assert output.exists(), f"finish returned {output}, which does not exist"
    named = {one.uri if isinstance(one, Output) else one.relative_to(results.folder).as_posix() for one in outputs}
    missing = {*sink.outputs()} - named
    assert not missing, f"outputs() names {min(missing)!r}, and finish did not return it"
    return outputs


def _with_share(sink: Sink, part: Part, folder: Path) -> Part:
    """Let the sink write the share of a part, twice; return the part with it."""
    shares = [folder / f"share-{number}-{part.file.path.stem}" for number in range(2)]
    for share in shares:
        sink.write(part, share)
        if not share.exists():
            share.touch()
    first, second = ({path.relative_to(one): path.read_bytes() for path in files_in(one)} for one in shares)
    assert first == second, "write gives other bytes the second time"
    return replace(part, share=shares[0])


def _results(folder: Path, documents: Sequence[Document]) -> Results:
    """Write the documents as parts, as a worker does, and return the results that a sink receives."""
    run_folder, waiting = RunFolder(folder), iter(documents)
    folder.mkdir()
    layers = {name: type(layer[0]) for one in documents for name, layer in one.layers.items() if layer}
    parts = [_part(run_folder, f"part-{number}", some, layers) for number, some in enumerate(_by_part(waiting))]
    counts = Counts.of(part.file.summary() for part in parts)
    return Results(folder, parts, layers, counts)


def _by_part(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while some := list(islice(documents, PER_PART)):
        yield some


def _part(
    run_folder: RunFolder, name: str, documents: Sequence[Document], layers: Mapping[str, type[Annotation]]
) -> Part:
    with run_folder.new_part(name) as writer:
        for document in documents:
            writer.read += 1
            writer.write(document)
    return Part(run_folder.part(name), layers=layers)
