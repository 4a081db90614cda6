"""The source `ingest`: text files, Markdown files and JSON lines, from files, folders, globs and standard input.

In the parent, `files` (with `folders`) finds the files of the paths, and `pieces` cuts them into chunks. In a worker,
`pieces` reads the bytes of a chunk, and `decoding` or `records` makes documents of them.
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
    """Read each `.txt` and `.md` file as one document, and each line of a `.jsonl` file as one document.

    paths: files, folders (with all subfolders, without hidden files), globs (`**` matches any folders), and `-` for
    standard input. A file that several paths reach is read once.
    fields: our names → fields of a JSON record, such as `{id: url, text: body, published: date}`. By default, the
    text is in the field `text`, and the id is `PATH#LINE`. All other names, and all fields that are not mapped, go into
    the metadata; if an unmapped field has the same name as a mapped one, the mapped one is used.
    encoding: of text files; UTF-8 with or without byte-order mark, and a byte-order mark always decides. JSON lines are
    UTF-8 (RFC 8259).
    standard_input: what `-` contains: one text, or JSON lines.
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
        read only once; if it is a text, all of it is in memory.

        Raises PipelineError, before the first chunk, with all paths that give no file to read.
        """
        return chunks(found(self.paths), self.standard_input, memo)

    def read(self, chunk: Chunk) -> Iterator[Document | Unreadable]:
        """Yield the documents of a chunk, and an Unreadable for each file and record that cannot be read.

        A `source` is a URI, percent-encoded: relative to the YAML for a relative path, `file:///…` for an absolute one,
        `stdin:` for standard input. A record adds `#line=N`, with N counted from 1.
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
    """Return the source of this plugin."""
    return [Ingest]
