"""Rules for how often: "every other week", "twice a month", "quarterly", "every year on June 5".

This room never computes the dates a rule yields; scheduling does.
"""

from __future__ import annotations

from datetime import datetime

from .grammar import RuleTable
from .lexicon import WEEKDAYS
from .repetitions import CODES, FREQUENCY, WORKDAYS, as_set, by_days, every, repetition, weekly
from .rules_repeats import nth_weekday_monthly
from .values import Days, Frame, Repeat

FREQUENCIES = RuleTable()
LATE_REPEATS = RuleTable()

# How often within a week, and the days that spread it evenly; the person sees and confirms them.
_SPREAD = {1: (), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: WORKDAYS, 6: (0, 1, 2, 3, 4, 5)}


@FREQUENCIES.rule("REPEAT", "<every> (few|several) {unit}")
def _every_few(now: datetime, unit: str) -> Repeat | None:
    return every(unit, 3)


@FREQUENCIES.rule("REPEAT", "once in (every)? {n:num} {unit}", "once in (a|an|every) {unit}")
def _once_in(now: datetime, unit: str, n: int = 1) -> Repeat | None:
    return every(unit, n)


@FREQUENCIES.rule(
    "REPEAT",
    "<every> half (-)? (a)? year",
    "half (-)? yearly",
    "(semi|bi) (-)? (annually|annual)",
    "biyearly",
)
def _half_yearly(now: datetime) -> Repeat:
    return repetition("MONTHLY", 6, "every half year")


@FREQUENCIES.rule("REPEAT", "semi (-)? weekly", "semiweekly")
def _semiweekly(now: datetime) -> Repeat:
    return repetition("WEEKLY", 1, "twice a week, spread over it", byday=by_days(_SPREAD[2]))


@FREQUENCIES.rule("REPEAT", "semi (-)? monthly", "semimonthly")
def _semimonthly(now: datetime) -> Repeat:
    return repetition("MONTHLY", 1, "twice a month, on the 1st and 15th", bymonthday="1,15")


@FREQUENCIES.rule("REPEAT", "per (annum|year)")
def _per_year(now: datetime) -> Repeat:
    return repetition("YEARLY", 1, "every year")


@FREQUENCIES.rule("REPEAT", "nightly")
def _nightly(now: datetime) -> Frame:
    return Frame(repeats=(repetition("DAILY", 1, "every night"),), part="night")


@FREQUENCIES.rule(
    "REPEAT",
    "(on)? <every> (other|alternate|second) {days:weekday|WEEKDAYS|weekday_plural}",
    "(on)? alternate {days:weekday|WEEKDAYS|weekday_plural}",
    "(biweekly|fortnightly) (,)? (on)? {days:weekday|WEEKDAYS|weekday_plural}",
    "{days:weekday_plural} every (other|second) week",
    "every (other|second) week on {days:weekday|WEEKDAYS|weekday_plural}",
)
def _every_other_day(now: datetime, days: int | tuple[int, ...]) -> Repeat:
    return weekly(as_set(days), 2)


@FREQUENCIES.rule("REPEAT", "(on)? <every> {n:num|ordinal} {days:weekday|weekday_plural}")
def _every_nth_day(now: datetime, n: int, days: int) -> Frame | None:
    if not 0 < n < 53:
        return None
    every = weekly((days,), n)
    monthly = nth_weekday_monthly(now, n, days)
    return Frame(repeats=(every,) if monthly is None or n == 2 else (monthly, every))


@FREQUENCIES.rule(
    "REPEAT", "(on|once)? <every> (other|alternate|second|couple) (of)? {unit}(?!of)", "alternate {unit}"
)
def _every_other_unit(now: datetime, unit: str) -> Repeat | None:
    return every(unit, 2)


@FREQUENCIES.rule(
    "REPEAT", "<every> {n:num} weeks on {days:WEEKDAYS}", "<every> other week on {days:WEEKDAYS}"
)
def _every_n_weeks_on(now: datetime, days: tuple[int, ...], n: int = 2) -> Repeat | None:
    return weekly(days, n) if 0 < n < 53 else None


@FREQUENCIES.rule("REPEAT", "<every> {season}(?!<word>)")
def _every_season(now: datetime, season: int) -> Repeat:
    return repetition("YEARLY", 1, "every year")


@FREQUENCIES.rule(
    "REPEAT",
    "(once)? <every> {n:num|ordinal} {unit}",
    "<every> (single|new|calendar)? {unit} (on)? {days:weekday|WEEKDAYS|weekday_plural}",
    "(once)? <every> (single|new|calendar)? {unit}(?!of)",
)
def _every_unit(
    now: datetime, unit: str, n: int | None = None, days: int | tuple[int, ...] | None = None
) -> Repeat | None:
    return weekly(as_set(days)) if days is not None and unit == "week" else every(unit, n or 1)


@FREQUENCIES.rule(
    "REPEAT",
    "weekly (,)? (on|every|each)? {days:weekday|WEEKDAYS|weekday_plural}",
    "(on)? <every> (single)? {days:weekday|WEEKDAYS}",
    "(on)? {days:WEEKDAYS|weekday_plural} (<every> week|weekly)?",
    "{days:weekday} (<every> week|weekly)",
)
def _every_day(now: datetime, days: int | tuple[int, ...]) -> Repeat:
    return weekly(as_set(days))


@FREQUENCIES.rule(
    "REPEAT",
    "{n:num} days (a|per|each|every|in a) {unit}",
    "{n:times_word|num} (times|time|=x)? (a|per|each|every|in a) {unit}",
    "{n:times_word|num} (times)? {frequency}",
)
def _times_per(
    now: datetime, n: int, unit: str = "", frequency: tuple[str, int] | None = None
) -> Repeat | None:
    freq, step = frequency or FREQUENCY.get(unit, ("", 0))
    if not 0 < n < 60 or not freq:
        return None
    often = {1: "once", 2: "twice"}.get(n, f"{n} times")
    why = f"{often} {frequency[0].lower() if frequency else f'a {unit}'}"
    if n == 1:
        return repetition(freq, step, why)
    if freq == "WEEKLY" and n in _SPREAD:
        return repetition(freq, step, f"{why}, spread over the week", byday=by_days(_SPREAD[n]))
    if freq == "MONTHLY" and n == 2:
        return repetition(freq, step, f"{why}, on the 1st and 15th", bymonthday="1,15")
    finer, length = {"DAILY": ("HOURLY", 24), "MONTHLY": ("DAILY", 30 * step), "YEARLY": ("MONTHLY", 12)}.get(
        freq, ("", 0)
    )
    return repetition(finer, max(length // n, 1), f"{why}, spread evenly") if finer else None


@FREQUENCIES.rule("REPEAT", "biweekly", "bi (-)? weekly")
def _biweekly(now: datetime) -> Frame:
    twice = repetition("WEEKLY", 1, "twice a week, spread over it", byday=by_days(_SPREAD[2]))
    return Frame(repeats=(repetition("WEEKLY", 2, "every two weeks"), twice))


@FREQUENCIES.rule("REPEAT", "bimonthly", "bi (-)? monthly")
def _bimonthly(now: datetime) -> Frame:
    twice = repetition("MONTHLY", 1, "twice a month", bymonthday="1,15")
    return Frame(repeats=(repetition("MONTHLY", 2, "every two months"), twice))


@FREQUENCIES.rule("REPEAT", "{frequency}")
def _adverb(now: datetime, frequency: tuple[str, int]) -> Repeat:
    freq, interval = frequency
    units = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year", "HOURLY": "hour"}
    return repetition(
        freq, interval, f"every {units[freq]}" if interval == 1 else f"every {interval} {units[freq]}s"
    )


@LATE_REPEATS.rule(
    "REPEAT", "<every> {day:DAY}", "{repeat:REPEAT} (on)? {day:DAY}", "{day:DAY} {repeat:REPEAT}"
)
def _yearly_on(now: datetime, day: Days, repeat: Repeat | Frame | None = None) -> Frame | None:
    if not day.yearless or day.vague or (repeat is not None and getattr(repeat, "rule", "") != "FREQ=YEARLY"):
        return None
    if day.yearly == "none":
        return None
    if day.yearly:
        return Frame(days=day, repeats=(Repeat(f"FREQ=YEARLY;{day.yearly}", "every year"),))
    first = day.first
    repeat = repetition("YEARLY", 1, "every year", bymonth=first.month, bymonthday=first.day)
    return Frame(days=day, repeats=(repeat,))


@LATE_REPEATS.rule(
    "REPEAT",
    "{repeat:REPEAT} (except|except for|but not|but|excluding|apart from|besides|minus) (on)? {day:DAY|REPEAT}",
)
def _except(now: datetime, repeat: Repeat | Frame, day: Days | Repeat | Frame) -> Repeat | None:
    if not isinstance(repeat, Repeat) or isinstance(day, Frame):
        return None
    if isinstance(day, Days):
        out = {CODES[day.weekday]} if day.weekday is not None else set()
    else:
        out = set(day.rule.partition("BYDAY=")[2].partition(";")[0].split(","))
    parts = dict(part.split("=", 1) for part in repeat.rule.split(";"))
    days = parts.get("BYDAY", ",".join(CODES)).split(",")
    kept = [name for name in days if name not in out]
    if not kept or len(kept) == len(days) or parts["FREQ"] not in ("DAILY", "WEEKLY"):
        return None
    return repetition(
        "WEEKLY",
        int(parts.get("INTERVAL", 1)),
        f"{repeat.why} but {' and '.join(WEEKDAYS[CODES.index(code)].capitalize() for code in sorted(out))}",
        byday=",".join(kept),
    )
