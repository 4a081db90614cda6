"""The rules: an ordered list of patterns over token classes, each with the function that resolves what it matches.

A pattern is a regular expression whose letters are the names of classes (`words.py`, `tokens.py`) and of the
abbreviations in `patterns.py`; `name=(…)` names a part for the resolving function. At a place of the text, the first
rule that matches and does not refuse (return None) gives the expression. No pattern repeats without bound.
"""

from __future__ import annotations

from plugins.dates.resolve.lengths import amounts, repeated
from plugins.dates.resolve.times import clock
from plugins.dates.rules.dates import AGO, ALONE, CALENDAR, POINTED, REFERENCES
from plugins.dates.rules.days import DAYS
from plugins.dates.rules.quarters import AS_MANY_MONTHS, QUARTERS
from plugins.dates.rules.rule import Rule, relative_rules, rules
from plugins.layers import Timex

DATE, TIME, DURATION, SET = Timex.DATE, Timex.TIME, Timex.DURATION, Timex.SET

NO_DATES = """
    money (day|year|number)                              # $2000
    Number dash? unit dash? old                          # 25-year-old
    Number ((to|or|dash) Number)? units old              # 52 years old
    Number (dash|to) dash? Number dash? unit dash old    # 18-to-24-year-old
    Number units a unit                                  # 24 hours a day
"""

TIMES = [
    *relative_rules(
        TIME,
        clock.first_of_two_clocks,
        """
        Hour then=(OnTo last=(clock=(HalfClock) Zone? comma? on? day=(FullDay|DayName)))    # from 8 to 10 p.m. today
        Hour then=(OnTo last=(clock=(HalfClock)))                                           # 8-10 p.m.
        """,
    ),
    *relative_rules(
        TIME,
        clock.first_clock_of_day,
        "HalfClock then=(OnTo last=(HalfClock Zone? comma? on? day=(FullDay|DayName)))    # 8 a.m. to 1 p.m. on Monday",
    ),
    *rules(
        TIME,
        clock.dated_clock,
        """
        date                                    # 2015-07-28T14:30
        date comma? at? clock meridiem? Zone?    # 07/28/2015 2:30 PM EDT
        """,
    ),
    *relative_rules(
        TIME,
        clock.first_clock_of_day,
        """
        Clock Zone? then=(last=(Bracket ItsDay))                  # 3 p.m. (1300 GMT) on Monday
        (year|number) Zone then=(last=(Bracket ItsDay))           # 1500 EET (1300 GMT) on Monday
        (Clock|year|number) Zone then=(last=(close ItsDay))       # (1300 GMT) on Monday
        """,
    ),
    *rules(
        TIME,
        clock.clock_and_day,
        """
        clock=(Clock) Zone? comma? on? day=(FullDay)    # 9 p.m. on 14 March 2024
        clock=(year) Zone comma? on? day=(FullDay)      # 1430 GMT, 14 March 2024
        day=(FullDay) comma? at? clock=(Clock) Zone?    # Tuesday, October 22, 2024 at 2:05 PM
        day=(FullDay) comma? clock=(number|year) Zone   # 22 Oct 2024 09.15 BST
        """,
    ),
    *relative_rules(
        TIME,
        clock.clock_in_part_of_day,
        """
        clock=(clock|day|number_word) oclock? in the part_of_day    # 8 in the morning
        clock=(clock|day|number_word|number) (tonight|(this|last) part_of_day)    # 9:30 this morning
        clock=(Clock) Zone? comma? (tonight|(this|last) part_of_day)       # 10:30 p.m. last night
        """,
    ),
    *relative_rules(
        TIME,
        clock.clock_and_day,
        """
        clock=(Clock) on? day=(weekday) part_of_day          # 2 a.m. on Sunday morning
        clock=(Clock) on? day=(LongHoliday)                  # noon on Christmas Eve
        clock=(Clock) on? day=(Pointed weekday)              # 6 p.m. this Sunday
        clock=(Clock) on? day=((that|the (next|following|same)) unit)    # noon that day
        clock=(Clock) on? day=(Month Day|DayMonth) comma? ThatYear    # 6 p.m. on May 3 last year
        clock=(Clock) Zone? comma? on? day=(DayName)         # 5 p.m. EST Tuesday
        clock=(year|number) Zone comma? on? day=(DayName)    # 0930 GMT on Friday
        day=(DayName) comma? at? clock=(Clock) Zone?         # Friday at 10 p.m.
        clock=(Clock) Zone?                                  # 3 p.m.
        clock=(year|number) Zone                             # 1430 GMT
        """,
    ),
    *relative_rules(TIME, clock.head_of_entry, "number    # 15.40 Here is what we know"),
    *relative_rules(
        TIME,
        clock.spoken,
        """
        half past (day|number_word)               # half past ten
        a? quarter (past|to) (day|number_word)    # a quarter to six
        """,
    ),
    *relative_rules(
        TIME,
        clock.part_of_named_day,
        """
        day=(DayName) part_of_day               # Wednesday night
        overnight day=(DayName)                 # overnight Tuesday
        the part_of_day of day=(DayName)        # the evening of May 5
        mid dash? part_of_day day=(DayName)     # mid-afternoon yesterday
        back=(in|the) part_of_day day=(DayName)    # in the morning Tuesday
        """,
    ),
    *relative_rules(TIME, clock.part_of_pointed_day, "Pointed weekday part_of_day    # last Friday night"),
    *relative_rules(
        TIME,
        clock.part_of_today,
        """
        (this|last) part_of_day    # last night
        tonight                    # tonight
        """,
    ),
    *relative_rules(
        TIME,
        clock.part_of_next_day,
        "the (next|following|previous) part_of_day    # on 4 May; the next morning",
    ),
    *relative_rules(
        TIME,
        clock.part_of_story_day,
        """
        (that|the) part_of_day    # the morning
        mid dash? part_of_day     # mid-afternoon
        overnight                 # overnight
        """,
    ),
]

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

RULES: tuple[Rule, ...] = (
    *AGES,
    *rules(DATE, None, NO_DATES),
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
