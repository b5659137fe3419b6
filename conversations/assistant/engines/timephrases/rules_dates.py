"""Rules for dates with a month or a number: "3 March 2027", "3/4", "the 3rd", "first Monday of March".

This room never handles days told from today ("tomorrow", "next week"); rules_relative does.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

from .calendar_days import (
    coming,
    in_words,
    make_date,
    month_end,
    next_year_with,
    nth_weekday,
    shift_days,
    shift_months,
    week_start,
)
from .grammar import RuleTable
from .holidays import HOLIDAYS, Dating
from .lexicon import MONTHS
from .readings import Problem
from .values import Choice, Clock, Days, Frame

DATES = RuleTable()
HOLIDAY_DATES = RuleTable()


def no_such_date(text: str, why: str) -> Problem:
    """Return the problem of a date the calendar does not have."""
    return Problem("no_such_date", text, f"There is no {text}: {why}.")


def full_year(year: int) -> int:
    """Return the year two digits stand for: 00-68 lie after 2000, 69-99 before."""
    return year if year >= 100 else year + (2000 if year < 69 else 1900)


def _days(day: date, *, yearless: bool = False) -> Days:
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
        last = calendar.monthrange(full_year(year or 2024), month)[1]
        return no_such_date(name, f"that month has {last} days")
    return _days(found, yearless=year is None)


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
        moment = datetime.fromisoformat(iso)
    except ValueError:
        return Problem("no_such_time", iso, f"{iso} is not a moment the calendar has.")
    if moment.tzinfo is not None:
        try:
            moment = moment.astimezone(now.tzinfo)
        except OverflowError:
            return Problem("no_such_time", iso, f"{iso} lies outside the calendar.")
    return Frame(days=_days(moment.date()), clock=Clock(moment.hour, moment.minute, "fixed"))


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


@DATES.rule("DAY", "{slash} (,)? {year}", "{slash}")
def _slash(now: datetime, slash: str, year: int | None = None) -> Days | Problem | None:
    if slash in ("24/7", "50/50", "9/11") or "0" in slash.split("/"):
        return None
    found = _slash_days(now, slash, year)
    if not found:
        return no_such_date(slash, "no month and day fit these numbers")
    return Days(tuple(Choice(day, in_words(day)) for day in found), yearless=year is None)


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
    return Days((Choice(start.first, f"{in_words(start.first)} to {in_words(late)}", late),), yearless=not year)


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
    "{month} (-|/|.)? (the)? {day:mday|ordinal} (?!<ampm|oclock|unit>) ((,)? {which} year)?",
    "(the)? {day:mday|ordinal} (day)? (of|-|/|in)? {month} ((,)? (of)? {which} year)?",
)
def _month_date(now: datetime, month: int, day: int, which: str | None = None) -> Days | Problem | None:
    if which is not None:
        return month_day(now, month, day, now.year + {"next": 1, "following": 1, "last": -1}.get(which, 0))
    return month_day(now, month, day, None)


def _of_month(now: datetime, month: int | None, year: int | None, which: str | None) -> list[date]:
    """Return the first days of the months a phrase may mean, most plausible first."""
    today = now.date()
    if month is not None:
        if year is not None:
            return [date(full_year(year), month, 1)]
        this = date(today.year, month, 1)
        return [this, date(today.year + 1, month, 1)] if month_end(this) >= today else [this.replace(year=today.year + 1)]
    step = {"next": 1, "following": 1, "coming": 1, "last": -1, "previous": -1, "past": -1}.get(which or "", 0)
    first = shift_months(today.replace(day=1), step)
    return [first] if which else [first, shift_months(first, 1)]


_OF_MONTH = ("(of|in) {month} ((,|of)? {year})?", "(of|in) (the)? {which} month", "of the month")


def _with_month(head: str) -> tuple[str, ...]:
    return tuple(f"{head} {tail}" for tail in _OF_MONTH)


@DATES.rule("DAY", *_with_month("(the)? {nth:ordinal|last} {weekday}"))
def _nth_weekday(
    now: datetime, nth: int | str, weekday: int, month: int | None = None, year: int | None = None, which: str | None = None
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


@DATES.rule("DAY", *_with_month("(the)? {nth:ordinal|last} (full)? week"))
def _nth_week(
    now: datetime, nth: int | str, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days | None:
    first = _of_month(now, month, year, which)[0]
    if isinstance(nth, int):
        if nth > 5:
            return None
        start = shift_days(week_start(shift_days(first, 3)), 7 * (nth - 1))
    else:
        start = week_start(shift_days(month_end(first), -3))
    return Days((Choice(start, f"the week from {in_words(start)}", shift_days(start, 6)),), vague=True)


@DATES.rule("DAY", *_with_month("(the)? {nth:ordinal|last} day"), *_with_month("(on)? (the)? {nth:ordinal|mday}"))
def _nth_day(
    now: datetime, nth: int | str, month: int | None = None, year: int | None = None, which: str | None = None
) -> Days | Problem | None:
    for first in _of_month(now, month, year, which):
        found = month_end(first) if not isinstance(nth, int) else make_date(first.year, first.month, nth)
        if found is None:
            return no_such_date(f"{nth} {MONTHS[first.month - 1].capitalize()}", "the month is shorter")
        if found >= now.date() or year is not None or which is not None:
            return _days(found)
    return None


@DATES.rule(
    "DAY",
    *_with_month("(the|at|by)? (the)? {edge}"),
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


@DATES.rule("DAY", "(the)? {nth:ordinal} month of {which} year", "(the)? {nth:ordinal} month of {year}")
def _nth_month(now: datetime, nth: int, which: str | None = None, year: int | None = None) -> Days | None:
    if nth > 12:
        return None
    target = year or now.year + {"next": 1, "following": 1, "last": -1}.get(which or "", 0)
    return month_period(date(target, nth, 1))


def month_period(first: date) -> Days:
    """Return a whole calendar month."""
    why = f"{MONTHS[first.month - 1].capitalize()} {first.year}"
    return Days((Choice(first, why, month_end(first)),), yearless=True, vague=True)


@DATES.rule("DAY", "(the)? {nth:ordinal} week of {year}", "(the)? week (number)? {nth:num} of {year}")
def _iso_week(now: datetime, nth: int, year: int) -> Days | None:
    try:
        start = date.fromisocalendar(year, nth, 1)
    except ValueError:
        return None
    return Days((Choice(start, f"week {nth} of {year}", shift_days(start, 6)),), vague=True)


@DATES.rule(
    "DAY",
    "(from|between) {a:month} (to|-|through|until|till|and) {b:month} ((,|of)? {year})?",
    "{a:month} (to|-|through|until|till) {b:month} (,|of)? {year}",
    "{a:clear_month} (to|-|through|until|till) {b:clear_month}",
)
def _months(now: datetime, a: int, b: int, year: int | None = None) -> Days:
    first = date(year, a, 1) if year else _of_month(now, a, None, None)[0]
    last = month_end(date(first.year + (b < a), b, 1))
    return Days((Choice(first, f"{in_words(first)} to {in_words(last)}", last),), yearless=not year, vague=True)


@DATES.rule(
    "DAY",
    "(in|during|for|all of)? {month} (,|of)? {year}",
    "(?<=<in_month>) {month}(?!<mday>)",
    "{which} {month}(?!<mday|ordinal>)",
    "{month} (of)? {of_year:which} year",
    "{of_year:which} year {month}",
)
def _month(
    now: datetime, month: int, year: int | None = None, which: str | None = None, of_year: str | None = None
) -> Days:
    today = now.date()
    if of_year is not None:
        year = today.year + {"next": 1, "last": -1}.get(of_year, 0)
    if year is not None:
        return month_period(date(full_year(year), month, 1))
    this = date(today.year, month, 1)
    if which in ("last", "past", "previous"):
        return month_period(this if month_end(this) < today else this.replace(year=today.year - 1))
    ahead = this if month_end(this) >= today and which not in ("next", "following") or this > today else this.replace(
        year=today.year + 1
    )
    return month_period(ahead)


@DATES.rule("DAY", "{weekday} (,|-)? (the)? {nth:ordinal}(?!<word|unit>)", "{weekday} (,)? (the)? {nth:late_mday}(?!<word|unit|ampm|hm>)")
def _weekday_the_nth(now: datetime, weekday: int, nth: int) -> Days | Problem | None:
    first = now.date().replace(day=1)
    for ahead in range(30):
        month = shift_months(first, ahead)
        found = make_date(month.year, month.month, nth)
        if found is not None and found >= now.date() and found.weekday() == weekday:
            return _days(found)
    return no_such_date(f"{calendar.day_name[weekday]} the {nth}", "no month in sight has it") if nth > 31 else None


@DATES.rule(
    "DAY",
    "(?<=<dated_by>) (the)? {nth:ordinal}(?!<word|unit|weekday|weekday_plural|part>)",
    "the {nth:ordinal} (?=<closing|part|hm>)(?!to|of)",
    "on the {nth:mday}(?!<word|unit|ampm|oclock>)",
    "^ (the)? {nth:ordinal} $",
)
def _the_nth(now: datetime, nth: int) -> Days | Problem | None:
    first = now.date().replace(day=1)
    if nth > 31:
        return no_such_date(f"{nth}th", "months have at most 31 days")
    for ahead in range(3):
        month = shift_months(first, ahead)
        found = make_date(month.year, month.month, nth)
        if found is not None and found >= now.date():
            return Days((Choice(found, f"the {nth} of the month, {in_words(found)}"),), yearless=True)
    return None


def _register_holiday(name: str, patterns: tuple[str, ...], dating: Dating) -> None:
    named = [f"{{which}} {p} (day)?" for p in patterns] + [f"(?<=<dated_by>) (the)? {p}(?!<part>) ((,)? (of|in)? {{year}})?" for p in patterns]
    named += [f"{p} (,|in|of)? {{year}}" for p in patterns] + [f"{p}(?!<word>)" for p in patterns]

    @HOLIDAY_DATES.rule("DAY", *named)
    def _holiday(now: datetime, which: str | None = None, year: int | None = None) -> Days:
        today = now.date()
        if year is not None:
            chosen = dating(year)
        elif which in ("last", "past", "previous"):
            chosen = max(day for day in (dating(today.year), dating(today.year - 1)) if day < today)
        else:
            chosen = min(day for day in (dating(today.year), dating(today.year + 1)) if day >= today)
        return Days((Choice(chosen, f"{name}, {in_words(chosen)}"),), yearless=year is None)


for _name, _patterns, _dating in HOLIDAYS:
    _register_holiday(_name, _patterns, _dating)


@HOLIDAY_DATES.rule("DAY", "{weekday} (,)? (the)? {day:DAY}(?!<unit>)")
def _weekday_and_date(now: datetime, weekday: int, day: Days) -> Days | None:
    if any(choice.last for choice in day.choices) or day.weekday is not None:
        return None
    fitting = tuple(choice for choice in day.choices if choice.first.weekday() == weekday)
    if fitting:
        return Days(fitting, yearless=day.yearless)
    near = coming(now.date(), weekday)
    return Days((*day.choices, Choice(near, f"{in_words(near)}, if the weekday counts")), yearless=day.yearless)
