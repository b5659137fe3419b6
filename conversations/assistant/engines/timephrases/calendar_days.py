"""Plain arithmetic on days: weekdays, ends of months, weeks, quarters.

This room never reads text and never asks what day it is.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def make_date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shift_days(day: date, days: int) -> date:
    """Return `day` moved by `days`, held inside the years a date can carry."""
    ordinal = min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal())
    return date.fromordinal(ordinal)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def shift_months(day: date, months: int) -> date:
    """Return `day` moved by whole months; the 31st becomes the last day of a shorter month."""
    index = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    first = date(index // 12, index % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


def coming(day: date, weekday: int, *, today_counts: bool = False) -> date:
    """Return the first `weekday` (Monday 0) after `day`, or `day` itself when it counts."""
    ahead = (weekday - day.weekday()) % 7
    return shift_days(day, ahead if ahead or today_counts else 7)


def week_start(day: date) -> date:
    """Return the Monday of the week of `day`."""
    return shift_days(day, -day.weekday())


def nth_weekday(year: int, month: int, nth: int, weekday: int) -> date | None:
    """Return the nth `weekday` of a month (-1 is the last), or None when the month has fewer."""
    if nth < 0:
        last = month_end(date(year, month, 1))
        return shift_days(last, -((last.weekday() - weekday) % 7) + 7 * (nth + 1))
    found = shift_days(coming(date(year, month, 1), weekday, today_counts=True), 7 * (nth - 1))
    return found if found.month == month and found.year == year else None


def next_year_with(today: date, month: int, day: int) -> date | None:
    """Return the first such day from `today` on, or None when no year has it (30 February)."""
    for year in range(today.year, min(today.year + 9, 9999)):
        found = make_date(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian), by the algorithm of Meeus, Jones and Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def in_words(day: date) -> str:
    """Return the day as a person would write it: "Tuesday 3 March 2026"."""
    return f"{calendar.day_name[day.weekday()]} {day.day} {calendar.month_name[day.month]} {day.year}"


def length_in_words(length: timedelta) -> str:
    """Return a duration as a person would say it: "1 hour 30 minutes"."""
    minutes = round(length.total_seconds() / 60)
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    return " ".join(f"{n} {unit}{'s' * (n > 1)}" for n, unit in parts if n) or "less than a minute"
