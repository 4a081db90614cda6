"""The rules for DATE that find months, years and longer periods, and relative dates.

`ordered.py` says how to read a pattern.
"""

from __future__ import annotations

from plugins.dates.resolve.named import centuries, months, years
from plugins.dates.resolve.relative import ago, quarters, seasons, units, vague_words
from plugins.dates.rules.rule import relative_rules, rules
from plugins.layers import Timex

DATE = Timex.DATE

AGO = [
    *relative_rules(DATE, ago.ago_today, "amount=(Number|a) Unit ago relative_day    # a year ago today"),
    *relative_rules(
        DATE,
        quarters.a_year_before,
        """
        a unit Before       # a year ago
        unit dash Before    # year-ago
        """,
    ),
    *relative_rules(
        DATE,
        ago.ago,
        """
        amount=(Number) ((to|or) Number|and a half)? Unit (or so)? ago    # ten days ago
        amount=(a) Unit (or so)? ago                                      # a week ago
        amount=(a|number_word) unit and a half ago                        # a year and a half ago
        amount=(Few) units ago                             # several years ago
        units ago                                          # months ago
        """,
    ),
    *relative_rules(
        DATE,
        ago.part_ago,
        """
        (a? half (a|dash)|half a|a quarter of a|a? quarter dash) unit ago    # half a century ago
        """,
    ),
    *relative_rules(DATE, ago.earlier, "amount=(Number|a) Unit earlier    # three months earlier"),
    *relative_rules(
        DATE,
        ago.from_now,
        """
        amount=(Number|a|Few) Unit from now    # three weeks from now
        """,
    ),
    *relative_rules(
        DATE,
        ago.from_day,
        """
        amount=(Number|a) Unit from day=(relative_day|Weekday)    # a week from Friday
        """,
    ),
]

POINTED = [
    *relative_rules(
        DATE,
        units.same_month,
        "the (same|comparable) unit (a unit Before|(of|in)? (last unit|year))    # in May; the same month last year",
    ),
    *relative_rules(
        DATE,
        units.relative_unit,
        """
        (this|last|that|the? that? same) fiscal? unit                             # last month
        (the|this)? (last|next|coming|previous|following|current|latest) fiscal? unit    # the following year
        """,
    ),
    *relative_rules(DATE, units.unit_beside, "the unit (before|after)    # the month before"),
    *relative_rules(
        DATE,
        units.two_away,
        """
        the unit before last    # the week before last
        the unit after next     # the year after next
        """,
    ),
    *relative_rules(
        DATE,
        units.relative_month,
        """
        (this|last|next|that|this past|this coming) Month    # last August
        the following Month                                  # in October 2014; the following May
        """,
    ),
    *relative_rules(
        DATE,
        seasons.relative_season,
        "(this past?|that|the? (last|past|next|coming|previous|following)) season    # last fall",
    ),
    *relative_rules(
        DATE,
        units.weekend,
        """
        (the|this|last|next|this past|this coming|the last|the past|the coming) weekend    # the weekend
        (that|the? (previous|following|same)) weekend                             # on Friday; the following weekend
        """,
    ),
    *relative_rules(
        DATE,
        units.the_unit,
        """
        (earlier|later|early) in the unit    # later in the year
        the fiscal? unit                     # the week
        the whole unit                       # the full year
        unit (dash|possessive)? edge         # year-end
        mid dash unit                        # mid-year
        """,
    ),
]

CALENDAR = [
    *rules(
        DATE,
        months.first_of_two_months,
        "Month then=(AndMore last=(Month comma? of? Year))    # January to March 2015",
    ),
    *rules(
        DATE,
        months.month_and_year,
        "Month comma? of? (Year|number_word number_word (dash? number_word)?)    # February 2015",
    ),
    *rules(DATE, centuries.decade, "the? early? decade    # the 1990s\nthe mid dash? decade    # the mid-90s"),
    *rules(
        DATE,
        centuries.century,
        """
        the? early? (number_word dash)? ordinal dash? unit    # the 20th century
        early? ordinal units                                  # 18th centuries
        """,
    ),
    *rules(
        DATE,
        centuries.first_of_two_centuries,
        "the? early? ordinal then=(AndMore last=(early? ordinal units))    # the 17th and 18th centuries",
    ),
    *rules(
        DATE,
        centuries.before_christ,
        """
        (day|number|year) era    # 44 BC
        era (day|number|year)    # AD 120
        """,
    ),
    *rules(DATE, seasons.season_and_year, "the? season of? comma? Year (dash (day|number))?   # the summer of 1998"),
    *rules(
        DATE,
        years.years_joined,
        """
        fiscal unit year (dash|slash) (day|number)         # fiscal year 2019-20
        the? year (dash|slash) (day|number) fiscal unit    # the 2019/20 financial year
        """,
    ),
    *rules(
        DATE,
        years.named_year,
        """
        fiscal unit? Year          # fiscal 1989
        the unit Year              # the year 2000
        the? whole dash? unit Year    # the full year 2024
        the unit amount=(Words)    # the year two thousand
        the? year fiscal unit      # the 2014 fiscal year
        """,
    ),
    *rules(DATE, years.spelled_year, "number_word number_word (dash? number_word)?    # nineteen ninety-six"),
]

ALONE = [
    *rules(DATE, years.years_joined, "the? year (dash|slash) (day|number)    # 2019-20"),
    *rules(DATE, years.year_alone, "Year    # 1990"),
    *relative_rules(DATE, months.month, "Month    # January"),
    *relative_rules(DATE, seasons.bare_season, "the? season    # in the summer"),
]

REFERENCES = [
    *rules(
        DATE,
        vague_words.now,
        """
        right? now      # right now
        present_word    # currently
        these units     # these days
        """,
    ),
    *rules(DATE, vague_words.at_the_moment, "back=(at) (the|this) moment    # at the moment"),
    *rules(DATE, vague_words.past, "past_word    # recently\n(recent|past|those) units    # recent years"),
    *rules(DATE, vague_words.future, "the? coming units    # coming months\nthe near future    # the near future"),
    *rules(DATE, vague_words.the_past, "the (past|future)    # the past"),
    *rules(DATE, vague_words.adjective, "current    # current talks"),
]
