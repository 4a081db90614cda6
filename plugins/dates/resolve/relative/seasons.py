"""Seasons: with a year, relative ("last fall"), and alone ("in the summer")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import year_value
from plugins.dates.anchors.story import Anchored, anchored
from plugins.dates.clause.cues import weak_future_cue
from plugins.dates.clause.tense import in_past, opens_in_past
from plugins.dates.resolve.named.months import latest_month
from plugins.dates.resolve.named.years import full_year
from plugins.dates.resolve.relative.units import OF_THE_STORY, direction
from plugins.dates.text.words import SEASONS, word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase


def season_and_year(phrase: Phrase, _: Story) -> str | None:
    """Resolve "summer of 1998", "spring 2015"."""
    year = full_year(phrase)
    if year is None or phrase.tokens.word(phrase.start - 1) in ("Arab", "Prague"):
        return None
    return f"{year_value(year)}-{phrase.value('season')}"


MARCH = 3
SEASON_MONTHS = {"SP": 4, "SU": 7, "FA": 10, "WI": 12}  # a middle month of the season; of winter, December


def relative_season(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "last fall", "this summer", "next spring"; in early summer, "last summer" is that of the year before."""
    season, step = phrase.value("season"), direction(phrase)
    if phrase.value("that"):
        return anchored(f"{year_value(story.year.first.year)}-{season}", story.year) if story.year else None
    if phrase.value("this") and phrase.value("past"):
        step = 0
    anchor = (story.near or story.year) if phrase.value(*OF_THE_STORY) else None
    if anchor and anchor.value.isdigit():  # "It began in 2017; by the following summer"
        return anchored(f"{year_value(anchor.first.year + step)}-{season}", anchor)
    today = anchor.first if anchor else story.today
    months = latest_month(SEASON_MONTHS[season], today, ahead=step > 0)
    year = int(months[:4]) if step else today.year - (season == "WI" and today.month <= MARCH)
    if step and abs(12 * (today.year - year) + today.month - SEASON_MONTHS[season]) <= 1:
        year += step
    return anchored(f"{year_value(year)}-{season}", anchor)


SEASONS_AHEAD = 4  # months
SEASON_BEFORE = word_set("in into by over since until during before after of for through throughout early late")


def bare_season(phrase: Phrase, story: Story) -> str | None:
    """Resolve "in the summer", "since spring" (far ahead only with a cue); not "the fall of the wall"."""
    before = phrase.before(2)
    joined = before[:1] == ["and"] and before[-1] in SEASONS  # "throughout the spring and summer"
    if phrase.after().lower() == "of" or not before or (before[0] not in SEASON_BEFORE and not joined):
        return None
    if not phrase.value("the") and (phrase.after().isalpha() or phrase.words()[-1] == "fall"):
        return None
    season, month = phrase.value("season"), story.today.month
    away = SEASON_MONTHS[season] - month
    past, here = opens_in_past(phrase), "of" not in phrase.before() and in_past(phrase) is False
    ahead = weak_future_cue(phrase) and not past
    step = 1 if ahead and away < -1 else -1 if not (ahead or here) and away > (0 if past else SEASONS_AHEAD) else 0
    return f"{year_value(story.today.year + step)}-{season}"
