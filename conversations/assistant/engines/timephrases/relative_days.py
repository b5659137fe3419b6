"""Days and moments told from a day: weekdays, periods, distances.

This room never reads words.
"""

from __future__ import annotations

from datetime import date, datetime

from .calendar_days import coming, length_in_words, month_end, shift_days, shift_months, week_start
from .lexicon import WEEKDAYS
from .values import Choice, Clock, Days, Frame, Length

PAST = ("last", "past", "previous")
NEXT = ("next", "following")


def one_day(day: date, why: str, last: date | None = None, *, vague: bool = False) -> Days:
    """Return one day or stretch of days."""
    return Days((Choice(day, why, last),), vague=vague)


def weekday_days(today: date, weekday: int, which: str | None = None) -> Days:
    """Return the days a weekday may mean: bare, "this", "next" or "last"."""
    name = WEEKDAYS[weekday].capitalize()
    near = coming(today, weekday)
    if which in NEXT:
        after = shift_days(week_start(today), 7 + weekday)
        choices = [Choice(after, f"the {name} of next week")]
        if near != after:
            choices.append(Choice(near, f"the coming {name}"))
    elif which in PAST:
        choices = [Choice(shift_days(coming(today, weekday, today_counts=True), -7), f"last {name}")]
    else:
        choices = [Choice(near, f"the coming {name}")]
        if today.weekday() == weekday:
            choices.append(Choice(today, f"today, {name}"))
            if which == "this":
                choices.reverse()
    return Days(tuple(choices), weekday=weekday)


def period(day: date, unit: str, steps: int) -> tuple[date, date]:
    """Return the first and last day of the week, month ... `steps` after that of `day`."""
    if unit in ("week", "weekend"):
        start = shift_days(week_start(day), 7 * steps)
        return (
            (shift_days(start, 5), shift_days(start, 6))
            if unit == "weekend"
            else (start, shift_days(start, 6))
        )
    if unit == "fortnight":
        start = shift_days(week_start(day), 14 * steps)
        return start, shift_days(start, 13)
    if unit == "month":
        first = shift_months(day.replace(day=1), steps)
        return first, month_end(first)
    if unit == "quarter":
        first = shift_months(day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1), 3 * steps)
        return first, month_end(shift_months(first, 2))
    years = 10 if unit == "decade" else 1
    first = shift_months(
        day.replace(year=max(day.year - day.year % years, 1), month=1, day=1), 12 * years * steps
    )
    return first, month_end(shift_months(first, 12 * years - 1))


def move(day: date, length: Length, sign: int = 1) -> date:
    """Return `day` moved by a length, working days counted as such."""
    moved = shift_days(shift_months(day, sign * length.months), sign * length.exact.days)
    for _ in range(length.workdays):
        moved = shift_days(moved, sign)
        while moved.weekday() > 4:
            moved = shift_days(moved, sign)
    return moved


def moment(now: datetime, length: Length, sign: int = 1) -> Frame:
    """Return the exact moment a length away from `now`."""
    try:
        then = now + sign * length.duration
    except OverflowError:
        then = now
    why = "from now" if sign > 0 else "ago"
    return Frame(
        days=one_day(then.date(), f"{length_in_words(length.duration)} {why}"),
        clock=Clock(then.hour, then.minute, "fixed"),
    )


def stretch_to_now(now: datetime, length: Length) -> Frame:
    """Return the stretch that ends at `now`."""
    start = moment(now, length, -1)
    last = Clock(now.hour, now.minute, "fixed", name="now")
    return start.also(end_days=one_day(now.date(), "until now"), end_clock=last)


def stretch_from_now(now: datetime, length: Length) -> Frame | None:
    """Return the stretch from `now` on, or None when it leaves the calendar."""
    try:
        end = now + length.duration
    except OverflowError:
        return None
    return Frame(
        days=one_day(now.date(), "from now on"),
        clock=Clock(now.hour, now.minute, "fixed", name="now"),
        end_days=one_day(end.date(), "within that time"),
        end_clock=Clock(end.hour, end.minute, "fixed"),
    )
