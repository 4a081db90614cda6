"""The rules for DATE: calendar days, quarters, months and years, and what hangs on the document time.

How to read a pattern is said in `rules.py`.
"""

from __future__ import annotations

from plugins.dates import calendar_names, holidays, quarters, relative
from plugins.dates.patterns import relative_rules, rules
from plugins.layers import Timex

DATE = Timex.DATE

DAYS = [
    *rules(DATE, calendar_names.numeric_date, "date    # 2015-02-12"),
    *rules(
        DATE,
        calendar_names.first_of_two_days,
        """
        Month Day then=(OnTo last=(Day comma? year))      # May 3-5, 2015
        the? Day then=(OnTo last=(DayMonth comma? year))  # 3 to 5 May 2015
        """,
    ),
    *relative_rules(
        DATE,
        calendar_names.first_of_two_days,
        "the? Day then=(OnTo last=(DayMonth))    # 3 to 5 May",
    ),
    *relative_rules(
        DATE,
        calendar_names.second_of_two_days,
        "back=((month|may|month_abbreviation|dot) Day OnTo) Day (comma? year)?    # May 3-5",
    ),
    *relative_rules(
        DATE,
        relative.in_that_year,
        """
        (Weekday comma?)? Month Day comma? ThatYear    # April 20 last year
        the? Day of? Month comma? ThatYear             # 20 April next year
        Month ThatYear                                 # August last year
        the? season ThatYear                           # spring next year
        """,
    ),
    *relative_rules(DATE, relative.in_that_week, "weekday of? (last|this|next) unit    # Thursday of last week"),
    *rules(
        DATE,
        calendar_names.day_and_month,
        """
        (Weekday comma?)? Month Day comma? Year              # Monday, Oct. 26, 1998
        (Weekday comma?)? the? Day of? Month comma? Year     # 12 February 2015
        """,
    ),
    *relative_rules(
        DATE,
        calendar_names.day_and_month,
        """
        (this coming?)? (Weekday comma?)? Month Day              # Feb. 12
        (Weekday comma?)? the? Day of? Month                     # the 4th of July
        """,
    ),
    *relative_rules(
        DATE, relative.day_beside, "the unit (before|after) day=(relative_day)    # the day before yesterday"
    ),
    *relative_rules(
        DATE,
        relative.pointed_weekday,
        """
        the? (last|past|next|coming|previous|following) weekday    # last Friday
        this (past|coming)? weekday                                # this coming Sunday
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
    *relative_rules(DATE, relative.week_of, "the unit of day=(Month Day|DayMonth)    # the week of March 3"),
    *relative_rules(
        DATE,
        relative.named_day,
        """
        relative_day    # yesterday
        weekday         # Tuesday
        weekday_abbreviation dot    # Tues.
        """,
    ),
]

QUARTERS = [
    *relative_rules(
        DATE,
        quarters.first_of_two_quarters,
        """
        the? fiscal? ordinal then=(AndMore last=(ordinal (quarter|units) OfYear?))    # the first and second quarters
        """,
    ),
    *rules(
        DATE,
        quarters.quarter_and_year,
        """
        the? Quarter (of|in|comma)? the? (fiscal unit?)? year    # the third quarter of 2014
        the? fiscal? year possessive? Quarter                    # the 1988 second quarter
        the (last|final) quarter (of|in) (fiscal unit?)? year    # the last quarter of 2025
        numbered_quarter (of|comma)? year                        # Q3 2014
        year numbered_quarter                                    # 2014 Q3
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter_and_year,
        """
        (this|last|next) unit possessive Quarter                 # last year's third quarter
        the? Quarter (of|in)? (this|last|next) fiscal? unit      # the third quarter of last year
        the (last|final) quarter (of|in) year=(this|last|next) fiscal? unit    # the final quarter of this year
        """,
    ),
    *rules(
        DATE,
        quarters.months_of_year,
        "the (ordinal|last|final) SomeMonths (of|in) (fiscal unit?)? Year    # the first six months of 2024",
    ),
    *relative_rules(
        DATE,
        quarters.months_of_year,
        "the (ordinal|last|final) SomeMonths of year=(this|last|next) unit    # the last three months of last year",
    ),
    *rules(
        DATE,
        quarters.half_of_year,
        "the? ordinal half (of|in) (fiscal unit?)? Year    # the second half of fiscal 2026",
    ),
    *relative_rules(
        DATE,
        quarters.half_of_year,
        "the? ordinal half of year=(this|last|next|the) fiscal? unit    # the first half of last year",
    ),
    *relative_rules(
        DATE,
        quarters.a_year_before,
        """
        the? same? comparable? unit dash? Before Quarter               # the year-earlier third quarter
        the? same? comparable? unit dash? Before (quarter|period)      # the year-ago quarter
        the (quarter|period) a unit Before                                  # the quarter a year ago
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter_of_year,
        """
        the year (quarter|period)                           # the 1988 quarter
        (this|last|next) unit possessive (quarter|period)   # last year's quarter
        the (same|comparable) (quarter|period) (of|in)? (last unit|year)   # the same quarter last year
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter,
        """
        the? latest? Quarter            # the third quarter
        fiscal? ordinal dash quarter    # third-quarter
        numbered_quarter        # Q3
        ordinal units           # second quarters
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter_ended,
        "the latest? fiscal? quarter then=(ended last=(Month Day|DayMonth))    # the quarter ended July 31",
    ),
    *relative_rules(
        DATE, quarters.from_month_to_month, "the? Month OnTo Month (quarter|period)    # the July-September quarter"
    ),
    *rules(DATE, quarters.numbered_half, "numbered_half (of|comma)? year    # H1 2024"),
    *relative_rules(
        DATE,
        quarters.half_in_business,
        "the? fiscal? ordinal dash? half    # sales of the first half",
    ),
    *relative_rules(
        DATE,
        quarters.the_quarter,
        """
        (the? (latest|last|previous|next|current|coming)|the|this|that) fiscal? quarter    # the latest quarter
        the latest period                                                         # the latest period
        """,
    ),
]

AGO = [
    *relative_rules(
        DATE,
        quarters.a_year_before,
        """
        a unit Before            # a year ago
        unit dash Before    # year-ago
        """,
    ),
    *relative_rules(
        DATE,
        relative.ago,
        """
        amount=(Number) (and a half)? Unit (or so)? ago    # ten days ago
        amount=(a) Unit (or so)? ago                       # a week ago
        amount=(Few) units ago                             # several years ago
        units ago                                          # months ago
        """,
    ),
    *relative_rules(
        DATE,
        relative.part_ago,
        """
        (a? half (a|dash)|half a|a quarter of a|a? quarter dash) unit ago    # half a century ago
        """,
    ),
    *relative_rules(DATE, relative.earlier, "amount=(Number|a) Unit earlier    # three months earlier"),
    *relative_rules(
        DATE,
        relative.from_now,
        """
        amount=(Number|a|Few) Unit from (now|relative_day)    # three weeks from now
        """,
    ),
]

POINTED = [
    *relative_rules(
        DATE,
        relative.pointed_unit,
        """
        (this|last|that|the? that? same) fiscal? unit                            # last month
        the? (last|next|coming|previous|following|current|latest) fiscal? unit   # the following year
        """,
    ),
    *relative_rules(
        DATE,
        relative.two_away,
        """
        the unit before last    # the week before last
        the unit after next     # the year after next
        """,
    ),
    *relative_rules(DATE, relative.pointed_month, "(this|last|next|this past|this coming) Month    # last August"),
    *relative_rules(
        DATE,
        relative.pointed_season,
        "(this past?|the? (last|past|next|coming|previous|following)) season    # last fall",
    ),
    *relative_rules(
        DATE, relative.weekend, "(the|this|last|next|this past|this coming|the last|the past) weekend    # the weekend"
    ),
    *relative_rules(
        DATE,
        relative.the_unit,
        """
        (earlier|later|early) in the unit    # later in the year
        the fiscal? unit                     # the week
        the whole unit                       # the full year
        unit (dash|possessive)? edge         # year-end
        """,
    ),
]

CALENDAR = [
    *rules(
        DATE,
        calendar_names.first_of_two_months,
        "Month then=(AndMore last=(Month comma? of? Year))    # January to March 2015",
    ),
    *rules(
        DATE,
        calendar_names.month_and_year,
        "Month comma? of? (Year|number_word number_word (dash? number_word)?)    # February 2015",
    ),
    *rules(DATE, calendar_names.decade, "the? early? decade    # the 1990s"),
    *rules(
        DATE,
        calendar_names.century,
        """
        the? early? (number_word dash)? ordinal dash? unit      # the 20th century
        early? ordinal units                                    # 18th centuries
        """,
    ),
    *rules(
        DATE,
        calendar_names.first_of_two_centuries,
        "the? early? ordinal then=(AndMore last=(early? ordinal units))    # the 17th and 18th centuries",
    ),
    *rules(
        DATE,
        calendar_names.before_christ,
        """
        (day|number|year) era    # 44 BC
        era (day|number|year)    # AD 120
        """,
    ),
    *rules(DATE, calendar_names.season_and_year, "the? season of? comma? Year (dash day)?   # the summer of 1998"),
    *rules(
        DATE,
        calendar_names.named_year,
        """
        fiscal unit? Year                # fiscal 1989
        the unit Year                    # the year 2000
        the unit amount=(Words)          # the year two thousand
        the? year fiscal unit            # the 2014 fiscal year
        """,
    ),
    *rules(DATE, calendar_names.spelled_year, "number_word number_word (dash? number_word)?    # nineteen ninety-six"),
]

ALONE = [
    *rules(DATE, calendar_names.years_joined, "the? year dash (day|number)    # 2019-20"),
    *rules(DATE, calendar_names.year_alone, "Year    # 1990"),
    *relative_rules(DATE, calendar_names.month, "Month    # January"),
    *relative_rules(DATE, relative.bare_season, "the? season    # in the summer"),
]

REFERENCES = [
    *rules(
        DATE,
        relative.now,
        """
        right? now      # right now
        present_word    # currently
        these units     # these days
        """,
    ),
    *rules(DATE, relative.past, "past_word    # recently\n(recent|past) units    # recent years"),
    *rules(DATE, relative.future, "coming units    # coming months\nthe near future    # the near future"),
    *rules(DATE, relative.the_past, "the (past|future)    # the past"),
    *rules(DATE, relative.adjective, "current    # current talks"),
]
