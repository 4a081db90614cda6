"""A team's own lists of names: reads a list, and finds its names in a text, as they are listed or in capitals.

The list is a CSV file (`name`, `aliases`, `label`, `id`) as spreadsheets write it, with commas, semicolons or tabs; or
JSON lines with the patterns of spaCy's EntityRuler.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from plugins.entities.mentions import Listed, Mention
from plugins.layers import How

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

WORD = re.compile(r"[^\W_]+")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
COLUMNS = ("name", "aliases", "label", "id")
KEYS = {"label", "pattern", "id"}
TOKEN_KEYS = {"LOWER", "TEXT", "ORTH"}
LONGEST = 16  # words of a name
SHOWN = 5  # faults that one message shows
JOINED = frozenset("@#/_")
Row = tuple[int, Listed, list[tuple[str, bool]]]


class FaultyListError(ValueError):
    """Raised for a list of names with faults; the message says in which lines, and what to do."""


class Form(NamedTuple):
    """One way to write a listed name.

    as_it_is: whether upper and lower case count. before, after: how many code points it has before its first word and
    after its last, such as the full stop of “Kestrel Ridge Inc.”.
    """

    written: str
    listed: Listed
    as_it_is: bool
    before: int
    after: int


class Names(NamedTuple):
    """The names of a list. forms: by their words, case-folded. lengths: words of the longest name, by first word."""

    forms: Mapping[str, Sequence[Form]]
    lengths: Mapping[str, int]

    def found(self, text: str) -> list[Mention]:
        """Return the listed names in a text, the longest at each place, in the order of the text."""
        words = list(WORD.finditer(text))
        mentions: list[Mention] = []
        end = 0
        for at, word in enumerate(words):
            length = self.lengths.get(word[0].casefold())
            if length and word.start() >= end:
                mention = self._longest(text, words[at : at + length])
                if mention:
                    mentions.append(mention)
                    end = mention.end
        return mentions

    def _longest(self, text: str, words: Sequence[re.Match[str]]) -> Mention | None:
        """Return the longest listed name that starts with the first of `words`, or None."""
        folded = [word[0].casefold() for word in words]
        for count in range(len(words), 0, -1):
            for form in self.forms.get(" ".join(folded[:count]), ()):
                start = words[0].start() - form.before
                end = words[count - 1].end() + form.after
                if (
                    start >= 0
                    and not JOINED.intersection(text[start - 1 : start])
                    and _is_written(text[start:end], form)
                ):
                    return Mention(start, end, form.listed.label, text[start:end], How.NAMES, None, form.listed)
        return None


def _is_written(found: str, form: Form) -> bool:
    """Return whether a text is the name as listed, or in capitals; the characters between its words must agree."""
    name = " ".join(found.replace("’", "'").split())
    if not form.as_it_is:
        return _bare(name) == _bare(form.written)
    if found.isupper() and len(found) > 1:
        return name.casefold() == form.written.casefold()
    return name == form.written


def _bare(name: str) -> str:
    """Return a name without white space and capitals: a pattern of tokens determines neither."""
    return "".join(name.casefold().split())


def with_names(mentions: Sequence[Mention], listed: Sequence[Mention]) -> list[Mention]:
    """Return the mentions; listed ones replace those that they overlap, but not within a longer name."""
    kept: list[Mention] = []
    waiting = iter(mentions)
    mention = next(waiting, None)
    for one in listed:
        while mention and mention.end <= one.start:
            kept.append(mention)
            mention = next(waiting, None)
        if mention and _holds(mention, one):
            continue
        while mention and mention.start < one.end:
            mention = next(waiting, None)
        kept.append(one)
    return [*kept, *([mention] if mention else []), *waiting]


def _holds(mention: Mention, listed: Mention) -> bool:
    """Return whether a mention is a longer name that contains a listed one."""
    return mention.start <= listed.start and listed.end <= mention.end and len(mention.text) > len(listed.text)


def read_names(path: Path) -> Names:
    """Return the names of a list. Raises FaultyListError if it has faults."""
    try:
        text = _decoded(path.read_bytes())
    except UnicodeDecodeError as error:
        raise FaultyListError(
            f"{path.name} is not in {error.encoding.upper()} ({error.reason} at byte {error.start}): save it in UTF-8"
        ) from error
    faults: list[str] = []

    def fault(line: int, message: str) -> None:
        faults.append(f"{path.name}:{line}: {message}")

    rows = _patterns(text, fault) if path.suffix in {".jsonl", ".json"} else _rows(text, fault)
    names = _indexed(rows, fault)
    if faults:
        more = f"\n… and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise FaultyListError("\n".join(faults[:SHOWN]) + more)
    return names


def _decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, or in UTF-16 with a byte-order mark, as spreadsheets write “Unicode text”."""
    return content.decode("utf-16" if content.startswith(UTF_16) else "utf-8").removeprefix("\ufeff")


def _indexed(rows: Iterable[Row], fault: Callable[[int, str], None]) -> Names:
    """Return the names by their words; a name of two entities is a fault."""
    forms: dict[str, list[Form]] = {}
    lines: dict[str, int] = {}
    lengths: dict[str, int] = {}
    for line, listed, writings in rows:
        for written, as_it_is in writings:
            name = " ".join(written.replace("’", "'").split())
            words = list(WORD.finditer(name))
            if not 0 < len(words) <= LONGEST:
                fault(line, f"{written!r} is no name of 1 to {LONGEST} words: correct it or delete the line")
                continue
            form = Form(name, listed, as_it_is, words[0].start(), len(name) - words[-1].end())
            folded = [word[0].casefold() for word in words]
            known = forms.setdefault(" ".join(folded), [])
            if any(one.written == name and one.listed != listed for one in known):
                fault(line, f"{written!r} stands for another in line {lines[name]}: leave one of them out")
                continue
            lines[name] = line
            known.append(form)
            # The longest is tried first: “Yahoo!” before “Yahoo”.
            known.sort(key=lambda one: -len(one.written))
            lengths[folded[0]] = max(lengths.get(folded[0], 0), len(folded))
    return Names(forms, lengths)


def _rows(text: str, fault: Callable[[int, str], None]) -> Iterator[Row]:
    """Yield the rows of a CSV file: line number, the list entry, and the ways to write it."""
    lines = text.splitlines(keepends=True)
    delimiter = max(DELIMITERS, key=lines[0].count) if lines else ","
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        columns = [column.strip().lower() for column in next(reader, [])]
        if not _are_columns(columns, fault):
            return
        for values in reader:
            if values:
                if len(values) != len(columns):
                    expected = f"{len(values)} values for {len(columns)} columns"
                    fault(reader.line_num, f"{expected}: put a value with a {DELIMITERS[delimiter]} in quotes")
                    continue
                yield from _row(reader.line_num, dict(zip(columns, values, strict=True)), fault)
    except csv.Error as error:
        fault(
            reader.line_num,
            f"{error}: put a value with a {DELIMITERS[delimiter]} or quotes in quotes, and double the quotes in it",
        )


def _are_columns(columns: Sequence[str], fault: Callable[[int, str], None]) -> bool:
    unknown = [column for column in columns if column not in COLUMNS]
    missing = [column for column in ("name", "label") if column not in columns]
    if unknown or missing or len(set(columns)) < len(columns):
        fault(
            1,
            f"the columns are {', '.join(columns) or 'missing'}: write name,aliases,label,id (name and label at least)",
        )
    return not unknown and not missing and len(set(columns)) == len(columns)


def _row(line: int, values: Mapping[str, str], fault: Callable[[int, str], None]) -> Iterator[Row]:
    row = {column: value.strip() for column, value in values.items()}
    if not row["label"]:
        fault(line, f"{row['name']!r} has no label: write one, such as PERSON, ORG or GPE")
        return
    aliases = [alias.strip() for alias in row.get("aliases", "").split("|")]
    listed = Listed(row["name"], row["label"], row.get("id") or None)
    yield line, listed, [(row["name"], True), *((alias, True) for alias in aliases if alias)]


def _patterns(text: str, fault: Callable[[int, str], None]) -> Iterator[Row]:
    """Yield the patterns of an EntityRuler: line number, list entry, ways to write it; an id has one name."""
    names: dict[tuple[str, str], str] = {}
    for line, written in enumerate(text.splitlines(), 1):
        if not written.strip():
            continue
        try:
            found = json.loads(written)
        except ValueError as error:
            fault(line, f"this is no JSON ({error}): write one object a line")
            continue
        form = _form(found)
        if form is None:
            fault(
                line, 'expected {"label": "ORG", "pattern": "Norvik", "id": "…"}, or a pattern of LOWER, TEXT and ORTH'
            )
            continue
        key = found.get("id")
        name = names.setdefault((found["label"], key), form[0]) if key else form[0]
        yield line, Listed(name, found["label"], key), [form]


def _form(found: object) -> tuple[str, bool] | None:
    """Return the name of a pattern and whether upper and lower case count; None if it is no such pattern."""
    if not isinstance(found, dict) or not set(found) <= KEYS or not isinstance(found.get("id", ""), str):
        return None
    label, pattern = found.get("label"), found.get("pattern")
    if not isinstance(label, str) or not label:
        return None
    if isinstance(pattern, str):
        return pattern, True
    if not isinstance(pattern, list) or not pattern or not all(map(_is_token, pattern)):
        return None
    return " ".join(next(iter(token.values())) for token in pattern), not any("LOWER" in token for token in pattern)


def _is_token(token: object) -> bool:
    return (
        isinstance(token, dict)
        and len(token) == 1
        and set(token) <= TOKEN_KEYS
        and all(isinstance(value, str) for value in token.values())
    )
