"""The scorer of quotations: what a unit is, when two agree, and whose speaker is right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from scoring import summed
from scoring_quotes import Quotation, agreement, counts, gold, paired, scores, units

from pipeline.testing import annotated

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "“It rained,” Ada Holm said. “It snowed.”"


def quotation(marked: str, kind: str = "direct", **fields: str) -> tuple[str, Quotation]:
    """Return the text, and the quotation whose content is marked `[…|c]`, its speaker `[…|s]`, a head `[…|h]`."""
    document = annotated(marked)
    places: dict[str, list[tuple[int, int]]] = {"c": [], "s": [], "h": []}
    for one in document.layers["marks"]:
        places[getattr(one, "label", "")].append((one.start, one.end))
    return document.text, Quotation(places["c"], kind, places["s"], places["h"], fields.get("attr", "speech"))


def scored(gold: str, system: str, kind: str = "direct", **fields: str) -> dict[str, float]:
    text, wanted = quotation(gold, kind, **fields)
    _, found = quotation(system, kind)
    return scores(summed([counts(text, [wanted], [found])]))


@pytest.mark.parametrize(
    ("marked", "contents"),
    [
        ("[“It rained,”|c] said Holm.", ["It rained"]),
        ("[“It rained,|c]” [“and snowed.”|c]", ["It rained,” “and snowed"]),
        ("“[It rained|c],” said Holm. “[It snowed|c].”", ["It rained", "It snowed"]),
        ("[“It rained.\n\n“It snowed.”|c]", ["It rained", "It snowed"]),
        ("[“ …”|c] said Holm.", []),
    ],
)
def test_a_unit_is_a_stretch_of_content_in_one_paragraph(marked: str, contents: list[str]) -> None:
    """Marks and blanks at the edges do not count; stretches with only such between them are one."""
    text, quote = quotation(marked)
    assert [text[slice(*unit.place)] for unit in units(text, [quote])] == contents


def test_what_a_system_finds_twice_counts_once() -> None:
    text, quote = quotation("“[It rained|c],” [Holm|s] said.")
    again = quote._replace(speaker=[])
    assert [unit.quote.speaker for unit in units(text, [quote, again], once=True)] == [quote.speaker]


def test_agreement_is_what_is_shared_over_what_either_has() -> None:
    assert agreement([(0, 10)], [(5, 15)]) == pytest.approx(5 / 15)
    assert agreement([(0, 10)], [(10, 15)]) == 0
    assert agreement([(0, 4), (6, 10)], [(2, 8)]) == pytest.approx(4 / 10)


def test_units_that_agree_best_are_paired_first() -> None:
    text, quote = quotation("[It rained all day and all night|c]")
    wanted = units(text, [quote])
    found = units(text, [Quotation([(0, 18)], "direct"), Quotation([(0, len(text))], "direct")])
    assert paired(wanted, found, 0.5) == {0: 1}


@pytest.mark.parametrize(
    ("speaker", "end_to_end", "span"),
    [
        ("the chief of the harbour, Ada [Holm|s]", 100, 0),
        ("[the chief of the harbour, Ada Holm|s]", 100, 100),
        ("the chief of [the harbour|s], Ada Holm", 0, 0),
        ("the chief of the harbour, Ada Holm", 0, 0),
    ],
)
def test_a_speaker_is_right_where_a_head_word_of_the_gold_is_covered(
    speaker: str, end_to_end: float, span: float
) -> None:
    gold = "“[It rained|c],” said [the [chief|h] of the harbour, Ada [Holm|h]|s]."
    reached = scored(gold, f"“[It rained|c],” said {speaker}.")
    assert (reached["marked heads"], reached["marked spans"]) == (end_to_end, span)


def test_where_the_gold_names_no_speaker_none_is_right() -> None:
    assert scored("“[It rained|c].”", "“[It rained|c].”")["all heads"] == 100
    assert scored("“[It rained|c],” Holm said.", "“[It rained|c],” [Holm|s] said.")["all heads"] == 0


def test_how_much_a_unit_has_to_agree() -> None:
    """Ten of eleven characters: alike, but not strictly the same."""
    reached = scored("[Rain is here|c] and more.", "[Rain is her|c]e and more.")
    assert (reached["marked alike"], reached["all strict"]) == (100, 0)


def test_indirect_quotations_are_left_out_of_direct_and_mixed() -> None:
    reached = scored("[that it rained|c]", "[that it rained|c]", kind="indirect")
    assert (reached["marked alike"], reached["all strict"]) == (0, 100)


def test_an_attitude_neither_helps_nor_hurts_in_the_view_of_speech() -> None:
    text, speech = quotation("Holm said that [it rained|c], and he hoped that it would stop.")
    _, hope = quotation("Holm said that it rained, and he hoped that [it would stop|c].", attr="other")
    with_hope = scores(summed([counts(text, [speech, hope], [speech, hope])]))
    without = scores(summed([counts(text, [speech, hope], [speech])]))
    assert (with_hope["speech agreeing"], without["speech agreeing"]) == (100, 100)


def test_gold_is_read_from_json_lines(tmp_path: Path) -> None:
    speaker = {"start": 13, "end": 21, "heads": [[17, 21]]}
    quote = {"start": 0, "end": 40, "segments": [[1, 11], [29, 39]], "kind": "direct", "speaker": speaker}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "x", "text": TEXT, "quotes": [quote, {**quote, "speaker": None}]}) + "\n")
    (read,) = gold(path)
    assert read.quotes[0] == Quotation([(1, 11), (29, 39)], "direct", [(13, 21)], [(17, 21)])
    assert read.quotes[1].speaker == []
