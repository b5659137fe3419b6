"""Rules for lengths of time: "an hour and a half", "1.5h", "two weeks".

This room never decides whether a length is a duration or a distance in time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from .grammar import RuleTable
from .values import Length

LENGTHS = RuleTable()

_EXACT = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "fortnight": timedelta(weeks=2),
    "weekend": timedelta(days=2),
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120}
_MOST = 100_000  # longer stretches are nobody's meeting and would leave the calendar


def make_length(amount: float, unit: str) -> Length | None:
    """Return `amount` of `unit`, or None when it is out of all proportion."""
    if not 0 < amount <= _MOST:
        return None
    if unit == "year" and amount % 1:
        return Length(months=12 * int(amount), exact=timedelta(days=365 * (amount % 1)))
    if unit in _MONTHS:
        months = amount * _MONTHS[unit]
        return Length(months=int(months), exact=timedelta(days=round(30 * (months % 1))))
    return Length(exact=_EXACT[unit] * amount, fine=unit in ("second", "minute", "hour"))


@LENGTHS.rule(
    "LENGTH", "{h:num} <letter_hour> {m:min2} <letter_unit>", "{h:num} <letter_hour> {m:min2}(?!<ampm>)"
)
def _hours_minutes(now: datetime, h: int, m: int) -> Length | None:
    return make_length(h + m / 60, "hour")


@LENGTHS.rule(
    "LENGTH",
    "{n:num} (-)? quarters (of)? (a|an)? {unit}",
)
def _quarters(now: datetime, n: int, unit: str) -> Length | None:
    return make_length(n / 4, unit) if n < 4 else None


@LENGTHS.rule(
    "LENGTH",
    "{n:num} and (a)? quarter {unit:hours}",
    "{n:num} {unit:hours|hour_unit} and (a)? quarter",
    "(a|an) {unit:hour_unit} and (a)? quarter",
)
def _and_a_quarter(now: datetime, unit: str, n: int = 1) -> Length | None:
    return make_length(n + 0.25, unit)


@LENGTHS.rule("LENGTH", "{hm} (-)? {unit:hours|hour_unit}", "(?<=for) {hm:hm} (-)? {unit:hours|hour_unit}")
def _hours_and_minutes(now: datetime, hm: str, unit: str) -> Length | None:
    """Read "1:30 hours", but not "16:30 hours": nobody meets for that long."""
    hours, minutes = hm.split(":")[:2]
    return make_length(int(hours) + int(minutes) / 60, unit) if len(hours) == 1 and int(hours) < 7 else None


@LENGTHS.rule("LENGTH", "(?<=in|for) {n:num} (')(?!word)")
def _minute_mark(now: datetime, n: int) -> Length | None:
    return make_length(n, "minute")


@LENGTHS.rule("LENGTH", '(?<=in|for) {n:num} (")', "(?<=in|for) {n:num} ' '")
def _second_mark(now: datetime, n: int) -> Length | None:
    return make_length(n, "second")


@LENGTHS.rule(
    "LENGTH",
    "{n:num} nights",
    "(?<=for|stay|staying) {n:num} night(?!<word>)",
    "(?<=for|stay|staying) (a) night",
)
def _nights(now: datetime, n: int = 1) -> Length | None:
    return make_length(n, "day")


@LENGTHS.rule("LENGTH", "(a)? quarter (of)? (a|an)? (-)? {unit:hour_unit}")
def _quarter(now: datetime, unit: str) -> Length | None:
    return make_length(0.25, unit)


@LENGTHS.rule(
    "LENGTH",
    "{n:num} (-)? and (-)? (a|one)? (-)? half (-)? (a|an)? (-)? {unit}",
    "{n:num} (and)? ½ {unit}",
    "{n:num} {unit} and (a|one)? half",
    "{n:num} {unit} and (a)? half",
    "(a|an)? {unit:hour_unit} and (a|one)? half",
    "(a|an) {unit} and (a|one)? half",
)
def _and_a_half(now: datetime, unit: str, n: int = 1) -> Length | None:
    return make_length(n + 0.5, unit)


@LENGTHS.rule("LENGTH", "(a)? half (-)? (a|an)? (-)? {unit}", "half of (a|an) {unit}", "½ (a|an)? {unit}")
def _half(now: datetime, unit: str) -> Length | None:
    return make_length(0.5, unit)


@LENGTHS.rule("LENGTH", "(a|an|one) {unit} or {n:spoken_num}", "(a|an|one) {unit} or (so)")
def _or_two(now: datetime, unit: str, n: int = 1) -> Length | None:
    return make_length(n, unit) if n <= 2 else None


@LENGTHS.rule(
    "LENGTH", "{whole:num} (and)? {slash} {unit|letter_unit}", "{slash} (of)? (a|an)? {unit|letter_unit}"
)
def _fraction(now: datetime, slash: str, unit: str, whole: int = 0) -> Length | None:
    upper, lower = (int(part) for part in slash.split("/"))
    return make_length(whole + upper / lower, unit) if 0 < upper < lower <= 4 else None


@LENGTHS.rule("LENGTH", "{decimal} (-)? {unit|letter_unit}")
def _decimal(now: datetime, decimal: str, unit: str) -> Length | None:
    return make_length(float(decimal), unit)


@LENGTHS.rule("LENGTH", "(a)? couple (of)? {unit}")
def _couple(now: datetime, unit: str) -> Length | None:
    return make_length(2, unit)


@LENGTHS.rule("LENGTH", "(a)? few (more)? {unit}", "several {unit}")
def _few(now: datetime, unit: str) -> Length | None:
    return make_length(3, unit)


@LENGTHS.rule("LENGTH", "{n:num} (business|working|work|week) days")
def _workdays(now: datetime, n: int) -> Length | None:
    return Length(workdays=n) if 0 < n < 1000 else None


@LENGTHS.rule("LENGTH", "{low:num} (-|to|or) {high:num} (-)? {unit|letter_unit}")
def _low_to_high(now: datetime, low: int, high: int, unit: str) -> Length | None:
    return make_length(high, unit) if low < high else None


@LENGTHS.rule(
    "LENGTH",
    "{n:num} (-)? {unit} (?!old|of age|ago <num>)",
    "{n:num} {unit:letter_unit}",
    "{n:num} (more|full|whole|solid|free|extra|additional|consecutive|straight) {unit}",
)
def _counted(now: datetime, n: int, unit: str) -> Length | None:
    return make_length(n, unit)


@LENGTHS.rule(
    "LENGTH",
    "(for)? (all|whole|entire|full) (the)? (-)? {unit}(?!<word>)",
    "(for)? all (-)? day",
    "for the {unit:hour_unit}",
)
def _all_day(now: datetime, unit: str = "day") -> Length | None:
    return make_length(1, unit)


@LENGTHS.rule(
    "LENGTH",
    "(an|a) (-)? {unit:hour_unit}",
    "(an|a) (full|whole|solid|good) {unit}",
    "(another|one more|an extra|an additional) {unit}",
    "{unit:hour_unit} (-)? long",
    "{unit:week_or_year} (-)? long",
)
def _an_hour(now: datetime, unit: str) -> Length | None:
    return make_length(1, unit)


# "a minute", "a week" alone are idioms more often than lengths; rules that need them ask for A_LENGTH.
@LENGTHS.rule("A_LENGTH", "(a|an) {unit}(?!past|after <h12>|to|till)")
def _a_unit(now: datetime, unit: str) -> Length | None:
    return make_length(1, unit)


@LENGTHS.rule("LENGTH", *["{a:LENGTH|A_LENGTH} (and|,)? {b:LENGTH|A_LENGTH}"] * 2)
def _compound(now: datetime, a: Length, b: Length) -> Length | None:
    if b.duration >= a.duration:
        return None
    return Length(a.months + b.months, a.exact + b.exact, a.fine or b.fine)


@LENGTHS.rule(
    "LENGTH",
    "{a:LENGTH} and {m:min2}(?!<ampm|unit>)",
    "{a:LENGTH} {m:min2}(?!<ampm|unit|word|oclock|month|->)",
)
def _hour_and_minutes(now: datetime, a: Length, m: int) -> Length | None:
    return (
        Length(exact=a.exact + timedelta(minutes=m), fine=True)
        if a.fine and a.exact >= _EXACT["hour"]
        else None
    )
