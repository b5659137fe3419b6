"""Rules for days that recur: "every Tuesday and Thursday", "weekdays", "first Monday of the month".

This room never computes the dates a rule yields; scheduling does.
"""

from __future__ import annotations

from datetime import datetime

from .grammar import RuleTable
from .lexicon import MONTHS, WEEKDAYS
from .repetitions import CODES, WORKDAYS, as_set, by_days, repetition, weekly
from .values import Frame, Repeat

REPEATS = RuleTable()
# After these a weekday is one of those that recur.
_REPEATED = ("<every> week on", "<every> month on", "<num> weeks on", "weekly on", "weekly ,", "biweekly on")
_SEP = "(, and|, or|,|and|&|/|or)"


@REPEATS.rule(
    "WEEKDAYS",
    f"(?<=<every|other|weekly|alternate>) {{a:weekday}} {_SEP} {{b:weekday|weekday_plural}}",
    *[f"(?<={before}) {{a:weekday}} {_SEP} {{b:weekday|weekday_plural}}" for before in _REPEATED],
    f"{{a:weekday|weekday_plural}} {_SEP} {{b:weekday_plural}}",
    f"{{a:weekday}} {_SEP} {{b:weekday}} (?=(in the)? <part_plural>)",
    f"{{a:weekday_plural}} {_SEP} {{b:weekday}}",
)
def _two_days(now: datetime, a: int, b: int) -> tuple[int, ...]:
    return (a, b)


@REPEATS.rule("WEEKDAYS", *[f"{{days:WEEKDAYS}} {_SEP} {{b:weekday|weekday_plural|WEEKDAYS}}"] * 5)
def _more_days(now: datetime, days: tuple[int, ...], b: int | tuple[int, ...]) -> tuple[int, ...]:
    return (*days, *as_set(b))


@REPEATS.rule("WEEKDAYS", f"{{b:weekday}} {_SEP} {{days:WEEKDAYS}}")
def _day_and_days(now: datetime, days: tuple[int, ...], b: int) -> tuple[int, ...]:
    return (b, *days)


@REPEATS.rule(
    "WEEKDAYS",
    "(?<=<every>) {a:weekday} (-|to|through|until|till) {b:weekday|weekday_plural}",
    "{a:weekday_plural} (-|to|through|until|till) {b:weekday_plural}",
    "{a:weekday} (-|to|through|until|till) {b:weekday} (?=weekly|<every> week)",
    "(?<=<every> week) (,|from|on)? {a:weekday} (-|to|through|until|till) {b:weekday}",
    "(?<=weekly) (,|from|on)? {a:weekday} (-|to|through|until|till) {b:weekday}",
)
def _days_through(now: datetime, a: int, b: int) -> tuple[int, ...]:
    return tuple((a + i) % 7 for i in range((b - a) % 7 + 1))


@REPEATS.rule(
    "REPEAT",
    "(on)? (the)? {a:ordinal} (and|&) (the)? {b:ordinal} (day)? (of|in) <every> (single|calendar)? month",
    "(<every> month|monthly) (on|,)? the {a:ordinal} (and|&) (the)? {b:ordinal}(?!<weekday>)",
)
def _two_monthdays(now: datetime, a: int, b: int) -> Repeat | None:
    days = f"{a},{b}"
    return (
        repetition("MONTHLY", 1, f"days {a} and {b} of every month", bymonthday=days)
        if max(a, b) <= 31
        else None
    )


@REPEATS.rule(
    "REPEAT",
    "(on)? (the)? {nth:ordinal|last} (day)? (of|in) <every> (other|second|{n:num}) (month|months)",
    "<every> (other|second) month on the {nth:ordinal|last} (day)? (?!<weekday>)",
    "<every> {n:num} months on the {nth:ordinal|last} (day)? (?!<weekday>)",
)
def _monthday_apart(now: datetime, nth: int | str, n: int | None = None) -> Repeat | None:
    day = nth if isinstance(nth, int) else -1
    return (
        repetition("MONTHLY", n or 2, f"day {day} of every {n or 2} months", bymonthday=day)
        if day <= 31
        else None
    )


@REPEATS.rule(
    "REPEAT",
    "<every> {nth:ordinal|last} {weekday} (of|in) (the|a|each)? month",
    "(on)? (the)? {nth:ordinal|last} {weekday} (of|in) (<every> (single|calendar)?|the|a) month",
)
def nth_weekday_monthly(now: datetime, nth: int | str, weekday: int) -> Repeat | None:
    count = nth if isinstance(nth, int) else -1
    if count > 5:
        return None
    why = (
        f"{WEEKDAYS[weekday].capitalize()} number {count} of every month"
        if count > 0
        else "the last one of every month"
    )
    return repetition("MONTHLY", 1, why, byday=f"{count}{CODES[weekday]}")


@REPEATS.rule(
    "REPEAT", "(on)? (the|<every>) {a:ordinal} (and|&) {b:ordinal} {weekday} (of (the|every|each) month)?"
)
def _two_nth_weekdays(now: datetime, a: int, b: int, weekday: int) -> Repeat | None:
    if a > 5 or b > 5:
        return None
    days = f"{a}{CODES[weekday]},{b}{CODES[weekday]}"
    return repetition(
        "MONTHLY", 1, f"{WEEKDAYS[weekday].capitalize()}s {a} and {b} of every month", byday=days
    )


@REPEATS.rule("REPEAT", "<every> half (-)? (an)? hour")
def _half_hourly(now: datetime) -> Repeat:
    return repetition("MINUTELY", 30, "every half hour")


@REPEATS.rule(
    "REPEAT", "<every> (year in)? {month}(?!<mday|ordinal>)", "(annually|yearly) in {month}(?!<mday|ordinal>)"
)
def _every_month_named(now: datetime, month: int) -> Repeat:
    return repetition("YEARLY", 1, f"every {MONTHS[month - 1].capitalize()}", bymonth=month)


@REPEATS.rule(
    "REPEAT",
    "(on)? (the)? {nth:ordinal|last} (day)? (of|in) <every> (single|calendar)? month",
    "<every> {nth:ordinal} (day)? of (the|a|each) month",
    "<every> month (on|,)? (the)? {nth:ordinal|mday}(?!<weekday|ampm|word>)",
    "monthly (on|,)? the {nth:ordinal|mday}(?!<weekday>)",
    "<every> {nth:numbered}(?!<word|unit|weekday>)",
    "(on)? the {nth:ordinal} monthly",
)
def _monthday(now: datetime, nth: int | str) -> Repeat | None:
    day = nth if isinstance(nth, int) else -1
    return repetition("MONTHLY", 1, f"day {day} of every month", bymonthday=day) if day <= 31 else None


@REPEATS.rule("REPEAT", "(<every> month|monthly) (on|,)? the {nth:ordinal|last} {weekday}")
def _monthly_on(now: datetime, nth: int | str, weekday: int) -> Repeat | None:
    return nth_weekday_monthly(now, nth, weekday)


@REPEATS.rule(
    "REPEAT",
    "(on)? (<every>)? (weekday|workday|weekdays) {part:part_plural|part}",
    "(on)? (<every>)? {off:weekend_unit} {part:part_plural}",
)
def _part_of_weekdays(now: datetime, part: str, off: str | None = None) -> Frame:
    return Frame(repeats=(weekly((5, 6) if off else WORKDAYS),), part=part)


@REPEATS.rule(
    "REPEAT",
    "(on)? <every> (week|working|work|business) (-)? (day|days)",
    "(on|for)? (<every>|all)? (weekdays|workdays)",
    "<every> (weekday|workday)",
    "monday (-|to|through) friday (every|each) week",
    "every day of the (work|working) week",
)
def _weekdays(now: datetime) -> Repeat:
    return repetition("WEEKLY", 1, "every working day", byday=by_days(WORKDAYS))


@REPEATS.rule("REPEAT", "(on)? (?<!<num>) weekends", "<every> weekend")
def _weekends(now: datetime) -> Repeat:
    return repetition("WEEKLY", 1, "every weekend", byday=by_days((5, 6)))


@REPEATS.rule("REPEAT", "<every> day (of the week)?", "everyday", "day in day out")
def _daily(now: datetime) -> Repeat:
    return repetition("DAILY", 1, "every day")


@REPEATS.rule("REPEAT", "(weeknights|<every> weeknight)")
def _weeknights(now: datetime) -> Frame:
    return Frame(
        repeats=(repetition("WEEKLY", 1, "every working day", byday=by_days(WORKDAYS)),), part="evening"
    )


@REPEATS.rule(
    "REPEAT",
    "(on)? <every> {weekday} {part}",
    "(on)? {weekday|weekday_plural} {part:part_plural}",
    "(on)? {weekday:weekday_plural} (in the)? {part}",
    "(on)? {part:part_plural} (?=(at|around) <num|hm>)",
    "(on)? {days:WEEKDAYS} (in the)? {part:part_plural}",
    "<every> {part}",
    "(?<!<num>) (in the|on)? {part:part_plural}",
)
def _part_repeat(
    now: datetime, part: str, weekday: int | None = None, days: tuple[int, ...] | None = None
) -> Frame:
    told = days or (() if weekday is None else (weekday,))
    return Frame(repeats=(weekly(told) if told else repetition("DAILY", 1, f"every {part}"),), part=part)
