"""The YAML of a configuration: what it means, where each part stands, and what is said about each fault."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config.located_yaml import MAX_CHARACTERS, MAX_DEPTH, Path, read, scalar_or_flow
from pipeline.errors import ConfigError, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.config.located_yaml import Data, LocatedYaml

DEFAULT = """\
name: default
stages:
  - use: ingest
    with: {paths: [../seeds/, "b"]}
  - clean
empty:
"""


def value_of(scalar: str) -> Data:
    """Return what `key: scalar` gives for the key."""
    data = read(f"key: {scalar}\n", "c.yaml").data
    assert isinstance(data, dict)
    return data["key"]


def complaints(text: str, reader: Callable[[str, str], LocatedYaml] = read) -> list[str]:
    """Return all that is wrong with a text, as a person sees it."""
    with pytest.raises(ConfigError) as caught:
        reader(textwrap.dedent(text), "c.yaml")
    return [str(complaint) for complaint in caught.value.complaints]


def only_complaint(text: str) -> str:
    (complaint,) = complaints(text)
    return complaint


# Places


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        ((), (1, 1), (1, 1)),
        (("name",), (1, 1), (1, 7)),
        (("stages",), (2, 1), (3, 3)),
        (("stages", 0), (3, 5), (3, 5)),
        (("stages", 0, "use"), (3, 5), (3, 10)),
        (("stages", 0, "with", "paths", 1), (4, 31), (4, 31)),
        (("stages", 1), (5, 5), (5, 5)),
        (("empty",), (6, 1), (6, 7)),
    ],
)
def test_every_key_and_value_has_its_place(path: Path, key: tuple[int, int], value: tuple[int, int]) -> None:
    """Lines and columns count from 1; a list item's key is its start; an omitted value stands after the colon."""
    located = read(DEFAULT, "c.yaml")
    assert (located.keys[path], located.values[path]) == (Place("c.yaml", *key), Place("c.yaml", *value))


def test_a_missing_path_points_at_its_nearest_parent() -> None:
    """What is not there is complained of where it should have been."""
    located = read(DEFAULT, "c.yaml")
    missing = ("stages", 0, "with", "path", 3)
    assert located.place(missing) == Place("c.yaml", 4, 11)
    assert located.key_place(missing) == Place("c.yaml", 4, 5)


def test_columns_count_code_points() -> None:
    """A character outside the basic plane is one column."""
    assert read('{"😀é": x}', "c.yaml").place(("😀é",)) == Place("c.yaml", 1, 8)


def test_a_byte_order_mark_in_front_is_dropped() -> None:
    """It is neither part of the first key nor a column."""
    located = read("\ufeffa: 1", "c.yaml")
    assert located.data == {"a": 1}
    assert located.key_place(("a",)) == Place("c.yaml", 1, 1)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one(line_end: str) -> None:
    """Files from Windows have the same places."""
    assert read(f"a: 1{line_end}b: 2{line_end}", "c.yaml").place(("b",)) == Place("c.yaml", 2, 4)


# Scalars


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("", None),
        *((word, None) for word in ("~", "null", "Null", "NULL")),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *(("0", 0), ("12", 12), ("+12", 12), ("-12", -12), ("0o17", 15), ("0x1F", 31)),
        *(("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-1.5E-3", -0.0015), ("0.5", 0.5)),
    ],
)
def test_an_unquoted_scalar_follows_the_core_schema(scalar: str, value: Data) -> None:
    """Null, booleans, integers and floats are those of YAML 1.2."""
    found = value_of(scalar)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    "text",
    ["2015-02-12", "tRue", "nUll", "0o8", "0xG", "1.2.3", "a:b", "https://x.y", "8080:80", "-x", "=", "${NAME}", "١٢"],
)
def test_any_other_unquoted_scalar_is_a_string(text: str) -> None:
    """Dates, versions and addresses are text."""
    assert value_of(text) == text


@pytest.mark.parametrize("text", ["yes", "true", "null", "007", "12:30", "1", ".inf", "", "<<", "*x", "!x"])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_scalar_is_a_string(quote: str, text: str) -> None:
    """Quotes are the way out of every complaint about a scalar."""
    assert value_of(f"{quote}{text}{quote}") == text


@pytest.mark.parametrize("style", ["|-", ">-"])
def test_a_block_scalar_is_a_string(style: str) -> None:
    """`|` and `>` quote what they hold."""
    assert value_of(f"{style}\n  007") == "007"


@pytest.mark.parametrize("word", ["yes", "Yes", "YES", "on", "y"])
def test_a_yes_is_refused(word: str) -> None:
    """YAML 1.1 reads it as true, YAML 1.2 as text."""
    assert only_complaint(f"key: {word}").endswith(f'Write true, or quote it: "{word}".')


@pytest.mark.parametrize("word", ["no", "No", "NO", "off", "N"])
def test_a_no_is_refused(word: str) -> None:
    """YAML 1.1 reads it as false, YAML 1.2 as text."""
    assert only_complaint(f"key: {word}").endswith(f'Write false, or quote it: "{word}".')


@pytest.mark.parametrize(
    ("number", "complaint"),
    [
        ("007", '007 has leading zeros. Write 7, or quote it: "007".'),
        ("-00.5", '-00.5 has leading zeros. Write -0.5, or quote it: "-00.5".'),
        ("1_000", 'drop. Write 1000, or quote it: "1_000".'),
        ("0x_FF", 'drop. Write 0xFF, or quote it: "0x_FF".'),
        ("12:30:45", 'base 60 to some readers of YAML. Write decimal digits, or quote it: "12:30:45".'),
        ("190:20:30", 'quote it: "190:20:30".'),
        ("09:30", 'quote it: "09:30".'),
        ("0b11", 'quote it: "0b11".'),
        ("-0x1F", 'quote it: "-0x1F".'),
        (".inf", '.inf is not a finite number. Leave the setting out, or quote it: ".inf".'),
        ("-.INF", 'quote it: "-.INF".'),
        (".NaN", 'quote it: ".NaN".'),
        ("1e999", '1e999 is too large. Quote it: "1e999".'),
        ("9" * 5000, f'{"9" * 39}… is too large. Quote it: "{"9" * 39}…".'),
    ],
)
def test_a_number_that_could_be_another_is_refused(number: str, complaint: str) -> None:
    """The complaint says what to write instead."""
    found = only_complaint(f"key: {number}")
    assert found.startswith("c.yaml:1:6: ")
    assert found.endswith(complaint)


def test_half_a_character_is_refused() -> None:
    r"""JSON's `\ud83d\ude00` would be two lone surrogates, which no file can hold."""
    assert "half a character" in only_complaint(r'key: "\ud83d\ude00"')


# Faults of structure


def test_all_faults_are_found_at_once_in_order_of_place() -> None:
    """One run shows everything that there is to put right."""
    assert [c.split(": ")[0] for c in complaints("a: yes\nb: [007, {c: no}]\n1: x\na: !t y\n")] == [
        *("c.yaml:1:4", "c.yaml:2:5", "c.yaml:2:14", "c.yaml:3:1", "c.yaml:4:1", "c.yaml:4:4")
    ]


def test_a_syntax_error_comes_after_the_faults_before_it() -> None:
    """It ends the reading, and hides nothing that was found."""
    assert [c.split(": ")[0] for c in complaints("a: yes\nb: @\nc: no\n")] == ["c.yaml:1:4", "c.yaml:2:4"]


def test_a_key_that_stands_twice_names_the_first() -> None:
    """The complaint stands at the second."""
    assert (
        only_complaint("a: 1\nb: 2\n'a': 3\n") == "c.yaml:3:1: The key a stands twice, first at c.yaml:1:1. Remove one."
    )


@pytest.mark.parametrize("key", ["1", "1.5", "null", "true", "on", "007", "~"])
def test_a_key_that_is_not_a_string_is_refused(key: str) -> None:
    """A key is quoted to be a string, as a value is."""
    assert only_complaint(f"{key}: x").endswith(
        f'The key {key} can be read as something other than a text. Quote it: "{key}".'
    )


@pytest.mark.parametrize("key", ["? [a, b]\n", "? {a: b}\n", "{a: b}", "[a, b]"])
def test_a_list_or_mapping_is_no_key(key: str) -> None:
    """What is inside it does not matter then."""
    assert only_complaint(f"{key}: x").endswith("A key must be a text, not a list, mapping or alias. Quote it.")


def test_a_missing_key_is_refused() -> None:
    """YAML would read it as null."""
    assert only_complaint("? \n: x").endswith("A key is missing here. Write one before the colon.")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &b c", "c.yaml:1:4: The anchor &b is not part of this config format."),
        ("a: *b", "c.yaml:1:4: The alias *b is not part of this config format."),
        ("<<: {a: b}", "c.yaml:1:1: The merge key << is not part of this config format."),
        ("a: !foo b", "c.yaml:1:4: The tag !foo is not part of this config format."),
        ("a: !!str b", "c.yaml:1:4: The tag !!str is not part of this config format."),
        ("a: !!python/object:os.system {}", "c.yaml:1:4: The tag !!python/object:os.system is not part of"),
        ("!foo a: b", "c.yaml:1:1: The tag !foo is not part of this config format."),
    ],
)
def test_what_refers_elsewhere_is_refused(text: str, found: str) -> None:
    """A value is to be read where it stands."""
    assert only_complaint(text).startswith(found)


def test_a_second_document_is_refused() -> None:
    """The complaint stands where it starts."""
    assert only_complaint("---\na: 1\n---\nb: 2\n").startswith("c.yaml:3:1: A second document starts here.")


@pytest.mark.parametrize(
    ("text", "found"),
    [("", "nothing"), ("# c\n", "nothing"), ("---\n", "nothing"), ("- a\n", "['a']"), ("a:1\n", "a:1")],
)
def test_the_top_level_must_be_a_mapping(text: str, found: str) -> None:
    """An empty file is a complaint as well."""
    assert f"The file must hold a mapping, but holds {found}. Write `key: value`" in only_complaint(text)


def test_a_text_that_is_too_large_is_refused() -> None:
    """A configuration is no place for data."""
    assert read("a: 1 #".ljust(MAX_CHARACTERS, "x"), "c.yaml").data == {"a": 1}
    assert "over 1,000,000 characters" in only_complaint("a: 1 #".ljust(MAX_CHARACTERS + 1, "x"))


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ("{a: ", "}")])
def test_lists_and_mappings_nest_to_a_limit(start: str, end: str) -> None:
    """The limit counts the top level, and stands far below where recursion would fail."""
    inner = MAX_DEPTH - 1
    assert isinstance(read(f"a: {start * inner}{end * inner}", "c.yaml").data, dict)
    assert "nest over 50 deep here" in complaints(f"a: {start * (inner + 1)}{end * (inner + 1)}")[-1]


@pytest.mark.parametrize("start", ["[", "{", "? ", "- ", "[\n", "a: {"])
def test_endless_nesting_is_refused_and_not_followed(start: str) -> None:
    """A hostile text costs neither a stack nor minutes."""
    assert "nest over 50 deep here" in complaints(start * 50_000)[-1]


# Syntax errors


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a:\n\tb: 1\n", "2:1: A tab stands here."),
        ("a: 1\t\n", "1:5: A tab stands here."),
        ("a: 1\nbc:1\nd: 2\n", "2:4: A space is missing here."),
        ("a:\n  b:x\n  c: 2\n", "2:5: A space is missing here."),
        ("a:\n- b\n-c\n- d\n", "3:2: A space is missing here."),
        ("a: 1\nb\nc: 2\n", "2:1: This line has no colon."),
        ("title: a: b\n", "1:9: A second `: ` stands in this line."),
        ("a: 1\n  b: 2\n", "2:4: A key cannot stand here: the line above has a value."),
        ("a: 'x\nb: 1\n", "1:4: The quote that opens here is never closed."),
        ("a: 'it's'\n", "1:8: Text follows a closed quote or bracket."),
        ("a: [1, 2\n", "1:4: The bracket that opens here is never closed. Write ] after its last item."),
        ("a: [1, 2\nb: 3\n", "2:2: A comma or ] is missing here. Close the bracket of line 1;"),
        ("a: {b: ${X}}\n", "1:9: A comma or } is missing here."),
        ("a: [1]]\n", "1:7: This ] belongs to nothing."),
        (": x\n", "1:1: This : belongs to nothing."),
        ("a: [1,,2]\n", "1:7: A value is missing before this ,."),
        ("a: [", "1:5: The text ends where a value should stand. Is a bracket left open?"),
        ("a:\n    b: 1\n  c: 2\n", "3:3: The indentation of this line fits no line above."),
        ("a:\n  - b\n - c\n", "3:2: The indentation of this line fits no line above."),
        ("a: 1\n- b\n", "2:1: A list item stands among keys."),
        ("a: - b\n", "1:4: A list item cannot start here."),
        ("a: @b\n", '1:4: A value cannot start with @ here. Quote it: "@…".'),
        ("a: `b`\n", '1:4: A value cannot start with ` here. Quote it: "`…".'),
        ("a: %b\n", '1:4: A value cannot start with % here. Quote it: "%…".'),
        ("a: *.txt\n", '1:4: The text that opens here needs quotes. It starts with * or &: write "*…".'),
        ("%b\n", "2:1: A line with % in front is no value."),
        (
            'a: "C:\\dir"\n',
            "1:8: The \\ here starts no known escape. Write \\\\ for a backslash, or use single quotes.",
        ),
        ('a: "\\UFFFFFFFF"\n', "1:7: This escape is out of range."),
        ("a: |b\n  c\n", "1:5: After | or > only a digit, + or - can stand."),
        ("a: !e!x y\n", "1:4: A tag opens here;"),
        ("{a: 1} b\n", "1:8: More follows the end of the value."),
        ("a: 1\nb: x\x07\n", "2:5: The character U+0007 cannot stand in YAML."),
        ("a: x\u2028y\n", "1:5: The character U+2028 cannot stand in YAML."),
        ("a: x\ufeffy\n", "1:5: The character U+FEFF cannot stand in YAML."),
        ("a: \ud800\n", "1:4: The character U+D800 cannot stand in YAML."),
        ("a: ? b\n", "1:4: This is not YAML: mapping keys are not allowed here."),
    ],
)
def test_a_syntax_error_says_where_and_what(text: str, complaint: str) -> None:
    """One complaint, in words for someone who has not read the YAML standard."""
    assert only_complaint(text).startswith(f"c.yaml:{complaint}")


# The value of `--set KEY=VALUE`


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("", ""),
            ("  ", ""),
            ("null", None),
            ("~", None),
            ("false", False),
            ("3", 3),
            ("'3'", "3"),
            ("two words", "two words"),
        ),
        *(("a,b", "a,b"), ("[a, 1]", ["a", 1]), ("{a: {b: 1}}", {"a": {"b": 1}})),
    ],
)
def test_a_value_on_the_command_line_is_read_by_the_same_rules(text: str, value: Data) -> None:
    """Blank text is the empty string: whoever wants null writes it."""
    assert scalar_or_flow(text, "--set a").data == value


@pytest.mark.parametrize("text", ["yes", "007", "*.txt", "a: b", "- a", "# a", "---", "@a", "[a", "a: b: c", "!t a"])
def test_an_unclear_value_on_the_command_line_is_refused(text: str) -> None:
    """Neither another type nor a silent null comes of it."""
    assert complaints(text, scalar_or_flow)


def test_a_place_on_the_command_line_has_no_line() -> None:
    """A complaint names the option; there is no file to open."""
    assert complaints("[a, yes]", scalar_or_flow)[0].startswith("c.yaml: yes is true to")
    assert scalar_or_flow("[a, b]", "--set a").place((1,)) == Place("--set a", 0, 5)


# Properties


class Quoting(yaml.SafeDumper):
    """Quotes every string: PyYAML, which writes YAML 1.1, leaves `1e3` bare, a float in YAML 1.2."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the dumper's own signature
        return True


Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))

scalars = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False) | st.text()
plain_data = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


def holds_infinity(data: object) -> bool:
    if isinstance(data, dict | list):
        return any(map(holds_infinity, data.values() if isinstance(data, dict) else data))
    return isinstance(data, float) and math.isinf(data)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), plain_data), st.booleans())
def test_what_a_dumper_wrote_is_read_back(data: dict[str, object], flow: bool) -> None:  # noqa: FBT001  # hypothesis gives it
    """All plain data comes back the same; only infinity is refused."""
    text = yaml.dump(data, Dumper=Quoting, default_flow_style=flow, allow_unicode=True)
    if holds_infinity(data):
        assert complaints(text)
    else:
        assert read(text, "c.yaml").data == data


yaml_like = st.lists(
    st.sampled_from(
        [*"\n\n  --??::,[]{}#&*!|>'\"%@`\\\t~<=_.0a\0", ": ", "- ", "\n  ", "---", "...", "%YAML ", "!!", "\\x", "\\U"]
    )
    | st.characters()
).map("".join)


@settings(max_examples=400, deadline=None)
@given(yaml_like | st.text(), st.sampled_from([read, scalar_or_flow]))
def test_no_text_raises_anything_but_complaints(text: str, reader: Callable[[str, str], LocatedYaml]) -> None:
    """Whatever stands in a file, its author gets an explanation and no traceback."""
    try:
        located = reader(text, "c.yaml")
    except ConfigError as error:
        assert error.complaints  # noqa: PT017  # most texts are faulty, some are not
    else:
        assert located.values.keys() == located.keys.keys()
