"""Rules for days told by their number alone: "the 18th", "on the 17", "Friday the 13th".

This room never handles a number beside a month; rules_dates does.
"""

from __future__ import annotations

import calendar
from datetime import datetime

from .calendar_days import in_words, make_date, shift_months
from .grammar import RuleTable
from .readings import Problem
from .rules_dates import no_such_date, single_day
from .values import Choice, Days

DAY_NUMBERS = RuleTable()


@DAY_NUMBERS.rule(
    "DAY",
    "{weekday} (,|-)? (the)? {nth:ordinal}(?!<word|unit>)",
    "{weekday} (,)? (the)? {nth:late_mday}(?!<word|unit|ampm|hm>)",
)
def _weekday_the_nth(now: datetime, weekday: int, nth: int) -> Days | Problem | None:
    first = now.date().replace(day=1)
    for ahead in range(30):
        month = shift_months(first, ahead)
        found = make_date(month.year, month.month, nth)
        if found is not None and found >= now.date() and found.weekday() == weekday:
            return single_day(found)
    return (
        no_such_date(f"{calendar.day_name[weekday]} the {nth}", "no month in sight has it")
        if nth > 31
        else None
    )


@DAY_NUMBERS.rule("DAY", "the {nth:ordinal} (.)? $")
def _the_late_nth(now: datetime, nth: int) -> Days | Problem | None:
    """Read "the twelfth" at the end; "the second" may be the second of anything."""
    return the_nth(now, nth) if nth > 10 else None


@DAY_NUMBERS.rule(
    "DAY",
    "(?<=<dated_by>) (the)? {nth:ordinal}(?!<word|unit|num|weekday|weekday_plural|part|meal|occasion>)",
    "the {nth:numbered} (?=$|<end_mark>)",
    "the {nth:numbered} (?=look|looks|work|works|suit|suits|sound|sounds|good|fine|okay|ok|instead)",
    "the {nth:ordinal} (?=<closing|part|hm>)(?!to|of)",
    "on the {nth:mday}(?!<word|unit|ampm|oclock>)",
    "(?<!<month|num|ordinal|every|label>) (the)? {nth:numbered} (?=(,|at|@|from|around)? (<h12> (- <h12>)? <ampm>|<hm>))",
    "(?<=<ampm>) {nth:numbered}(?!<word|unit>)(?!of|<month>)",
    "^ {nth:numbered} (?=(,)? (at|@|around)? <h12|hm|hhmm>)",
    "(?<=on) {nth:late_mday} (?=(at|from|,)? <h12|hm|hhmm> <closing|ampm>|(at|from) <h12|hm> $)",
    "^ (the)? {nth:ordinal} $",
    "(?<!<month|num|ordinal|every|label>) {nth:numbered} (.)? $",
)
def the_nth(now: datetime, nth: int) -> Days | Problem | None:
    """Return the coming day of that number in its month, or the problem of a number no month has."""
    first = now.date().replace(day=1)
    if nth > 31:
        return no_such_date(f"{nth}th", "months have at most 31 days")
    for ahead in range(3):
        month = shift_months(first, ahead)
        found = make_date(month.year, month.month, nth)
        if found is not None and found >= now.date():
            return Days((Choice(found, f"the {nth} of the month, {in_words(found)}"),), yearless=True)
    return None
