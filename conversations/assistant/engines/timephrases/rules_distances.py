"""Rules for days at a distance and for ranges of days: "in two weeks", "3 days before Easter", "Monday to Friday".

This room never reads clock times.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .calendar_days import coming, in_words, shift_days, shift_months, week_start
from .grammar import RuleTable
from .relative_days import moment, move, one_day, weekday_days
from .values import Choice, Days, Frame, Length

DISTANCES = RuleTable()


@DISTANCES.rule(
    "DAY",
    "{weekday} (in|,)? {length:LENGTH|A_LENGTH} (from now|from today|hence)",
    "{weekday} {length:LENGTH|A_LENGTH} (after|from) (the)? {start:DAY}",
    "{weekday} (,)? in {length:LENGTH|A_LENGTH} (from now|time)?",
    "in {length:LENGTH|A_LENGTH} (time)? (,|on|,on)? {weekday}",
)
def _weekday_weeks_on(now: datetime, weekday: int, length: Length, start: Days | None = None) -> Days | None:
    if length.fine:
        return None
    day = shift_days(week_start(move(start.first if start else now.date(), length)), weekday)
    return one_day(day, in_words(day))


@DISTANCES.rule("MOMENT", "(in)? {length:LENGTH|A_LENGTH} from (right now|this moment|now exactly)")
def _from_right_now(now: datetime, length: Length) -> Frame:
    return moment(now, length)


@DISTANCES.rule(
    "MOMENT",
    "(with)? in {length:LENGTH|A_LENGTH}",
    "{length:LENGTH|A_LENGTH} (from now|hence|later|from today|from this moment)",
    "after (a|an|another)? {length:LENGTH|A_LENGTH}(?!<DAY|weekday|month>)(?!from|of)",
    "in (less than|more than|at most|at least|no more than) {length:LENGTH|A_LENGTH}",
    "in (about|around|approximately|roughly|another|like) {length:LENGTH|A_LENGTH}",
    "in (exactly|precisely|just|under|over|almost|nearly|maybe) {length:LENGTH|A_LENGTH}",
)
def _in_length(now: datetime, length: Length) -> Frame | None:
    if length.fine:
        return moment(now, length)
    day = move(now.date(), length)
    return Frame(days=one_day(day, f"{in_words(day)}, counted from today"))


@DISTANCES.rule("MOMENT", "^ in {minutes:num} (.)? $", "(?<=<meeting_verb>) in {minutes:num} (.)? $")
def _in_minutes(now: datetime, minutes: int) -> Frame | None:
    return (
        moment(now, Length(exact=timedelta(minutes=minutes), fine=True))
        if minutes in range(5, 100, 5)
        else None
    )


@DISTANCES.rule("DAY", "{length:LENGTH|A_LENGTH} ago (on)? {day:DAY}")
def _ago_today(now: datetime, length: Length, day: Days) -> Days | None:
    return (
        None
        if length.fine
        else one_day(move(day.first, length, -1), f"counted back from {day.choices[0].why}")
    )


@DISTANCES.rule("MOMENT", "{length:LENGTH|A_LENGTH} ago", "{length:LENGTH|A_LENGTH} back(?!<word>)")
def _ago(now: datetime, length: Length) -> Frame:
    if length.fine:
        return moment(now, length, -1)
    return Frame(days=one_day(move(now.date(), length, -1), "counted back from today"))


@DISTANCES.rule(
    "DAY",
    "(the)? (first)? {weekday} (after|following) {day:DAY}",
    "(the)? {weekday} {before:before} {day:DAY}",
)
def _weekday_beside(now: datetime, weekday: int, day: Days, before: str | None = None) -> Days:
    if before:
        found = shift_days(coming(shift_days(day.first, -1), weekday, today_counts=True), -7)
        if shift_days(found, 7) < day.first:
            found = shift_days(found, 7)
    else:
        found = coming(day.choices[0].last or day.first, weekday)
    return one_day(found, in_words(found))


def _in_context(weekday: int, now: datetime) -> Days:
    return weekday_days(now.date(), weekday)


DISTANCES.rule(
    "DAY",
    "^ {weekday} (.)? $",
    "{weekday:doubtful_weekday} (?=<list_word> <weekday>)",
    "{weekday:clear_weekday}",
    "(?<=<DAY> <list_word>) {weekday}",
)(lambda now, weekday: _in_context(weekday, now))
DISTANCES.rule(
    "DAY",
    "(?<=<dated_by|-|or|to|part>) {weekday}(?!<word>)",
    "(?<!the) {weekday} (?=at|@|<part|hm|hhmm>|(the|,)? <ordinal>|<h12> <ampm>|<h12> $)",
    "(?<=<ampm|oclock|DAY>) {weekday}(?!<word>)",
)(lambda now, weekday: _in_context(weekday, now))


@DISTANCES.rule(
    "DAY",
    "{length:LENGTH|A_LENGTH} (from|after|past) (the)? {day:DAY}",
    "{length:LENGTH|A_LENGTH} on {day:DAY}(?!<word>)",
    "(the)? day (after|following) {day:DAY}",
)
def _after_day(now: datetime, day: Days, length: Length | None = None) -> Days | None:
    return _shifted(day, length or Length(exact=timedelta(days=1)), 1)


@DISTANCES.rule(
    "DAY",
    "{length:LENGTH|A_LENGTH} (before|prior to|ahead of) (the)? {day:DAY}",
    "(the)? day (before|preceding) {day:DAY}",
    "(the)? eve of {day:DAY}",
)
def _before_day(now: datetime, day: Days, length: Length | None = None) -> Days | None:
    return _shifted(day, length or Length(exact=timedelta(days=1)), -1)


def _shifted(day: Days, length: Length, sign: int) -> Days | None:
    if length.fine:
        return None
    side = "after" if sign > 0 else "before"
    return Days(tuple(Choice(move(c.first, length, sign), f"counted {side} {c.why}") for c in day.choices))


@DISTANCES.rule("DAY", "(the)? (week|w) (/)? (of|beginning|starting|commencing|c) (on|the)? (the)? {day:DAY}")
def _week_of(now: datetime, day: Days) -> Days:
    start = week_start(day.first)
    return one_day(start, f"the week of {in_words(day.first)}", shift_days(start, 6), vague=True)


@DISTANCES.rule("DAY", "(the)? (week|w) (/)? (ending|e) (on)? (the)? {day:DAY}")
def _week_ending(now: datetime, day: Days) -> Days:
    return one_day(
        shift_days(day.first, -6), f"the week that ends on {in_words(day.first)}", day.first, vague=True
    )


@DISTANCES.rule(
    "DAY", "(the)? week (after|following) (the)? {day:DAY}", "(the)? week {before} (the)? {day:DAY}"
)
def _week_beside(now: datetime, day: Days, before: str | None = None) -> Days:
    start = shift_days(week_start(day.first), -7 if before else 7)
    return one_day(start, f"the week beside {in_words(day.first)}", shift_days(start, 6), vague=True)


@DISTANCES.rule("DAY", "(the)? weekend (of|after|following) (the)? {day:DAY}")
def _weekend_of(now: datetime, day: Days) -> Days:
    start = shift_days(week_start(day.first), 5)
    return one_day(start, f"the weekend of {in_words(day.first)}", shift_days(start, 1), vague=True)


@DISTANCES.rule("DAY", "(either)? {a:DAY} or (on)? {b:DAY}")
def _either(now: datetime, a: Days, b: Days) -> Days:
    return Days((a.choices[0], b.choices[0], *a.choices[1:], *b.choices[1:]), vague=a.vague or b.vague)


@DISTANCES.rule(
    "DAY",
    "(from|starting|beginning)? (on)? {a:DAY} (-|to|through|until|till|through to|up to|ending) (on)? {b:DAY}(?!<CLOCK|h12>)",
    "(in)? between {a:DAY} and {b:DAY}(?!<CLOCK|h12>)",
)
def _day_range(now: datetime, a: Days, b: Days) -> Days | None:
    start, end = a.choices[0].first, b.choices[0].last or b.first
    if b.weekday is not None and end <= start:
        end = coming(start, b.weekday)
    elif b.yearless and end < start:
        end = shift_months(end, 12)
    if end < start:
        return None
    return Days((Choice(start, f"{in_words(start)} to {in_words(end)}", end),), yearless=a.yearless)
