"""The `dates` stage: what is a temporal expression, what it means, and against what it was resolved."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import Document
from pipeline.testing import apply, check_stage, show
from plugins.dates import Dates, pipeline_stages
from plugins.dates.anchors.story import Story
from plugins.dates.finder import find
from plugins.dates.rules.ordered import RULES
from plugins.dates.text.patterns import expanded, shape
from plugins.dates.text.tokens import class_characters, tokenize
from plugins.dates.text.words import lexicon, listed
from plugins.layers import AnchorSource, DateExpression, Timex

if TYPE_CHECKING:
    from plugins.dates.rules.rule import Rule

TUESDAY = Story(date(2015, 7, 28), AnchorSource.SETTING)
UNKNOWN = Story()

# The values of TIMEX3 (TimeML 1.2.1) that the stage gives.
TIMEX3 = re.compile(
    r"""
      \d\d(?:\d(?:\d(?:-(?:\d\d(?:-\d\d)?|Q[1-4]|H[12]|SP|SU|FA|WI|W\d\d(?:-WE)?))?)?)?  # 19, 199, 1998-Q4
    | \d{4}-\d\d-\d\dT(?:\d\d:\d\d|MO|AF|EV|NI)
    | BC\d{4}
    | P(?:\d+(?:\.\d+)?|X)(?:DE|CE|[YQMWD]) | P\d+Y\d+[MD] | P\d+M\d+D | P\d+DT\d+H
    | PT(?:\d+(?:\.\d+)?|X)[HMS] | PT\d+H\d+M(?:\d+S)? | PT\d+M\d+S
    | XXXX-(?:\d\d(?:-\d\d)?|SP|SU|FA|WI|WXX-(?:[1-7](?:T(?:MO|AF|EV|NI))?|WE)|XX-XXT(?:MO|AF|EV|NI))
    | (?:PAST|PRESENT|FUTURE)_REF
    """,
    re.VERBOSE,
)


def marked(text: str, story: Story = TUESDAY) -> str:
    """Return `text` with each expression as `[words|value]`."""
    document = Document.from_raw(text)
    return show(document.with_layer("dates", find(text, story)), "dates", lambda one: one.value)


def only(text: str, story: Story = TUESDAY) -> DateExpression:
    """Return the one expression of a text."""
    (found,) = find(text, story)
    return found


def without_marks(text: str) -> str:
    return re.sub(r"\[([^|\]]*)\|[^]]*\]", r"\1", text)


SENTENCES = {
    "a month and a day": "The truce was signed on [Feb. 12|2015-02-12] in the capital.",
    "what lies before the month": "The report came out [last month|2015-06].",
    "a duration": "The two sat for [more than eight hours|PT8H] and left.",
    "the document's own weekday": "The ministers met on [Tuesday|2015-07-28] in Oslo.",
    "the latest past weekday": "The ministers met on [Thursday|2015-07-23] in Oslo.",
    "a day before the document's": "A deal is possible on [June 30|2015-06-30] at last.",
    "a part of a year": "It changed its status at [the end of last year|2014].",
    "a part of a month": "They agreed in [early April|2015-04].",
    "years": "The war has gone on for [four years|P4Y].",
    "a late year": "It broke out in [late 2013|2013].",
    "a British date": "He was born on [12 February 1985|1985-02-12] in Leeds.",
    "a date of figures": "Of [2015-02-12|2015-02-12], [02/12/2015|2015-02-12], [31/12/2014|2014-12-31].",
    "a full date": "It opened [Monday, Oct. 6, 2014|2014-10-06].",
    "an ordinal day": "Fireworks lit [the 4th of July|2015-07-04] and [July 14th|2015-07-14].",
    "month and year": "From [February 2015|2015-02] to [March '14|2014-03] nothing moved.",
    "years in words": "He won in [nineteen ninety-six|1996] and in [the year two thousand|2000].",
    "a span of years": "The crisis of [1990|1990]-[1994|1994] was long.",
    "decades": "In [the 1990s|199], [the early 1980s|198] and [the '60s|196] it rained.",
    "centuries": "Farms of [the 20th century|19] were smaller.",
    "quarters": "Profit in [the third quarter of 2014|2014-Q3] beat [Q1 2014|2014-Q1].",
    "the last quarter of a year": "[The last quarter of 2014|2014-Q4] beat [the final quarter of last year|2014-Q4].",
    "months of a year": "In [the last three months of 2014|2014-Q4] and [the first six months of last year|2014-H1].",
    "nine months of a year": "In [the first nine months|P9M] of [2014|2014] it lost money.",
    "halves": "[The second half of fiscal 2016|2016-H2] and [the first half of the year|2015-H1].",
    "a hyphenated quarter": "The [second-quarter|2015-Q2] loss grew.",
    "the quarter in hand": "Sales rose in [the first quarter|2015-Q1]; in [the quarter|2015-Q1] costs fell.",
    "the quarter a year before": "[First-quarter|2015-Q1] sales doubled from [a year earlier|2014-Q1].",
    "seasons": "[Last summer|2014-SU] was dry, [the summer of 1998|1998-SU] was wet.",
    "weekends": "He rested at [the weekend|2015-W30-WE] and will swim [next weekend|2015-W32-WE].",
    "a weekend just over": "The fault came out [this weekend|2015-W30-WE]; he will swim [this weekend|2015-W31-WE].",
    "weeks": "[Last week|2015-W30], [this week|2015-W31] and [next week|2015-W32] differ.",
    "ago": "They met [ten days ago|2015-07-18], [three weeks ago|2015-W28] and [five years ago|2010].",
    "earlier": "On [July 20|2015-07-20] it hailed; [five days earlier|2015-07-15] it had snowed.",
    "months earlier": "Debt rose to 2.9 billion from 2.6 billion [three months earlier|2015-04].",
    "a quarter earlier": "In [the second quarter|2015-Q2] it lost 5, [three months earlier|2015-Q1] 3 million.",
    "months after millions": "It had 3 million [three months earlier|2015-04], as for [a million years|P1000000Y].",
    "earlier than": "They left [two days|P2D] earlier than planned.",
    "vague ago": "It closed [several years ago|PAST_REF].",
    "ahead": "The fair opens [three weeks from now|2015-W34].",
    "days around today": "[Yesterday|2015-07-27] was fine, [tomorrow|2015-07-29] may be; [today|2015-07-28] is.",
    "two days away": "He left [the day before yesterday|2015-07-26].",
    "pointed weekdays": "[Last Tuesday|2015-07-21] it hailed; [next Monday|2015-08-03] is a holiday.",
    "parts of days": "The storm hit on [Sunday night|2015-07-26TNI] and [this morning|2015-07-28TMO].",
    "last night": "Nobody slept [last night|2015-07-27TNI] or will [tonight|2015-07-28TNI].",
    "clock times": "Go at [3 p.m.|2015-07-28T15:00], [14:30 GMT|2015-07-28T14:30] and [noon|2015-07-28T12:00].",
    "a clock time of a day": "Polls close at [9 p.m. EST Monday|2015-07-27T21:00].",
    "a British date's clock time": "At [9 p.m. on 14 March 2014|2014-03-14T21:00] or [noon on 3 May|2015-05-03T12:00].",
    "the day a clock time belongs to": "They met on [Monday|2015-07-27], not before [7.30pm|2015-07-27T19:30].",
    "fractions": "[Half an hour|PT30M], [two and a half years|P2Y6M], [2 1/2 years|P2Y6M], [a decade|P10Y].",
    "a fraction of one character": "[2 ½ years|P2Y6M], that is.",
    "number words": "For [twenty-four hours|PT24H], [a hundred years|P100Y], [two dozen days|P24D].",
    "two units": "[Three years and six months|P3Y6M], [an hour, 20 minutes|PT1H20M], [two days and one hour|P2DT1H].",
    "a hyphenated duration": "A [two-day|P2D] meeting after a [three month|P3M] delay.",
    "a vague duration": "It took [a few days|PXD], then [weeks|PXW].",
    "past spans": "Over [the past three months|P3M] and [the next few years|PXY] little happens.",
    "sets": "He runs [every Monday|XXXX-WXX-1], [daily|P1D] or [twice a week|P1W].",
    "more sets": "They meet [each July|XXXX-07], [every two years|P2Y] and on [Fridays|XXXX-WXX-5].",
    "words for now": "They are [now|PRESENT_REF] rich, and were [recently|PAST_REF] poor.",
    "past and future": "In [the past|PAST_REF] and [the future|FUTURE_REF] we trust.",
    "holidays": "[Christmas Day 2014|2014-12-25], [Easter Sunday|2015-04-05] and [last Thanksgiving|2014-11-27].",
    "the fiscal year's end": "Its fiscal year ends in [March|XXXX-03], that of its rival ends on [June 30|2015-06-30].",
    "the fiscal year's first day": "The bank's financial year begins on [April 1|XXXX-04-01].",
    "a fiscal year's end": "[This fiscal year|2015] ends in [March|2016-03].",
    "now": "[Now|PRESENT_REF] the talks resume.",
    "a month ahead": "Talks are due to begin in [September|2015-09].",
    "a month behind": "Talks began in [September|2014-09].",
    "a weekday ahead": "The court will rule on [Friday|2015-07-31].",
    "the story's year": "In [1998|1998] he left; [that year|1998] she came, and [the following year|1999] they met.",
    "a leap day": "She was born on [Feb. 29|2012-02-29].",
}


@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_a_sentence_of_28_july_2015_is_read_as_marked(sentence: str) -> None:
    assert marked(without_marks(sentence)) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "They may march on, and the fall was hard.",
        "The second man came in second.",
        "Theresa May spoke, and the March for Bread went on.",
        "He paid $2000 for it.",
        "Some 1500 troops and 2000 people marched.",
        "A 25-year-old man and his son, 3 years old, sat down.",
        "They won 3-2, then 21-15; call 555-123-4567.",
        "It gained 10.5 percent in version 2.0.1 of the index.",
        "It earns $5 million a year and runs 24 hours a day.",
        "The Sun said so, and Jan Kowalski read it.",
        "April Jones sang with June Carter.",
        "Now, let us see; the now-famous singer came.",
        "He wrote for the Daily Mirror about three-quarters of the town.",
        "On 99/99/2015 and 31/02/2015 nothing.",
        "She won the race in 2:30:15, with 3:42 left he was last.",
        "It was the second cut in as many quarters and the third win in as many days.",
        "Sixteen is a second-rate number; the thirty-second man left.",
        "The paper, the Hull Sun. closed; he cited Exodus 18:21 and saw “60 Minutes” of 21st Century Fox.",
        "Those 18 to 25 years old had a good night; it is the last day to vote.",
        "Output was up 4 percent on the year; prices fell on the month.",
    ],
)
def test_what_only_looks_like_a_date_is_left(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.resolve], ids=lambda rule: rule.example)
def test_every_rule_has_an_example_of_its_type(rule: Rule) -> None:
    found = [*find(f"in {rule.example}", TUESDAY), *find(rule.example, TUESDAY)]
    assert rule.kind in [one.type for one in found if one.value]


@pytest.mark.parametrize("rule", [rule for rule in RULES if not rule.resolve], ids=lambda rule: rule.example)
def test_a_rule_without_resolving_finds_nothing(rule: Rule) -> None:
    assert not list(find(f"in {rule.example}", TUESDAY))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("last month", Timex.DATE),
        ("Tuesday night", Timex.TIME),
        ("eight hours", Timex.DURATION),
        ("every Monday", Timex.SET),
        ("14:30", Timex.TIME),
    ],
)
def test_an_expression_has_a_type(words: str, kind: Timex) -> None:
    assert only(words).type == kind


def test_a_relative_expression_names_the_document_time_as_its_anchor() -> None:
    assert only("last month").anchor == "2015-07-28"


def test_an_absolute_expression_has_no_anchor() -> None:
    assert only("12 February 2015").anchor is None


def test_without_document_time_relative_expressions_have_a_type_and_no_value() -> None:
    found = only("Tuesday night", UNKNOWN)
    assert (found.type, found.value, found.earliest, found.anchor) == (Timex.TIME, None, None, None)


def test_without_document_time_absolute_dates_resolve() -> None:
    assert (
        marked("On 12 February 2015, for two days.", UNKNOWN) == "On [12 February 2015|2015-02-12], for [two days|P2D]."
    )
    assert marked("At 9 p.m. on 14 March 2014.", UNKNOWN) == "At [9 p.m. on 14 March 2014|2014-03-14T21:00]."


@pytest.mark.parametrize("words", ["Feb. 29, 2023", "31 February 2015", "Monday, April 31, 2014"])
def test_a_day_that_its_month_does_not_have_is_an_expression_without_a_value(words: str) -> None:
    found = only(f"On {words}.")
    assert (found.end - found.start, found.value, found.earliest) == (len(words), None, None)


def test_the_stage_resolves_against_the_metadata() -> None:
    document = Document.from_raw("They met last month.", metadata={"updated": "2015-07-28"})
    result = apply(Dates(), document)
    assert isinstance(result, Document)
    assert show(result, "dates", lambda one: one.value) == "They met [last month|2015-06]."


def test_the_tally_counts_expressions_and_those_with_a_value() -> None:
    result = Dates().process(Document.from_raw("In 1998 and last month."))
    assert Dates().tally(result) == {"dates": 2, "resolved": 1}


def test_the_plugin_gives_the_stage() -> None:
    assert pipeline_stages() == [Dates]


def test_the_stage_keeps_the_contract() -> None:
    texts = map(without_marks, SENTENCES.values())
    check_stage(Dates(document_time=TUESDAY.today), [Document.from_raw(text) for text in texts])


WORDS = [
    *sorted(lexicon()),
    *listed("1 3 5 12 29 31 44 0099 1430 1998 2000 9999 10,000 999999 2.5 2:30 9.15pm '98 1990s ½ 1/2 Q3 H1 21st"),
    *listed("2015-02-12 05/07/2015 31.12.9999 10-15 1990-91 1990-1994 2015-07-28T14:30:00Z p.m. 's o'clock 0th 12.0"),
    "\n\n",
]
PIECES = st.sampled_from(WORDS) | st.sampled_from([rule.example for rule in RULES])
STORIES = st.builds(
    Story, st.dates(), st.just(AnchorSource.SETTING), st.sampled_from(["past", "future", "nearest"]), st.booleans()
)


@settings(max_examples=500, deadline=None)
@given(pieces=st.lists(PIECES, max_size=10), story=STORIES | st.just(UNKNOWN))
def test_any_document_time_gives_valid_values(pieces: list[str], story: Story) -> None:
    """From year 1 to 9999 nothing raises, and each value is one of TIMEX3 that the days covered agree with."""
    for one in find(" ".join(pieces), story):
        assert one.value is None or TIMEX3.fullmatch(one.value)
        assert one.earliest is None or one.earliest <= (one.latest or "")
        assert (one.anchor_from is AnchorSource.TEXT) == (one.anchor_place is not None)


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize("sentence", SENTENCES.values(), ids=SENTENCES)
def test_the_ends_of_the_calendar_do_not_break_resolving(sentence: str, today: date) -> None:
    for one in find(without_marks(sentence), Story(today, AnchorSource.SETTING)):
        assert one.value is None or TIMEX3.fullmatch(one.value)


def test_a_pattern_says_what_it_begins_with_and_what_it_can_be_alone() -> None:
    found = shape(expanded("the? (month|weekday dot?) then=(day)"))
    names = {character: name for name, character in class_characters().items()}
    assert {names[one] for one in found.firsts} == {"the", "month", "weekday"}
    assert {names[one] for one in found.alone} == {"month", "weekday"}
    assert not found.empty


def test_tokens_tile_the_words_of_a_text() -> None:
    tokens = tokenize("On Feb. 12, 2015-16.")
    assert [tokens.word(at) for at in range(len(tokens.spans))] == ["On", "Feb", ".", "12", ",", "2015", "-", "16", "."]


def test_the_head_of_an_entry_tells_the_year_of_what_stands_in_it() -> None:
    story = (
        "[1993|1993] - Troops arrive in [February|1993-02] and stay until [12 August|1993-08-12].\n\n"
        "-- [Nov. 9, 1994|1994-11-09]: He was shot at [11:30 p.m.|1994-11-09T23:30].\n\nHe died in [March|2015-03]."
    )
    assert marked(without_marks(story)) == story


def test_a_time_in_britain_s_way_heads_an_entry_of_a_live_report() -> None:
    report = (
        "Ash cloud nears\n\n[15.40|2015-07-28T15:40] Here is what we know.\n\n"
        "15.40 euros were paid at [9.14 this morning|2015-07-28T09:14]."
    )
    assert marked(without_marks(report)) == report
