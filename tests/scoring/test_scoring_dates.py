"""The scorer of temporal expressions, and how TimeML and what other systems give are read."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from rival_dates import timex
from scoring import summed
from scoring_dates import counts, paired, scores
from timeml import Expression, Timed, gold, located, timeml, untagged

if TYPE_CHECKING:
    from pathlib import Path

TIMEML = """<?xml version="1.0" ?>
<TimeML>
<DOCID>harbour-1</DOCID>
<DCT><TIMEX3 tid="t0" type="DATE" value="2021-05-04" functionInDocument="CREATION_TIME">May 4</TIMEX3></DCT>
<TEXT>Holm &amp; Sons <EVENT eid="e1">closed</EVENT> <TIMEX3 tid="t1" type="DATE" value="2021-05-03">Monday</TIMEX3>.
</TEXT>
</TimeML>
"""


def scored(text: str, gold: str, system: str) -> dict[str, float]:
    """Return the scores of expressions given as `words VALUE`, several with `;` between."""
    sides = ([_expression(text, *one.rsplit(" ", 1)) for one in side.split(";") if one] for side in (gold, system))
    return scores(summed([counts(text, *sides)]))


def _expression(text: str, words: str, value: str) -> Expression:
    return Expression(text.index(words), text.index(words) + len(words), "DATE", value)


def test_an_expression_is_right_strictly_where_its_extent_is_and_in_value_where_that_is() -> None:
    reached = scored("It closed late Monday.", "late Monday 2021-05-03", "Monday 2021-05-03")
    assert reached == {"strict": 0, "relaxed": 100, "value": 100}


def test_values_are_compared_letter_by_letter() -> None:
    assert scored("It took a week.", "a week P1W", "a week P7D") == {"strict": 100, "relaxed": 100, "value": 0}


def test_what_is_found_too_much_lowers_all_three() -> None:
    reached = scored("Monday or Tuesday.", "Monday 1", "Monday 1;Tuesday 2")
    assert reached["strict"] == reached["relaxed"] == reached["value"] == pytest.approx(200 / 3)


def test_of_several_that_touch_the_one_with_the_same_extent_is_paired() -> None:
    text = "on Monday morning"
    day, both = _expression(text, "Monday", "1"), _expression(text, "Monday morning", "2")
    assert paired(text, [day], [both, day]) == [(day, day)]


def test_blanks_are_no_shared_token() -> None:
    assert paired("May  June", [Expression(0, 4, "DATE", "1")], [Expression(3, 9, "DATE", "1")]) == []


def test_timeml_is_read_with_its_document_time() -> None:
    read = timeml("file", TIMEML)
    assert (read.id, read.text, read.document_time) == ("harbour-1", "Holm & Sons closed Monday.\n", "2021-05-04")
    assert read.dates == [Expression(19, 25, "DATE", "2021-05-03")]


def test_a_folder_of_timeml_and_json_lines_are_the_same_gold(tmp_path: Path) -> None:
    (tmp_path / "a.tml").write_text(TIMEML)
    dates = [{"start": 19, "end": 25, "type": "DATE", "value": "2021-05-03"}]
    record = {"id": "harbour-1", "text": "Holm & Sons closed Monday.\n", "dct": "2021-05-04", "dates": dates}
    (tmp_path / "gold.jsonl").write_text(json.dumps(record) + "\n")
    assert gold(tmp_path) == gold(tmp_path / "gold.jsonl")


def test_timeml_without_a_text_or_a_document_time_is_empty() -> None:
    assert timeml("file", "<TimeML></TimeML>") == Timed("file", "", None, [])


def test_a_tag_that_does_not_close_marks_nothing() -> None:
    assert untagged('It <TIMEX3 type="DATE" value="1">closed.') == ("It closed.", [])


def test_expressions_are_placed_near_where_they_should_be() -> None:
    """What a system has left out before, such as a line end, moves the rest; each comes after the one before."""
    text = "May. Holm may go in May, or in May of 2022."
    found = located(text, [(18, "May", "DATE", "1"), (29, "May of 2022", "DATE", "2"), (40, "June", "DATE", "3")])
    assert [(one.start, text[one.start : one.end]) for one in found] == [(20, "May"), (31, "May of 2022")]


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        (["XXXX-WXX-2 date 2021-04-27", "XXXX-WXX-2 date 2021-05-04"], ("DATE", "2021-04-27")),
        (["XXXX-03 daterange 2021-03-01", "XXXX-03 daterange 2022-03-01"], ("DATE", "2021-03")),
        (["(2021-01-01,2021-04-01,P3M) daterange 2021-01-01"], ("DATE", "2021-Q1")),
        (["(2021-04-20,2021-05-03,P13D) daterange 2021-04-20"], ("DURATION", "P13D")),
        (["PRESENT_REF datetime 2021-05-03"], ("DATE", "PRESENT_REF")),
        (["P1D set 0"], ("SET", "P1D")),
        (["2021-05-03T17 datetime 2021-05-03"], ("TIME", "2021-05-03T17")),
        ([], ("DATE", None)),
    ],
)
def test_what_microsofts_recognizers_say_as_timex3(readings: list[str], expected: tuple[str, str | None]) -> None:
    """Of several readings the latest that is not after the document time is taken."""
    read = [dict(zip(("timex", "type", "value"), one.split(), strict=True)) for one in readings]
    assert timex("datetimeV2.daterange", read, datetime.fromisoformat("2021-05-03")) == expected
