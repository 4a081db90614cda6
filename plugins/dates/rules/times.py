"""The rules for TIME.

`ordered.py` says how to read a pattern.
"""

from __future__ import annotations

from plugins.dates.resolve.times import clock, parts_of_day
from plugins.dates.rules.rule import relative_rules, rules
from plugins.layers import Timex

TIME = Timex.TIME

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
        clock.spoken_clock,
        """
        half past (day|number_word)               # half past ten
        a? quarter (past|to) (day|number_word)    # a quarter to six
        """,
    ),
    *relative_rules(
        TIME,
        parts_of_day.part_of_named_day,
        """
        day=(DayName) part_of_day               # Wednesday night
        overnight day=(DayName)                 # overnight Tuesday
        the part_of_day of day=(DayName)        # the evening of May 5
        mid dash? part_of_day day=(DayName)     # mid-afternoon yesterday
        back=(in|the) part_of_day day=(DayName)    # in the morning Tuesday
        """,
    ),
    *relative_rules(TIME, parts_of_day.part_of_relative_weekday, "Pointed weekday part_of_day    # last Friday night"),
    *relative_rules(
        TIME,
        parts_of_day.part_of_today,
        """
        (this|last) part_of_day    # last night
        tonight                    # tonight
        """,
    ),
    *relative_rules(
        TIME,
        parts_of_day.part_of_next_day,
        "the (next|following|previous) part_of_day    # on 4 May; the next morning",
    ),
    *relative_rules(
        TIME,
        parts_of_day.part_of_story_day,
        """
        (that|the) part_of_day    # the morning
        mid dash? part_of_day     # mid-afternoon
        overnight                 # overnight
        """,
    ),
]
