"""Parts of a day, "Wednesday night", "this morning", and which day a time without a day belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.anchors.periods import day_after
from plugins.dates.anchors.story import SHORTLY, Anchored, anchored
from plugins.dates.clause.tense import in_past
from plugins.dates.resolve.relative.units import direction
from plugins.dates.resolve.relative.weekdays import named_day, relative_weekday

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Mention, Story
    from plugins.dates.text.phrase import Phrase


def of_story_day(time: str, phrase: Phrase, story: Story) -> Anchored | str:
    """Return a time on the day last mentioned, else on the document time.

    If that day is far from the document time, it counts only in its own sentence or entry. So does a day in the future
    if the time opens a sentence, as in the entries of a live report, or its verb is in the past.
    """
    anchor = story.day
    if anchor and story.known and not (phrase.value("that") or _tells_of(phrase, anchor, story)):
        days = (anchor.first - story.today).days
        opens = phrase.starts_sentence()
        if abs(days) > SHORTLY or (days > 0 and (opens or in_past(phrase))):
            anchor = None if opens else story.lately
    day = anchor.first if anchor else story.today
    if anchor and anchor.value.endswith(("TNI", "TEV")) and (time < "12" or time == "MO") and not phrase.value("that"):
        day = day_after(day, 1)  # "lost last night … found shortly after 5 a.m."
    return anchored(f"{day.isoformat()}T{time}", anchor)


def _tells_of(phrase: Phrase, day: Mention, story: Story) -> bool:
    """Return whether the time surely belongs to `day`: it is in the sentence of `day` or the entry that `day` heads."""
    heads = story.entry is not None and day.place == story.entry.place and phrase.shares_paragraph(day.place)
    return heads or phrase.shares_sentence(day.place)


def part_of_named_day(phrase: Phrase, story: Story) -> str | None:
    """Resolve "Wednesday night", "yesterday morning", "mid-afternoon Friday", "overnight Friday"."""
    day = named_day(phrase.part("day"), story)
    return f"{day}T{phrase.value('part_of_day') or 'NI'}" if day else None


def part_of_relative_weekday(phrase: Phrase, story: Story) -> Anchored | str:
    """Resolve "last Friday night", "this Sunday morning"."""
    day, part = relative_weekday(phrase, story), phrase.value("part_of_day")
    return Anchored(f"{day.value}T{part}", day.anchor) if isinstance(day, Anchored) else f"{day}T{part}"


def part_of_today(phrase: Phrase, story: Story) -> str | None:
    """Resolve "this morning", "tonight", and "last night" as that of the day before; not "on CBS This Morning"."""
    words = [phrase.tokens.word(at) for at in range(phrase.start, phrase.end)]
    if len(words) > 1 and all(map(str.istitle, words)) and not phrase.starts_sentence():
        return None
    day = day_after(story.today, -1 if phrase.value("last") else 0)
    return f"{day.isoformat()}T{phrase.value('part_of_day', 'tonight')}"


def part_of_next_day(phrase: Phrase, story: Story) -> Anchored | None:
    """Resolve "the next morning", "the previous evening" from the day last mentioned."""
    if not story.day:
        return None
    day = day_after(story.day.first, direction(phrase))
    return Anchored(f"{day.isoformat()}T{phrase.value('part_of_day')}", story.day)


def part_of_story_day(phrase: Phrase, story: Story) -> Anchored | str | None:
    """Resolve "in the morning", "that night", "mid afternoon" on the day last mentioned, "overnight" as last night."""
    part = phrase.value("part_of_day")
    if phrase.value("the") and (phrase.before()[:1] or [""])[0] not in (THROUGH if part == "NI" else THROUGH | {"in"}):
        return None  # "the night", "the Morning Star"
    if part is None:  # "overnight" is last night, unless the verb is in the present: "temperatures will fall overnight"
        return f"{day_after(story.today, 0 if in_past(phrase) is False else -1).isoformat()}TNI"
    return of_story_day(part, phrase, story)


THROUGH = frozenset(["during", "through", "throughout", "spent"])
