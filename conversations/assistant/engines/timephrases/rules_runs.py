"""Rules for a stretch inside a larger period: "the last week of 2031", "the first three days of May".

This room never handles a stretch told from today ("the next three days"); rules_periods does.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .calendar_days import coming, in_words, month_end, shift_days, shift_months, week_start
from .grammar import RuleTable
from .relative_days import NEXT, PAST, move, one_day, period
from .values import Days, Length

RUNS = RuleTable()

_OF_LONGER = (
    "(of|in) {month} ((,|of)? {year})?",
    "(of|in) (the)? (year)? {year}",
    "(of|in) (the)? {which} {outer:period_unit}",
    "of (the|our)? {outer:period_unit}",
)
_OF_YEAR = _OF_LONGER[1:]


def _with(head: str, tails: tuple[str, ...] = _OF_LONGER) -> tuple[str, ...]:
    return tuple(f"{head} {tail}" for tail in tails)


def _longer(
    now: datetime, month: int | None, year: int | None, which: str | None, outer: str | None
) -> tuple[date, date]:
    """Return the first and last day of the period a stretch lies in; without a year it is not over yet."""
    today = now.date()
    if month is not None:
        first = date(year or today.year, month, 1)
        if year is None and month_end(first) < today:
            first = first.replace(year=today.year + 1)
        return first, month_end(first)
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    steps = 1 if which in (*NEXT, "coming") else -1 if which in PAST else 0
    return period(today, outer or "year", steps)


def _nth(first: date, last: date, nth: int, step: timedelta) -> date | None:
    found = first + step * (nth - 1) if nth > 0 else last + step * (nth + 1)
    return found if first <= found <= last else None


def _count(nth: int | str) -> int:
    return nth if isinstance(nth, int) else -1


@RUNS.rule("DAY", *_with("(the)? {edge:first|last|final|opening|closing} {length:LENGTH}"))
def _first_days(
    now: datetime,
    edge: str | int,
    length: Length,
    month: int | None = None,
    year: int | None = None,
    which: str | None = None,
    outer: str | None = None,
) -> Days | None:
    first, last = _longer(now, month, year, which, outer)
    if length.fine:
        return None
    if edge in ("first", "opening", 1):
        start, end = first, shift_days(move(first, length), -1)
        if length.workdays:
            start = _working(first, 1)
            end = move(start, Length(workdays=length.workdays - 1))
    else:
        start, end = shift_days(move(last, length, -1), 1), last
        if length.months:
            start = shift_months(shift_days(last, 1), -length.months)
        if length.workdays:
            end = _working(last, -1)
            start = move(end, Length(workdays=length.workdays - 1), -1)
    if not first <= start <= end <= last:
        return None
    return one_day(start, f"{in_words(start)} to {in_words(end)}", end, vague=True)


def _working(day: date, sign: int) -> date:
    while day.weekday() > 4:
        day = shift_days(day, sign)
    return day


@RUNS.rule("DAY", *_with("(the)? {nth:first|last|final} (working|business|work|week) day"))
@RUNS.rule("DAY", *_with("(the)? {nth:first|last|final} (weekday|workday)"))
def _working_day(
    now: datetime,
    nth: str | int,
    month: int | None = None,
    year: int | None = None,
    which: str | None = None,
    outer: str | None = None,
) -> Days:
    first, last = _longer(now, month, year, which, outer)
    day = _working(first, 1) if nth in ("first", 1) else _working(last, -1)
    return one_day(day, f"{in_words(day)}, a working day")


@RUNS.rule("DAY", *_with("(the|on|on the)? {nth:ordinal|last|final|BACK} (calendar)? day", _OF_YEAR))
def _nth_day(
    now: datetime,
    nth: int | str,
    year: int | None = None,
    which: str | None = None,
    outer: str | None = None,
) -> Days | None:
    if outer == "month":
        return None
    first, last = _longer(now, None, year, which, outer)
    day = _nth(first, last, _count(nth), timedelta(days=1))
    return one_day(day, in_words(day)) if day else None


@RUNS.rule("DAY", *_with("(the)? {nth:ordinal|last|final|BACK} {weekday}", _OF_YEAR))
def _nth_weekday(
    now: datetime,
    nth: int | str,
    weekday: int,
    year: int | None = None,
    which: str | None = None,
    outer: str | None = None,
) -> Days | None:
    if outer == "month":
        return None
    first, last = _longer(now, None, year, which, outer)
    start = coming(first, weekday, today_counts=True)
    end = shift_days(coming(last, weekday), -7)
    day = _nth(start, end, _count(nth), timedelta(weeks=1))
    return one_day(day, in_words(day)) if day else None


@RUNS.rule(
    "DAY",
    *_with("(the)? {nth:ordinal|last|final|BACK} (full|calendar)? week", _OF_YEAR),
    *_with("(the)? week (number)? {nth:num}", (_OF_LONGER[0], *_OF_YEAR)),
)
def _nth_week(
    now: datetime,
    nth: int | str,
    month: int | None = None,
    year: int | None = None,
    which: str | None = None,
    outer: str | None = None,
) -> Days | None:
    """A week belongs where its Thursday lies (ISO 8601)."""
    if outer in ("month", "week", "weekend", "fortnight") and which is None:
        return None
    first, last = _longer(now, month, year, which, outer)
    start = week_start(shift_days(first, 3))
    end = week_start(shift_days(last, -3))
    monday = _nth(start, end, _count(nth), timedelta(weeks=1))
    return (
        one_day(monday, f"the week from {in_words(monday)}", shift_days(monday, 6), vague=True)
        if monday
        else None
    )


@RUNS.rule("DAY", *_with("(the)? {nth:ordinal|last|final|BACK} {unit:month_or_quarter}", _OF_YEAR))
def _nth_month(
    now: datetime,
    nth: int | str,
    unit: str,
    year: int | None = None,
    which: str | None = None,
    outer: str | None = None,
) -> Days | None:
    if outer not in (None, "year", "quarter", "decade") or outer == unit:
        return None
    first, last = _longer(now, None, year, which, outer)
    months = 1 if unit == "month" else 3
    count = _count(nth)
    start = (
        shift_months(first, months * (count - 1))
        if count > 0
        else shift_months(shift_days(last, 1), months * count)
    )
    end = shift_days(shift_months(start, months), -1)
    return (
        one_day(start, f"from {in_words(start)}", end, vague=True) if first <= start <= end <= last else None
    )


@RUNS.rule(
    "DAY",
    "^ (the)? (calendar)? week (number|no)? (.)? {n:num} (.)? $",
    "(in|during|of|for|by|until) (calendar)? week (number|no)? {n:num}(?!<word|unit>)",
    "(in)? calendar week (number|no)? {n:num}",
    "(in)? (cw|kw) {n:num}",
)
def _week_number(now: datetime, n: int) -> Days | None:
    for year in (now.year, now.year + 1):
        try:
            start = date.fromisocalendar(year, n, 1)
        except ValueError:
            continue
        if shift_days(start, 6) >= now.date():
            return one_day(start, f"week {n} of {year}", shift_days(start, 6), vague=True)
    return None


@RUNS.rule("DAY", "(year|{unit:month_or_quarter}) (-)? to (-)? date", "ytd")
def _to_date(now: datetime, unit: str = "year") -> Days:
    first, _ = period(now.date(), unit or "year", 0)
    return one_day(first, f"the {unit or 'year'} so far", now.date(), vague=True)
