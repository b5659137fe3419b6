"""Rules for recurrence: "every other Tuesday", "weekdays", "first Monday of the month", to RFC 5545 rules.

This room never computes the dates a rule yields; scheduling does.
"""

from __future__ import annotations

from datetime import datetime

from .grammar import RuleTable
from .lexicon import MONTHS, WEEKDAYS
from .values import Days, Frame, Repeat

REPEATS = RuleTable()
LATE_REPEATS = RuleTable()

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WORKDAYS = (0, 1, 2, 3, 4)
_SEP = "(, and|, or|,|and|&|/|or)"
_FREQUENCY = {
    "second": ("SECONDLY", 1),
    "minute": ("MINUTELY", 1),
    "hour": ("HOURLY", 1),
    "day": ("DAILY", 1),
    "week": ("WEEKLY", 1),
    "fortnight": ("WEEKLY", 2),
    "month": ("MONTHLY", 1),
    "quarter": ("MONTHLY", 3),
    "year": ("YEARLY", 1),
    "decade": ("YEARLY", 10),
}
# How often within a week, and the days that spread it evenly; the person sees and confirms them.
_SPREAD = {1: (), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: _WORKDAYS, 6: (0, 1, 2, 3, 4, 5)}


def by_days(days: tuple[int, ...]) -> str:
    """Return a BYDAY value for weekdays, Monday 0."""
    return ",".join(_CODES[day] for day in sorted(set(days)))


def _repeat(freq: str, interval: int = 1, why: str = "", **parts: str | int) -> Repeat:
    rule = [f"FREQ={freq}"] + ([f"INTERVAL={interval}"] if interval != 1 else [])
    rule += [f"{key.upper()}={value}" for key, value in parts.items() if value != ""]
    return Repeat(";".join(rule), why)


def _every(unit: str, n: int = 1) -> Repeat | None:
    if unit == "weekend":
        return _repeat("WEEKLY", n, "every weekend", byday=by_days((5, 6)))
    freq, step = _FREQUENCY[unit]
    return (
        _repeat(freq, n * step, f"every {n} {unit}s" if n > 1 else f"every {unit}") if 0 < n < 1000 else None
    )


def _weekly(days: tuple[int, ...], interval: int = 1) -> Repeat:
    names = " and ".join(WEEKDAYS[day].capitalize() for day in days)
    every = "every" if interval == 1 else "every other" if interval == 2 else f"every {interval} weeks on"
    return _repeat("WEEKLY", interval, f"{every} {names}", byday=by_days(days))


def _set(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


@REPEATS.rule(
    "WEEKDAYS",
    f"(?<=<every|other|weekly|alternate>) {{a:weekday}} {_SEP} {{b:weekday|weekday_plural}}",
    f"{{a:weekday|weekday_plural}} {_SEP} {{b:weekday_plural}}",
    f"{{a:weekday_plural}} {_SEP} {{b:weekday}}",
)
def _two_days(now: datetime, a: int, b: int) -> tuple[int, ...]:
    return (a, b)


@REPEATS.rule("WEEKDAYS", *[f"{{days:WEEKDAYS}} {_SEP} {{b:weekday|weekday_plural|WEEKDAYS}}"] * 5)
def _more_days(now: datetime, days: tuple[int, ...], b: int | tuple[int, ...]) -> tuple[int, ...]:
    return (*days, *_set(b))


@REPEATS.rule("WEEKDAYS", f"{{b:weekday}} {_SEP} {{days:WEEKDAYS}}")
def _day_and_days(now: datetime, days: tuple[int, ...], b: int) -> tuple[int, ...]:
    return (b, *days)


@REPEATS.rule(
    "WEEKDAYS",
    "(?<=<every>) {a:weekday} (-|to|through|until|till) {b:weekday|weekday_plural}",
    "{a:weekday_plural} (-|to|through|until|till) {b:weekday_plural}",
)
def _days_through(now: datetime, a: int, b: int) -> tuple[int, ...]:
    return tuple((a + i) % 7 for i in range((b - a) % 7 + 1))


@REPEATS.rule(
    "REPEAT",
    "<every> {nth:ordinal|last} {weekday} (of|in) (the|a|each)? month",
    "(on)? (the)? {nth:ordinal|last} {weekday} (of|in) (<every> (single|calendar)?|the|a) month",
)
def _nth_weekday_monthly(now: datetime, nth: int | str, weekday: int) -> Repeat | None:
    count = nth if isinstance(nth, int) else -1
    if count > 5:
        return None
    why = (
        f"{WEEKDAYS[weekday].capitalize()} number {count} of every month"
        if count > 0
        else "the last one of every month"
    )
    return _repeat("MONTHLY", 1, why, byday=f"{count}{_CODES[weekday]}")


@REPEATS.rule(
    "REPEAT", "(on)? (the|<every>) {a:ordinal} (and|&) {b:ordinal} {weekday} (of (the|every|each) month)?"
)
def _two_nth_weekdays(now: datetime, a: int, b: int, weekday: int) -> Repeat | None:
    if a > 5 or b > 5:
        return None
    days = f"{a}{_CODES[weekday]},{b}{_CODES[weekday]}"
    return _repeat("MONTHLY", 1, f"{WEEKDAYS[weekday].capitalize()}s {a} and {b} of every month", byday=days)


@REPEATS.rule("REPEAT", "<every> half (-)? (an)? hour")
def _half_hourly(now: datetime) -> Repeat:
    return _repeat("MINUTELY", 30, "every half hour")


@REPEATS.rule("REPEAT", "<every> {month}(?!<mday|ordinal>)")
def _every_month_named(now: datetime, month: int) -> Repeat:
    return _repeat("YEARLY", 1, f"every {MONTHS[month - 1].capitalize()}", bymonth=month)


@REPEATS.rule(
    "REPEAT",
    "(on)? (the)? {nth:ordinal|last} (day)? (of|in) <every> (single|calendar)? month",
    "<every> {nth:ordinal} (day)? of (the|a|each) month",
    "<every> month (on|,)? (the)? {nth:ordinal|mday}(?!<weekday|ampm|word>)",
    "monthly (on|,)? the {nth:ordinal|mday}(?!<weekday>)",
    "<every> {nth:numbered}(?!<word|unit|weekday>)",
)
def _monthday(now: datetime, nth: int | str) -> Repeat | None:
    day = nth if isinstance(nth, int) else -1
    return _repeat("MONTHLY", 1, f"day {day} of every month", bymonthday=day) if day <= 31 else None


@REPEATS.rule("REPEAT", "(<every> month|monthly) (on|,)? the {nth:ordinal|last} {weekday}")
def _monthly_on(now: datetime, nth: int | str, weekday: int) -> Repeat | None:
    return _nth_weekday_monthly(now, nth, weekday)


@REPEATS.rule(
    "REPEAT",
    "(on)? <every> (week|working|work|business) (-)? (day|days)",
    "(on|for)? (<every>|all)? (weekdays|workdays)",
    "<every> (weekday|workday)",
    "monday (-|to|through) friday (every|each) week",
    "every day of the (work|working) week",
)
def _weekdays(now: datetime) -> Repeat:
    return _repeat("WEEKLY", 1, "every working day", byday=by_days(_WORKDAYS))


@REPEATS.rule("REPEAT", "(on)? (?<!<num>) weekends", "<every> weekend")
def _weekends(now: datetime) -> Repeat:
    return _repeat("WEEKLY", 1, "every weekend", byday=by_days((5, 6)))


@REPEATS.rule("REPEAT", "<every> day (of the week)?", "everyday", "day in day out")
def _daily(now: datetime) -> Repeat:
    return _repeat("DAILY", 1, "every day")


@REPEATS.rule("REPEAT", "(weeknights|<every> weeknight)")
def _weeknights(now: datetime) -> Frame:
    return Frame(
        repeats=(_repeat("WEEKLY", 1, "every working day", byday=by_days(_WORKDAYS)),), part="evening"
    )


@REPEATS.rule(
    "REPEAT",
    "(on)? <every> {weekday} {part}",
    "(on)? {weekday|weekday_plural} {part:part_plural}",
    "(on)? {weekday:weekday_plural} (in the)? {part}",
    "(on)? {part:part_plural} (?=(at|around) <num|hm>)",
    "<every> {part}",
    "(?<!<num>) (in the|on)? {part:part_plural}",
)
def _part_repeat(now: datetime, part: str, weekday: int | None = None) -> Frame:
    repeat = _repeat("DAILY", 1, f"every {part}") if weekday is None else _weekly((weekday,))
    return Frame(repeats=(repeat,), part=part)


@REPEATS.rule(
    "REPEAT",
    "(on)? <every> (other|alternate|second) {days:weekday|WEEKDAYS|weekday_plural}",
    "(on)? alternate {days:weekday|WEEKDAYS|weekday_plural}",
    "(biweekly|fortnightly) on {days:weekday|WEEKDAYS|weekday_plural}",
    "{days:weekday_plural} every (other|second) week",
    "every (other|second) week on {days:weekday|WEEKDAYS|weekday_plural}",
)
def _every_other_day(now: datetime, days: int | tuple[int, ...]) -> Repeat:
    return _weekly(_set(days), 2)


@REPEATS.rule("REPEAT", "(on)? <every> {n:num|ordinal} {days:weekday|weekday_plural}")
def _every_nth_day(now: datetime, n: int, days: int) -> Frame | None:
    if not 0 < n < 53:
        return None
    every = _weekly((days,), n)
    monthly = _nth_weekday_monthly(now, n, days)
    return Frame(repeats=(every,) if monthly is None or n == 2 else (monthly, every))


@REPEATS.rule(
    "REPEAT", "(on|once)? <every> (other|alternate|second|couple) (of)? {unit}(?!of)", "alternate {unit}"
)
def _every_other_unit(now: datetime, unit: str) -> Repeat | None:
    return _every(unit, 2)


@REPEATS.rule(
    "REPEAT",
    "(once)? <every> {n:num|ordinal} {unit}",
    "<every> (single|new|calendar)? {unit} (on)? {days:weekday|WEEKDAYS|weekday_plural}",
    "(once)? <every> (single|new|calendar)? {unit}(?!of)",
)
def _every_unit(
    now: datetime, unit: str, n: int | None = None, days: int | tuple[int, ...] | None = None
) -> Repeat | None:
    return _weekly(_set(days)) if days is not None and unit == "week" else _every(unit, n or 1)


@REPEATS.rule(
    "REPEAT",
    "weekly (on)? {days:weekday|WEEKDAYS|weekday_plural}",
    "(on)? <every> (single)? {days:weekday|WEEKDAYS}",
    "(on)? {days:WEEKDAYS|weekday_plural} (<every> week|weekly)?",
    "{days:weekday} (<every> week|weekly)",
)
def _every_day(now: datetime, days: int | tuple[int, ...]) -> Repeat:
    return _weekly(_set(days))


@REPEATS.rule(
    "REPEAT",
    "{n:num} days (a|per|each|every|in a) {unit}",
    "{n:times_word|num} (times|time)? (a|per|each|every|in a) {unit}",
    "{n:times_word|num} (times)? {frequency}",
)
def _times_per(
    now: datetime, n: int, unit: str = "", frequency: tuple[str, int] | None = None
) -> Repeat | None:
    freq, step = frequency or _FREQUENCY.get(unit, ("", 0))
    if not 0 < n < 60 or not freq:
        return None
    often = {1: "once", 2: "twice"}.get(n, f"{n} times")
    why = f"{often} {frequency[0].lower() if frequency else f'a {unit}'}"
    if n == 1:
        return _repeat(freq, step, why)
    if freq == "WEEKLY" and n in _SPREAD:
        return _repeat(freq, step, f"{why}, spread over the week", byday=by_days(_SPREAD[n]))
    if freq == "MONTHLY" and n == 2:
        return _repeat(freq, step, f"{why}, on the 1st and 15th", bymonthday="1,15")
    finer, length = {"DAILY": ("HOURLY", 24), "MONTHLY": ("DAILY", 30 * step), "YEARLY": ("MONTHLY", 12)}.get(
        freq, ("", 0)
    )
    return _repeat(finer, max(length // n, 1), f"{why}, spread evenly") if finer else None


@REPEATS.rule("REPEAT", "biweekly", "bi (-)? weekly")
def _biweekly(now: datetime) -> Frame:
    twice = _repeat("WEEKLY", 1, "twice a week, spread over it", byday=by_days(_SPREAD[2]))
    return Frame(repeats=(_repeat("WEEKLY", 2, "every two weeks"), twice))


@REPEATS.rule("REPEAT", "bimonthly", "bi (-)? monthly")
def _bimonthly(now: datetime) -> Frame:
    twice = _repeat("MONTHLY", 1, "twice a month", bymonthday="1,15")
    return Frame(repeats=(_repeat("MONTHLY", 2, "every two months"), twice))


@REPEATS.rule("REPEAT", "{frequency}")
def _adverb(now: datetime, frequency: tuple[str, int]) -> Repeat:
    freq, interval = frequency
    units = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year", "HOURLY": "hour"}
    return _repeat(
        freq, interval, f"every {units[freq]}" if interval == 1 else f"every {interval} {units[freq]}s"
    )


@LATE_REPEATS.rule(
    "REPEAT", "<every> {day:DAY}", "{repeat:REPEAT} (on)? {day:DAY}", "{day:DAY} {repeat:REPEAT}"
)
def _yearly_on(now: datetime, day: Days, repeat: Repeat | Frame | None = None) -> Frame | None:
    if not day.yearless or day.vague or (repeat is not None and getattr(repeat, "rule", "") != "FREQ=YEARLY"):
        return None
    first = day.first
    repeat = _repeat("YEARLY", 1, "every year", bymonth=first.month, bymonthday=first.day)
    return Frame(days=day, repeats=(repeat,))


@LATE_REPEATS.rule("REPEAT", "{repeat:REPEAT} (except|except for|but not) (on)? {day:DAY}")
def _except(now: datetime, repeat: Repeat | Frame, day: Days) -> Repeat | None:
    if not isinstance(repeat, Repeat) or day.weekday is None:
        return None
    parts = dict(part.split("=", 1) for part in repeat.rule.split(";"))
    days = parts.get("BYDAY", ",".join(_CODES)).split(",")
    kept = [name for name in days if name != _CODES[day.weekday]]
    if not kept or parts["FREQ"] not in ("DAILY", "WEEKLY"):
        return None
    return _repeat(
        "WEEKLY",
        int(parts.get("INTERVAL", 1)),
        f"{repeat.why} but {WEEKDAYS[day.weekday].capitalize()}",
        byday=",".join(kept),
    )
