"""The rules for DATE that find a single day.

`ordered.py` says how to read a pattern.
"""

from __future__ import annotations

from plugins.dates.resolve.named import days, holidays
from plugins.dates.resolve.relative import units, weekdays
from plugins.dates.rules.rule import relative_rules, rules
from plugins.layers import Timex

DATE = Timex.DATE

DAYS = [
    *rules(DATE, days.numeric_date, "date    # 2015-02-12"),
    *rules(
        DATE,
        days.first_of_two_days,
        """
        Month Day then=(OnTo last=(Day comma? year))        # May 3-5, 2015
        the? Day then=(OnTo last=(DayMonth comma? year))    # 3 to 5 May 2015
        """,
    ),
    *relative_rules(
        DATE,
        days.first_of_two_days,
        "the? Day then=(OnTo last=(DayMonth))    # 3 to 5 May",
    ),
    *relative_rules(
        DATE,
        days.second_of_two_days,
        "back=((month|may|month_abbreviation|dot) Day OnTo) Day (comma? year)?    # May 3-5",
    ),
    *relative_rules(
        DATE,
        units.in_that_year,
        """
        (Weekday comma?)? Month Day comma? ThatYear    # April 20 last year
        DayMonth comma? ThatYear                       # 20 April next year
        Month ThatYear                                 # August last year
        the? season ThatYear                           # spring next year
        """,
    ),
    *relative_rules(DATE, weekdays.in_that_week, "weekday of? (last|this|next) unit    # Thursday of last week"),
    *rules(
        DATE,
        days.day_and_month,
        """
        (Weekday comma?)? Month Day comma? Year             # Monday, Oct. 26, 1998
        (Weekday comma?)? DayMonth comma? Year              # 12 February 2015
        Day dash Month dash year                            # 12-Feb-2015
        """,
    ),
    *relative_rules(DATE, days.day_of_entry, "(Month Day|DayMonth)    # 1992 - Cease-fire on Jan. 3"),
    *relative_rules(
        DATE,
        days.day_and_month,
        """
        (this coming?)? (Weekday comma?)? Month Day    # Feb. 12
        (Weekday comma?)? DayMonth                     # the 4th of July
        """,
    ),
    *relative_rules(
        DATE,
        days.weekday_of_date,
        "Weekday then=(comma? open last=((Month Day|DayMonth) (comma? Year)?) close)    # Friday (May 3)",
    ),
    *rules(
        DATE,
        days.nth_weekday,
        "the (ordinal|last) weekday (in|of) month=(Month) comma? of? Year    # the last Friday of May 2014",
    ),
    *relative_rules(
        DATE,
        days.nth_weekday,
        "the (ordinal|last) weekday (in|of) month=(Month)    # the third Monday in May",
    ),
    *relative_rules(
        DATE, weekdays.day_beside, "the unit (before|after) day=(relative_day)    # the day before yesterday"
    ),
    *relative_rules(
        DATE,
        weekdays.relative_weekday,
        """
        Pointed weekday    # this coming Sunday
        """,
    ),
    *rules(
        DATE,
        holidays.holiday,
        """
        LongHoliday comma? year       # Christmas Day 2014
        name=(holiday) comma? year    # Christmas 2014
        """,
    ),
    *relative_rules(
        DATE,
        holidays.holiday,
        """
        (last|this|next)? LongHoliday       # New Year's Eve
        (last|this|next)? name=(holiday)    # last Thanksgiving
        """,
    ),
    *relative_rules(DATE, weekdays.week_of, "the (unit|weekend) of day=(Month Day|DayMonth)    # the week of March 3"),
    *relative_rules(DATE, days.weekday_and_day, "Weekday comma? the? ordinal    # Friday the 13th"),
    *relative_rules(DATE, days.day_of_month, "the ordinal    # on the 17th"),
    *relative_rules(
        DATE,
        weekdays.named_day,
        """
        relative_day                # yesterday
        weekday                     # Tuesday
        weekday_abbreviation dot    # Tues.
        """,
    ),
]
