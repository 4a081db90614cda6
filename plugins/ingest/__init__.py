"""The source `ingest`: text files, Markdown files and JSON lines, from files, folders, globs and standard input.

In the parent, `files` (with `folders`) finds what the paths lead to, and `pieces` cuts it into chunks. In a worker,
`pieces` gives the bytes of a chunk again, and `decoding` or `records` makes documents of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Literal

from pipeline import Chunk, Document, InputPath, Memo, Source, Unreadable, hookimpl
from plugins.ingest.decoding import ReadError, decoded, is_text_encoding
from plugins.ingest.files import found
from plugins.ingest.pieces import Piece, chunks, content_of
from plugins.ingest.records import documents


class Ingest(Source):
    """Read `.txt` and `.md` files as a document each, and `.jsonl` files as a document a line.

    paths: files, folders (with all below them; hidden files are left out), globs (`**` for any folders), and `-` for
    standard input. A file that is reached twice comes once.
    fields: which field of a JSON record is what, such as `{id: url, text: body, published: date}`. The text is in the
    field `text` where that is not said; without `id` a document is called `PATH#LINE`. All other names, and all fields
    that are not mapped, go into the metadata; where a mapped name meets a field of that name, the mapped one stays.
    encoding: of text files; UTF-8 with or without byte-order mark, and a byte-order mark always decides. JSON lines are
    UTF-8 (RFC 8259).
    standard_input: what `-` holds: one text, or JSON lines.
    """

    name = "ingest"
    paths_setting = "paths"

    paths: tuple[InputPath, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    standard_input: Literal["text", "jsonl"] = "text"

    def __post_init__(self) -> None:
        if not self.paths:
            raise ValueError("paths is empty: name at least one file, folder or glob, or - for standard input")
        for name, own in self.fields.items():
            if not name or not own:
                raise ValueError(f"fields maps {name!r} to {own!r}: write NAME: FIELD OF THE RECORD, as in text: body")
        if not is_text_encoding(self.encoding):
            raise ValueError(
                f"encoding {self.encoding!r} is none that Python knows: write for example utf-8, cp1252, latin-1 or "
                f"utf-16 (all: https://docs.python.org/3/library/codecs.html#standard-encodings)"
            )

    def chunks(self, memo: Memo) -> Iterator[Chunk]:
        """Find the files, then yield chunks of about 1 MiB; a file that is new or has changed is read for its hash.

        Order: the paths as given, within one path the files in code-point order of their ids. Standard input can be
        read once only, and lies whole in memory where it is a text.

        Raises PipelineError, before the first chunk, with all paths that lead to nothing that can be read.
        """
        return chunks(found(self.paths), self.standard_input, memo)

    def read(self, chunk: Chunk) -> Iterator[Document | Unreadable]:
        """Yield the documents of a chunk, with an Unreadable in place of each file and each record that is none.

        A `source` is a URI: percent-encoded, relative to the YAML where the path was written so, `file:///…` where it
        was absolute, `stdin:`. A record adds `#line=N`, with N counted from 1.
        """
        for piece in chunk.data:
            try:
                content = content_of(piece)
                if piece.first_line is None:
                    yield self._document(piece, content)
                else:
                    yield from documents(piece, content, self.fields)
            except ReadError as error:
                yield Unreadable(piece.id, piece.source, str(error), error.content)

    def _document(self, piece: Piece, content: bytes) -> Document:
        return Document.from_raw(decoded(content, self.encoding), id=piece.id, source=piece.source)


@hookimpl
def pipeline_stages() -> list[type[Source]]:
    """Return what this plugin brings."""
    return [Ingest]
