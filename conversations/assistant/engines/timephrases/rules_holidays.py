"""Rules for holidays by name, and for a weekday told beside a date.

This room never knows when a holiday is; holidays does.
"""

from __future__ import annotations

from datetime import datetime

from .calendar_days import coming, in_words, shift_days, week_start
from .grammar import RuleTable
from .holidays import HOLIDAYS, Dating
from .values import Choice, Days

HOLIDAY_DATES = RuleTable()


def _register_holiday(name: str, patterns: tuple[str, ...], dating: Dating) -> None:
    named = [f"{{which}} {p} (day)?" for p in patterns] + [
        f"(?<=<dated_by>) (the)? {p}(?!<part>) ((,)? (of|in)? {{year}})?" for p in patterns
    ]
    named += [f"{p} (,|in|of)? {{year}}" for p in patterns] + [f"{p}(?!<word>)" for p in patterns]

    @HOLIDAY_DATES.rule("DAY", *named)
    def _holiday(now: datetime, which: str | None = None, year: int | None = None) -> Days:
        today = now.date()
        if year is not None:
            chosen = dating.day(year)
        elif which in ("last", "past", "previous"):
            chosen = max(day for day in (dating.day(today.year), dating.day(today.year - 1)) if day < today)
        else:
            chosen = min(day for day in (dating.day(today.year), dating.day(today.year + 1)) if day >= today)
        return Days(
            (Choice(chosen, f"{name}, {in_words(chosen)}"),),
            yearless=year is None,
            yearly=dating.rule or "none",
        )


for _name, _patterns, _dating in HOLIDAYS:
    _register_holiday(_name, _patterns, _dating)


@HOLIDAY_DATES.rule("DAY", "{day:DAY} weekend")
def _holiday_weekend(now: datetime, day: Days) -> Days | None:
    if not day.yearless or day.choices[0].last:
        return None
    saturday = shift_days(
        day.first, (5 - day.first.weekday()) if day.first.weekday() > 1 else -2 - day.first.weekday()
    )
    last = max(day.first, shift_days(saturday, 1))
    return Days((Choice(saturday, f"the weekend of {day.choices[0].why}", last),), vague=True)


@HOLIDAY_DATES.rule("DAY", "{day:DAY} week(?!<word>)")
def _holiday_week(now: datetime, day: Days) -> Days | None:
    if not day.yearless or day.choices[0].last:
        return None
    monday = week_start(day.first)
    return Days((Choice(monday, f"the week of {day.choices[0].why}", shift_days(monday, 6)),), vague=True)


@HOLIDAY_DATES.rule("DAY", "{weekday} (,)? (the)? {day:DAY}(?!<unit>)")
def _weekday_and_date(now: datetime, weekday: int, day: Days) -> Days | None:
    if any(choice.last for choice in day.choices) or day.weekday is not None:
        return None
    fitting = tuple(choice for choice in day.choices if choice.first.weekday() == weekday)
    if fitting:
        return Days(fitting, yearless=day.yearless)
    near = coming(now.date(), weekday)
    return Days(
        (*day.choices, Choice(near, f"{in_words(near)}, if the weekday counts")), yearless=day.yearless
    )
