"""The rules for quarters and halves of a year, and for the other periods of business news.

`ordered.py` says how to read a pattern.
"""

from __future__ import annotations

from plugins.dates.resolve.relative import quarters
from plugins.dates.rules.rule import relative_rules, rules
from plugins.layers import Timex

DATE, DURATION = Timex.DATE, Timex.DURATION

AS_MANY_MONTHS = relative_rules(
    DURATION,
    quarters.as_many_months,
    """
    the year period                                           # nine months, as in the 2014 period
    the (same|comparable) period (of|in)? (last unit|year)    # nine months, as in the same period of 2014
    the? same? comparable? unit dash? Before period           # nine months, as in the year-earlier period
    """,
)

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
        quarters.part_and_short_year,
        """
        numbered_quarter (day|number|short_year)    # 3Q24
        numbered_half (day|number|short_year)       # 1H24
        fiscal (day|number|short_year)              # FY24
        """,
    ),
    *rules(
        DATE,
        quarters.quarter_and_year,
        """
        the? fiscal? ordinal dash quarter year                   # fourth-quarter 2014
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
        (this|last|next) unit possessive Quarter                               # last year's third quarter
        the? Quarter (of|in)? (this|last|next) fiscal? unit                    # the third quarter of last year
        the (last|final) quarter (of|in) year=(this|last|next|the) fiscal? unit    # the final quarter of this year
        """,
    ),
    *rules(
        DATE,
        quarters.part_of_year,
        "the (ordinal|last|final) SomeMonths (of|in) (fiscal unit?)? Year    # the first six months of 2024",
    ),
    *relative_rules(
        DATE,
        quarters.part_of_year,
        "the (ordinal|last|final) SomeMonths of year=(this|last|next|the) unit    # the last three months of last year",
    ),
    *rules(
        DATE,
        quarters.half_of_year,
        "the? ordinal dash? half (of|in)? (fiscal unit?)? Year    # the second half of fiscal 2026",
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
        the? same? comparable? unit dash? Before Quarter             # the year-earlier third quarter
        the? same? comparable? unit dash? Before (quarter|period)    # the year-ago quarter
        the same? (quarter|period) a unit Before                     # the quarter a year ago
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter_of_year,
        """
        the year (quarter|period)                                           # the 1988 quarter
        (this|last|next) unit possessive (quarter|period)                   # last year's quarter
        the (same|comparable) (quarter|period) (of|in)? (last unit|year)    # the same quarter last year
        """,
    ),
    *relative_rules(
        DATE,
        quarters.numbered_quarter_ended,
        """
        the? latest? Quarter then=(ended on? last=(FullDay))            # the second quarter ended March 30, 2024
        the? latest? Quarter then=(ended on? last=(Month Day|DayMonth))    # the second quarter ended March 30
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter,
        """
        the? latest? Quarter            # the third quarter
        fiscal? ordinal dash quarter    # third-quarter
        numbered_quarter                # Q3
        ordinal units                   # second quarters
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter_ended,
        """
        the latest? fiscal? quarter then=(that? ended on? last=(FullDay))             # the quarter ended July 31, 2024
        the latest? fiscal? quarter then=(that? ended on? last=(Month Day|DayMonth))    # the quarter ended July 31
        """,
    ),
    *relative_rules(
        DATE,
        quarters.quarter_ended_in_month,
        """
        the latest? fiscal? quarter then=(Ended last=(Month Year?))    # the quarter ending in December
        the last=(Month) quarter                                       # the December quarter
        """,
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
        the latest period                                                                  # the latest period
        """,
    ),
]
