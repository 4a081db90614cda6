"""Days that lie ahead or behind: what the words before a weekday, a day of a month or a month say of it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from pipeline import Document
from pipeline.testing import show
from plugins.dates.anchors.story import Story
from plugins.dates.finder import find
from plugins.layers import AnchorSource

TUESDAY = Story(date(2026, 3, 3), AnchorSource.SETTING)


def marked(sentence: str) -> str:
    """Return `sentence` with the marks that the stage makes in place of its own."""
    text = re.sub(r"\[([^|\]]*)\|[^]]*\]", r"\1", sentence)
    return show(Document.from_raw(text).with_layer("dates", find(text, TUESDAY)), "dates", lambda one: one.value)


@pytest.mark.parametrize(
    "sentence",
    [
        "The speaker said he would put the text to a vote on [Friday|2026-03-06].",
        "The drivers plan to bring the trams of the whole city to a halt on [Monday|2026-03-09].",
        "The jury is to hear the last two of nine witnesses on [Thursday|2026-03-05].",
        "Staff would be told on [Friday|2026-03-06].",
        "The bridge could open as early as [Saturday|2026-03-07].",
        "The shop will stay shut until [Friday|2026-03-06].",
    ],
)
def test_a_verb_that_looks_ahead_puts_a_weekday_ahead(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The club needs a win in [Saturday|2026-03-07]'s final.",
        "The senator, who is running in [Sunday|2026-03-08]'s Ohio presidential primary, was booed.",
        "A spot against the tax will air on the French-language network during [Sunday|2026-03-08]'s match.",
        "She is hoping [Saturday|2026-03-07]'s local elections will mend it.",
        "Both were hoping to meet her before [Monday|2026-03-09]'s caucus.",
        "The firm is expected to report before the [Friday|2026-03-06] deadline.",
        "The mayor is in a tight race ahead of the vote on [Sunday|2026-03-08].",
        "A man with a hand in the planning for [Thursday|2026-03-05]'s talks said so.",
        "We have a chance to win it on [Thursday|2026-03-05].",
    ],
)
def test_an_event_that_is_announced_beforehand_lies_ahead_of_a_verb_in_the_present(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The club took heart from its win in [Saturday|2026-02-28]'s final.",
        "The senator, who ran in [Sunday|2026-03-01]'s Ohio primary, is home again.",
        "To see the meaning of [Sunday night|2026-03-01TNI]'s debate, read on.",
        "The result of [Sunday|2026-03-01]'s vote is likely to stand.",
        "[Sunday|2026-03-01]'s contests, as she says, are over.",
        "The mayor has a new rival after [Sunday|2026-03-01]'s election.",
        "[Sunday|2026-03-01]'s news of a meeting is a surprise.",
    ],
)
def test_an_event_that_is_over_lies_behind(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The man who would lead the party was arrested on [Friday|2026-02-27].",
        "The tax would cost millions, the party said on [Friday|2026-02-27].",
        "The tax would cost millions under figures released on [Friday|2026-02-27].",
        "They had hoped he would win on [Friday|2026-02-27].",
        "But for the snow he would have left on [Friday|2026-02-27].",
        "The firm would look for ways to get around [Friday|2026-02-27]'s ruling.",
        "The mayor will resign. Rain fell on [Friday|2026-02-27].",
        "Mayor will resign\n\nRain on [Friday|2026-02-27]",
    ],
)
def test_a_nearer_verb_or_another_clause_keeps_a_weekday_behind(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "She was arrested after the robbery, on [19 April|2025-04-19].",
        "The chairman resigned on [April 19|2025-04-19].",
        "The two had met on [19 April|2025-04-19].",
    ],
)
def test_a_past_verb_puts_a_day_of_a_month_behind(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The fair opens on [April 19|2026-04-19].",
        "The fair is opened on [April 19|2026-04-19].",
        "The report was due on [19 April|2026-04-19].",
        "The hearing was set for [19 April|2026-04-19].",
        "He was invited to speak on [April 19|2026-04-19].",
    ],
)
def test_a_day_within_three_months_lies_ahead_unless_a_past_verb_says_otherwise(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The panel has nine members and must report by [the end of June|2026-06].",
        "The bridge should reopen before [the start of May|2026-05].",
        "The road is closed until [the end of August|2026-08].",
        "Sales are expected to double by [the end of June|2026-06].",
        "It asked shops to expect delays until [the end of June|2026-06].",
    ],
)
def test_a_deadline_lies_ahead(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The share had lost half its value by [the end of June|2025-06].",
        "Sales were down by [the end of June|2025-06].",
        "Prices peaked at [the end of June|2025-06].",
    ],
)
def test_the_end_of_a_month_that_a_past_verb_speaks_of_lies_behind(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The case is heard in [April|2026-04].",
        "Aid for the summit in [May|2026-05] is small.",
        "The vote is set for [June|2026-06].",
        "The council expects to publish all seven hundred pages of it in [mid-April|2026-04].",
        "The pool will open in [January|2027-01].",
    ],
)
def test_a_month_that_follows_soon_or_is_planned_lies_ahead(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The case was heard in [April|2025-04].",
        "She has been away since [April|2025-04].",
        "The firm tried to save the plant under a [November|2025-11] deal.",
        "The rate has come to more than 3 percent in [February|2026-02].",
        "It rose on [Friday|2026-02-27] to [December|2025-12]'s level.",
    ],
)
def test_a_month_of_a_past_verb_or_a_far_one_lies_behind(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Voters go to the polls on [Sunday|2026-03-08].",
        "Snow is forecast for [Thursday night|2026-03-05TNI].",
        "Voters went to the polls on [Sunday|2026-03-01].",
    ],
)
def test_the_polls_and_the_forecast_look_ahead(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "The seats that are up in [June|2026-06] are few.",
        "Whoever wins in [August|2026-08] must pay.",
        "He has vowed to stay until the fair in [July|2026-07].",
        "In [July|2026-07], the two will be paid.",
        "In [July|2025-07], the two were paid.",
        "The mill has been shut since the flood in [July|2025-07].",
        "The plans for [August|2026-08] are small.",
        "Whoever wins on [Aug. 19|2026-08-19] must pay.",
        "Whoever won on [Aug. 19|2025-08-19] had to pay.",
        "She flew from Oslo to Bergen on [Jan. 2|2026-01-02].",
    ],
)
def test_a_month_or_day_in_half_a_year_has_the_tense_of_its_clause(sentence: str) -> None:
    assert marked(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "By [July|2025-07], the dam was full.",
        "By [late summer|2025-SU], the dam was full.",
        "By [July|2026-07] the dam will be full.",
        "By [early July|2026-07], a firm based in Oslo must have a plan.",
    ],
)
def test_a_deadline_that_opens_a_clause_in_the_past_lies_behind(sentence: str) -> None:
    assert marked(sentence) == sentence


def test_a_month_that_was_said_to_come_comes_where_nothing_says_otherwise() -> None:
    """The first says that it is due; a past verb of its own keeps the last behind."""
    sentence = "It is due in [November|2026-11]. Plans made for [November|2026-11]. It fell in [November|2025-11]."
    assert marked(sentence) == sentence


def test_a_time_that_opens_a_sentence_is_of_the_document_rather_than_of_a_day_ahead() -> None:
    day = "Talks resume on [Friday|2026-03-06]. They begin at [9 a.m.|2026-03-06T09:00] or so."
    report = f"{day} [3 p.m.|2026-03-03T15:00] Rain fell."
    assert marked(report) == report
