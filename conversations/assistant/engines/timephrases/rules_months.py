"""Rules for parts of months and years: "first Monday of March", "end of next month", "June to August".

This room never handles single dates; rules_dates does.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

from .calendar_days import in_words, make_date, month_end, nth_weekday, shift_days, shift_months, week_start
from .grammar import RuleTable
from .lexicon import MONTHS
from .readings import Problem
from .rules_dates import full_year, no_such_date, single_day
from .values import Choice, Days

MONTHS_AND_YEARS = RuleTable()


def _of_month(now: datetime, month: int | None, year: int | None, which: str | None) -> list[date]:
    """Return the first days of the months a phrase may mean, most plausible first."""
    today = now.date()
    if month is not None:
        if year is not None:
            return [date(full_year(year), month, 1)]
        this = date(today.year, month, 1)
        return (
            [this, date(today.year + 1, month, 1)]
            if month_end(this) >= today
            else [this.replace(year=today.year + 1)]
        )
    step = {"next": 1, "following": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}.get(
        which or "", 0
    )
    first = shift_months(today.replace(day=1), step)
    return [first] if which else [first, shift_months(first, 1)]


_OF_MONTH = ("(of|in) {month} ((,|of)? {year})?", "(of|in) (the)? {which} month", "of the month")


def _with_month(head: str) -> tuple[str, ...]:
    return tuple(f"{head} {tail}" for tail in _OF_MONTH)


@MONTHS_AND_YEARS.rule("DAY", *_with_month("(the)? {nth:ordinal|last|BACK} {weekday}"))
def _nth_weekday(
    now: datetime,
    nth: int | str,
    weekday: int,
    month: int | None = None,
    year: int | None = None,
    which: str | None = None,
) -> Days | Problem | None:
    count = nth if isinstance(nth, int) else -1
    if count > 5:
        return None
    for first in _of_month(now, month, year, which):
        found = nth_weekday(first.year, first.month, count, weekday)
        if found is None:
            name = f"{calendar.day_name[weekday]} number {count} in {MONTHS[first.month - 1].capitalize()} {first.year}"
            return no_such_date(name, "the month has only four")
        if found >= now.date() or year is not None or which is not None:
            return Days((Choice(found, in_words(found)),))
    return None


@MONTHS_AND_YEARS.rule("DAY", *_with_month("(the)? {nth:ordinal|last|BACK} weekend"))
def _nth_weekend(
    now: datetime, nth: int | str, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days | None:
    first = _of_month(now, month, year, which)[0]
    saturday = nth_weekday(first.year, first.month, nth if isinstance(nth, int) else -1, 5)
    if saturday is None:
        return None
    return Days(
        (Choice(saturday, f"the weekend of {in_words(saturday)}", shift_days(saturday, 1)),), vague=True
    )


@MONTHS_AND_YEARS.rule("DAY", *_with_month("(the)? {nth:ordinal|last|BACK} (full|calendar)? week"))
def _nth_week(
    now: datetime, nth: int | str, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days | None:
    first = _of_month(now, month, year, which)[0]
    count = nth if isinstance(nth, int) else -1
    if count > 5:
        return None
    start = shift_days(week_start(shift_days(first, 3)), 7 * (count - 1))
    if count < 0:
        start = shift_days(week_start(shift_days(month_end(first), -3)), 7 * (count + 1))
    return Days((Choice(start, f"the week from {in_words(start)}", shift_days(start, 6)),), vague=True)


@MONTHS_AND_YEARS.rule(
    "DAY",
    *_with_month("(the)? {nth:ordinal|last|BACK} (calendar)? day"),
    *_with_month("(on)? (the)? {nth:ordinal|mday}"),
    "{which} month (,)? (on)? (the)? {nth:ordinal}",
)
def _nth_day(
    now: datetime, nth: int | str, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days | Problem | None:
    for first in _of_month(now, month, year, which):
        found = (
            make_date(first.year, first.month, nth) if isinstance(nth, int) and nth > 0 else month_end(first)
        )
        if found is not None and isinstance(nth, int) and nth < 0:
            found = shift_days(found, nth + 1)
        if found is None:
            return no_such_date(f"{nth} {MONTHS[first.month - 1].capitalize()}", "the month is shorter")
        if found >= now.date() or year is not None or which is not None:
            return single_day(found)
    return None


@MONTHS_AND_YEARS.rule(
    "DAY",
    *_with_month("(the|at)? (the)? {edge}"),
    "{edge:edge_adverb} (-)? (in)? {month} ({year})?(?!<mday|ordinal>)",
    "{edge:edge_adverb} (in)? {which} month",
)
def _edge_of_month(
    now: datetime, edge: str, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days:
    first = _of_month(now, month, year, which)[0]
    last = month_end(first)
    if edge == "end":
        return Days((Choice(last, f"the end of the month, {in_words(last)}"),))
    start = {"start": first, "early": first, "middle": first.replace(day=15), "mid": first.replace(day=11)}
    end = {"start": None, "early": first.replace(day=10), "middle": None, "mid": first.replace(day=20)}
    begin = start.get(edge, first.replace(day=21))
    return Days((Choice(begin, f"{edge} in the month, {in_words(begin)}", end.get(edge, last)),), vague=True)


@MONTHS_AND_YEARS.rule(
    "DAY",
    "(the)? {nth:ordinal} half of {month} ({year})?",
    "(the)? {nth:ordinal} half of (the)? {which} month",
)
def _half_of_month(
    now: datetime, nth: int, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days | None:
    if nth > 2:
        return None
    first = _of_month(now, month, year, which)[0]
    start, end = (first, first.replace(day=15)) if nth == 1 else (first.replace(day=16), month_end(first))
    return Days((Choice(start, f"half {nth} of the month, from {in_words(start)}", end),), vague=True)


def month_period(first: date) -> Days:
    """Return a whole calendar month."""
    why = f"{MONTHS[first.month - 1].capitalize()} {first.year}"
    return Days((Choice(first, why, month_end(first)),), yearless=True, vague=True)


@MONTHS_AND_YEARS.rule(
    "DAY",
    "(from|between) {a:month} ((,|of)? {first_year:year})? (to|-|through|until|till|and) {b:month} ((,|of)? {year})?",
    "{a:month} ((,|of)? {first_year:year})? (to|-|through|until|till) {b:month} (,|of)? {year}",
    "{a:clear_month} (to|-|through|until|till) {b:month}(?!<mday|ordinal>)",
    "{a:month} (to|through|until|till) {b:clear_month}(?!<mday|ordinal>)",
)
def _months(
    now: datetime, a: int, b: int, year: int | None = None, first_year: int | None = None
) -> Days | None:
    begins = first_year or (year and year - (b < a))
    first = date(begins, a, 1) if begins else _of_month(now, a, None, None)[0]
    last = month_end(date(year or first.year + (b < a), b, 1))
    if last < first:
        return None
    return Days(
        (Choice(first, f"{in_words(first)} to {in_words(last)}", last),), yearless=not year, vague=True
    )


@MONTHS_AND_YEARS.rule(
    "DAY",
    "(in|during|for|all of)? {month} (,|of|in)? {year}",
    "(?<=<in_month>) {month}(?!<mday>)",
    "{which} {month}(?!<mday|ordinal>)",
    "{month} (of)? {of_year:which} year",
    "{of_year:which} year {month}",
    "(in|during|for)? {month_year}(?!- <num>)",
)
def _month(
    now: datetime,
    month: int = 1,
    year: int | None = None,
    which: str | None = None,
    of_year: str | None = None,
    month_year: str | None = None,
) -> Days:
    today = now.date()
    if month_year is not None:
        head, tail = (int(part) for part in re.split("[-/]", month_year))
        return month_period(date(max(head, tail), min(head, tail), 1))
    if of_year is not None:
        year = today.year + {"next": 1, "last": -1}.get(of_year, 0)
    if year is not None:
        return month_period(date(full_year(year), month, 1))
    this = date(today.year, month, 1)
    if which in ("last", "past", "previous"):
        return month_period(this if month_end(this) < today else this.replace(year=today.year - 1))
    ahead = (
        this
        if (month_end(this) >= today and which not in ("next", "following")) or this > today
        else this.replace(year=today.year + 1)
    )
    return month_period(ahead)
