"""The rules for DURATION and SET.

`ordered.py` says how to read a pattern.
"""

from __future__ import annotations

from plugins.dates.resolve.lengths import amounts, repeated
from plugins.dates.rules.rule import rules
from plugins.layers import Timex

DURATION, SET = Timex.DURATION, Timex.SET

SETS = [
    *rules(
        SET,
        repeated.every,
        """
        each amount=(Number) units                                               # every two years
        each weekday part_of_day                                                 # every Friday night
        each (alternate|ordinal|single|working)? (Unit|weekday|month|season|weekend|part_of_day)    # every other week
        """,
    ),
    *rules(SET, amounts.vague, "each Few units    # every few years"),
    *rules(
        SET,
        repeated.weekly,
        """
        weekday part_of_days    # Friday nights
        weekdays                # Mondays
        back=(on|at) weekends   # on weekends
        """,
    ),
    *rules(SET, repeated.weekly, "back=(each weekday (and|or)) weekday    # every Monday and Friday"),
    *rules(
        SET,
        repeated.times_a_unit,
        "the (ordinal|last) (weekday|unit) (of|in) each unit    # the first Tuesday of each month",
    ),
    *rules(SET, repeated.often, "repeated    # daily"),
    *rules(
        SET,
        repeated.times_a_unit,
        """
        often (a|each) unit           # twice a week
        Number times (a|each) unit    # three times a year
        """,
    ),
]

DURATIONS = [
    *rules(
        DURATION,
        amounts.joined,
        """
        first=(Number Unit) comma? rest=(Number Unit) comma? and? last=(Number Unit)    # 2 hours 3 minutes 9 seconds
        first=((Number|a) Unit) comma? and? rest=(Number Unit)                          # three years and six months
        """,
    ),
    *rules(
        DURATION,
        amounts.and_a_half,
        """
        amount=(Number) (dash? and dash? a dash? half) dash? Unit    # two and a half years
        amount=(a|number_word) unit and a half                       # a minute and a half
        """,
    ),
    *rules(DURATION, amounts.and_a_half, "(the|this) (last|past|next) unit and a half    # the last year and a half"),
    *rules(DURATION, amounts.of_seconds, "(day|number|number_word) dash ordinal (dash long)?    # 60-second"),
    *rules(
        DURATION,
        amounts.a_quarter,
        """
        a quarter of a unit      # a quarter of an hour
        a? quarter dash? unit    # a quarter-century
        """,
    ),
    *rules(
        DURATION,
        amounts.half,
        """
        half a unit          # half an hour
        a half dash? unit    # a half-century
        half dash? unit      # half-hour
        """,
    ),
    *rules(
        DURATION,
        amounts.counted,
        """
        the? Aside amount=(Number) Working? units AtLeast?    # the past three months
        """,
    ),
    *rules(
        DURATION,
        amounts.vague,
        """
        the? Aside Few units           # the next few years
        another? Few Working? units    # a couple of years
        few dash unit                  # several-year
        units dash long                # years-long
        """,
    ),
    *rules(
        DURATION,
        amounts.counted,
        """
        Next? amount=(Number) (to|or) Number dash? Working? Unit AtLeast?           # the next two to three weeks
        Next? amount=(day|number) dash (day|number) dash? Working? Unit AtLeast?    # 20–30 minutes
        (the|another)? amount=(Number) Working? units AtLeast?                      # eight hours
        amount=(Number) or (more|least) Working? units                              # two or more years
        amount=(Number) dash unit (dash long)?              # ten-day
        amount=(Number) unit                                # five year
        """,
    ),
    *rules(
        DURATION,
        amounts.one,
        """
        (the|this) past unit    # the past year
        past unit               # past decade
        a Working? unit         # a week
        the whole unit          # the whole day
        another unit            # another year
        unit dash long          # month-long
        long_unit               # yearlong
        """,
    ),
    *rules(DURATION, amounts.one_ahead, "the (next|last|coming) unit    # over the next decade"),
    *rules(DURATION, amounts.year_ended, "the fiscal? unit    # the year ended"),
]

PLURALS = rules(DURATION, amounts.vague, "units    # years")

AGES = rules(
    DURATION,
    amounts.age_of_a_thing,
    """
    amount=(Number) dash unit dash old    # the three-week-old strike
    (unit|units) dash old                 # the century-old feud
    """,
)

COMPARED = rules(
    DURATION, amounts.of_year_before, "the? unit dash Before amount=(Number) units    # the year-earlier nine months"
)
