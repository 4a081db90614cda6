"""Reads YAML into plain data with the place of every key and value; scalars follow the YAML 1.2 core schema.

PyYAML splits the text into events; this module decides what they mean. Where YAML 1.1 and 1.2 read an unquoted scalar
differently (`yes`, `007`, `12:30`) the file is refused, since its author would not notice the wrong reading. All faults
are reported at once; only a syntax error ends the reading, since nothing after it is reliable.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import yaml

from pipeline.errors import Complaint, ConfigError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from yaml.events import _Mark  # the stubs' name for PyYAML's marks, which count from 0

Path: TypeAlias = tuple[str | int, ...]  # keys and list indices: ("stages", 2, "with"); the top level is ()
Scalar: TypeAlias = str | int | float | bool | None
Data: TypeAlias = "Scalar | list[Data] | dict[str, Data]"
_Fault: TypeAlias = tuple[str, str]  # what is wrong, and what to write instead

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 50  # far below where recursion would fail
MAX_DIGITS = 100  # far below where Python refuses to print an integer


@dataclass(frozen=True)
class LocatedYaml:
    """Plain data, and the place of each part of it; both maps have the top level, `()`.

    keys: of each mapping key, and the start of each list item. values: of each value; of a missing one, after the `:`.
    """

    data: Data
    keys: Mapping[Path, Place]
    values: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Return the place of the value at `path`, or of its nearest parent if it is missing."""
        return _nearest(self.values, path)

    def key_place(self, path: Path) -> Place:
        """Return the place of the key at `path`, or of its nearest parent's key if it is missing."""
        return _nearest(self.keys, path)


def read(text: str, file: str) -> LocatedYaml:
    """Return the mapping that `text` holds, with places in `file`: lines and columns from 1, columns in code points.

    Raises ConfigError with every complaint.
    """
    reading = _Reading(text, file)
    data = reading.document()
    if not isinstance(data, dict) and not reading.complaints:
        message = f"The file must hold a mapping, but holds {'nothing' if data is None else _shown(str(data))}."
        raise ConfigError([Complaint(reading.values[()], message, "Write `key: value`, with a space after `:`.")])
    return reading.result(data)


def scalar_or_flow(text: str, file: str) -> LocatedYaml:
    """Return the value of `--set KEY=VALUE`: a scalar, `[a, b]` or `{a: b}`, by the rules of `read`.

    Blank text is the empty string, not null. Places have line 0, since there is no file, and the column in `text`.
    Raises ConfigError with every complaint.
    """
    reading = _Reading(text, file, numbered=False)
    data = reading.document(block=False) if text.strip() else ""
    if data is None and text.strip() not in _WORDS and not reading.complaints:  # `# text` and `---` are null to YAML
        raise reading.stop(None, f"{_shown(text)} holds no value.", f'Quote it: "{_shown(text)}".')
    return reading.result(data)


def _nearest(places: Mapping[Path, Place], path: Path) -> Place:
    return next(places[path[:length]] for length in range(len(path), -1, -1) if path[:length] in places)


class _Reading:
    """Reads one text, and collects places and complaints."""

    def __init__(self, text: str, file: str, *, numbered: bool = True) -> None:
        self.file, self.numbered = file, numbered
        self.complaints: list[Complaint] = []
        self.keys: dict[Path, Place] = {(): self.at(None)}
        self.values: dict[Path, Place] = {(): self.at(None)}
        self.check_characters(text := text.removeprefix("\ufeff"))
        self.lines = _LINE_END.split(text)
        self.loader = yaml.SafeLoader(text)  # used for its events only

    def check_characters(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            raise self.stop(None, f"The text has over {MAX_CHARACTERS:,} characters.", "Move data to another file.")
        if unreadable := _UNREADABLE.search(text):
            before = _LINE_END.split(text[: unreadable.start()])
            mark = yaml.Mark("", 0, len(before) - 1, len(before[-1]), None, 0)
            found = f"The character U+{ord(unreadable[0]):04X} cannot stand in YAML."
            raise self.stop(mark, found, "Remove it, or escape it in double quotes.")

    def at(self, mark: _Mark | None) -> Place:
        line, column = (mark.line, mark.column) if mark else (0, 0)
        return Place(self.file, line + 1 if self.numbered else 0, column + 1)

    def complain(self, mark: _Mark | None, message: str, hint: str) -> None:
        self.complaints.append(Complaint(self.at(mark), message, hint))

    def stop(self, mark: _Mark | None, message: str, hint: str) -> ConfigError:
        self.complain(mark, message, hint)
        return ConfigError(self.complaints)

    def result(self, data: Data) -> LocatedYaml:
        if self.complaints:
            raise ConfigError(self.complaints)
        return LocatedYaml(data, self.keys, self.values)

    def next(self) -> yaml.Event:
        try:
            event: yaml.Event = self.loader.get_event()  # type: ignore[no-untyped-call]  # the stubs give it no type
        except yaml.MarkedYAMLError as error:
            mark, fault = _explain(error, self.lines)
            raise self.stop(mark, *fault) from None
        except (ValueError, OverflowError):  # PyYAML hands "\UFFFFFFFF" to chr() and `%YAML 99…` to int() unchecked
            raise self.stop(self.loader.get_mark(), "This escape is out of range.", "Write a character.") from None
        return event

    def document(self, *, block: bool = True) -> Data:
        """Return the data of the only document, or None if there is none. Without `block`, only a scalar or flow."""
        self.next()  # the start of the stream
        if isinstance(self.next(), yaml.StreamEndEvent):
            return None
        root = self.next()
        if isinstance(root, yaml.CollectionStartEvent) and not (block or root.flow_style):
            self.complain(root.start_mark, "Only a scalar, [a, b] or {a: b} can stand here.", "Quote other texts.")
        data = self.node(root, ())
        self.next()  # the end of the document
        if not isinstance(event := self.next(), yaml.StreamEndEvent):
            self.complain(event.start_mark, "A second document starts here.", "Keep one document in a file.")
        return data

    def node(self, event: yaml.Event, path: Path) -> Data:
        self.values[path] = self.at(event.start_mark)
        self.refuse_references(event)
        if isinstance(event, yaml.ScalarEvent):
            value = _value(event)
            if not isinstance(value, tuple):
                return value
            self.complain(event.start_mark, *value)
        if isinstance(event, yaml.CollectionStartEvent) and len(path) == MAX_DEPTH:
            raise self.stop(event.start_mark, f"Lists and mappings nest over {MAX_DEPTH} deep here.", "Nest them less.")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        return self.sequence(path) if isinstance(event, yaml.SequenceStartEvent) else None  # refused

    def sequence(self, path: Path) -> list[Data]:
        items: list[Data] = []
        while not isinstance(event := self.next(), yaml.SequenceEndEvent):
            self.keys[item := (*path, len(items))] = self.at(event.start_mark)
            items.append(self.node(event, item))
        return items

    def mapping(self, path: Path) -> dict[str, Data]:
        found: dict[str, Data] = {}
        while not isinstance(event := self.next(), yaml.MappingEndEvent):
            key = self.key(event, path)
            first = self.keys.setdefault((*path, key), self.at(event.start_mark))
            if key in found:
                self.complain(event.start_mark, f"The key {_shown(key)} stands twice, first at {first}.", "Remove one.")
            found[key] = self.node(self.next(), (*path, key))
        return found

    def key(self, event: yaml.Event, path: Path) -> str:
        """Return the text of a key. For a key that is no string, complain and return a key that equals no other."""
        stand_in = f"\0{len(self.keys)}"
        if not isinstance(event, yaml.ScalarEvent):
            self.complain(event.start_mark, "A key must be a text, not a list, mapping or alias.", "Quote it.")
            self.node(event, (*path, stand_in))
            return stand_in
        self.refuse_references(event)
        if fault := _key_fault(event):
            self.complain(event.start_mark, *fault)
        return stand_in if fault else event.value

    def refuse_references(self, event: yaml.Event) -> None:
        """Complain of an alias, an anchor or a tag: each value must be written out."""
        sign = "alias *" if isinstance(event, yaml.AliasEvent) else "anchor &"
        for kind, name in ((sign, getattr(event, "anchor", "")), ("tag ", getattr(event, "tag", ""))):
            if name:
                shown = _shown(name.replace("tag:yaml.org,2002:", "!!"))
                found = f"The {kind}{shown} is not part of this config format."
                self.complain(event.start_mark, found, "Write the value itself; a text that starts so needs quotes.")


def _value(event: yaml.ScalarEvent) -> Scalar | _Fault:
    """Return the value of a scalar, or its fault. A scalar with quotes or a tag is a string."""
    if re.search("[\ud800-\udfff]", event.value):
        return "An escape here stands for half a character.", "Write the character itself."
    return event.value if event.style or event.tag else _plain(event.value)


def _plain(text: str) -> Scalar | _Fault:
    if text in _WORDS:
        return _WORDS[text]
    for pattern, found, hint in _UNCLEAR:
        if re.fullmatch(pattern, text):
            clean = re.sub(r"^([-+]?)0+(?=[0-9])", r"\1", text.replace("_", ""))
            return f"{_shown(text)} {found}", f'{hint.format(clean=_shown(clean))} quote it: "{_shown(text)}".'
    if not _NUMBER.fullmatch(text):
        return text
    number = math.inf if len(text) > MAX_DIGITS else int(text, 0) if _INTEGER.fullmatch(text) else float(text)
    return number if math.isfinite(number) else (f"{_shown(text)} is too large.", f'Quote it: "{_shown(text)}".')


def _key_fault(event: yaml.ScalarEvent) -> _Fault | None:
    if not event.value and not event.style:
        return "A key is missing here.", "Write one before the colon."
    if event.value == "<<" and not event.style:
        return "The merge key << is not part of this config format.", "Write out what it stands for."
    if isinstance(_value(event), str):
        return None
    shown = _shown(event.value)
    return f"The key {shown} can be read as something other than a text.", f'Quote it: "{shown}".'


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"  # noqa: PLR2004  # what fits in a message


def _explain(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[_Mark | None, _Fault]:
    """Return where a syntax error starts, and a message for someone who has not read the YAML standard."""
    problem, mark, opening = f"{error.context}: {error.problem}", error.problem_mark, error.context_mark
    if mark and ("mapping values" in problem or "could not find expected ':'" in problem):
        return _explain_colon(lines, mark, opening)
    for pattern, message, hint in _SYNTAX:
        if match := re.search(pattern, problem):
            start = opening if "opens" in message else mark
            line = opening.line + 1 if opening else 1
            return start, (message.format(*match.groups()), hint.format(*match.groups(), line=line))
    return mark, (f"This is not YAML: {error.problem}.", "Quote a text that holds more than letters and digits.")


def _explain_colon(lines: list[str], mark: yaml.Mark, opening: yaml.Mark | None) -> tuple[_Mark, _Fault]:
    """Return the place and message for a missing colon (after the key at `opening`) or an extra one (at `mark`)."""
    if re.search(r":\s", lines[mark.line][: mark.column]) and not opening:
        return mark, ("A second `: ` stands in this line.", 'Quote the value: key: "a: b".')
    above = opening.line if opening else max((n for n in range(mark.line) if lines[n].strip()), default=mark.line)
    if tight := _TIGHT.match(lines[above]):
        mark = yaml.Mark("", 0, above, tight.end(), None, 0)
        return mark, ("A space is missing here.", "Write `key: value`, or `- item` in a list.")
    if opening:
        return opening, ("This line has no colon.", "Write `key: value`, or indent the rest of a longer text.")
    return mark, ("A key cannot stand here: the line above has a value.", "Line it up with the keys beside it.")


_LINE_END = re.compile(r"\r\n|\r|\n")
# What YAML forbids; a byte-order mark within the text; and U+0085, U+2028, U+2029, which end lines in YAML 1.1 only.
_UNREADABLE = re.compile("[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TIGHT = re.compile(r"\s*(?:- +)*(?:[\w.-]+:(?=[^\s/])|-(?=[^\s-]))")  # the / of https://…
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASE_60 = r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
_WITH_UNDERSCORES = r"(?=.*_)[-+]?(0x[0-9a-fA-F_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?)"
# Patterns of unquoted scalars, why each is ambiguous, and what to write instead.
_UNCLEAR = (
    ("(?i:yes|on|y)", "is true to some readers of YAML and a text to others.", "Write true, or"),
    ("(?i:no|off|n)", "is false to some readers of YAML and a text to others.", "Write false, or"),
    (_BASE_60, "is a number in base 60 to some readers of YAML.", "Write decimal digits, or"),
    (_WITH_UNDERSCORES, "has underscores, which some readers of YAML drop.", "Write {clean}, or"),
    (r"[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?", "has leading zeros.", "Write {clean}, or"),
    (r"[-+]?0b[01_]+|[-+]0[ox][0-9a-fA-F_]+", "is a number to some readers of YAML.", "Write decimal digits, or"),
    (r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", "is not a finite number.", "Leave the setting out, or"),
)
# Patterns of PyYAML's messages, our message and hint. One with "opens" gets the place of the opening quote or bracket.
_SYNTAX = (
    (r"character '\\t'", "A tab stands here.", "Indent and separate with spaces."),
    ("character '(.)' that cannot start", "A value cannot start with {0} here.", 'Quote it: "{0}…".'),
    ("scanning an (?:alias|anchor)", "The text that opens here needs quotes.", 'It starts with * or &: write "*…".'),
    ("quoted scalar: found unexpected [ed]", "The quote that opens here is never closed.", "Close it."),
    ("escape (?:char|seq)", r"The \ here starts no known escape.", r"Write \\ for a backslash, or use single quotes."),
    ("block scalar", "After | or > only a digit, + or - can stand.", "Start the text in the next line."),
    ("tag", "A tag opens here; tags are not part of this config format.", 'Quote a text that starts with "!".'),
    ("directive|YAML doc|t>', but found '<stream", "A line with % in front is no value.", "Leave it out, or quote it."),
    ("sequence entries are not", "A list item cannot start here.", "Start a new line, or write [a, b]."),
    ("',' or '(.)', but got '<st", "The bracket that opens here is never closed.", "Write {0} after its last item."),
    ("',' or '(.)'", "A comma or {0} is missing here.", "Close the bracket of line {line}; quote text with brackets."),
    ("document start>", "More follows the end of the value.", "Quote the whole value, or remove the rest."),
    ("node content, but found '<", "The text ends where a value should stand.", "Is a bracket left open?"),
    ("node content, but found '(.*)'", "A value is missing before this {0}.", 'Quote it if it is text: "{0}…".'),
    ("found '<scalar>'", "Text follows a closed quote or bracket.", "Is a quote open above? In '…' write '' for '."),
    (r"end>, but found '([]},:])'", "This {0} belongs to nothing.", "Remove it, or quote the text."),
    ("mapping: expected.*found '-'", "A list item stands among keys.", "Indent the list under a key of its own."),
    ("block end>", "The indentation of this line fits no line above.", "Line it up with what it belongs to."),
)
