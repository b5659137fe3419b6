"""Rules for days told from today: "tomorrow", "next Friday", "Monday of next week", "tonight".

This room never reads clock times.
"""

from __future__ import annotations

from datetime import datetime

from .calendar_days import coming, in_words, shift_days, week_start
from .grammar import RuleTable
from .lexicon import WEEKDAYS
from .relative_days import NEXT, PAST, move, one_day, period, weekday_days
from .values import Clock, Days, Frame, Length

RELATIVE = RuleTable()
COUNTED = RuleTable()


@COUNTED.rule("DECADE", "{year} =s")
def _decade_years(now: datetime, year: int) -> int | None:
    return year if year % 10 == 0 else None


@COUNTED.rule("DAY", "{n:num} {weekday|weekday_plural} (ago|back)")
def _nth_past(now: datetime, n: int, weekday: int) -> Days | None:
    day = shift_days(coming(now.date(), weekday, today_counts=True), -7 * n)
    return one_day(day, f"{n} of that weekday back") if 0 < n < 500 else None


@COUNTED.rule(
    "DAY",
    "{n:num} {weekday|weekday_plural} (from now|from today|hence|away)",
    "in {n:num} {weekday|weekday_plural}",
)
def _nth_coming(now: datetime, n: int, weekday: int) -> Days | None:
    return (
        one_day(shift_days(coming(now.date(), weekday), 7 * (n - 1)), f"{n} weekdays of that name on")
        if 0 < n < 500
        else None
    )


@RELATIVE.rule("DAY", "(the)? day after tomorrow", "overmorrow")
def _after_tomorrow(now: datetime) -> Days:
    return one_day(shift_days(now.date(), 2), "the day after tomorrow")


@RELATIVE.rule("DAY", "(the)? day before yesterday")
def _before_yesterday(now: datetime) -> Days:
    return one_day(shift_days(now.date(), -2), "the day before yesterday")


@RELATIVE.rule(
    "DAY",
    "the (very)? (next|following) day",
    "^ (the)? (next|following) day (.)? $",
    "^ day after (.)? $",
    "the day after(?!<word|DAY|weekday|month|the|clear_weekday>)",
    "tomorrow",
    "to morrow",
)
def _tomorrow(now: datetime) -> Days:
    return one_day(shift_days(now.date(), 1), "tomorrow")


@RELATIVE.rule("DAY", "(on)? (the)? next (business|working|work) day")
def _next_workday(now: datetime) -> Days:
    day = move(now.date(), Length(workdays=1))
    return one_day(day, f"the next working day, {in_words(day)}")


@COUNTED.rule("DAY", "{n:num} weekends (from now|from today|hence|away)")
def _nth_weekend(now: datetime, n: int) -> Days | None:
    saturday = shift_days(week_start(now.date()), 5 + 7 * (n - 1))
    return one_day(saturday, f"{n} weekends on", shift_days(saturday, 1), vague=True) if 0 < n < 500 else None


@COUNTED.rule("DAY", "a week (from)? (today|{tomorrow})", "(today|{tomorrow}) week")
def _week_today(now: datetime, tomorrow: str | None) -> Days:
    return one_day(shift_days(now.date(), 8 if tomorrow else 7), "a week on")


@COUNTED.rule("MOMENT", "(at)? this time (next week|{tomorrow})")
def _this_time(now: datetime, tomorrow: str | None) -> Frame:
    day = one_day(
        shift_days(now.date(), 1 if tomorrow else 7), "tomorrow" if tomorrow else "a week from today"
    )
    return Frame(days=day, clock=Clock(now.hour, now.minute, "fixed"))


@RELATIVE.rule(
    "DAY",
    "(later)? today",
    "this day",
    "(?<=<for_word>) the day (?!<word>)(?!of|after|before)",
    "now (?=<part>)",
)
def _today(now: datetime) -> Days:
    return one_day(now.date(), "today")


@RELATIVE.rule(
    "DAY",
    "yesterday",
    "the (previous|other|preceding) day",
    "(previous|preceding) day",
    "the day (prior|previous|before)(?!<word|DAY>)",
)
def _yesterday(now: datetime) -> Days:
    return one_day(shift_days(now.date(), -1), "yesterday")


@RELATIVE.rule("TONIGHT", "(later)? tonight", "this night")
def _tonight(now: datetime) -> Frame:
    return Frame(days=one_day(now.date(), "tonight"), part="night")


@RELATIVE.rule("TONIGHT", "(later)? this {part}", "earlier this {part}")
def _this_part(now: datetime, part: str) -> Frame:
    return Frame(days=one_day(now.date(), f"this {part}"), part=part)


@RELATIVE.rule("TONIGHT", "last night", "last evening")
def _last_night(now: datetime) -> Frame:
    return Frame(days=one_day(shift_days(now.date(), -1), "last night"), part="night")


@RELATIVE.rule(
    "DAY",
    "{weekday} (of|in)? {which} week",
    "{which} week (on|,)? (the)? {weekday}",
    "{weekday} week(?!<word>)",
)
def _weekday_of_week(now: datetime, weekday: int, which: str | None = None) -> Days:
    if which is None:
        return one_day(shift_days(coming(now.date(), weekday), 7), "a week after the coming day")
    steps = 1 if which in NEXT or which == "coming" else -1 if which in PAST else 0
    day = shift_days(week_start(now.date()), 7 * steps + weekday)
    return one_day(day, f"the {WEEKDAYS[weekday].capitalize()} of {which} week")


@RELATIVE.rule("DAY", "(the)? {weekday} after next", "(the)? {weekday} after the next")
def _after_next(now: datetime, weekday: int) -> Days:
    day = shift_days(week_start(now.date()), 14 + weekday)
    return one_day(day, f"the {WEEKDAYS[weekday].capitalize()} after next")


@RELATIVE.rule("DAY", "(the)? {weekday} before last", "(the)? {weekday} before the last")
def _before_last(now: datetime, weekday: int) -> Days:
    day = shift_days(week_start(now.date()), weekday - 7)
    while day >= now.date():
        day = shift_days(day, -7)
    return one_day(shift_days(day, -7), f"the {WEEKDAYS[weekday].capitalize()} before last")


@RELATIVE.rule("DAY", "(the)? {weekday} after (this|that|the next) #digit~")
def _after_this_one(now: datetime, weekday: int) -> Days:
    return one_day(shift_days(coming(now.date(), weekday), 7), "the week after the coming one")


@RELATIVE.rule("DAY", "(the)? {unit:period_unit} after next", "(the)? {unit:period_unit} after the next")
def _unit_after_next(now: datetime, unit: str) -> Days:
    first, last = period(now.date(), unit, 2)
    return one_day(first, f"the {unit} after next", last, vague=True)


@RELATIVE.rule("DAY", "(this|the) (past|last) {weekday}")
def _this_past(now: datetime, weekday: int) -> Days:
    return weekday_days(now.date(), weekday, "last")


@RELATIVE.rule("DAY", "(this|the|next)? (coming|upcoming) {weekday}")
def _this_coming(now: datetime, weekday: int) -> Days:
    return weekday_days(now.date(), weekday)


@RELATIVE.rule("DAY", "(the)? {which} {weekday}")
def _which_weekday(now: datetime, which: str, weekday: int) -> Days:
    return weekday_days(now.date(), weekday, which)
