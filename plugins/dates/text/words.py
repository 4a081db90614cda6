"""The lexicon: which class a word has, and its value. Rules are written over these classes, never over words.

A class is a name such as `month`; the value of a word is data for the resolving functions: 2 for "February", "W" for
"week".
"""

from __future__ import annotations

from plugins.english.calendar_names import MONTH_ABBREVIATIONS, MONTHS, WEEKDAY_ABBREVIATIONS, WEEKDAYS
from plugins.english.time_zones import AFTER_CLOCK


def listed(words: str) -> list[str]:
    """Return the words of a line."""
    return words.split()


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())


ONES = listed("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen")
TEENS = listed("sixteen seventeen eighteen nineteen")
TENS = listed("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = listed("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth")
LATER_ORDINALS = listed("fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth")

NOT_MONTHS = {"may", "march", "august"}  # not months in small letters: "they may march"
NAMES_TOO = {"May", "March", "MAY", "MARCH"}  # also names and nouns: "Ms. May", "the March for Bread"

# Units as TIMEX3 writes them in a duration, with T before hours, minutes and seconds (TimeML 1.2.1).
UNITS = {
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "week": "W",
    "fortnight": "FN",
    "month": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
LONG_UNITS = {"hourlong": "TH", "daylong": "D", "weeklong": "W", "monthlong": "M", "yearlong": "Y", "decadelong": "DE"}
PLURAL_UNITS = {"seconds": "TS", "quarters": "Q", "centuries": "CE"} | {
    f"{unit}s": value for unit, value in UNITS.items() if unit != "century"
}

PARTS_OF_DAY = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
SEASONS = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
DECADES = {f"{tens.removesuffix('y')}ies": 1900 + 10 * number for number, tens in enumerate(TENS, 2)}
OFTEN = {
    "hourly": "PT1H",
    "daily": "P1D",
    "nightly": "P1D",
    "weekly": "P1W",
    "biweekly": "P2W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "yearly": "P1Y",
    "annually": "P1Y",
}
# Words of the holidays that `holidays.py` lists; the class `holiday` is for capitalized words only.
HOLIDAY_WORDS = listed(
    "Christmas Easter Thanksgiving Halloween Juneteenth New Eve Martin Luther King Australia Valentine Presidents St"
    " Patrick Shrove Ash Palm Maundy Good Anzac Memorial Canada Bastille Labor Labour Columbus Veterans Armistice"
    " Remembrance Super Black Boxing Election Cyber Earth Groundhog"
)

ERAS = listed("BC BCE AD B.C. B.C.E. A.D.")

# Every other class, with its words; the value of a word is the word itself.
PLAIN = {
    "a": "a an",
    "the": "the",
    "of": "of",
    "and": "and",
    "or": "or",
    "so": "so",
    "to": "to",
    "in": "in",
    "on": "on",
    "at": "at",
    "than": "than",
    "this": "this",
    "that": "that",
    "these": "these",
    "those": "those",
    "last": "last",
    "final": "final closing",
    "past": "past",
    "next": "next",
    "coming": "coming upcoming",
    "previous": "previous preceding prior",
    "following": "following",
    "same": "same",
    "latest": "latest",
    "comparable": "comparable corresponding",
    "each": "each every",
    "alternate": "other",
    "single": "single passing weekday",
    "ago": "ago",
    "before": "before",
    "after": "after",
    "earlier": "earlier",
    "later": "later",
    "no": "no",
    "early": "early late",
    "mid": "mid",
    "edge": "end beginning start middle close",
    "approximate": "about nearly almost around approximately roughly some",
    "more": "more less fewer longer",
    "least": "least",
    "most": "most",
    "up": "up",
    "long": "long",
    "as": "as",
    "few": "few several many couple",
    "half": "half",
    "now": "now",
    "present_word": "currently nowadays",
    "past_word": "recently lately",
    "current": "current",
    "recent": "recent",
    "future": "future",
    "near": "near foreseeable immediate distant",
    "right": "right",
    "from": "from",
    "overnight": "overnight",
    "quarter": "quarter",
    "period": "period",
    "moment": "moment",
    "weekend": "weekend",
    "weekends": "weekends",
    "fiscal": "fiscal financial fy",
    "working": "trading business consecutive straight working full additional school",
    "times": "times time",
    "local": "local pacific eastern",
    "often": "once twice thrice",
    "old": "old olds",
    "whole": "whole entire full",
    "another": "another",
    "through": "through until till",
    "ended": "ended ending",
    "zone": " ".join(AFTER_CLOCK),
    "oclock": "o'clock o’clock",
    "comma": ",",
    "open": "( [",
    "close": ") ]",
    "dot": ".",
    "dash": "- – ‐ ‑",
    "slash": "/",
    "possessive": "'s ’s",
    "money": "$ £ € #",
}


def _numbers() -> dict[str, int]:
    """Return the number words: "seven" 7, "forty" 40."""
    words = {word: number for number, word in enumerate(ONES + TEENS, 1)}
    words |= {word: 10 * number for number, word in enumerate(TENS, 2)}
    return words


def _cased(words: dict[str, int], kind: str) -> dict[str, tuple[str, object]]:
    """Return words as written, in capitals, and, for months and weekdays, in small letters if that is no other word."""
    lexicon: dict[str, tuple[str, object]] = {}
    for word, value in words.items():
        lexicon |= dict.fromkeys((word, word.upper()), (kind, value))
        if word.lower() not in NOT_MONTHS and kind in ("month", "weekday"):
            lexicon[word.lower()] = (kind, value)
    return lexicon


def lexicon() -> dict[str, tuple[str, object]]:
    """Return class and value by word; words whose case matters are keys as written, all others in small letters."""
    numbers = _numbers()
    by_class: dict[str, dict[str, object]] = {
        "number_word": dict(numbers),
        "scale": {"hundred": 100, "thousand": 1000, "dozen": 12},
        "million": {"million": 10**6, "billion": 10**9},
        "ordinal": {word: number for number, word in enumerate(ORDINALS + LATER_ORDINALS, 1)},
        "unit": dict(UNITS),
        "units": dict(PLURAL_UNITS),
        "long_unit": dict(LONG_UNITS),
        "part_of_day": dict(PARTS_OF_DAY),
        "part_of_days": {f"{word}s": value for word, value in PARTS_OF_DAY.items()},
        "season": dict(SEASONS),
        "decade": dict(DECADES),
        "repeated": dict(OFTEN),
        "relative_day": {"today": 0, "yesterday": -1, "tomorrow": 1},
        "tonight": {"tonight": "NI"},
        "clock_word": {"noon": "12:00", "midday": "12:00", "midnight": "24:00"},
        "weekdays": {f"{name.lower()}s": number for number, name in enumerate(WEEKDAYS)},
    }
    for kind, words in PLAIN.items():
        by_class[kind] = {word: word for word in words.split()}
    found = {word: (kind, value) for kind, words in by_class.items() for word, value in words.items()}
    found |= {word: ("holiday", word) for word in HOLIDAY_WORDS} | {word: ("era", word) for word in ERAS}
    found["9/11"] = ("date", {"year": "2001", "month": "09", "day": "11"})  # the attacks on New York
    months = {name: number for number, name in enumerate(MONTHS, 1)}
    found |= _cased(months, "month")
    found |= {name: ("may", months[name.title()]) for name in NAMES_TOO}
    found |= _cased(MONTH_ABBREVIATIONS, "month_abbreviation")
    found |= _cased({name: number for number, name in enumerate(WEEKDAYS)}, "weekday")
    return found | _cased(WEEKDAY_ABBREVIATIONS, "weekday_abbreviation")
