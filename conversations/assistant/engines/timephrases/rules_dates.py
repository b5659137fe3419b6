"""Rules for dates with a month or a number: "3 March 2027", "3/4", "the 3rd", "Friday the 13th".

This room never handles days told from today ("tomorrow", "next week"); rules_relative does.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

from .calendar_days import (
    in_words,
    make_date,
    next_year_with,
)
from .grammar import RuleTable
from .lexicon import MONTHS
from .readings import Problem
from .values import Choice, Clock, Days, Frame

DATES = RuleTable()


def no_such_date(text: str, why: str) -> Problem:
    """Return the problem of a date the calendar does not have."""
    return Problem("no_such_date", text, f"There is no {text}: {why}.")


def full_year(year: int) -> int:
    """Return the year two digits stand for: 00-68 lie after 2000, 69-99 before."""
    return year if year >= 100 else year + (2000 if year < 69 else 1900)


def single_day(day: date, *, yearless: bool = False) -> Days:
    """Return the one day meant."""
    return Days((Choice(day, in_words(day)),), yearless=yearless)


def month_day(now: datetime, month: int, day: int, year: int | None) -> Days | Problem:
    """Return the day of a month, the next such day when no year was said."""
    name = f"{day} {MONTHS[month - 1].capitalize()}"
    if year is not None:
        found = make_date(full_year(year), month, day)
        name = f"{name} {full_year(year)}"
    else:
        found = next_year_with(now.date(), month, day)
    if found is None:
        coming = now.year + (month < now.month)
        last = calendar.monthrange(full_year(year) if year is not None else coming, month)[1]
        return no_such_date(name, f"that month has {last} days")
    return single_day(found, yearless=year is None)


def _month_days(now: datetime, month: int, first: int, last: int, year: int | None) -> Days | Problem | None:
    if first >= last:
        return None
    start, end = month_day(now, month, first, year), month_day(now, month, last, year)
    if isinstance(start, Problem) or isinstance(end, Problem):
        return start if isinstance(start, Problem) else end
    if end.first < start.first:  # today lies between the two: the range has begun
        start = month_day(now, month, first, end.first.year)
        assert isinstance(start, Days)
    why = f"{in_words(start.first)} to {in_words(end.first)}"
    return Days((Choice(start.first, why, end.first),), yearless=year is None)


@DATES.rule("DAY", "{dmy}")
def _numeric(now: datetime, dmy: str) -> Days | Problem:
    a, b, c = (int(part) for part in re.split(r"[-/.]", dmy))
    if a > 31:
        orders = [(a, b, c)]
    else:
        orders = [(full_year(c), a, b), (full_year(c), b, a)]
        if a > 12:
            orders.reverse()
    found = list(dict.fromkeys(day for order in orders if (day := make_date(*order)) is not None))
    if not found:
        return no_such_date(dmy, "no month and day fit these numbers")
    return Days(tuple(Choice(day, in_words(day)) for day in found))


@DATES.rule("FRAME", "{iso}")
def _iso(now: datetime, iso: str) -> Frame | Problem:
    try:
        moment = datetime.fromisoformat(iso.upper())
    except ValueError:
        return Problem("no_such_time", iso, f"{iso} is not a moment the calendar has.")
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(now.tzinfo)
        except OverflowError:
            return Problem("no_such_time", iso, f"{iso} lies outside the calendar.")
    return Frame(days=single_day(moment.date()), clock=Clock(moment.hour, moment.minute, "fixed"))


@DATES.rule("DAY", "(from|between) {m1:h12} - {d1:mday} (to|-|until|till|through|and) {m2:h12} - {d2:mday}")
def _dashed_range(now: datetime, m1: int, d1: int, m2: int, d2: int) -> Days | Problem | None:
    return _two_months(now, d1, m1, d2, m2, None)


@DATES.rule("DAY", "(?<=on) {month:h12} - {day:late_mday}(?!<ampm|word>)")
def _dashed(now: datetime, month: int, day: int) -> Days | Problem:
    return month_day(now, month, day, None)


def _slash_days(now: datetime, slash: str, year: int | None) -> list[date]:
    a, b = (int(part) for part in re.split(r"[/.]", slash))
    found: list[date] = []
    for month, day in ((a, b), (b, a)):
        if 1 <= month <= 12:
            dated = month_day(now, month, day, year)
            if isinstance(dated, Days):
                found.append(dated.first)
    return list(dict.fromkeys(found))


@DATES.rule("DAY", "{a:slash} (-|to|through|until|till) {b:slash} ((,)? {year})?")
def _slash_range(now: datetime, a: str, b: str, year: int | None) -> Days | None:
    choices = []
    for start in _slash_days(now, a, year):
        for end in _slash_days(now, b, year):
            late = end if end >= start or year else make_date(start.year + 1, end.month, end.day)
            if late is not None and late >= start and (late - start).days < 300:
                choices.append(Choice(start, f"{in_words(start)} to {in_words(late)}", late))
    choices.sort(key=lambda choice: (choice.last or choice.first) - choice.first)
    return Days(tuple(choices[:2]), yearless=year is None) if choices else None


@DATES.rule("DAY", "{slash} (,)? {year}", "(?<=<dated_by>) {slash}")
def _slash(now: datetime, slash: str, year: int | None = None) -> Days | Problem | None:
    if slash in ("24/7", "50/50") or "0" in slash.split("/"):
        return None
    found = _slash_days(now, slash, year)
    if not found:
        return no_such_date(slash, "no month and day fit these numbers")
    return Days(tuple(Choice(day, in_words(day)) for day in found), yearless=year is None)


@DATES.rule("DAY", "{slash}")
def _bare_slash(now: datetime, slash: str) -> Days | Problem | None:
    return None if slash == "9/11" else _slash(now, slash)


@DATES.rule("DAY", "(?<=<dated_by>) {decimal}(?!<unit|ampm|oclock>)")
def _dotted(now: datetime, decimal: str) -> Days | None:
    if not re.fullmatch(r"\d{1,2}\.\d{1,2}", decimal):
        return None
    found = _slash_days(now, decimal, None)
    return Days(tuple(Choice(day, in_words(day)) for day in found), yearless=True) if found else None


@DATES.rule(
    "DAY",
    "(from|between)? (the)? {a:mday|ordinal} (of)? {month} (-|to|through|until|till|and) (the)? {b:mday|ordinal} "
    "(of)? {last_month:month} ((of|,)? {year})?",
    "(from|between)? {month} (the)? {a:mday|ordinal} (-|to|through|until|till|and) {last_month:month} (the)? "
    "{b:mday|ordinal} (?!<ampm|oclock>) ((,)? {year})?",
)
def _two_months(
    now: datetime, a: int, month: int, b: int, last_month: int, year: int | None
) -> Days | Problem | None:
    start = month_day(now, month, a, year)
    end = month_day(now, last_month, b, year)
    if isinstance(start, Problem) or isinstance(end, Problem):
        return start if isinstance(start, Problem) else end
    late = end.first
    if late < start.first and not year:
        late = make_date(start.first.year + 1, late.month, late.day) or late
    if late < start.first:
        return None
    return Days(
        (Choice(start.first, f"{in_words(start.first)} to {in_words(late)}", late),), yearless=not year
    )


@DATES.rule(
    "DAY",
    "(from|between)? (the)? {a:mday|ordinal} (-|to|through|until|till|and) (the)? {b:mday|ordinal} (day)? (of)? "
    "{month} ((of|,)? {year})?",
    "(from|between)? {month} (the)? {a:mday|ordinal} (-|to|through|until|till) (the)? {b:mday|ordinal} "
    "(?!<ampm|oclock>) ((,)? {year})?",
    "between {month} (the)? {a:mday|ordinal} and (the)? {b:mday|ordinal} ((,)? {year})?",
)
def _within_month(now: datetime, a: int, b: int, month: int, year: int | None) -> Days | Problem | None:
    return _month_days(now, month, a, b, year)


@DATES.rule(
    "DAY",
    "{year} (-|/|.|,)? {month} (-|/|.|,)? (the)? {day:mday|ordinal}",
    "(the)? {day:mday|ordinal} (day)? (-|/|of)? (the)? {month} (month)? (-|/|,|of|in)? {year}",
    "{month} (-|/|.)? (the)? {day:mday|ordinal} (-|/|,|of|in)? {year}",
    "{day:mday} (-|/) {month} (-|/) {year:yy}",
    "(the)? {day:mday|ordinal} (of)? {month} (')? {year:yy}(?!<ampm|oclock|clock|-|to|:|hour_unit>)",
)
def _full_date(now: datetime, year: int, month: int, day: int) -> Days | Problem | None:
    return None if year < 13 else month_day(now, month, day, year)


@DATES.rule(
    "DAY",
    "{month} (-|/|.)? (the)? {day:mday|ordinal} (?!<ampm|oclock|unit>) ((,)? (of)? {which} year)?",
    "(the)? {day:mday|ordinal} (day)? (of|-|/|in)? {month} ((,)? (of)? {which} year)?",
)
def _month_date(now: datetime, month: int, day: int, which: str | None = None) -> Days | Problem | None:
    if which is not None:
        return month_day(now, month, day, now.year + {"next": 1, "following": 1, "last": -1}.get(which, 0))
    return month_day(now, month, day, None)
