"""Vague words for the present, the past and the future: PRESENT_REF, PAST_REF and FUTURE_REF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase


def now(phrase: Phrase, _: Story) -> str | None:
    """Resolve "now"; not "Now, let us see" nor "now-famous"."""
    opens = phrase.words() == ["now"] and phrase.starts_sentence() and phrase.after() == ","
    return None if opens or phrase.after() == "-" else "PRESENT_REF"


def at_the_moment(phrase: Phrase, _: Story) -> str | None:
    """Resolve "at the moment"; not "at the moment of the crash", "at the moment he fell"."""
    after = phrase.after()
    return None if phrase.value("the") and after.isalnum() and after not in GOES_ON else "PRESENT_REF"


GOES_ON = word_set("and but or because as is are was to for with in on there")


def past(phrase: Phrase, _: Story) -> str | None:
    """Resolve "recently", "recent years"; not "move past days of turmoil", "Johnny-come-lately"."""
    before = phrase.before()
    if (
        before == ["-"]
        or (before == ["as"] and phrase.after() == "as")
        or (phrase.value("past") and before and before[0] not in BEFORE_PAST)
    ):
        return None
    return "PAST_REF"


BEFORE_PAST = word_set("in over from during for of the than to as like")


def future(_phrase: Phrase, _story: Story) -> str | None:
    """Resolve "coming months", "the near future"."""
    return "FUTURE_REF"


def the_past(phrase: Phrase, _: Story) -> str | None:
    """Resolve "in the past" and "the future"; not "the past president"."""
    if phrase.after().isalpha() and phrase.after() not in FUNCTION_WORDS:
        return None
    return "PAST_REF" if phrase.value("past") else "FUTURE_REF"


FUNCTION_WORDS = word_set(
    "and or but to is was are were has had have will would if when that as in on at by for with it he"
    " she they we i you there every each all no many most few some"
)


def adjective(phrase: Phrase, _: Story) -> str | None:
    """Resolve "current" before a noun; not "current account"."""
    if not phrase.after().isalpha() or phrase.after() in ("account", "accounts"):
        return None
    return "PRESENT_REF"
