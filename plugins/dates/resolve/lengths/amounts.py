"""How long and how often: numbers in words and figures, DURATION and SET values."""

from __future__ import annotations

from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from plugins.dates.text.words import word_set

if TYPE_CHECKING:
    from plugins.dates.anchors.story import Story
    from plugins.dates.text.phrase import Phrase

UNIT_CLASSES = ("unit", "units", "quarter", "long_unit")
IN_UNITS = {"DE": ("Y", 10), "CE": ("Y", 100), "FN": ("W", 2)}
ONE_HALF = 0.5
HUNDRED, THOUSAND = 100, 1000
DOZEN = 12  # "two dozen" is 24; "twelve" stands alone
HALVES = {"Y": "6M", "D": "T12H", "TH": "30M", "TM": "30S"}
HALF_UNITS = {"Y": "P6M", "D": "PT12H", "TH": "PT30M", "TM": "PT30S", "DE": "P5Y", "CE": "P50Y"}


def count(phrase: Phrase) -> float:
    """Return the number in the phrase: "two hundred and ten" 210, "a hundred" 100, "2 1/2" 2.5, "a" 1."""
    figures = phrase.values("day", "year", "number")
    fraction = phrase.value("fraction") or 0
    if figures:
        return (float(figures[0]) + fraction) * (phrase.value("million") or 1)
    total, group = 0, 0.0
    numbers = phrase.values("number_word", "scale", "million")
    if phrase.value("and") and max(numbers, default=0) < HUNDRED:
        del numbers[1:]  # "between two and three years"
    for number in numbers:
        if number < HUNDRED and number != DOZEN:
            group += number
        elif number < THOUSAND:
            group = max(group, 1) * number
        else:
            total, group = total + max(group, 1) * number, 0
    if phrase.value("half") and phrase.value("scale"):
        group /= 2  # "half a dozen"
    return float(total + group + fraction) or 1.0


def unit_of(phrase: Phrase) -> str:
    """Return the unit as TIMEX3 writes it, with `T` before hours, minutes and seconds."""
    unit = str(phrase.value(*UNIT_CLASSES))
    return "Q" if unit == "quarter" else unit


def period(number: str, unit: str) -> str:
    """Return the duration of `number` units: `P3W`, `PT8H`."""
    return f"P{unit[0]}{number}{unit[1:]}" if unit.startswith("T") else f"P{number}{unit}"


def exact(number: float, unit: str) -> str:
    """Return the duration of a number of units, with decades and centuries in years: ten decades are P100Y."""
    unit, factor = IN_UNITS.get(unit, (unit, 1))
    number *= factor
    whole = int(number)
    if number - whole == ONE_HALF and unit in HALVES and whole:
        return period(str(whole), unit) + HALVES[unit]
    return period(f"{number:g}" if number != whole else str(whole), unit)


def counted(phrase: Phrase, _: Story) -> str | None:
    """Resolve "eight hours", "two-year", "2 1/2 years", "the past three months"; not "will one day"."""
    number, unit = count(phrase.part("amount")), unit_of(phrase)
    if (phrase.words() == ["one", "day"] and _is_some_day(phrase)) or _is_no_length(phrase):
        return None
    singular = not phrase.value("dash", "units")
    if phrase.value("dash") and _is_two_numbers(phrase.part("amount")):
        return None
    if number in YEAR_NUMBERS and (unit == "Y" or phrase.value("to", "or")):
        return None  # "from 4 weeks in 2019 to 7 weeks"
    if number <= 0 or (singular and number > 1 and phrase.value("quarter")):
        return None
    return exact(number, unit)


def _is_two_numbers(amount: Phrase) -> bool:
    """Return whether the words are two numbers: "two four-year terms"; not "twenty four-hour" nor "twenty-four"."""
    words = [word for word in amount.words() if word != "-"]
    pairs = pairwise(amount.values("number_word"))
    return len(words) == len(amount.values("number_word")) and any(one % 10 or one < TWENTY for one, _ in pairs)


TWENTY = 20
YEAR_NUMBERS = frozenset(range(1950, 2051)) - {2000}  # "the 2008 years of plenty"; but 2000 may be a length


def _is_no_length(phrase: Phrase) -> bool:
    """Return whether "last" in "last four years" is a verb ("it will last"), or "60 Minutes" is a title."""
    words, before = phrase.words(), phrase.before()[:1]
    if words[0] == "last":
        return not SUBJECTS_AND_MODALS.isdisjoint(before)
    return phrase.tokens.word(phrase.end - 1).istitle() and (before in QUOTED or words == PROGRAMME)


PROGRAMME = ["60", "minutes"]
QUOTED = (['"'], ["“"], ["‘"], ["`"], ["'"], ["'s"], ["’s"])


def _is_some_day(phrase: Phrase) -> bool:
    """Return whether "one day" is no length: "One day it will rain", "he may one day win"; not "One day later"."""
    opens = phrase.starts_sentence() and phrase.after() not in COUNTED_FROM
    return opens or not SUBJECTS_AND_MODALS.isdisjoint(phrase.before())


COUNTED_FROM = word_set("after before later earlier last this")
SUBJECTS_AND_MODALS = word_set(
    "will would could may might can must shall should ll d to he she it they we i you who that"
)


def one(phrase: Phrase, _: Story) -> str | None:
    """Resolve "a week", "an hour"; not a rate ("$5 a share a year", "four flights a week")."""
    if phrase.words()[:2] == ["the", "full"] and phrase.value("unit") == "Y":
        return None  # "a forecast for the full year"
    named = phrase.tokens.word(phrase.end - 1)[0].isupper()  # "This is a Week to remember" is a title
    return None if named or _is_rate(phrase) or phrase.after() in ("-", "when") else exact(1, unit_of(phrase))


def one_ahead(phrase: Phrase, _: Story) -> str | None:
    """Resolve "over the next decade", "within the last year" to its length."""
    return exact(1, unit_of(phrase)) if phrase.before()[:1] in (["over"], ["within"], ["for"]) else None


def _is_rate(phrase: Phrase) -> bool:
    """Return whether "a week" is a rate: a number precedes it, with at most one word between."""
    if phrase.words()[0] not in ("a", "an") or phrase.after() in COUNTED_FROM:
        return False  # "up from 5% a day earlier"
    if not COUNTED.isdisjoint(phrase.before()):
        return True
    numbers = {"million", "billion", "percent", "%", "times"}
    near = takewhile(",".__ne__, phrase.before(2))  # "In 1999, a year after she left"
    return any(word in numbers or word[:1].isdigit() or word in SPELLED for word in near)


COUNTED = word_set("dollars euros pounds yen yuan rupees cents tons tonnes barrels rallies hours miles people jobs")
SPELLED = word_set("one two three four five six seven eight nine ten twelve twenty thirty hundred thousand")


PERSONS = word_set(
    "man woman boy girl son daughter child baby infant toddler twin brother sister student pupil victim suspect"
)


def age_of_a_thing(phrase: Phrase, _: Story) -> str | None:
    """Resolve "a three-week-old strike", "a decades-old feud"; not "a 25-year-old", "an 8-month-old boy"."""
    unit, of_whom = unit_of(phrase), phrase.after().lower()
    if unit == "Y" and not phrase.value("units"):
        return None  # most often the age of a person
    if not of_whom.isalpha() or of_whom in PERSONS or of_whom.rstrip("s") in PERSONS:
        return None
    return vague(phrase, _) if phrase.value("units") else exact(count(phrase.part("amount")), unit)


QUARTER_UNITS = {"TH": "PT15M", "CE": "P25Y"}


def a_quarter(phrase: Phrase, _: Story) -> str | None:
    """Resolve "a quarter of an hour", "a quarter-century"."""
    return QUARTER_UNITS.get(str(phrase.value("unit")))


def half(phrase: Phrase, _: Story) -> str | None:
    """Resolve "half an hour", "half-century"."""
    return HALF_UNITS.get(unit_of(phrase))


def of_year_before(phrase: Phrase, _: Story) -> str:
    """Resolve "the year-earlier nine months" to their length, as "nine months" is."""
    return exact(count(phrase.part("amount")), phrase.value("units"))


def of_seconds(phrase: Phrase, _: Story) -> str | None:
    """Resolve "60-second", "a ten-second"; not "thirty-second", which counts in order."""
    number = phrase.value("day", "number", "number_word")
    counts = phrase.value("number_word") is None or number in ONE_WORD
    return exact(number, "TS") if phrase.words()[-1] == "second" and counts else None


ONE_WORD = range(2, 16)


def and_a_half(phrase: Phrase, _: Story) -> str | None:
    """Resolve "two and a half years", "a minute and a half", "the last year and a half"."""
    return exact(count(phrase.part("amount")) + 0.5, unit_of(phrase))


def joined(phrase: Phrase, _: Story) -> str | None:
    """Resolve "three years and six months" P3Y6M, "two hours, 3 minutes and 20 seconds" PT2H3M20S."""
    parts = [phrase.part(name) for name in ("first", "rest", "last") if name in phrase.parts]
    units, numbers = [unit_of(part) for part in parts], [count(part) for part in parts]
    together = FINER if "and" in phrase.words() else NEXT_FINER
    if any(pair not in together for pair in pairwise(units)) or any(number % 1 or number < 1 for number in numbers):
        return None
    values = [period(str(int(number)), unit) for number, unit in zip(numbers, units, strict=True)]
    return values[0] + "".join(value.removeprefix("PT" if units[0][0] == "T" else "P") for value in values[1:])


# Units that one length can combine; ISO 8601 does not combine weeks with other units.
NEXT_FINER = {("Y", "M"), ("TH", "TM"), ("TM", "TS")}
FINER = NEXT_FINER | {("Y", "D"), ("M", "D"), ("D", "TH")}


def vague(phrase: Phrase, _: Story) -> str | None:
    """Resolve "a few days", "years", "several quarters": PXD, PXY, PXQ; "a couple of years" is two."""
    unit = unit_of(phrase)
    if "many" in phrase.words() + phrase.before() and "as" in phrase.before(2):
        return None  # "the second cut in as many quarters"
    if unit == "TH" and phrase.before()[:1] == ["early"]:
        return None  # "the early hours of Friday"
    if phrase.words() == phrase.words()[-1:] and _is_no_bare_plural(phrase, unit):
        return None
    if unit in ("TS", "Q") and not phrase.value("few"):
        return None  # "three-quarters of the house"
    if "couple" in phrase.words():
        return exact(2, unit)
    return period("X", "W" if unit == "FN" else unit)


def _is_no_bare_plural(phrase: Phrase, unit: str) -> bool:
    """Return whether a plural without a number is no length: "Minutes", "after-hours", "model years 2004-6"."""
    before = phrase.before(2)
    if before and phrase.tokens.word(phrase.start).istitle():
        return True
    if before == ["-", "after"] or phrase.after()[:2] in ("19", "20"):
        return True
    if unit == "TM" and phrase.after() in OF_A_MEETING and before[:1] not in (["within"], ["in"]):
        return True
    if not before or unit == "DE" or (before[0] == "of" and before[-1] in HUNDREDS):
        return False
    return before[0] not in BEFORE_PLURAL and phrase.after() not in BEHIND_PLURAL


HUNDREDS = ("dozens", "scores", "hundreds", "thousands", "millions")
OF_A_MEETING = word_set("of from show showed shows released published")
# After other words it belongs to a noun: "the Thatcher years", "office hours", "a matter of months", "its early days".
BEFORE_PLURAL = word_set(
    "for in within with back after just only even mere then by over until through during despite and or but the first"
    " some spend spends spent spending take takes took taken taking last lasts lasted lasting wait waited waiting"
    ' follow follows followed following , " “ ` – —'
)
BEHIND_PLURAL = word_set("before after later earlier apart away ahead prior afterwards")


def year_ended(phrase: Phrase, _: Story) -> str | None:
    """Resolve "the year" as a duration if its end or beginning follows: "the year ended March 31"."""
    following = phrase.following(2)
    if following == ["to", "date"] or phrase.before()[:1] == ["of"]:
        return None
    if following[:1] == ["that"]:
        del following[0]  # "the year that ended"
    return exact(1, unit_of(phrase)) if following[:1] != [] and following[0] in FROM_OR_TO else None


FROM_OR_TO = word_set("ended ending to through since beginning starting")
