"""The rules: an ordered list of patterns over token classes, each with the function that resolves what it matches.

A pattern is a regular expression whose letters are the names of classes (`text/words.py`, `text/tokens.py`) and of the
abbreviations in `text/patterns.py`; `name=(…)` names a part for the resolving function. At each place of the text, the
first rule that matches and does not refuse the match (return None) gives the expression. No pattern repeats without
bound.
"""

from __future__ import annotations

from plugins.dates.rules.dates import AGO, ALONE, CALENDAR, POINTED, REFERENCES
from plugins.dates.rules.days import DAYS
from plugins.dates.rules.lengths import AGES, COMPARED, DURATIONS, PLURALS, SETS
from plugins.dates.rules.quarters import AS_MANY_MONTHS, QUARTERS
from plugins.dates.rules.rule import Rule, rules
from plugins.dates.rules.times import TIMES
from plugins.layers import Timex

NO_DATES = """
    money (day|year|number)                              # $2000
    Number dash? unit dash? old                          # 25-year-old
    Number ((to|or|dash) Number)? units old              # 52 years old
    Number (dash|to) dash? Number dash? unit dash old    # 18-to-24-year-old
    Number units a unit                                  # 24 hours a day
"""

RULES: tuple[Rule, ...] = (
    *AGES,
    *rules(Timex.DATE, None, NO_DATES),
    *TIMES,
    *AS_MANY_MONTHS,
    *COMPARED,
    *SETS,
    *DAYS,
    *QUARTERS,
    *AGO,
    *CALENDAR,
    *DURATIONS,
    *POINTED,
    *ALONE,
    *REFERENCES,
    *PLURALS,
)
